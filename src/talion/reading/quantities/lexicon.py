"""The words of quantity reading, from ``reading/data/quantities.toml`` and ``units.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from talion.record import QuantityKind


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """See the data file for what each list means."""

    small: dict[str, float]
    tens: frozenset[str]
    scales: dict[str, float]
    letters: dict[str, float]
    money_letters: dict[str, float]
    counted_letters: dict[str, float]
    metres_of: frozenset[str]
    vague: dict[str, float]
    fractions: dict[str, float]
    signs: dict[str, float]
    before: dict[str, str]
    after: dict[str, str]
    labels: frozenset[str]
    streets: frozenset[str]
    months: frozenset[str]
    one_not: frozenset[str]
    one_not_after: frozenset[str]
    places: frozenset[str]
    implied: dict[str, str]
    person_states: frozenset[str]
    person_verbs: frozenset[str]
    level_verbs: frozenset[str]
    up: frozenset[str]
    up_by: frozenset[str]
    down: frozenset[str]
    down_by: frozenset[str]
    gains: frozenset[str]
    moves: frozenset[str]
    background_nouns: frozenset[str]
    wholes: frozenset[str]
    background_verbs: frozenset[str]
    work_verbs: frozenset[str]
    per_person: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's plain name and its kind."""

    name: str
    kind: QuantityKind


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Units by lower-case words (singular and plural), by symbol, by the sign before a number."""

    words: dict[str, Unit]
    symbols: dict[str, Unit]
    glued: dict[str, Unit]
    before: dict[str, Unit]
    rate_nouns: frozenset[str]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("talion.reading").joinpath("data", name).read_text("utf-8"))


def _signed(raw: dict[str, list[str]]) -> dict[str, str]:
    marks = {"less": "<", "sign_less": "<", "more": ">", "sign_more": ">", "near": "~"}
    return {word: marks[key] for key, words in raw.items() for word in words}


@cache
def quantity_words() -> QuantityWords:
    """The lists as shipped."""
    raw = _read("quantities.toml")
    singular = {word: float(n) for word, n in raw["fractions"].items()}
    plural = {"halves" if w == "half" else w + "s": n for w, n in singular.items()}
    exclude, persons, background = raw["exclude"], raw["persons"], raw["background"]
    return QuantityWords(
        small={k: float(v) for k, v in {**raw["ones"], **raw["tens"]}.items()},
        tens=frozenset(raw["tens"]),
        scales={k: float(v) for k, v in raw["scales"].items()},
        letters=raw["letters"]["always"],
        money_letters=raw["letters"]["money_only"],
        counted_letters=raw["letters"]["counted_only"],
        metres_of=frozenset(raw["letters"]["metres_of"]),
        vague={k: float(v) for k, v in raw["vague"].items()},
        fractions=singular | plural,
        signs=raw["signs"],
        before=_signed(raw["before"]),
        after=_signed(raw["after"]),
        labels=frozenset(exclude["labels"]),
        streets=frozenset(exclude["streets"]),
        months=frozenset(exclude["months"]),
        one_not=frozenset(exclude["one_not"]),
        one_not_after=frozenset(exclude["one_not_after"]),
        places=frozenset(exclude["places"]),
        implied=raw["implied"],
        person_states=frozenset(persons["states"]),
        person_verbs=frozenset(persons["verbs"]),
        level_verbs=frozenset(raw["levels"]["verbs"]),
        **{name: frozenset(words) for name, words in raw["changes"].items()},
        background_nouns=frozenset(background["nouns"]),
        wholes=frozenset(background["wholes"]),
        background_verbs=frozenset(background["verbs"]),
        work_verbs=frozenset(background["work"]),
        per_person=tuple(background["per_person"]),
    )


@cache
def unit_table() -> UnitTable:
    """The units as shipped."""
    raw = _read("units.toml")
    units = {u["name"]: Unit(u["name"], u["kind"]) for u in raw["unit"]}
    words: dict[str, Unit] = {}
    symbols: dict[str, Unit] = {}
    glued: dict[str, Unit] = {}
    for entry in raw["unit"]:
        unit = units[entry["name"]]
        for word in entry.get("words", ()):
            words[word] = unit
            words.setdefault(word + "s", unit)
        words.update(dict.fromkeys(entry.get("plurals", ()), unit))
        symbols.update(dict.fromkeys(entry.get("symbols", ()), unit))
        glued.update(dict.fromkeys(entry.get("glued", ()), unit))
    before = {
        sign: units.get(name, Unit(name, "money")) for sign, name in raw["currency_signs"].items()
    }
    return UnitTable(words, symbols, glued, before, frozenset(raw["rates"]["nouns"]))
