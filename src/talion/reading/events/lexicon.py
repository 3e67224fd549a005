"""The cues of events and of their status, from ``reading/data/events.toml`` and ``status.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from talion.errors import KnowledgeError
from talion.ontology import plover


@dataclass(frozen=True, slots=True)
class Cue:
    """What a word tells of: a type, its mode or ``None``, and whether the word alone is weak evidence."""

    type: str
    mode: str | None
    weak: bool
    origin: str = "events.toml"


@dataclass(frozen=True)
class Cues:
    """Cues by lemma (with particle), for verbs and for nouns."""

    verbs: Mapping[str, tuple[Cue, ...]]
    nouns: Mapping[str, tuple[Cue, ...]]

    def of(self, lemma: str, *, nominal: bool) -> tuple[Cue, ...]:
        """The cues of a lemma, the strong ones first; empty when it is none."""
        return (self.nouns if nominal else self.verbs).get(lemma, ())


@dataclass(frozen=True, slots=True)
class StatusWords:
    """See the data file for what each list means."""

    above: Mapping[str, frozenset[str]]
    markers: Mapping[str, frozenset[str]]
    matrix: Mapping[str, str]
    modes: Mapping[str, Mapping[str, str]]
    grounds: Mapping[str, frozenset[str]]


def read_cues(raw: Mapping[str, Any], where: str) -> Cues:
    """Cues from parsed TOML; :class:`KnowledgeError` names a type or mode that is not in the ontology."""
    ontology = plover()
    verbs: dict[str, list[Cue]] = {}
    nouns: dict[str, list[Cue]] = {}
    for name, lists in raw.items():
        type_, _, mode = name.partition("/")
        known = type_ in ontology.types and (not mode or mode in ontology.types[type_].modes)
        if not known:
            raise KnowledgeError(f"no such type or mode: {name}", where=where)
        for kind, target in (("verbs", verbs), ("weak", verbs), ("nouns", nouns)):
            for lemma in lists.get(kind, ()):
                cue = Cue(type_, mode or None, kind == "weak", where)
                target.setdefault(lemma, []).append(cue)
    return Cues(_ordered(verbs), _ordered(nouns))


def _ordered(cues: dict[str, list[Cue]]) -> dict[str, tuple[Cue, ...]]:
    return {lemma: tuple(sorted(found, key=lambda c: c.weak)) for lemma, found in cues.items()}


@cache
def shipped_cues() -> Cues:
    """The cues as shipped."""
    return read_cues(_data("events.toml"), "events.toml")


@cache
def status_words() -> StatusWords:
    """The status words as shipped."""
    raw = _data("status.toml")
    sets = {
        key: {k: frozenset(v) for k, v in raw[key].items()}
        for key in ("above", "markers", "grounds")
    }
    matrix = {lemma: type_ for type_, lemmas in raw["matrix"].items() for lemma in lemmas}
    return StatusWords(sets["above"], sets["markers"], matrix, raw["modes"], sets["grounds"])


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files("talion.reading").joinpath("data", name).read_text("utf-8"))
