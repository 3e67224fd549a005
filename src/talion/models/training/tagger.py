"""Trains the tagger: claims, links, toponyms and events on one encoder, a task a batch."""

import json
import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
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
from talion.models.training.net import (
    DEVICE,
    DISTANCES,
    TAGGER_HEADS,
    TaggerNet,
    project,
    save,
)

log = logging.getLogger(__name__)
#: The group of heads that each task's documents teach.
TASKS = {"claims": "claims", "stances": "claims", "events": "events", "links": "plain",
         "toponyms": "plain"}
#: A window's row in its batch, and the words of an anchor or a sentence in it.
Range = tuple[int, int, int]
#: Unlabelled texts, of which a student learns what its teachers say.
TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Settings:
    """How long and how fast to train; ``mix`` is the share of each task's windows in an epoch.

    ``masked`` is the share of words that a step hides from the network, which so learns to read what
    stands around them; ``decay`` that of AdamW.
    """

    epochs: int = 4
    minutes: float = 1e9
    rate: float = 1e-4
    head_rate: float = 1e-3
    warm: float = 0.06
    averaged: float = 0.998
    decay: float = 0.01
    masked: float = 0.0
    seed: int = 20
    budget: dict[str, int] = field(
        default_factory=lambda: {"claims": 4096, "toponyms": 4096, "links": 2048, "events": 4096,
                                 "stances": 4096, "texts": 4096}
    )
    mix: dict[str, float] = field(
        default_factory=lambda: {"claims": 1.0, "toponyms": 0.5, "links": 1.5, "events": 1.5,
                                 "stances": 0.5}
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
        padded = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=-100)
        return padded.to(DEVICE)


def collate(examples: Sequence[Example]) -> Batch:
    """One batch of windows of one task."""
    pad = torch.nn.utils.rnn.pad_sequence
    ids = pad([torch.from_numpy(e.window.ids) for e in examples], batch_first=True)
    shapes = pad([torch.from_numpy(e.window.shapes) for e in examples], batch_first=True)
    heads = pad([torch.from_numpy(e.window.heads) for e in examples], batch_first=True)
    words = pad([torch.ones(len(e.window.words)) for e in examples], batch_first=True) > 0
    parts = (t.to(DEVICE) for t in (ids, shapes, heads, words))
    return Batch(examples[0].task, *parts, tuple(examples))


def batches(examples: Sequence[Example], budget: int, rng: random.Random) -> list[Batch]:
    """At most ``budget`` padded pieces a batch: windows of like length, or of one story, together."""
    whole = [e for e in examples if e.task == "events" and len(e.doc.sentences) > 8]
    keys = {id(e.doc): rng.random() for e in whole}
    whole.sort(key=lambda e: keys[id(e.doc)])
    rest = [e for e in examples if id(e.doc) not in keys]
    rest.sort(key=lambda e: len(e.window.ids) + rng.uniform(0, 12))
    return [*_filled(whole, budget), *_filled(rest, budget)]


def _filled(order: Sequence[Example], budget: int) -> list[Batch]:
    groups: list[list[Example]] = [[]]
    for e in order:
        longest = max([len(e.window.ids), *(len(o.window.ids) for o in groups[-1])])
        if groups[-1] and longest * (len(groups[-1]) + 1) > budget:
            groups.append([])
        groups[-1].append(e)
    return [collate(g) for g in groups if g]


def masked(batch: Batch, share: float, mask: int) -> Batch:
    """The batch with the pieces of a random ``share`` of its words replaced by the piece ``mask``."""
    hidden = (torch.rand(batch.words.shape, device=DEVICE) < share) & batch.words
    begins = torch.zeros_like(batch.ids).scatter_add_(1, batch.heads, batch.words.long())
    word = begins.cumsum(1) - 1
    inside = (word >= 0) & (batch.ids != 0) & (word < batch.words.sum(1, keepdim=True))
    last = batch.ids.eq(0).logical_not().sum(1) - 1
    inside[torch.arange(len(last)), last] = False
    return replace(batch, ids=batch.ids.masked_fill(inside & hidden.gather(1, word.clamp(min=0)), mask))


