"""Words that bound a number or call it rough, before it and behind it."""

from __future__ import annotations

import re
from functools import cache

from talion.reading.quantities.lexicon import quantity_words
from talion.record import Modifier

_STRENGTH: dict[Modifier, int] = {"=": 0, "~": 1, "<": 2, ">": 2}


@cache
def _before() -> re.Pattern[str]:
    listed = "|".join(re.escape(w) for w in sorted(quantity_words().before, key=len, reverse=True))
    return re.compile(
        rf"(?:^|(?<![\w.])|(?<=[\s(]))({listed})[ \u00a0]?(?:only |just )?$", re.IGNORECASE
    )


@cache
def _after() -> re.Pattern[str]:
    listed = "|".join(re.escape(w) for w in sorted(quantity_words().after, key=len, reverse=True))
    return re.compile(rf"(?:[ \u00a0]|, |-| \()({listed})(?![A-Za-z])|(\+)(?![0-9])", re.IGNORECASE)


def modifier_before(text: str, start: int) -> tuple[Modifier, int, str]:
    """What the words before ``start`` make of a number, where they begin, and the words themselves.

    Two in a row ("at least around") are read from the number outwards, and the stricter one holds.
    """
    modifier: Modifier = "="
    words, at = "", start
    for _ in range(2):
        window = max(0, at - 32)
        found = _before().search(text[window:at])
        if found is None or (found.start(1) == 0 and window and text[window - 1].isalnum()):
            break
        word = found[1].lower()
        mark: Modifier = quantity_words().before[word]  # type: ignore[assignment]
        if _STRENGTH[mark] > _STRENGTH[modifier]:
            modifier = mark
        at, words = window + found.start(1), f"{word} {words}".strip()
    return modifier, at, words


def modifier_after(text: str, end: int) -> tuple[Modifier, int]:
    """The same of the words behind ``end``, and where they end."""
    found = _after().match(text, end)
    if found is None:
        return "=", end
    if found[2]:
        return ">", found.end()
    return quantity_words().after[found[1].lower()], found.end()  # type: ignore[return-value]
