"""The word lists of actor reading, from ``reading/data/actors.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ActorWords:
    """See the data file for what each list means."""

    weak: frozenset[str]
    government: frozenset[str]
    state: frozenset[str]
    ruling: frozenset[str]
    local: frozenset[str]
    generic: frozenset[str]
    away: frozenset[str]
    facing: frozenset[str]
    behind: frozenset[str]
    capital: frozenset[str]
    owned: frozenset[str]
    bare: frozenset[str]
    before: frozenset[str]
    branches: frozenset[str]
    lesser: frozenset[str]
    descriptors: frozenset[str]
    measures: frozenset[str]
    affiliation: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    titles: frozenset[str]
    endings: tuple[str, ...]
    not_persons: frozenset[str]
    counting: frozenset[str]
    again: dict[str, frozenset[str]]
    home: frozenset[str]
    citizenship: frozenset[str]
    having: frozenset[str]
    citizens: frozenset[str]
    person_pronouns: frozenset[str]
    female_pronouns: frozenset[str]
    plural_pronouns: frozenset[str]
    thing_pronouns: frozenset[str]


@cache
def actor_words() -> ActorWords:
    """The lists as shipped."""
    path = files("talion.reading").joinpath("data/actors.toml")
    raw = tomllib.loads(path.read_text("utf-8"))
    persons, pronouns = raw["persons"], raw["pronouns"]
    return ActorWords(
        weak=frozenset(raw["weak"]["heads"]),
        government=frozenset(raw["weak"]["government"]),
        state=frozenset(raw["state"]["heads"]),
        ruling=frozenset(raw["state"]["ruling"]),
        local=frozenset(raw["state"]["local"]),
        generic=frozenset(raw["generic"]["words"]),
        away=frozenset(raw["away"]["heads"]),
        facing=frozenset(raw["facing"]["heads"]),
        behind=frozenset(raw["behind"]["words"]),
        **{name: frozenset(raw["senses"][name]) for name in ("capital", "owned", "bare", "before")},
        branches=frozenset(raw["offices"]["branches"]),
        lesser=frozenset(raw["offices"]["lesser"]),
        descriptors=frozenset(raw["descriptors"]["nouns"]),
        measures=frozenset(raw["measures"]["heads"]),
        affiliation=frozenset(raw["affiliation"]["prepositions"]),
        male=frozenset(persons["male"]),
        female=frozenset(persons["female"]),
        titles=frozenset(persons["titles"]),
        endings=tuple(persons["endings"]),
        not_persons=frozenset(persons["not_persons"]),
        counting=frozenset(raw["counting"]["heads"]),
        again={noun: frozenset(sectors) for noun, sectors in raw["again"].items()},
        home=frozenset(raw["home"]["sectors"]),
        citizenship=frozenset(raw["citizenship"]["nouns"]),
        having=frozenset(raw["citizenship"]["verbs"]),
        citizens=frozenset(raw["citizenship"]["people"]),
        person_pronouns=frozenset(pronouns["person"]),
        female_pronouns=frozenset(pronouns["female"]),
        plural_pronouns=frozenset(pronouns["plural"]),
        thing_pronouns=frozenset(pronouns["thing"]),
    )
