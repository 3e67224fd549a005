"""What two numbers may both mean: the values that their words allow, and how a check is told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from talion.language.base import Parsed
from talion.reading.quantities.phrases import Phrase
from talion.record import Check

ROUGH = 0.1
"""How far "about 300" and "almost 300" reach, as a share of the number."""

_NEAR_BOUND = (
    "almost",
    "nearly",
    "just",
    "slightly",
    "approaching",
    "close",
    "shy",
    "short",
    "little",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A check and the number (its place in the list) that it belongs to."""

    at: int
    check: Check


def bounds(phrase: Phrase) -> tuple[float, float]:
    """The values that the words of ``phrase`` allow.

    "About" allows a tenth either way, "almost" a tenth below; open bounds are infinite.
    """
    value, slack = phrase.value, abs(phrase.value) * ROUGH
    close = any(word in phrase.words.split() for word in _NEAR_BOUND)
    if phrase.low is not None and phrase.high is not None and phrase.low < phrase.high:
        return _ranged(phrase, phrase.low, phrase.high)
    if phrase.modifier == "~":
        return value - slack, value + slack
    if phrase.modifier == "<":
        return (value - slack if close else -math.inf), value
    if phrase.modifier == ">":
        return value, (value + slack if close else math.inf)
    return value, value


def _ranged(phrase: Phrase, low: float, high: float) -> tuple[float, float]:
    if phrase.modifier == "<" and phrase.number.form != "vague":
        return -math.inf, high
    if phrase.modifier == ">" and phrase.number.form != "vague":
        return low, math.inf
    return low, high


def compatible(a: tuple[float, float], b: tuple[float, float]) -> bool:
    """Whether two intervals share a value.

    >>> compatible((270.0, 300.0), (297.0, 297.0)), compatible((1.0, 2.0), (3.0, 4.0))
    (True, False)
    """
    return a[0] <= b[1] * (1 + 1e-9) and b[0] <= a[1] * (1 + 1e-9)


def quantity_id(at: int) -> str:
    """The id that the phrase at ``at`` gets in the record."""
    return f"q{at + 1}"


def said(parsed: Parsed, phrase: Phrase) -> str:
    """The words of a phrase, in quotation marks."""
    return f'"{parsed.words((phrase.start, phrase.end))}"'


def told_of_all(members: Sequence[int], kind: str, consistent: bool, note: str) -> Iterator[Found]:
    """The same check at each of its numbers, against the others."""
    for at in members:
        against = tuple(quantity_id(other) for other in members if other != at)
        yield Found(at, Check(against=against, kind=kind, consistent=consistent, note=note))


def added(found: Iterable[Phrase]) -> tuple[float, float]:
    """The values that a sum of phrases may have; nothing is less than none."""
    each = [bounds(phrase) for phrase in found]
    return sum(max(0.0, low) for low, _ in each), sum(high for _, high in each)
