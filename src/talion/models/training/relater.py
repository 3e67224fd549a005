"""Trains the relater on given pairs: gold sentences, written ones, and pairs without an event."""

import hashlib
import json
import logging
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from talion.models.pieces import Window, split_pieces
from talion.models.relater import marked
from talion.models.training import data
from talion.models.training.data import Doc
from talion.models.training.labels import TYPES
from talion.models.training.net import DEVICE, RELATER_HEADS, RelaterNet
from talion.models.training.tagger import Average, factor, mode_mask
from talion.spans import Span, overlap

log = logging.getLogger(__name__)
#: The gold's one label for two types.
YIELD = ("CONCEDE", "RETREAT")
QUADS = {"AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "COOPERATE": 2, "AID": 2, "YIELD": 2,
         "REQUEST": 3, "ACCUSE": 3, "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4,
         "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4}
_NAME = re.compile(r"(?:[Tt]he |[Aa] |[Ii]ts |[Hh]er |[Hh]is )?(?:[A-Z][\w’'.-]+ ?){1,4}|"
                   r"(?:[Tt]he|[Aa]n?|[Tt]wo|[Ss]everal) [a-z]+(?: [a-z]+)?")


@dataclass(frozen=True, slots=True)
class Pair:
    """A marked pair: its types (label indices; empty for none), mode and status (-1: unknown)."""

    id: str
    text: str
    actor: Span
    recipient: Span
    types: tuple[int, ...]
    mode: int = -1
    status: int = -1
    gold: str = ""


def relation_pairs(path: Path) -> list[Pair]:
    """The given pairs of a relations file."""
    out = []
    for d in data.read_lines(path):
        for p in d["pairs"]:
            names = YIELD if p["type"] == "YIELD" else (p["type"],)
            types = tuple(TYPES.index(n) for n in names)
            actor, recipient = ((s[0], s[1]) for s in (p["actor"], p["recipient"]))
            out.append(Pair(d["id"], d["text"], actor, recipient, types, gold=p["type"]))
    return out


def sentence_docs(docs: Sequence[Doc]) -> list[Doc]:
    """Each sentence of stories as one document, with the parties that are named in it."""
    out = []
    for doc in docs:
        for start, end in doc.sentences:
            inside = [
                replace(a, span=(0, 0), arguments=(moved[0], moved[1]))
                for a in doc.anchored
                if start <= a.span[0] < end
                for moved in [[_moved(role, start, end) for role in a.arguments]]
            ]
            text = doc.text[start:end]
            out.append(Doc(doc.id, doc.task, text, ((0, len(text)),), tuple(inside)))
    return out


def _moved(role: Sequence[Span] | None, start: int, end: int) -> tuple[Span, ...]:
    """The spans of a role that lie in the sentence, counted from its start."""
    return tuple((a - start, b - start) for a, b in role or () if start <= a < b <= end)


def written_pairs(docs: Sequence[Doc], rng: random.Random, none: float = 0.35) -> list[Pair]:
    """The events with both ends in their sentence, and a share of pairs that tell none."""
    found, empty = [], []
    for doc in docs:
        mine = _event_pairs(doc)
        found += mine
        told = {(p.actor, p.recipient) for p in mine}
        ends = {s for a in doc.anchored for role in a.arguments for s in role or ()}
        other = sorted({(a, b) for a in ends for b in ends if not overlap(a, b)} - told)
        if not doc.anchored:
            names = [m.span() for m in _NAME.finditer(doc.text)]
            other = [(a, b) for a in names for b in names if a != b]
        for actor, recipient in rng.sample(other, min(len(other), 1)):
            empty.append(Pair(doc.text, doc.text, actor, recipient, ()))
    return found + rng.sample(empty, min(len(empty), int(none * len(found))))


def _event_pairs(doc: Doc) -> list[Pair]:
    found: dict[tuple[Span, Span], list[data.Anchored]] = {}
    for a in doc.anchored:
        for actor in a.arguments[0] or ():
            for recipient in a.arguments[1] or ():
                if not overlap(actor, recipient):
                    found.setdefault((actor, recipient), []).append(a)
    out = []
    for (actor, recipient), told in found.items():
        first = told[0]
        one = len({t.kind for t in told}) == 1
        types = tuple(sorted({t.kind for t in told}))
        mode, status = (first.mode, first.status) if one else (-1, -1)
        out.append(Pair(doc.text, doc.text, actor, recipient, types, mode, status))
    return out


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded windows of pairs, and the pairs."""

    ids: Tensor
    shapes: Tensor
    pairs: tuple[Pair, ...]


def marker_ids(tokenizer: Tokenizer) -> tuple[int, ...]:
    """The four unused pieces of the vocabulary that serve as marks."""
    return tuple(tokenizer.token_to_id(f"[unused{i}]") for i in range(1, 5))


def windows_of(pairs: Sequence[Pair], tokenizer: Tokenizer) -> list[Window]:
    """Each pair's sentence with its marks."""
    ends = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
    markers = marker_ids(tokenizer)
    encodings = tokenizer.encode_batch([p.text for p in pairs], add_special_tokens=False)
    return [
        marked(split_pieces(e, p.text), p.actor, p.recipient, ends, markers)
        for p, e in zip(pairs, encodings, strict=True)
    ]


def batches(pairs: Sequence[Pair], tokenizer: Tokenizer, rng: random.Random,
            size: int = 16) -> list[Batch]:
    """Pairs of like length together, in shuffled batches."""
    both = list(zip(pairs, windows_of(pairs, tokenizer), strict=True))
    both.sort(key=lambda b: len(b[1].ids) + rng.uniform(0, 10))
    out = []
    pad = torch.nn.utils.rnn.pad_sequence
    for at in range(0, len(both), size):
        group = both[at : at + size]
        ids = pad([torch.from_numpy(w.ids) for _, w in group], batch_first=True)
        shapes = pad([torch.from_numpy(w.shapes) for _, w in group], batch_first=True)
        out.append(Batch(ids.to(DEVICE), shapes.to(DEVICE), tuple(p for p, _ in group)))
    rng.shuffle(out)
    return out


def split(scores: Tensor) -> dict[str, Tensor]:
    """The columns of the scores by head."""
    parts = scores.split(list(RELATER_HEADS.values()), -1)
    return dict(zip(RELATER_HEADS, parts, strict=True))


def loss(net: RelaterNet, batch: Batch, smooth: float) -> Tensor:
    """Type (a sum over allowed types), none, mode and status, where each is known."""
    with torch.autocast(DEVICE.type, dtype=torch.bfloat16):
        scores = net(batch.ids, batch.shapes)
    parts = split(scores.float())
    empty = torch.tensor([float(not p.types) for p in batch.pairs], device=DEVICE)
    total = 0.5 * F.binary_cross_entropy_with_logits(parts["none"][:, 0], empty)
    real = [i for i, p in enumerate(batch.pairs) if p.types]
    if not real:
        return total
    chance = parts["type"].log_softmax(-1)[real]
    allowed = torch.full((len(real), len(TYPES)), -1e4)
    for row, i in enumerate(real):
        allowed[row, list(batch.pairs[i].types)] = 0.0
    exact = (chance + allowed.to(DEVICE)).logsumexp(-1)
    total = total - (1 - smooth) * exact.mean() - smooth * chance.mean()
    known = [i for i in real if batch.pairs[i].mode >= 0]
    if known:
        kinds = torch.tensor([batch.pairs[i].types[0] for i in known], device=DEVICE)
        modes = torch.tensor([batch.pairs[i].mode for i in known], device=DEVICE)
        status = torch.tensor([batch.pairs[i].status for i in known], device=DEVICE)
        total = total + 0.5 * F.cross_entropy(parts["mode"][known] + mode_mask()[kinds], modes)
        total = total + 0.5 * F.cross_entropy(parts["status"][known], status)
    return total


def train(net: RelaterNet, pairs: Sequence[Sequence[Pair]], tokenizer: Tokenizer, epochs: int,
          rate: float, seed: int, smooth: float = 0.1) -> None:
    """Trains ``net``; each epoch reads the next of ``pairs``. Leaves the averaged weights in it."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    slow = [p for n, p in net.named_parameters()
            if p.requires_grad and n.startswith("encoder.") and "shape" not in n]
    ids = {id(p) for p in slow}
    fast = [p for p in net.parameters() if p.requires_grad and id(p) not in ids]
    groups = [{"params": slow, "top": rate}, {"params": fast, "top": 8 * rate}]
    optimizer = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01, fused=True)
    average = Average(net, 0.99)
    began = time.time()
    net.train()
    for at in range(epochs):
        todo = batches(pairs[at % len(pairs)], tokenizer, rng)
        total = 0.0
        for i, batch in enumerate(todo):
            for group in optimizer.param_groups:
                group["lr"] = group["top"] * factor((at + (i + 1) / len(todo)) / epochs, 0.1)
            value = loss(net, batch, smooth)
            value.backward()
            torch.nn.utils.clip_grad_norm_([*slow, *fast], 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            average.update()
            total += float(value.detach())
        log.info("epoch %d: %d batches, loss %.3f, %.1f min", at, len(todo), total / len(todo),
                 (time.time() - began) / 60)
    average.swap()


@torch.no_grad()
def answers(net: RelaterNet, pairs: Sequence[Pair], tokenizer: Tokenizer) -> dict[str, Tensor]:
    """The scores of ``pairs``, in their order."""
    net.eval()
    rows = []
    for pair in batches(pairs, tokenizer, random.Random(0), size=32):
        with torch.autocast(DEVICE.type, dtype=torch.bfloat16):
            rows += list(zip(pair.pairs, net(pair.ids, pair.shapes).float().cpu(), strict=True))
    place = {id(p): row for p, row in rows}
    return split(torch.stack([place[id(p)] for p in pairs]))


def score(pairs: Sequence[Pair], found: dict[str, Tensor]) -> dict[str, float]:
    """Macro F1 of types (both kinds of yielding as one) and quads, and the rest where known."""
    chance = found["type"].softmax(-1)
    names = [("YIELD" if TYPES[int(k)] in YIELD else TYPES[int(k)]) for k in chance.argmax(-1)]
    gold = [p.gold or ("YIELD" if TYPES[p.types[0]] in YIELD else TYPES[p.types[0]]) for p in pairs]
    right = sum(a == b for a, b in zip(names, gold, strict=True)) / len(gold)
    quads = [[QUADS.get(n, 0) for n in ns] for ns in (gold, names)]
    return {"pairs": len(pairs), "type accuracy": right, "type macro-F1": macro_f1(gold, names),
            "quad macro-F1": macro_f1(*quads)}


def macro_f1(gold: Sequence[Any], found: Sequence[Any]) -> float:
    """The mean F1 over the gold's labels."""
    out = []
    for label in sorted(set(gold)):
        hits = sum(g == f == label for g, f in zip(gold, found, strict=True))
        wrong = sum((g == label) != (f == label) for g, f in zip(gold, found, strict=True))
        out.append(2 * hits / (2 * hits + wrong) if hits else 0.0)
    return sum(out) / len(out)


def fold(pair: Pair, folds: int) -> int:
    """The fold of a gold pair: by its sentence's id."""
    return int(hashlib.sha256(f"fold {pair.id}".encode()).hexdigest(), 16) % folds


def measure_written(pairs: Sequence[Pair], found: dict[str, Tensor]) -> dict[str, float]:
    """Type, mode, status and none accuracy on written pairs."""
    none = found["none"][:, 0] > 0
    out = {"none accuracy": sum(bool(n) == (not p.types) for n, p in zip(none, pairs, strict=True))
           / len(pairs)}
    real = [i for i, p in enumerate(pairs) if p.types and p.mode >= 0]
    kinds = torch.tensor([pairs[i].types[0] for i in real])
    modes = (found["mode"][real] + mode_mask().cpu()[kinds]).argmax(-1)
    status = found["status"][real].argmax(-1)
    out["type accuracy"] = float((found["type"][real].argmax(-1) == kinds).float().mean())
    out["mode accuracy"] = float(
        (modes == torch.tensor([pairs[i].mode for i in real])).float().mean())
    out["status accuracy"] = float(
        (status == torch.tensor([pairs[i].status for i in real])).float().mean())
    return out


def log_scores(name: str, scores: dict[str, float]) -> None:
    """One line of figures in the log."""
    log.info("%s %s", name, json.dumps({k: round(v, 4) for k, v in scores.items()}))

