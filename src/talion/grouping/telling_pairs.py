"""How likely two documents' tellings are of one event: named features, weighed by hand-set numbers."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, hypot, radians

from talion.grouping.pairs import probability
from talion.grouping.tellings import Party, Telling
from talion.grouping.words import Vector, WordCounts, dot, tokens, unit

Features = dict[str, float]
_EARTH, _NEAR = 6371, 100  # kilometres
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


def same_party(p: Party, q: Party) -> bool:
    """Whether two names are one's: the same but for article and number, or one the end of the other.

    >>> same_party(Party("Ann Grey", "USA"), Party("Grey", None))
    True
    """
    a, b = sorted((_plain(p.name).split(), _plain(q.name).split()), key=len)
    if a == b:
        return True
    shorter = min(p.name, q.name, key=len)
    countries = {p.country, q.country} - {None}
    return bool(a) and b[-len(a) :] == a and shorter[0].isupper() and len(countries) < 2


def _parties(side: str, a: tuple[Party, ...], b: tuple[Party, ...]) -> Features:
    """The same name on a side, or others of one country, with names or without, or of two; nothing of nobody."""
    if not a or not b:
        return {}
    if any(same_party(p, q) for p in a for q in b):
        return {f"{side}_same": 1.0}
    countries = [{p.country for p in side_ if p.country} for side_ in (a, b)]
    if not countries[0] & countries[1]:
        return {f"{side}_differ": 1.0}
    return {f"{side}_named" if _named_otherwise(a, b) else f"{side}_country": 1.0}


def _named_otherwise(a: tuple[Party, ...], b: tuple[Party, ...]) -> bool:
    """Whether both have people or bodies of full names, and none a last name that another has."""
    mine, theirs = ({p.name.split()[-1] for p in side if _is_full(p.name)} for side in (a, b))
    return bool(mine and theirs) and not mine & theirs


def _is_full(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and all(w[0].isupper() for w in words)


def _plain(name: str) -> str:
    """A name without article and number: "the rebels", "rebels" and "Rebel" are one."""
    words = [w for w in name.lower().split() if w not in ("the", "a", "an", "some")]
    return " ".join(words).rstrip("s")


def _places(a: Telling, b: Telling) -> Features:
    if a.place is None or b.place is None:
        return {}
    if a.place == b.place or (a.geonames is not None and a.geonames == b.geonames):
        return {"place_same": 1.0}
    inside = a.country is not None and a.country == b.country and not _far(a.at, b.at)
    return {"place_inside": 1.0} if inside else {"place_differ": 1.0}


def _far(a: tuple[float, float] | None, b: tuple[float, float] | None) -> bool:
    """Whether two towns are known to be more than a hundred kilometres from each other."""
    if a is None or b is None:
        return False
    north, south = radians(a[0]), radians(b[0])
    across = cos((north + south) / 2) * radians((a[1] - b[1] + 180) % 360 - 180)
    return _EARTH * hypot(north - south, across) > _NEAR


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