def epoch(docs: dict[str, list[Doc]], tokenizer: Tokenizer, settings: Settings,
          rng: random.Random, read: dict[int, list[Example]]) -> list[Batch]:
    """The shuffled batches of one epoch, by the settings' mix; ``read`` keeps what longer ones give."""
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
        new = list({id(d): d for d in longer if id(d) not in read}.values())
        for doc in new:
            read[id(doc)] = []
        for example in data.examples(new, tokenizer):
            read[id(example.doc)].append(example)
        found = [e for d in longer for e in read[id(d)]]
        found += data.examples(data.packed(single, rng), tokenizer)
        out += batches(found, settings.budget[task], rng)
    rng.shuffle(out)
    return out


def word_states(net: TaggerNet, batch: Batch) -> Tensor:
    """The states of each word's first piece, [B, W, WIDTH], as the batch's task reads them."""
    return group_states(net, batch, (TASKS[batch.task],))[TASKS[batch.task]]


def group_states(net: TaggerNet, batch: Batch, groups: Sequence[str]) -> dict[str, Tensor]:
    """The states of each word's first piece, [B, W, WIDTH], as the heads of each group read them."""
    with torch.autocast(DEVICE.type, dtype=torch.bfloat16):
        states = net.encoder(batch.ids, batch.shapes)
        index = batch.heads.unsqueeze(-1).expand(-1, -1, states.shape[-1])
        words = states.gather(1, index)
        return {g: net.task(words, g).float() for g in groups}


def loss(net: TaggerNet, batch: Batch) -> Tensor:
    """The loss of a batch, by its task."""
    group = TASKS[batch.task]
    states = word_states(net, batch)
    logits = split(net.heads[group](states), group)
    if batch.task == "stances":
        return _stance_loss(batch, logits)
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
    total = torch.zeros((), device=DEVICE)
    for name in batch.examples[0].tags:
        gold = batch.tags(name)
        if gold.dim() == 3:
            mask = gold >= 0
            part = F.binary_cross_entropy_with_logits(logits[name][mask], gold[mask].float())
        else:
            part = F.cross_entropy(logits[name].flatten(0, 1), gold.flatten(), ignore_index=-100)
        total = total + WEIGHTS[name] * part
    return total


def pooled(causal: Tensor, sentences: Sequence[Range]) -> Tensor:
    """Each sentence's causal logit from its words' values and weights, [B, W, 2]."""
    longest = max(hi - lo for _, lo, hi in sentences)
    rows, lows, highs = (torch.tensor(c, device=DEVICE) for c in zip(*sentences, strict=True))
    at = lows[:, None] + torch.arange(longest, device=DEVICE)
    real = at < highs[:, None]
    found = causal[rows[:, None], at.clamp(max=causal.shape[1] - 1)]
    weights = found[..., 1].masked_fill(~real, -1e4).softmax(-1)
    return (found[..., 0] * weights).sum(-1)


def causal_loss(batch: Batch, causal: Tensor) -> Tensor:
    """Cross entropy of whether each sentence states a cause."""
    told = [(row, *c) for row, e in enumerate(batch.examples) for c in e.causal]
    if not told:
        return torch.zeros((), device=DEVICE)
    found = pooled(causal, [(row, lo, hi) for row, lo, hi, _ in told])
    gold = torch.tensor([float(label) for *_, label in told], device=DEVICE)
    return 2.0 * F.binary_cross_entropy_with_logits(found, gold)


def _stance_loss(batch: Batch, logits: dict[str, Tensor]) -> Tensor:
    """Cross entropy of how the speakers of known cues stand to what they say."""
    if not any(e.anchors for e in batch.examples):
        return logits["stance"].sum() * 0.0
    kinds = torch.tensor([a.kind for e in batch.examples for a in e.anchors], device=DEVICE)
    return F.cross_entropy(stances(batch, logits), kinds)


def stances(batch: Batch, logits: dict[str, Tensor]) -> Tensor:
    """Logits [A, stances] of each cue's stance: the mean of its words, and that of what is said."""
    rows, cue = anchor_weights(batch)
    said = torch.zeros_like(cue)
    for k, a in enumerate(a for e in batch.examples for a in e.anchors):
        words = torch.from_numpy(a.arguments[1])
        said[k, : len(words)] = words / words.sum().clamp(min=1)
    return torch.einsum("aw,awc->ac", cue, logits["stance"][rows]) + torch.einsum(
        "aw,awc->ac", said, logits["judged"][rows])


