"""The words by which two stories are of one dispute: rare ones, shortened, and no names of countries."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from talion.grouping.words import Vector, is_number, shipped_counts, tokens, unit
from talion.knowledge.entries import countries

_LONG = 6  # "deported" and "deportation" share their first letters
_SHORT = 3
_RARE = 3.0
_CALENDAR = frozenset(
    w.lower() for w in (*calendar.day_name, *calendar.month_name) if len(w) > _SHORT
)


def content(text: str) -> dict[str, float]:
    """The shortened words of a text that can tell what it is about, with their rarity."""
    return {shortened(word): rare for word, rare in _rare(tokens(text))}


def _rare(found: Iterable[str]) -> Iterator[tuple[str, float]]:
    """The rare ones of some words, in lower case, without names of countries and days."""
    counts = shipped_counts()
    for word in (t.lower() for t in found):
        if len(word) > _SHORT and word not in _of_the_world() and word not in _CALENDAR:
            rare = counts.rarity(word)
            if rare >= _RARE:
                yield word, rare


def shortened(word: str) -> str:
    """The part of a word that its forms share; figures whole.

    >>> shortened("deportations"), shortened("1,200")
    ('deport', '1,200')
    """
    return word if is_number(word) else word[:_LONG]


def names(text: str) -> dict[str, float]:
    """Words written with a capital and never without, that name no country, with their rarity."""
    found = [t for t in tokens(text) if len(t) > _SHORT and not is_number(t)]
    small = {t for t in found if t.islower()}
    return dict(_rare(t for t in found if t[0].isupper() and t.lower() not in small))


def covered(words: Mapping[str, float], by: Iterable[str]) -> float:
    """How much of the weight of some words is found among others, 0 to 1; 0 of none.

    >>> covered({"oxen": 3.0, "barge": 1.0}, ["oxen"])
    0.75
    """
    total = sum(words.values())
    found = set(by)
    return sum(w for k, w in words.items() if k in found) / total if total else 0.0


def vector(words: Mapping[str, float]) -> Vector:
    """The words as a vector of length 1."""
    return unit(words)


@cache
def _of_the_world() -> frozenset[str]:
    """Words of the names of countries, peoples and capitals: they tell who, not what."""
    said = (
        word
        for c in countries().values()
        for group in ((c.name,), c.aliases, c.adjectives, c.people, c.capitals)
        for word in group
    )
    return frozenset(t.lower() for name in said for t in tokens(name))
