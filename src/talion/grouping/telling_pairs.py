"""How likely two documents' tellings are of one event: named features, weighed by hand-set numbers."""

from __future__ import annotations

from collections.abc import Mapping

from talion.grouping.pairs import probability
from talion.grouping.tellings import Party, Telling
from talion.grouping.words import Vector, WordCounts, dot, tokens, unit

Features = dict[str, float]
_REAL = frozenset(("happened", "ongoing"))
_NOT = frozenset(("denied", "negated"))


def telling_features(a: Telling, b: Telling, one_story: bool, alike: float) -> Features:
    """What speaks for and against two tellings of one type being one event.

    ``one_story`` says whether their documents are in one story, ``alike`` how like the sentences' words are.
    """
    return {
        "bias": 1.0,
        "one_story": float(one_story),
        "other_story": float(not one_story),
        "words": alike,
        "trigger_same": float(bool(a.trigger) and a.trigger == b.trigger),
        **_parties("actors", a.actors, b.actors),
        **_parties("recipients", a.recipients, b.recipients),
        **_places(a, b),
        **_times(a, b),
        **_agree("mode", a.mode, b.mode),
        **_counts(a, b),
        "real_and_not": float(_one_denied(a.status, b.status)),
    }


def telling_likeness(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The probability that the two are one event."""
    return probability(sum(weights.get(n, 0.0) * v for n, v in found.items()))


def sentence_words(telling: Telling, counts: WordCounts) -> Vector:
    """The words of the telling sentence, weighed by rarity."""
    words = sorted({t.lower() for t in tokens(telling.words)})
    return unit({w: r for w in words if (r := counts.rarity(w)) > 1})


def alike(a: Vector, b: Vector) -> float:
    """How like two sentences' words are, 0 to 1."""
    return dot(a, b)


def _parties(side: str, a: tuple[Party, ...], b: tuple[Party, ...]) -> Features:
    """The same name on a side, or people of one country, or others; nothing where one names nobody."""
    if not a or not b:
        return {}
    if {_plain(p.name) for p in a} & {_plain(p.name) for p in b}:
        return {f"{side}_same": 1.0}
    countries = [{p.country for p in side_ if p.country} for side_ in (a, b)]
    if countries[0] & countries[1]:
        return {f"{side}_country": 1.0}
    return {f"{side}_differ": 1.0}


def _plain(name: str) -> str:
    """A name without article and number: "the rebels", "rebels" and "Rebel" are one."""
    words = [w for w in name.lower().split() if w not in ("the", "a", "an", "some")]
    return " ".join(words).rstrip("s")


def _places(a: Telling, b: Telling) -> Features:
    if a.place is None or b.place is None:
        return {}
    if a.place == b.place or (a.geonames is not None and a.geonames == b.geonames):
        return {"place_same": 1.0}
    inside = a.country is not None and a.country == b.country
    return {"place_inside": 1.0} if inside else {"place_differ": 1.0}


def _times(a: Telling, b: Telling) -> Features:
    if not (a.start and a.end and b.start and b.end):
        return {}
    overlap = a.start < b.end and b.start < a.end
    return {"time_same": 1.0} if overlap else {"time_differ": 1.0}


def _agree(name: str, a: str | None, b: str | None) -> Features:
    if a is None or b is None:
        return {}
    return {f"{name}_same": 1.0} if a == b else {f"{name}_differ": 1.0}


def _counts(a: Telling, b: Telling) -> Features:
    mine, theirs = dict(a.counts), dict(b.counts)
    both = mine.keys() & theirs.keys()
    if not both:
        return {}
    return (
        {"counts_same": 1.0} if any(mine[n] == theirs[n] for n in both) else {"counts_differ": 1.0}
    )


def _one_denied(a: str, b: str) -> bool:
    return (a in _REAL and b in _NOT) or (b in _REAL and a in _NOT)