def _anchor_losses(net: TaggerNet, batch: Batch, states: Tensor,
                   logits: dict[str, Tensor]) -> Tensor:
    rows, mean = anchor_weights(batch)
    scores = argument_scores(net, TASKS[batch.task], states, ranges(batch))
    gold, mask = _argument_gold(batch, scores.shape[-1])
    mask &= batch.words[rows].unsqueeze(1)
    part = F.binary_cross_entropy_with_logits(scores, gold, reduction="none")
    total = (part * mask).sum() / len(rows) / 15.0
    if batch.task == "events":
        total = total + label_loss(batch, logits, rows, mean)
        total = total + _same_loss(net, batch, states, rows, mean)
    return total


def _same_loss(net: TaggerNet, batch: Batch, states: Tensor, rows: Tensor, mean: Tensor) -> Tensor:
    """Of every two triggers of one type in a document: whether they tell one event."""
    scores = net.alike_scores(torch.einsum("aw,aws->as", mean, net.same(states)[rows]))
    gold, mask = same_gold(batch)
    if not mask.any():
        return torch.zeros((), device=DEVICE)
    return F.binary_cross_entropy_with_logits(scores[mask], gold[mask])


def same_gold(batch: Batch) -> tuple[Tensor, Tensor]:
    """Whether two anchors tell one event, and which pairs are asked, both [A, A]."""
    keys = [(id(e.doc), a.kind, a.event) for e in batch.examples for a in e.anchors]
    places = torch.tensor([hash(k[:2]) for k in keys])
    events = torch.tensor([hash(k) for k in keys])
    mask = (places[:, None] == places).triu(1)
    return (events[:, None] == events).float().to(DEVICE), mask.to(DEVICE)


def ranges(batch: Batch) -> list[Range]:
    """Where the anchors of a batch stand."""
    return [(i, a.lo, a.hi) for i, e in enumerate(batch.examples) for a in e.anchors]


def anchor_weights(batch: Batch) -> tuple[Tensor, Tensor]:
    """Each anchor's row, and its weights over the words [A, W]."""
    return mean_weights(ranges(batch), batch.words.shape[1])


def mean_weights(anchors: Sequence[Range], width: int) -> tuple[Tensor, Tensor]:
    """Each anchor's row, and its weights over the words [A, W]."""
    mean = torch.zeros(len(anchors), width)
    for k, (_, lo, hi) in enumerate(anchors):
        mean[k, lo:hi] = 1.0 / (hi - lo)
    return torch.tensor([i for i, _, _ in anchors], device=DEVICE), mean.to(DEVICE)


def argument_scores(net: TaggerNet, group: str, states: Tensor,
                    anchors: Sequence[Range]) -> Tensor:
    """Logits [A, 2, W]: is this word an argument of the anchor."""
    arguments = net.arguments[group]
    key, query = project(arguments, states)
    rows, mean = mean_weights(anchors, states.shape[1])
    asked = torch.einsum("aw,awrd->ard", mean, query[rows])
    scores = torch.einsum("ard,awrd->arw", asked, key[rows])
    index = torch.from_numpy(np.stack([buckets(lo, hi, mean.shape[1]) for _, lo, hi in anchors]))
    return scores + arguments.distance[:, index.to(DEVICE)].transpose(0, 1)


def buckets(lo: int, hi: int, count: int) -> data.Ints:
    """The distance class of every word of a window to the anchor's words ``lo`` to ``hi``."""
    at = np.arange(count)
    far = np.where(at < lo, at - lo, np.where(at >= hi, at - hi + 1, 0))
    steps = np.searchsorted(DISTANCES, np.abs(far), "right")
    return (np.sign(far) * steps + len(DISTANCES)).astype(np.int64)


def _argument_gold(batch: Batch, width: int) -> tuple[Tensor, Tensor]:
    anchors = [a for e in batch.examples for a in e.anchors]
    gold = torch.zeros(len(anchors), 2, width)
    known = torch.tensor([a.known for a in anchors]).unsqueeze(-1).expand(-1, -1, width).clone()
    for k, a in enumerate(anchors):
        gold[k, :, : a.arguments.shape[1]] = torch.from_numpy(a.arguments)
    return gold.to(DEVICE), known.to(DEVICE)


def mode_mask() -> Tensor:
    """Which mode classes belong to a type, [types, classes], as 0 or a large negative number."""
    owner = [c.split("/")[0] for c in MODE_CLASSES]
    rows = [[0.0 if o == kind else -1e4 for o in owner] for kind in TYPES]
    return torch.tensor(rows, device=DEVICE)


