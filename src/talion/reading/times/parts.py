"""The captured words of a rule that matched, read as numbers and values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from talion.reading.times.lexicon import TimeWords
from talion.reading.times.lexing import Lexemes

_LARGE = 10_000_000


@dataclass(frozen=True, slots=True)
class Parts:
    """A match of a rule over ``lexemes``; a name that a pattern captures in several places is one
    name.
    """

    match: re.Match[str]
    lexemes: Lexemes
    lists: TimeWords
    facts: Mapping[str, Any]

    def words(self, name: str) -> list[str]:
        """The lexemes captured as ``name``, in lower case; none when it took no part."""
        for group, start in self.match.re.groupindex.items():
            if group == name or group.rstrip("0123456789").rstrip("_") == name:
                first, last = self.match.span(start)
                if first >= 0:
                    return self.lexemes.words(first, last)
        return []

    def word(self, name: str) -> str:
        """The first lexeme captured as ``name``, "" when there is none."""
        return next(iter(self.words(name)), "")

    def all(self) -> list[str]:
        """Every lexeme of the match, in lower case."""
        return self.lexemes.words(*self.match.span())

    def value(self, name: str, *kinds: str) -> Any:
        """What the word captured as ``name`` means, by the first of ``kinds`` that knows it."""
        word = self.word(name)
        found = (self.lists.value(kind, word) for kind in kinds)
        return next((value for value in found if value is not None), None)

    def integer(self, name: str) -> int | None:
        """The figure, ordinal or number word captured as ``name``."""
        word = self.word(name)
        digits = re.match(r"\d+", word.replace(",", ""))
        if digits and digits[0].isascii():
            return int(digits[0][:9])
        value = self.value(name, "number", "ord", "dayord_word")
        return int(value) if value is not None else None

    def number(self, name: str) -> float | None:
        """A number in words or figures ("twenty-five", "half a", of "60-100" the larger); ``None``
        when there is none or too large.
        """
        words = self.words(name)
        if not words:
            return None
        total = 0.0
        for word in words:
            total = _added(total, word, self._one(word))
        return total if 0 < total < _LARGE else None

    def is_spread(self, name: str) -> bool:
        """Whether it is two figures, the ends of a range ("60-100")."""
        return len([w for w in self.words(name) if w[:1].isdecimal()]) > 1

    def _one(self, word: str) -> float:
        figures = word.replace(",", "")
        if figures.isascii() and figures.isdecimal():
            return float(figures[:9])
        return float(self.lists.value("number", word) or 0)


def _added(total: float, word: str, value: float) -> float:
    if word == "half":
        return 0.5
    if word[:1].isdecimal() and total:
        return max(total, value)
    if word in ("a", "an") and total:
        return total
    if value >= 100 and total:
        return total * value
    return total + value
