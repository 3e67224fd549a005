"""The small closed lists that clause reading needs, from ``data/predicates.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from talion.errors import KnowledgeError


@dataclass(frozen=True, slots=True)
class Nominal:
    """A noun that names an act: its verb, and which argument its possessive and its "of" name."""

    verb: str
    possessive: str
    of: str


@dataclass(frozen=True, slots=True)
class Predicates:
    """Nouns that name acts, light verbs, and the verbs whose object is the complement's subject."""

    nominals: dict[str, Nominal]
    light: dict[str, frozenset[str]]
    object_control: frozenset[str]


@cache
def predicates() -> Predicates:
    """The lists as shipped."""
    raw = tomllib.loads(files(__package__).joinpath("data/predicates.toml").read_text("utf-8"))
    nominals: dict[str, Nominal] = {}
    for group in raw["nominals"]:
        roles = group["possessive"], group["of"]
        if not set(roles) <= {"subject", "object"}:
            raise KnowledgeError(
                f"roles {roles}", where="predicates.toml", remedy="subject or object"
            )
        for noun, verb in group["nouns"].items():
            nominals[noun] = Nominal(verb, *roles)
    light = {verb: frozenset(nouns) for verb, nouns in raw["light"].items()}
    return Predicates(nominals, light, frozenset(raw["object_control"]["verbs"]))
