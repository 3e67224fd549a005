"""The words and weights that the reading of places rests on, from ``reading/data/places*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from talion.errors import KnowledgeError
from talion.knowledge.entries import countries
from talion.knowledge.gazetteer import KINDS
from talion.record import PlaceKind


@dataclass(frozen=True, slots=True)
class PlaceType:
    """A word that says what a place is; ``bare`` when the name may be looked up without it."""

    kind: PlaceKind
    bare: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of ``places.toml``; ``before`` and ``after`` map a word to its classes."""

    joiners: frozenset[str]
    articles: frozenset[str]
    suffixes: Mapping[str, PlaceType]
    prefixes: Mapping[str, PlaceType]
    before: Mapping[str, tuple[str, ...]]
    after: Mapping[str, tuple[str, ...]]
    never: frozenset[str]
    demonyms: frozenset[str]
    publishers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-linear weights by feature; ``spot`` and ``accept`` judge names, the others candidates.

    ``tagger`` is the share of a learned tagger in the evidence for a name, where there is one, and
    ``untagged`` the probability that a name has which it passed over.
    """

    spot: Mapping[str, float]
    accept: Mapping[str, float]
    prior: Mapping[str, float]
    context: Mapping[str, float]
    tagger: float = 0.4
    untagged: float = 0.15


@cache
def words() -> Words:
    """The word lists as shipped; :class:`KnowledgeError` when a kind in them is none."""
    raw = _toml("places.toml")
    return Words(
        joiners=frozenset(raw["joiners"]),
        articles=frozenset(raw["articles"]),
        suffixes=_types(raw["suffixes"]),
        prefixes=_types(raw["prefixes"]),
        before=_classes(raw["before"]),
        after=_classes(raw["after"]),
        never=frozenset(raw["never"]["words"]),
        publishers=frozenset(raw["publishers"]["words"]),
        demonyms=frozenset(raw["demonyms"]["words"]) | _national(),
    )


@cache
def weights() -> Weights:
    """The weights as shipped."""
    raw = _toml("places-weights.toml")
    return Weights(raw["spot"], raw["accept"], raw["prior"], raw["context"])


def _toml(name: str) -> dict[str, Any]:
    path = files("talion.reading").joinpath("data", name)
    return tomllib.loads(path.read_text("utf-8"))


def _types(raw: Mapping[str, str]) -> dict[str, PlaceType]:
    for name, kind in raw.items():
        if kind.rstrip("+") not in KINDS:
            raise KnowledgeError(f"{name!r} has no kind {kind!r}", where="places.toml")
    return {
        name: PlaceType(cast(PlaceKind, kind.rstrip("+")), kind.endswith("+"))
        for name, kind in raw.items()
    }


def _classes(raw: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for name, members in raw.items():
        for word in members:
            out[word] = (*out.get(word, ()), name)
    return out


def _national() -> frozenset[str]:
    """Adjectives and peoples of countries, in lower case, that are not the country's name too."""
    known = countries().values()
    names = {name.lower() for country in known for name in (country.name, *country.aliases)}
    return frozenset(word.lower() for c in known for word in (*c.adjectives, *c.people)) - names
