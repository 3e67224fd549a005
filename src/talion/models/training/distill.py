"""What a student learns of unlabelled texts: the mean of what several teachers say of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from talion.models.training.net import TAGGER_HEADS, TaggerNet
from talion.models.training.tagger import (
    WEIGHTS,
    Batch,
    Range,
    argument_scores,
    group_states,
    mean_weights,
    pooled,
    split,
)

#: Heads of independent yes or no answers; the others choose one of their columns.
YES_NO = ("said", "begins")
#: Heads that are asked at anchors alone.
AT_ANCHORS = {"claims": ("stance", "judged"), "events": ("mode", "status")}
ANCHOR_OF = {"claims": "cue", "events": "trigger"}
_SEEN = 0.3  # the probability from which words are an anchor that arguments are asked of


@dataclass(frozen=True, slots=True)
class Said:
    """What a network says of a batch: states and logits by group and head."""

    states: dict[str, Tensor]
    logits: dict[str, dict[str, Tensor]]


def say(net: TaggerNet, batch: Batch) -> Said:
    """All the heads' answers to a batch."""
    states = group_states(net, batch, tuple(TAGGER_HEADS))
    return Said(states, {g: split(net.heads[g](s), g) for g, s in states.items()})


def soft_loss(net: TaggerNet, teachers: Sequence[TaggerNet], batch: Batch) -> Tensor:
    """How far the student's answers are from the mean of its teachers'."""
    with torch.no_grad():
        told = [say(t, batch) for t in teachers]
    mine = say(net, batch)
    total = torch.zeros((), device=batch.ids.device)
    for group, heads in TAGGER_HEADS.items():
        for name in heads:
            if name == "causal":
                total = total + 2.0 * _causal_loss(batch, mine, told)
            elif name not in AT_ANCHORS.get(group, ()):
                gold = mean_answer(told, group, name)[batch.words]
                total = total + WEIGHTS[name] * _divergence(
                    name, mine.logits[group][name][batch.words], gold)
    for group, name in ANCHOR_OF.items():
        anchors = seen(mean_answer(told, group, name), batch)
        if anchors:
            total = total + _anchors_loss(net, teachers, batch, mine, told, group, anchors)
    return total


def mean_answer(told: Sequence[Said], group: str, name: str) -> Tensor:
    """The mean probabilities of a head, [B, W, columns]."""
    answers = [_chance(name, t.logits[group][name]) for t in told]
    return torch.stack(answers).mean(0)


def _chance(name: str, logits: Tensor) -> Tensor:
    return logits.sigmoid() if name in YES_NO else logits.softmax(-1)


def _divergence(name: str, logits: Tensor, gold: Tensor) -> Tensor:
    if name in YES_NO:
        return F.binary_cross_entropy_with_logits(logits, gold)
    return -(gold * logits.log_softmax(-1)).sum(-1).mean()


def _causal_loss(batch: Batch, mine: Said, told: Sequence[Said]) -> Tensor:
    """Whether each sentence states a cause."""
    places = [
        (row, int(at[0]), int(at[-1]) + 1)
        for row, e in enumerate(batch.examples)
        for s in set(e.window.sentence.tolist())
        for at in [(e.window.sentence == s).nonzero()[0]]
    ]

    with torch.no_grad():
        answers = [pooled(t.logits["plain"]["causal"], places).sigmoid() for t in told]
        gold = torch.stack(answers).mean(0)
    found = pooled(mine.logits["plain"]["causal"], places)
    return F.binary_cross_entropy_with_logits(found, gold)


def seen(chance: Tensor, batch: Batch) -> list[Range]:
    """The runs of words that are likely anchors, from the first column's [B, W, columns] rest."""
    likely = ((1 - chance[..., 0]) > _SEEN) & batch.words
    out = []
    for row, marks in enumerate(likely.tolist()):
        start = None
        for i, mark in enumerate([*marks, False]):
            if mark and start is None:
                start = i
            elif not mark and start is not None:
                out.append((row, start, i))
                start = None
    return out


def _anchors_loss(net: TaggerNet, teachers: Sequence[TaggerNet], batch: Batch, mine: Said,
                  told: Sequence[Said], group: str, anchors: Sequence[Range]) -> Tensor:
    rows, mean = mean_weights(anchors, batch.words.shape[1])
    with torch.no_grad():
        answers = [argument_scores(t, group, s.states[group], anchors).sigmoid()
                   for t, s in zip(teachers, told, strict=True)]
        gold = torch.stack(answers).mean(0)
    scores = argument_scores(net, group, mine.states[group], anchors)
    part = F.binary_cross_entropy_with_logits(scores, gold, reduction="none")
    total = (part * batch.words[rows].unsqueeze(1)).sum() / len(rows) / 15.0
    for name in AT_ANCHORS[group]:
        if name == "judged":  # asked of what is said, which no teacher marks
            continue
        wanted = torch.einsum("aw,awc->ac", mean, mean_answer(told, group, name)[rows])
        logits = torch.einsum("aw,awc->ac", mean, mine.logits[group][name][rows])
        total = total - (wanted * logits.log_softmax(-1)).sum(-1).mean()
    if group == "events":
        total = total + _same_loss(net, teachers, mine, told, rows, mean)
    return total


def _same_loss(net: TaggerNet, teachers: Sequence[TaggerNet], mine: Said, told: Sequence[Said],
               rows: Tensor, mean: Tensor) -> Tensor:
    """Of every two likely triggers of the batch: whether they tell one event."""

    def alike(which: TaggerNet, states: Tensor) -> Tensor:
        return which.alike_scores(torch.einsum("aw,aws->as", mean, which.same(states)[rows]))

    mask = torch.ones(len(rows), len(rows), dtype=torch.bool, device=rows.device).triu(1)
    if not mask.any():
        return torch.zeros((), device=rows.device)
    with torch.no_grad():
        gold = torch.stack([alike(t, s.states["events"]).sigmoid()
                            for t, s in zip(teachers, told, strict=True)]).mean(0)
    scores = alike(net, mine.states["events"])
    return F.binary_cross_entropy_with_logits(scores[mask], gold[mask])
