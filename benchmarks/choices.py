"""What ``fit_when.py`` and ``fit_where.py`` share: stories read, events as noted and as coded, the fit.

Each event is asked of twice: as its first reader noted it, and, where it was found, as Talion codes it in fast
mode, with the tellings and parties that it sees: fitted on noted ones alone, a model trusts those too much.

A conditional logit: the candidates of an event share it by their odds, and none of them has it with odds of one.
Those that mean the same (the same days, the same country) speak for it together, as in ``talion.reading.events``.
"""

import argparse
import json
import sys
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

sys.path.insert(0, str(Path(__file__).parent))
from fit_roles import Rows, train_stories
from run import published
from talion.coder import Coder, Reading
from talion.intake import Loaded
from talion.language.base import Parsed
from talion.reading.events.candidates import Candidate
from talion.reading.events.draft import Draft
from talion.reading.events.standing import ChoiceWeights, Likeliest, likeliest
from talion.record import Actor
from talion.spans import Span, overlap

Json = dict[str, Any]
Array = NDArray[Any]
FOLDS = 5
RIDGE, BIAS_RIDGE = 5.0, 0.01
SMALLEST = 0.03  # a weight under it is left out
THRESHOLDS = (-9.0, -3.0, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5)


@dataclass(frozen=True, slots=True)
class Asked:
    """An event: the features of each candidate, what it means, and whether that is right.

    ``noted`` when the reader gave an answer, ``teaches`` when the event is one to fit on: none of its candidates
    is right, where that is so.
    """

    features: Sequence[dict[str, float]]
    means: Sequence[Hashable]
    right: Sequence[bool]
    noted: bool
    teaches: bool


Story = Sequence[Asked]


def gather(
    folder: Path, most: int | None, key: str, events: Callable[[Json, Reading], Iterator[Asked]]
) -> list[Story]:
    """The events of each story in which the reader gave one of them this ``key``."""
    coder = Coder.load(fast=True, threads=2)
    out: list[Story] = []
    for story, document in train_stories(folder, most):
        if any(e[key] for e in story["events"]):
            reading = coder.read(with_day(story, document))
            out.append(list(events(story, reading)) if reading.parsed.tokens else [])
            if len(out) % 50 == 0:
                print(f"{len(out)} stories", file=sys.stderr, flush=True)
    return out


def with_day(story: Json, loaded: Loaded) -> Loaded:
    """The document with the day of publication that the story's id has, where it says no other."""
    change, document = msgspec.structs.replace, loaded.document
    return change(
        loaded, document=change(document, published=document.published or published(story))
    )


def drafted(noted: Json, parsed: Parsed, actors: Sequence[Actor]) -> Draft:
    """An event as the reader noted it, with those of our actors that the reader names."""
    sides = [
        tuple(a.id for a in actors if any(overlap(m, tuple(s)) for m in a.mentions for s in spans))
        for spans in (noted["actors"], noted["recipients"])
    ]
    type_, mode, status = noted["type"], noted["mode"], noted["status"]
    first, *also = (
        Draft(_candidate(parsed, tuple(span)), type_, mode, status, *sides, 1.0, {})
        for span in dict.fromkeys(map(tuple, [noted["trigger"], *noted["tellings"]]))
    )
    return replace(first, also=tuple(also))


def as_coded(story: Json, reading: Reading) -> Iterator[tuple[Json, Draft]]:
    """What the reader noted of an event, and ours of its type that one of its words tells, each once."""
    left = list(reading.events.events)
    for noted in story["events"]:
        spans = [tuple(s) for s in (noted["trigger"], *noted["tellings"])]
        ours = next(
            (
                d
                for d in left
                if d.type == noted["type"]
                and any(overlap(t.trigger, s) for t in d.tellings for s in spans)
            ),
            None,
        )
        if ours is not None:
            left.remove(ours)
            yield noted, ours


