"""How likely two documents tell one story: named features of the pair, weighed by a logistic model.

A score depends on the two sketches and on shipped numbers alone. Who may be compared is decided by
``talion.grouping.blocks``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from talion.grouping.shingles import resemblance
from talion.grouping.sketch import Sketch
from talion.grouping.weights import PairWeights
from talion.grouping.words import Vector, dot, weight_of

Features = dict[str, float]
_NEAR_DAYS = 3


def pair_features(a: Sketch, b: Sketch) -> Features:
    """What speaks for and against two documents telling one story; the same whichever comes first."""
    first, second = (a, b) if a.id <= b.id else (b, a)
    return {
        "bias": 1.0,
        **_shared_words(first, second),
        **_other_names(first, second),
        **_figures(first, second),
        **_days(first, second),
        **_facts(first, second),
    }


def log_odds(features: Mapping[str, float], weights: PairWeights) -> float:
    """The log odds that two documents tell one story; a near-copy is never under ``copy_odds``."""
    learned = sum(weights.learned.get(n, 0.0) * v for n, v in features.items())
    late = features["days_between"] - weights.free_days
    total = learned - weights.a_day * max(0.0, late)
    if features["copied"] >= weights.copied_from:
        return max(total, weights.copy_odds)
    return total


def likeness(a: Sketch, b: Sketch, weights: PairWeights) -> float:
    """The probability that two documents tell one story."""
    return probability(log_odds(pair_features(a, b), weights))


def probability(odds: float) -> float:
    """Log odds as a probability.

    >>> probability(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-odds)) if odds > -700 else 0.0


def _shared_words(a: Sketch, b: Sketch) -> Features:
    return {
        "words": dot(a.words, b.words),
        "word_pairs": dot(a.pairs, b.pairs),
        "lead": dot(a.lead, b.lead),
        "lead_common": dot(a.lead_common, b.lead_common),
        "lead_covered": min(_covered(a.lead, b.vocabulary), _covered(b.lead, a.vocabulary)),
        "names": dot(a.names, b.names),
        "copied": resemblance(a.copies, b.copies),
    }


def _covered(lead: Vector, vocabulary: frozenset[str]) -> float:
    """The share of a lead that the other text also says."""
    return sum(w * w for k, w in lead.items() if k in vocabulary)


def _other_names(a: Sketch, b: Sketch) -> Features:
    """Names that one text turns on and the other never says."""
    missing = [_missing(x.salient, y.vocabulary) for x, y in ((a, b), (b, a)) if x.salient]
    both = len(missing) == 2
    tops = a.top | b.top
    strangers = bool(a.top - b.vocabulary) and bool(b.top - a.vocabulary)
    return {
        "names_missing_least": min(missing) if both else 0.0,
        "names_missing_most": max(missing) if both else 0.0,
        "top_names_shared": len(a.top & b.top) / len(tops) if tops else 0.0,
        "top_names_strange": float(strangers),
    }


def _missing(salient: Vector, vocabulary: frozenset[str]) -> float:
    total = sum(salient.values())
    absent = sorted(salient.keys() - vocabulary)
    return weight_of(absent, salient) / total if total else 0.0


def _figures(a: Sketch, b: Sketch) -> Features:
    shared = len(a.numbers & b.numbers)
    nouns = a.counted.keys() & b.counted.keys()
    agree = sum(bool({*a.counted[n]} & {*b.counted[n]}) for n in nouns)
    return {
        "numbers": math.log1p(shared),
        "numbers_share": shared / max(1, min(len(a.numbers), len(b.numbers))),
        "numbers_none": float(bool(a.numbers and b.numbers) and not shared),
        "counts_agree": math.log1p(agree),
        "counts_differ": math.log1p(len(nouns) - agree),
    }


def _days(a: Sketch, b: Sketch) -> Features:
    return {
        **_overlap("years", a.years, b.years),
        **_overlap("weekdays", a.weekdays, b.weekdays),
        **_overlap("lead_weekdays", a.lead_weekdays, b.lead_weekdays),
        "dated_near": float(0 <= days_between(a.dated, b.dated, -1) <= _NEAR_DAYS),
        "days_between": float(days_between(a.published, b.published, 0)),
    }


def _overlap(name: str, a: frozenset[str], b: frozenset[str]) -> Features:
    shared = bool(a & b)
    return {f"{name}_same": float(shared), f"{name}_differ": float(bool(a and b) and not shared)}


def days_between(a: str | None, b: str | None, unknown: int) -> int:
    """The days from one ISO date to another, whichever is first; ``unknown`` where one is not known.

    >>> days_between("2031-05-02", "2031-04-30", -1)
    2
    """
    if not a or not b:
        return unknown
    return abs((date.fromisoformat(a[:10]) - date.fromisoformat(b[:10])).days)


def _facts(a: Sketch, b: Sketch) -> Features:
    places, types = dot(a.places, b.places), dot(a.types, b.types)
    return {
        "event_types": types,
        "event_types_differ": float(bool(a.types and b.types) and types < 0.3),
        "places": places,
        "places_differ": float(bool(a.places and b.places) and not places),
        "actors": dot(a.actors, b.actors),
    }
