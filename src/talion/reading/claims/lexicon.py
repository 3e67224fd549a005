"""The words of claims, from ``reading/data/claims.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from talion.record import Stance


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """See the data file for what each list means; stances by verb, noun and judging word."""

    verbs: Mapping[str, Stance]
    nouns: Mapping[str, Stance]
    judgements: Mapping[str, Stance]
    speech: frozenset[str]
    hearsay: frozenset[str]
    hearsay_only: frozenset[str]
    hearsay_passive: frozenset[str]
    anonymous: frozenset[str]
    phrases: Mapping[str, Stance]
    told: frozenset[str]
    likely: Mapping[str, float]
    least: float


@cache
def claim_words() -> ClaimWords:
    """The lists as shipped."""
    raw = tomllib.loads(files("talion.reading").joinpath("data/claims.toml").read_text("utf-8"))
    return ClaimWords(
        verbs=_by_word(raw["verbs"]),
        nouns=_by_word(raw["nouns"]),
        judgements=_by_word(raw["judgement"]),
        speech=frozenset(raw["speech"]["verbs"]),
        hearsay=frozenset(raw["hearsay"]["adverbs"]),
        hearsay_only=frozenset(raw["hearsay"]["only"]),
        hearsay_passive=frozenset(raw["hearsay"]["passive"]),
        anonymous=frozenset(raw["anonymous"]["heads"]),
        phrases=_by_word(raw["phrases"]),
        told=frozenset(raw["told"]["verbs"]),
        likely=raw["likely"]["weights"],
        least=raw["likely"]["least"],
    )


def _by_word(lists: Mapping[str, list[str]]) -> dict[str, Stance]:
    return {word: stance for stance, words in lists.items() for word in words}  # type: ignore[misc]
