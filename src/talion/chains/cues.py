"""Words that say an act is an answer, or is none, as shipped: ``data/cues.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from talion.errors import KnowledgeError

_FILE = "data/cues.toml"


@dataclass(frozen=True, slots=True)
class Cues:
    """Patterns over a sentence in lower case.

    ``reprisal``: it answers something; ``recurring``: it comes every year; ``planned``: it was decided
    before; ``denial``: the story parts two things.
    """

    reprisal: re.Pattern[str]
    recurring: re.Pattern[str]
    planned: re.Pattern[str]
    denial: re.Pattern[str]


@cache
def shipped_cues() -> Cues:
    """The cues as shipped; :class:`KnowledgeError` when the file breaks its schema."""
    text = files("talion.chains").joinpath(_FILE).read_text("utf-8")
    try:
        return Cues(**{name: re.compile("|".join(p)) for name, p in tomllib.loads(text).items()})
    except (tomllib.TOMLDecodeError, re.error, TypeError) as error:
        raise KnowledgeError(
            f"no cues of answers: {error}", where=_FILE, remedy="install Talion anew"
        ) from error
