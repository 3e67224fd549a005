"""Fits the weights of where events took place on the stories of the ``train`` part.

    python benchmarks/fit_where.py [--eval FOLDER] [--stories N] [--write]

Reads the places and actors of the stories (never of those that are held out), takes the events as their
first reader noted them, and fits a model that chooses one of the places, or none
(``talion.reading.events.where``). Right are those in the country that the reader gave the event. Events without
a noted place teach nothing: readers wrote one down only where they were sure. Needs scipy. Prints how often
the likeliest place is right, by threshold, cross-validated by story; ``--write`` puts the weights fitted on all
into the package.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).parent))
from fit_roles import Rows, train_stories
from talion.coder import Coder
from talion.language.base import Parsed
from talion.reading.events.candidates import Candidate
from talion.reading.events.draft import Draft
from talion.reading.events.where import Ground
from talion.record import Actor, Place
from talion.spans import Span, overlap

TARGET = Path(__file__).parents[1] / "src/talion/reading/data/where.toml"
HEAD = """\
# Weights (log odds) of what speaks for a place's being where an event took place (see events/where.py).
# Origin: fitted by benchmarks/fit_where.py: a conditional logit over the places of annotated events and none.
# Licence: as Talion. Version: 2.
version = 2
"""
SEEN = 30  # rows that a feature must be found in
THRESHOLD = 0.0
FOLDS = 5
Json = dict[str, Any]
Event = tuple[list[dict[str, float]], list[bool], bool]
"""The features of each candidate, which are right, and whether it teaches, were it that none is."""
Array = NDArray[Any]
RIDGE, BIAS_RIDGE = 5.0, 0.01
SMALLEST = 0.03  # a weight under it is left out
Likeliest = tuple[float, bool, bool]


def gather(folder: Path, most: int | None) -> list[list[Event]]:
    """For each story its events: the features of their candidates, and which lie in the noted country."""
    coder = Coder.load(fast=True, threads=2)
    out: list[list[Event]] = []
    for n, (story, document) in enumerate(train_stories(folder, most), 1):
        read = coder.read(document)
        out.append(list(events_of(story, read.parsed, read.record.places, read.record.actors)))
        if n % 50 == 0:
            print(f"{n} stories", file=sys.stderr, flush=True)
    return out


def events_of(
    story: Json, parsed: Parsed, places: Sequence[Place], actors: Sequence[Actor]
) -> Iterator[Event]:
    """The reader's events that have a place."""
    ground = Ground(parsed, places, {a.id: a for a in actors})
    countries = [p.country for p in ground.candidates]
    for noted in story["events"]:
        if noted["place"] and countries and parsed.tokens:
            features = ground.features(drafted(noted, parsed, actors))
            yield features, [c == noted["place"] for c in countries], True


def drafted(noted: Json, parsed: Parsed, actors: Sequence[Actor]) -> Draft:
    """An event as the reader noted it, with those of our actors that the reader names."""
    sides = [
        tuple(a.id for a in actors if any(overlap(m, tuple(s)) for m in a.mentions for s in spans))
        for spans in (noted["actors"], noted["recipients"])
    ]
    first, *also = (
        Draft(_candidate(parsed, tuple(span)), noted["type"], None, "happened", *sides, 1.0, {})
        for span in dict.fromkeys(map(tuple, [noted["trigger"], *noted["tellings"]]))
    )
    return replace(first, also=tuple(also))


def _candidate(parsed: Parsed, span: Span) -> Candidate:
    inside = [t.i for t in parsed.tokens_in(span)]
    clause = next((parsed.clause_at[i] for i in inside if i in parsed.clause_at), None)
    head = clause.predicate if clause else next(iter(parsed.heads_in(span)), 0)
    return Candidate(span, head, parsed.tokens[head].sentence, clause)


def weights_of(stories: list[list[Event]], least: int) -> dict[str, float]:
    """Weights of a conditional logit with a ridge: candidates share an event by their odds, none has one."""
    rows, groups = Rows(), []
    events = (event for story in stories for event in story)
    for n, (features, right, _) in enumerate(event for event in events if event[2]):
        for found, is_right in zip(features, right, strict=True):
            rows.add(found, is_right)
            groups.append(n)
    names, x = rows.matrix(least)
    ridge = np.array([BIAS_RIDGE if n == "bias" else RIDGE for n in names])
    loss = partial(_loss, x.astype(float), np.array(rows.right), np.array(groups), ridge)
    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {n: round(float(w), 3) for n, w in zip(names, found, strict=True) if abs(w) >= SMALLEST}


def _loss(
    x: Array, right: Array, group: Array, ridge: Array, weights: Array
) -> tuple[float, Array]:
    """Minus the log likelihood, with its gradient; an event without a right time is of none."""
    odds = np.exp(np.clip(x @ weights, -30, 30))
    size = int(group[-1]) + 1
    every = 1 + np.bincount(group, odds, size)
    those = np.bincount(group, odds * right, size)
    none = np.bincount(group, right, size) == 0
    those[none] = 1.0
    loss = np.log(every).sum() - np.log(those).sum() + (ridge * weights**2).sum() / 2
    slope = x.T @ (odds / every[group] - odds * right / those[group]) + ridge * weights
    return float(loss), slope


def likeliest(stories: list[list[Event]], weights: dict[str, float]) -> Iterator[Likeliest]:
    """Of each event the log odds of its likeliest candidate, whether it is right, and whether any is."""
    for features, right, _ in (event for story in stories for event in story):
        odds = [sum(weights.get(n, 0.0) * v for n, v in found.items()) for found in features]
        top = int(np.argmax(odds)) if odds else None
        yield (-99.0, False, False) if top is None else (odds[top], right[top], any(right))


def report(stories: list[list[Event]], least: int) -> None:
    """How often the likeliest candidate is taken and right, by threshold, each story held out once."""
    best: list[Likeliest] = []
    for fold in range(FOLDS):
        weights = weights_of([s for i, s in enumerate(stories) if i % FOLDS != fold], least)
        best += likeliest(stories[fold::FOLDS], weights)
    print(f"{len(best)} events, {sum(b[2] for b in best)} with a candidate that is right")
    for threshold in (-9.0, -3.0, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5):
        taken = [b for b in best if b[0] >= threshold]
        right, all_right = sum(b[1] for b in taken), sum(b[2] for b in best)
        precision, recall = right / max(len(taken), 1), right / max(all_right, 1)
        print(
            f"  from {threshold}: {len(taken)} taken, right {precision:.3f}, of those with one {recall:.3f}"
        )


def finished(stories: list[list[Event]], head: str, least: int, threshold: float) -> str:
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


def main() -> None:
    """Fits, reports, writes."""
    chosen = options(__doc__)
    text = finished(gather(chosen.eval, chosen.stories), HEAD, SEEN, THRESHOLD)
    if chosen.write:
        TARGET.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