def label_loss(batch: Batch, logits: dict[str, Tensor], rows: Tensor, mean: Tensor) -> Tensor:
    """Cross entropy of the modes and statuses of triggers."""
    anchors = [a for e in batch.examples for a in e.anchors]
    kinds = torch.tensor([a.kind for a in anchors], device=DEVICE)

    def at(name: str) -> Tensor:
        return torch.einsum("aw,awc->ac", mean, logits[name][rows])

    mode = at("mode") + mode_mask()[kinds]
    statuses = torch.tensor([a.status for a in anchors], device=DEVICE)
    modes = torch.tensor([a.mode for a in anchors], device=DEVICE)
    return F.cross_entropy(at("status"), statuses) + F.cross_entropy(mode, modes)


@torch.no_grad()
def measure(net: TaggerNet, found: Sequence[Batch]) -> dict[str, float]:
    """Token F1 of every head, and of what is said of gold anchors, over batches of several tasks."""
    counts: dict[str, list[int]] = {}

    def add(name: str, got: Tensor, want: Tensor) -> None:
        tp, p, g = counts.setdefault(name, [0, 0, 0])
        counts[name] = [tp + int((got & want).sum()), p + int(got.sum()), g + int(want.sum())]

    net.eval()
    for batch in found:
        group = TASKS[batch.task]
        states = word_states(net, batch)
        logits = split(net.heads[group](states), group)
        _add_tags(batch, logits, add)
        told = [(row, *c) for row, e in enumerate(batch.examples) for c in e.causal]
        if told:
            got = pooled(logits["causal"], [(row, lo, hi) for row, lo, hi, _ in told]) > 0
            add("causal", got.cpu(), torch.tensor([label for *_, label in told]))
        if any(e.anchors for e in batch.examples):
            _add_anchors(net, batch, states, logits, add)
    net.train()
    return {n: round(2 * tp / (p + g), 4) if tp else 0.0 for n, (tp, p, g) in counts.items()}


Add = Callable[[str, Tensor, Tensor], None]


def _add_tags(batch: Batch, logits: dict[str, Tensor], add: Add) -> None:
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
            _add_types(batch, best, gold, add)


def _add_types(batch: Batch, best: Tensor, gold: Tensor, add: Add) -> None:
    """A type told in a sentence or not, of written sentences and of stories apart."""
    for row, e in enumerate(batch.examples):
        kind = "stories" if len(e.doc.sentences) > 8 else "sentences"
        at = torch.from_numpy(e.window.sentence).to(DEVICE)
        width = len(TYPES) + 1
        cells = [
            torch.bincount(at * width + tags[row, : len(at)], minlength=(int(at.max()) + 1) * width)
            for tags in (best, gold)
        ]
        got, want = (c.view(-1, width)[:, 1:] > 0 for c in cells)
        add(f"types in {kind}", got, want)


def _add_anchors(net: TaggerNet, batch: Batch, states: Tensor, logits: dict[str, Tensor],
                 add: Add) -> None:
    group = TASKS[batch.task]
    rows, mean = anchor_weights(batch)
    anchors = [a for e in batch.examples for a in e.anchors]
    every = torch.ones(len(anchors), dtype=torch.bool, device=DEVICE)
    kinds = torch.tensor([a.kind for a in anchors], device=DEVICE)

    def at(name: str) -> Tensor:
        return torch.einsum("aw,awc->ac", mean, logits[name][rows])

    if batch.task == "stances":
        add("stance", stances(batch, logits).argmax(-1) == kinds, every)
        return
    scores = argument_scores(net, group, states, ranges(batch))
    gold, mask = _argument_gold(batch, scores.shape[-1])
    mask &= batch.words[rows].unsqueeze(1)
    for k in range(2):
        add(f"{group}-role{k}", scores[:, k][mask[:, k]] > 0, gold[:, k][mask[:, k]] > 0)
    if batch.task == "events":
        modes = torch.tensor([a.mode for a in anchors], device=DEVICE)
        statuses = torch.tensor([a.status for a in anchors], device=DEVICE)
        add("mode", (at("mode") + mode_mask()[kinds]).argmax(-1) == modes, every)
        add("status", at("status").argmax(-1) == statuses, every)
        alike = net.alike_scores(torch.einsum("aw,aws->as", mean, net.same(states)[rows]))
        told, asked = same_gold(batch)
        add("same", alike[asked] > 0, told[asked] > 0)


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


