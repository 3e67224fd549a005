"""The numbers of grouping, as shipped: ``data/weights.toml``."""

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
class PairWeights:
    """Two documents: log odds for each feature, and what holds beside what was learned.

    Days of publication over ``free_days`` apart cost ``a_day`` each. Texts that resemble one another from
    ``copied_from`` on have log odds of at least ``copy_odds``.
    """

    learned: Mapping[str, float]
    free_days: float
    a_day: float
    copied_from: float
    copy_odds: float


@dataclass(frozen=True, slots=True)
class Cut:
    """When groups are joined, as probabilities.

    Pairs under ``edge`` count as 0. Two groups are joined from an average of ``join`` on, and parted again
    when between them it is under ``apart`` times what it is within them, each of ``several`` or more.
    """

    edge: float
    join: float
    apart: float
    several: int


@dataclass(frozen=True, slots=True)
class Weights:
    """All numbers of grouping; ``telling`` weighs two tellings being of one event."""

    pair: PairWeights
    story: Cut
    telling: Mapping[str, float]
    event: Cut


@cache
def shipped_weights() -> Weights:
    """The weights as shipped; :class:`KnowledgeError` when the file breaks its schema."""
    return weights_from(files("talion.grouping").joinpath(_FILE).read_text("utf-8"))


def weights_from(text: str) -> Weights:
    """The weights of a TOML text; :class:`KnowledgeError` when it breaks the schema."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        pair = PairWeights(learned=raw["pair"], **raw["beside"])
        return Weights(pair, Cut(**raw["story"]), raw["telling"], Cut(**raw["event"]))
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise KnowledgeError(
            f"no weights of grouping: {error}", where=_FILE, remedy="install Talion anew"
        ) from error
