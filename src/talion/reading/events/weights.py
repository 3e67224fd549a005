"""Weights of a fitted logistic model, with the learned tagger and without it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the features, in log odds, and the threshold that decides, for each of the two modes."""

    with_model: Mapping[str, float]
    without_model: Mapping[str, float]
    threshold: float
    threshold_without: float


def read_weights(name: str) -> Weights:
    """The weights of a file of ``talion/reading/data``."""
    raw = tomllib.loads(files("talion.reading").joinpath("data", name).read_text("utf-8"))
    return Weights(
        raw["with_model"], raw["without_model"], raw["threshold"]["with_model"],
        raw["threshold"]["without_model"],
    )  # fmt: skip