def train(net: TaggerNet, docs: dict[str, list[Doc]], checks: dict[str, list[Doc]],
          tokenizer: Tokenizer, settings: Settings, out: Path,
          teachers: Sequence[TaggerNet] = ()) -> None:
    """Trains ``net`` and saves its averaged weights after every epoch: as ``out``, and with its number.

    What ``teachers`` say of the documents of the task ``texts`` is taught as well.
    """
    rng = random.Random(settings.seed)
    torch.manual_seed(settings.seed)
    optimizer = torch.optim.AdamW(rates(net, settings), weight_decay=settings.decay, fused=True,
                                  betas=(0.9, 0.98))
    average = Average(net, settings.averaged)
    tests = [b for ds in checks.values() if ds
             for b in batches(data.examples(ds, tokenizer), 4096, rng)]
    mask = tokenizer.token_to_id("[MASK]")
    began, steps, net_steps = time.time(), 0, 0
    read: dict[int, list[Example]] = {}
    for at in range(settings.epochs):
        todo = epoch(docs, tokenizer, settings, rng, read)
        net_steps = net_steps or len(todo) * settings.epochs
        log.info("epoch %d: %d batches", at, len(todo))
        for batch in todo:
            spent = (time.time() - began) / 60 / settings.minutes
            done = min(1.0, max(spent, steps / net_steps))
            if done >= 1.0:
                break
            seen = masked(batch, settings.masked, mask) if settings.masked else batch
            step(net, seen, optimizer, factor(done + 1e-4, settings.warm), teachers)
            average.update()
            steps += 1
            if steps % 500 == 0:
                log.info("step %d of %d, %.3f done, %.1f min", steps, net_steps, done,
                         (time.time() - began) / 60)
        average.swap()
        save(net, out)
        save(net, out.with_name(f"{out.stem}.{at}{out.suffix}"))
        log.info("scores %s", json.dumps(measure(net, tests)))
        average.swap()
        if done >= 1.0:
            break


def step(net: TaggerNet, batch: Batch, optimizer: Any, scale: float,
         teachers: Sequence[TaggerNet]) -> float:
    """One update; the loss before it."""
    from talion.models.training.distill import soft_loss

    for group in optimizer.param_groups:
        group["lr"] = group["top"] * scale
    value = soft_loss(net, teachers, batch) if batch.task == TEXTS else loss(net, batch)
    value.backward()
    torch.nn.utils.clip_grad_norm_([p for g in optimizer.param_groups for p in g["params"]], 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(value.detach())


def read_docs(gold: Path, more: Sequence[Path], own: Path, annotations: Path,
              checked: str = "dev") -> tuple[dict[str, list[Doc]], dict[str, list[Doc]]]:
    """Documents to train on and those held out, by task; test, fresh and later stories are in neither.

    ``more`` are files of texts that only the annotations know, ``own`` the folder of written
    sentences and short stories. Held out: a part by digest, and the stories of ``<checked>-ids.txt``.
    """
    texts = data.known_texts([*sorted(gold.glob("*.jsonl")), *more])
    noted, stances = data.annotated_docs(annotations, texts)
    every = {
        "claims": data.claim_docs(gold / "claims.jsonl"),
        "links": data.link_docs(gold / "links.jsonl"),
        "toponyms": data.place_docs(gold / "places.jsonl"),
        "events": [*data.written_docs(own / "sentences", own / "second"),
                   *data.short_docs(own / "stories", own / "second" / "stories.txt"), *noted],
        "stances": stances,
    }
    test, fresh, later, dev = (
        set((annotations / f"{name}-ids.txt").read_text().split())
        for name in ("test", "fresh", "later", checked)
    )
    unseen = test | ((fresh | later) - dev)
    stories = {d.id for d in noted if len(d.sentences) > 1}
    train_docs: dict[str, list[Doc]] = {}
    test_docs: dict[str, list[Doc]] = {}
    for task, docs in every.items():
        whole = stories if task in ("events", "stances") else set()
        out = {d.id for d in docs
               if d.id not in whole and data.held_out(d.id, 20 if task == "claims" else 10)}
        train_docs[task] = [d for d in docs if d.id not in out | dev | unseen]
        test_docs[task] = [d for d in docs if d.id in out | (dev & whole) and d.id not in unseen]
    return train_docs, test_docs