def _candidate(parsed: Parsed, span: Span) -> Candidate:
    inside = [t.i for t in parsed.tokens_in(span)]
    clause = next((parsed.clause_at[i] for i in inside if i in parsed.clause_at), None)
    head = clause.predicate if clause else next(iter(parsed.heads_in(span)), 0)
    return Candidate(span, head, parsed.tokens[head].sentence, clause)


def weights_of(stories: Sequence[Story], least: int) -> dict[str, float]:
    """Weights of a conditional logit with a ridge, of features found in ``least`` rows."""
    rows, groups = Rows(), []
    events = (event for story in stories for event in story)
    for n, event in enumerate(e for e in events if e.teaches and e.features):
        for found, is_right in zip(event.features, event.right, strict=True):
            rows.add(found, is_right)
            groups.append(n)
    names, x = rows.matrix(least)
    ridge = np.array([BIAS_RIDGE if n == "bias" else RIDGE for n in names])
    loss = partial(_loss, csr_matrix(x, dtype=float), np.array(rows.right), np.array(groups), ridge)
    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {n: round(float(w), 3) for n, w in zip(names, found, strict=True) if abs(w) >= SMALLEST}


def _loss(
    x: csr_matrix, right: Array, group: Array, ridge: Array, weights: Array
) -> tuple[float, Array]:
    """Minus the log likelihood, with its gradient; an event without a right candidate is of none."""
    odds = np.exp(np.clip(x @ weights, -30, 30))
    size = int(group[-1]) + 1
    every = 1 + np.bincount(group, odds, size)
    those = np.bincount(group, odds * right, size)
    none = np.bincount(group, right, size) == 0
    those[none] = 1.0
    loss = np.log(every).sum() - np.log(those).sum() + (ridge * weights**2).sum() / 2
    slope = x.T @ (odds / every[group] - odds * right / those[group]) + ridge * weights
    return float(loss), slope


def held_out(stories: Sequence[Story], least: int) -> Iterator[tuple[Asked, Likeliest | None]]:
    """Each event with what is likeliest for it, its story left out of the fit."""
    for fold in range(FOLDS):
        model = ChoiceWeights(
            weights_of([s for i, s in enumerate(stories) if i % FOLDS != fold], least), 0.0
        )
        for event in (event for story in stories[fold::FOLDS] for event in story):
            yield event, likeliest([model.odds(f) for f in event.features], event.means)


def report(stories: Sequence[Story], least: int) -> None:
    """How often the likeliest is taken and right, by threshold, each story held out once."""
    best = list(held_out(stories, least))
    noted, others = sum(e.noted for e, _ in best), sum(not e.noted for e, _ in best)
    could = sum(any(e.right) for e, _ in best)
    print(f"{noted} events that a reader answered for, {could} with a candidate that is right")
    print(f"{others} more that none is right for")
    for threshold in THRESHOLDS:
        taken = [(e, top) for e, top in best if top is not None and top.odds >= threshold]
        answered = [e.right[top.of[0]] for e, top in taken if e.noted]
        print(
            f"  from {threshold}: of those answered for {sum(answered) / max(noted, 1):.3f} right,"
            f" {sum(answered) / max(len(answered), 1):.3f} of those taken;"
            f" of the others {(len(taken) - len(answered)) / max(others, 1):.3f} taken"
        )


def finished(stories: Sequence[Story], head: str, least: int, threshold: float) -> str:
    """Reports, and gives the data file of the weights fitted on all stories."""
    report(stories, least)
    rows = [
        f"{json.dumps(n, ensure_ascii=False)} = {v}"
        for n, v in sorted(weights_of(stories, least).items())
    ]
    top = f"{head}stories = {len(stories)}\nthreshold = {threshold}"
    return "\n".join([top, "", "[weights]", *rows]) + "\n"


def options(usage: str) -> argparse.Namespace:
    """What the command was asked."""
    parser = argparse.ArgumentParser(description=usage.splitlines()[0])
    parser.add_argument("--eval", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--stories", type=int, metavar="N")
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()
