"""The numbers of links across stories, as shipped: ``data/weights.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from talion.errors import KnowledgeError

_FILE = "data/weights.toml"


@dataclass(frozen=True, slots=True)
class Weights:
    """Log odds for each feature, from which probability a link stands, and how many days back to look."""

    learned: Mapping[str, float]
    least: float
    days: int


@cache
def shipped_weights() -> Weights:
    """The weights as shipped; :class:`KnowledgeError` when the file breaks its schema."""
    return weights_from(files("talion.chains").joinpath(_FILE).read_text("utf-8"))


def weights_from(text: str) -> Weights:
    """The weights of a TOML text; :class:`KnowledgeError` when it breaks the schema."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        return Weights(raw["learned"], **raw["link"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise KnowledgeError(
            f"no weights of links across stories: {error}",
            where=_FILE,
            remedy="install Talion anew",
        ) from error
