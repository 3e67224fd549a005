"""Trains the tagger: claims, links, toponyms and events on one encoder, a task a batch."""

import json
import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from talion.models.training import data
from talion.models.training.data import Doc, Example
from talion.models.training.labels import MODE_CLASSES, TYPES
from talion.models.training.net import DISTANCES, TAGGER_HEADS, TaggerNet, project

log = logging.getLogger(__name__)
TASKS = {"claims": "claims", "events": "events", "relations": "events", "links": "plain",
         "toponyms": "plain"}


@dataclass(frozen=True, slots=True)
class Settings:
    """How long and how fast to train; ``mix`` is the share of each task's windows in an epoch."""

    epochs: int = 4
    minutes: float = 1e9
    rate: float = 1e-4
    head_rate: float = 1e-3
    warm: float = 0.06
    averaged: float = 0.998
    seed: int = 20
    budget: dict[str, int] = field(
        default_factory=lambda: {"claims": 2048, "toponyms": 2048, "links": 1024, "events": 1024,
                                 "relations": 1024}
    )
    mix: dict[str, float] = field(
        default_factory=lambda: {"claims": 1.0, "toponyms": 0.5, "links": 1.5, "events": 1.5,
                                 "relations": 0.0}
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded windows of one task, with the examples that they come from."""

    task: str
    ids: Tensor
    shapes: Tensor
    heads: Tensor
    words: Tensor
    examples: tuple[Example, ...]

    def tags(self, name: str) -> Tensor:
        """The labels of head ``name``, padded with -100."""
        rows = [torch.from_numpy(e.tags[name]) for e in self.examples]
        return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=-100)


def collate(examples: Sequence[Example]) -> Batch:
    """One batch of windows of one task."""
    pad = torch.nn.utils.rnn.pad_sequence
    ids = pad([torch.from_numpy(e.window.ids) for e in examples], batch_first=True)
    shapes = pad([torch.from_numpy(e.window.shapes) for e in examples], batch_first=True)
    heads = pad([torch.from_numpy(e.window.heads) for e in examples], batch_first=True)
    words = pad([torch.ones(len(e.window.words)) for e in examples], batch_first=True) > 0
    return Batch(examples[0].task, ids, shapes, heads, words, tuple(examples))


def batches(examples: Sequence[Example], budget: int, rng: random.Random) -> list[Batch]:
    """Windows of like length together, at most ``budget`` padded pieces a batch."""
    order = sorted(examples, key=lambda e: len(e.window.ids) + rng.uniform(0, 12))
    groups: list[list[Example]] = [[]]
    for e in order:
        longest = max([len(e.window.ids), *(len(o.window.ids) for o in groups[-1])])
        if groups[-1] and longest * (len(groups[-1]) + 1) > budget:
            groups.append([])
        groups[-1].append(e)
    return [collate(g) for g in groups if g]


def epoch(docs: dict[str, list[Doc]], tokenizer: Tokenizer, settings: Settings,
          rng: random.Random) -> list[Batch]:
    """The shuffled batches of one epoch, by the settings' mix."""
    out: list[Batch] = []
    for task, share in settings.mix.items():
        chosen: list[Doc] = []
        for part in np.arange(0, share, 1.0):
            take = round(min(1.0, share - part) * len(docs[task]))
            chosen += rng.sample(docs[task], take)
        if not chosen:
            continue
        single = [d for d in chosen if len(d.sentences) == 1]
        longer = [d for d in chosen if len(d.sentences) != 1]
        found = data.examples([*longer, *data.packed(single, rng)], tokenizer)
        out += batches(found, settings.budget[task], rng)
    rng.shuffle(out)
    return out


def word_states(net: TaggerNet, batch: Batch) -> Tensor:
    """The states of each word's first piece, [B, W, WIDTH], as the batch's task reads them."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = net.encoder(batch.ids, batch.shapes)
        index = batch.heads.unsqueeze(-1).expand(-1, -1, states.shape[-1])
        return net.task(states.gather(1, index), TASKS[batch.task]).float()


def loss(net: TaggerNet, batch: Batch) -> Tensor:
    """The loss of a batch, by its task."""
    group = TASKS[batch.task]
    states = word_states(net, batch)
    logits = split(net.heads[group](states), group)
    if batch.task == "relations":
        return pooled_loss(net, batch, states, logits["trigger"])
    total = _tag_losses(batch, logits)
    if batch.task == "links":
        total = total + causal_loss(batch, logits["causal"])
    if group in net.arguments and any(e.anchors for e in batch.examples):
        total = total + _anchor_losses(net, batch, states, logits)
    return total


def split(logits: Tensor, group: str) -> dict[str, Tensor]:
    """A group's logits by head."""
    sizes = TAGGER_HEADS[group]
    return dict(zip(sizes, logits.split(list(sizes.values()), -1), strict=True))


#: How much each head's mean loss over words counts.
WEIGHTS = {"cue": 8.0, "said": 2.0, "antecedent": 2.0, "response": 2.0, "signal": 2.0,
           "toponym": 8.0, "trigger": 8.0, "begins": 4.0}


def _tag_losses(batch: Batch, logits: dict[str, Tensor]) -> Tensor:
    total = torch.zeros(())
    for name in batch.examples[0].tags:
        gold = batch.tags(name)
        if gold.dim() == 3:
            mask = gold >= 0
            part = F.binary_cross_entropy_with_logits(logits[name][mask], gold[mask].float())
        else:
            part = F.cross_entropy(logits[name].flatten(0, 1), gold.flatten(), ignore_index=-100)
        total = total + WEIGHTS[name] * part
    return total


def pooled(causal: Tensor) -> Tensor:
    """A sentence's causal logit from its words' values and weights, [W, 2]."""
    return (causal[:, 0] * causal[:, 1].softmax(0)).sum()


def causal_loss(batch: Batch, causal: Tensor) -> Tensor:
    """Cross entropy of whether each sentence states a cause."""
    found, gold = [], []
    for row, e in enumerate(batch.examples):
        for lo, hi, label in e.causal:
            found.append(pooled(causal[row, lo:hi]))
            gold.append(float(label))
    if not found:
        return torch.zeros(())
    return 2.0 * F.binary_cross_entropy_with_logits(torch.stack(found), torch.tensor(gold))


def _anchor_losses(net: TaggerNet, batch: Batch, states: Tensor,
                   logits: dict[str, Tensor]) -> Tensor:
    rows, mean = anchor_weights(batch)
    scores = argument_scores(net, batch, states, rows, mean)
    gold, mask = _argument_gold(batch, scores.shape[-1])
    mask &= batch.words[rows].unsqueeze(1)
    part = F.binary_cross_entropy_with_logits(scores, gold, reduction="none")
    total = (part * mask).sum() / len(rows) / 15.0
    if batch.task == "events":
        total = total + label_loss(batch, logits, rows, mean)
    return total


def anchor_weights(batch: Batch) -> tuple[Tensor, Tensor]:
    """Each anchor's row, and its weights over the words [A, W]."""
    width = batch.words.shape[1]
    pairs = [(i, a) for i, e in enumerate(batch.examples) for a in e.anchors]
    mean = torch.zeros(len(pairs), width)
    for k, (_, a) in enumerate(pairs):
        mean[k, a.lo : a.hi] = 1.0 / (a.hi - a.lo)
    return torch.tensor([i for i, _ in pairs]), mean


def argument_scores(net: TaggerNet, batch: Batch, states: Tensor, rows: Tensor,
                    mean: Tensor) -> Tensor:
    """Logits [A, 2, W]: is this word an argument of the anchor."""
    arguments = net.arguments[TASKS[batch.task]]
    key, query = project(arguments, states)
    asked = torch.einsum("aw,awrd->ard", mean, query[rows])
    scores = torch.einsum("ard,awrd->arw", asked, key[rows])
    anchors = [a for e in batch.examples for a in e.anchors]
    index = torch.from_numpy(np.stack([buckets(a.lo, a.hi, mean.shape[1]) for a in anchors]))
    return scores + arguments.distance[:, index].transpose(0, 1)


def buckets(lo: int, hi: int, count: int) -> data.Ints:
    """The distance class of every word of a window to the anchor's words ``lo`` to ``hi``."""
    at = np.arange(count)
    far = np.where(at < lo, at - lo, np.where(at >= hi, at - hi + 1, 0))
    steps = np.searchsorted(DISTANCES, np.abs(far), "right")
    return (np.sign(far) * steps + len(DISTANCES)).astype(np.int64)


def pooled_loss(net: TaggerNet, batch: Batch, states: Tensor, trigger: Tensor) -> Tensor:
    """The loss of pairs whose trigger isn't known: of the likeliest word for their type.

    That word's type, and which of the two ends is its actor and which its recipient, are taught.
    """
    arguments = net.arguments["events"]
    key, query = project(arguments, states)
    chance = trigger.log_softmax(-1)
    total, count = torch.zeros(()), 0
    for row, e in enumerate(batch.examples):
        for a in e.anchors:
            kinds = [a.kind] if a.kind >= 0 else [TYPES.index(t) for t in ("CONCEDE", "RETREAT")]
            words = chance[row, : len(e.window.words), [k + 1 for k in kinds]].logsumexp(-1)
            best = int(words.argmax())
            ends = torch.from_numpy(a.arguments)
            mask = ends.any(0)
            far = torch.from_numpy(buckets(best, best + 1, ends.shape[1]))
            scores = torch.einsum("rd,wrd->rw", query[row, best], key[row, : ends.shape[1]])
            scores = (scores + arguments.distance[:, far])[:, mask]
            total = total - words[best]
            if mask.any():
                total = total + F.binary_cross_entropy_with_logits(scores, ends[:, mask].float())
            count += 1
    return total / max(count, 1)


def _argument_gold(batch: Batch, width: int) -> tuple[Tensor, Tensor]:
    anchors = [a for e in batch.examples for a in e.anchors]
    gold = torch.zeros(len(anchors), 2, width)
    known = torch.tensor([a.known for a in anchors]).unsqueeze(-1).expand(-1, -1, width).clone()
    for k, a in enumerate(anchors):
        gold[k, :, : a.arguments.shape[1]] = torch.from_numpy(a.arguments)
    return gold, known


def mode_mask() -> Tensor:
    """Which mode classes belong to a type, [types, classes], as 0 or a large negative number."""
    owner = [c.split("/")[0] for c in MODE_CLASSES]
    rows = [[0.0 if o == kind else -1e4 for o in owner] for kind in TYPES]
    return torch.tensor(rows)


def label_loss(batch: Batch, logits: dict[str, Tensor], rows: Tensor, mean: Tensor) -> Tensor:
    """Cross entropy of the modes and statuses of triggers."""
    anchors = [a for e in batch.examples for a in e.anchors]
    kinds = torch.tensor([a.kind for a in anchors])

    def at(name: str) -> Tensor:
        return torch.einsum("aw,awc->ac", mean, logits[name][rows])

    mode = at("mode") + mode_mask()[kinds]
    status = F.cross_entropy(at("status"), torch.tensor([a.status for a in anchors]))
    return status + F.cross_entropy(mode, torch.tensor([a.mode for a in anchors]))


@torch.no_grad()
def measure(net: TaggerNet, found: Sequence[Batch]) -> dict[str, float]:
    """Token F1 of every head, and of arguments of gold anchors, over batches of several tasks."""
    counts: dict[str, list[int]] = {}

    def add(name: str, got: Tensor, want: Tensor) -> None:
        tp, p, g = counts.setdefault(name, [0, 0, 0])
        counts[name] = [tp + int((got & want).sum()), p + int(got.sum()), g + int(want.sum())]

    net.eval()
    for batch in (b for b in found if b.task != "relations"):
        group = TASKS[batch.task]
        states = word_states(net, batch)
        logits = split(net.heads[group](states), group)
        for name in batch.examples[0].tags:
            gold = batch.tags(name)
            if gold.dim() == 3:
                for k in range(gold.shape[-1]):
                    real = gold[..., k] >= 0
                    add(f"{name}{k}", logits[name][..., k][real] > 0, gold[..., k][real] > 0)
                continue
            best, real = logits[name].argmax(-1), gold >= 0
            add(name, (best > 0)[real], (gold > 0)[real])
            if name == "trigger":
                right = (best == gold) & (gold > 0)
                add("trigger+type", right[real], (gold > 0)[real])
        if batch.task == "links":
            for row, e in enumerate(batch.examples):
                for lo, hi, label in e.causal:
                    got = pooled(logits["causal"][row, lo:hi]) > 0
                    add("causal", got.reshape(1), torch.tensor([label]))
        if group in net.arguments and any(e.anchors for e in batch.examples):
            rows, mean = anchor_weights(batch)
            scores = argument_scores(net, batch, states, rows, mean)
            gold, mask = _argument_gold(batch, scores.shape[-1])
            mask &= batch.words[rows].unsqueeze(1)
            for k in range(2):
                add(f"{group}-role{k}", scores[:, k][mask[:, k]] > 0,
                    gold[:, k][mask[:, k]] > 0)
            if batch.task == "events":
                anchors = [a for e in batch.examples for a in e.anchors]
                kinds = torch.tensor([a.kind for a in anchors])
                mode = torch.einsum("aw,awc->ac", mean, logits["mode"][rows]) + mode_mask()[kinds]
                status = torch.einsum("aw,awc->ac", mean, logits["status"][rows])
                every = torch.ones(len(anchors), dtype=torch.bool)
                add("mode", mode.argmax(-1) == torch.tensor([a.mode for a in anchors]), every)
                add("status", status.argmax(-1) == torch.tensor([a.status for a in anchors]), every)
    net.train()
    return {n: round(2 * tp / (p + g), 4) if tp else 0.0 for n, (tp, p, g) in counts.items()}


class Average:
    """A moving average of a network's trained weights."""

    def __init__(self, net: torch.nn.Module, keep: float) -> None:
        self.live = [p for p in net.parameters() if p.requires_grad]
        self.kept = [p.detach().clone() for p in self.live]
        self.keep, self.step = keep, 0

    def update(self) -> None:
        """Moves the average toward the weights of now."""
        self.step += 1
        keep = min(self.keep, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(self.kept, [p.detach() for p in self.live], 1 - keep)

    def swap(self) -> None:
        """Exchanges the weights and their average."""
        with torch.no_grad():
            for p, k in zip(self.live, self.kept, strict=True):
                other = p.clone()
                p.copy_(k)
                k.copy_(other)


def rates(net: TaggerNet, settings: Settings) -> list[dict[str, Any]]:
    """Parameter groups: the encoder slowly, heads and shapes fast."""
    slow, fast = [], []
    for name, p in net.named_parameters():
        if p.requires_grad:
            body = name.startswith("encoder.") and "shape" not in name
            (slow if body else fast).append(p)
    return [{"params": slow, "lr": settings.rate, "top": settings.rate},
            {"params": fast, "lr": settings.head_rate, "top": settings.head_rate}]


def factor(done: float, warm: float) -> float:
    """Linear warm-up, then linear decay to a fiftieth."""
    return done / warm if done < warm else max(0.02, (1 - done) / (1 - warm))


def train(net: TaggerNet, read: Callable[[], dict[str, list[Doc]]], checks: dict[str, list[Doc]],
          tokenizer: Tokenizer, settings: Settings, out: Path) -> None:
    """Trains ``net`` and saves its averaged weights as ``out`` after every epoch."""
    rng = random.Random(settings.seed)
    torch.manual_seed(settings.seed)
    optimizer = torch.optim.AdamW(rates(net, settings), weight_decay=0.01, fused=True,
                                  betas=(0.9, 0.98))
    average = Average(net, settings.averaged)
    tests = [b for ds in checks.values() for b in batches(data.examples(ds, tokenizer), 4096, rng)
             if ds]
    began, steps, net_steps = time.time(), 0, 0
    for at in range(settings.epochs):
        todo = epoch(read(), tokenizer, settings, rng)
        net_steps = net_steps or len(todo) * settings.epochs
        log.info("epoch %d: %d batches", at, len(todo))
        for batch in todo:
            spent = (time.time() - began) / 60 / settings.minutes
            done = min(1.0, max(spent, steps / net_steps))
            if done >= 1.0:
                break
            step(net, batch, optimizer, factor(done + 1e-4, settings.warm))
            average.update()
            steps += 1
            if steps % 100 == 0:
                log.info("step %d of %d, %.3f done, %.1f min", steps, net_steps, done,
                         (time.time() - began) / 60)
        average.swap()
        torch.save(net.state_dict(), out)
        log.info("scores %s", json.dumps(measure(net, tests)))
        average.swap()
        if done >= 1.0:
            break


def step(net: TaggerNet, batch: Batch, optimizer: Any, scale: float) -> float:
    """One update; the loss before it."""
    for group in optimizer.param_groups:
        group["lr"] = group["top"] * scale
    value = loss(net, batch)
    value.backward()
    torch.nn.utils.clip_grad_norm_([p for g in optimizer.param_groups for p in g["params"]], 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(value.detach())


def read_docs(gold: Path, written: Path | None, readers: Sequence[Path], stories: Path | None,
              excluded: set[str]) -> tuple[dict[str, list[Doc]], dict[str, list[Doc]]]:
    """Documents to train on and those held out, by task; ``excluded`` are never trained on."""
    every = {
        "claims": data.claim_docs(gold / "claims.jsonl"),
        "links": data.link_docs(gold / "links.jsonl"),
        "toponyms": data.place_docs(gold / "places.jsonl"),
        "relations": data.relation_docs(gold / "relations.jsonl"),
        "events": [
            *(data.written_docs(written) if written else []),
            *(data.story_docs(readers, stories) if stories else []),
        ],
    }
    parts = {"claims": 20}
    train_docs: dict[str, list[Doc]] = {}
    test_docs: dict[str, list[Doc]] = {}
    for task, docs in every.items():
        story = {d.id for d in docs if task == "events" and len(d.sentences) > 1}
        out = {d.id for d in docs if d.id not in story and data.held_out(d.id, parts.get(task, 10))}
        train_docs[task] = [d for d in docs if d.id not in out | excluded]
        test_docs[task] = [d for d in docs if d.id in out and d.id not in excluded]
    return train_docs, test_docs
