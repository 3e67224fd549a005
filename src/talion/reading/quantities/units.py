"""Units and currencies around a number, and the rates that they are part of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from talion.reading.quantities.lexicon import Unit, unit_table

_WORDS = re.compile(
    r"[ \u00a0\u202f-]{0,2}([A-Za-z][A-Za-z.]*)(?:[ \u00a0-]([A-Za-z]+)\b)?"
    r"(?:[ \u00a0-]([A-Za-z]+)\b)?"
)
_SYMBOL = re.compile(
    r"([ \u00a0\u202f-]?)"
    r"(%|[°º℃℉][ ]?[CF]?|[″′\"]|[¢€£¥₹₽₪₩₺₴₦₱฿‰$]|[A-Za-zμµ]+(?:[/.²³-]?[A-Za-z0-9²³.]+)?)"
)
_WRITTEN_ON = re.compile(r"-?([A-Za-z])(?![A-Za-z0-9'’])")
_PER = re.compile(
    r"(?: \([^()]{1,40}\))?[ \u00a0-]?(?:per[ -]|/ ?|(an?|each|every)[ -])", re.IGNORECASE
)
_EARLIER = re.compile(r" (?:ago|earlier|later|before|after|prior|previously|on year)\b")
_NEXT_NOUN = re.compile(r"([A-Za-z]+)(?: ([A-Za-z]+))?")
_LONG = re.compile(r"-?(?:long|high|tall|deep|wide|thick|strong)\b")


@dataclass(frozen=True, slots=True)
class UnitRead:
    """A unit and where its words end (or, for a sign before a number, begin)."""

    unit: Unit
    at: int


@cache
def _sign_pattern() -> re.Pattern[str]:
    signs = sorted(unit_table().before, key=len, reverse=True)
    listed = "|".join(re.escape(sign).replace(r"\$", r" ?\$") for sign in signs)
    return re.compile(rf"(?:^|(?<![A-Za-z$]))({listed}) ?$")


def sign_before(text: str, start: int, value: float) -> UnitRead | None:
    """The currency whose sign or code stands before ``start``.

    A code that is also a common letter or name ("R", "PS") needs an amount of a thousand or more.
    """
    window = max(0, start - 6)
    left = text[window:start]
    last = left[-2:].rstrip()[-1:]
    if not last or not (last in "$€£¥₹₽₪₩₺₴₦₱฿=." or last.isalpha()):
        return None
    found = _sign_pattern().search(left)
    if found is None or (window and found.start() == 0 and text[window - 1].isalpha()):
        return None
    sign = found[1].replace(" ", "")
    if sign.isalpha() and (len(sign) < 2 or sign == "PS") and value < 1000:
        return None
    if sign.isalpha() and found[0].endswith(" ") and len(sign) < 2:
        return None
    return UnitRead(unit_table().before[sign], window + found.start(1))


def unit_after(text: str, end: int, *, money: bool = False) -> UnitRead | None:
    """The unit that follows ``end``; the longest words win, then symbols."""
    return _by_words(text, end) or _by_symbol(text, end) or (None if money else _glued(text, end))


def _by_words(text: str, end: int) -> UnitRead | None:
    found = _WORDS.match(text, end)
    if found is None:
        return None
    words, table = [w for w in found.groups() if w], unit_table().words
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size]).lower()
        unit = table.get(name) or table.get(name.rstrip("."))
        if unit is not None:
            stop = found.end(size)
            if name in ("pound", "pounds"):
                unit = _pound(text, end, stop)
            return UnitRead(unit, stop - (name not in table and text[stop - 1] == "."))
    return None


_WEIGHED = re.compile(
    r"\b(?:weigh\w*|heav\w+|lighter|dropping|shed|gain(?:ed|ing)) ", re.IGNORECASE
)


def _pound(text: str, end: int, stop: int) -> Unit:
    """Money, but for "500-pound bomb", "20 pounds of explosives", and where somebody weighs."""
    weight = text[end : end + 1] == "-" or text.startswith(" of ", stop)
    if weight or _WEIGHED.search(text[max(0, end - 50) : end]):
        return unit_table().symbols["lb"]
    return unit_table().words["pound"]


def _by_symbol(text: str, end: int) -> UnitRead | None:
    found = _SYMBOL.match(text, end)
    if found is None:
        return None
    table = unit_table().symbols
    symbol = found[2]
    for stop in range(len(symbol), 0, -1):
        if unit := table.get(symbol[:stop]):
            after = symbol[stop:]
            if after and after[0].isalnum() and symbol[stop - 1].isalpha():
                continue
            if (
                unit.kind == "money"
                and symbol[0] in "$€£¥"
                and text[found.end() : found.end() + 1].isdigit()
            ):
                return None
            return UnitRead(unit, found.start(2) + stop)
    return None


def _glued(text: str, end: int) -> UnitRead | None:
    """A letter written onto the number ("37m")."""
    found = _WRITTEN_ON.match(text, end) or re.compile(r"-?(in)(?![A-Za-z])").match(text, end)
    unit = unit_table().glued.get(found[1]) if found else None
    if found is None or unit is None:
        return None
    if found[1] == "s" and text[end - 3 : end].isdigit():  # "747s" are aircraft
        return None
    if found[1] == "in" and "-" not in found[0]:
        return None
    return UnitRead(unit, found.end())


def stretched(text: str, end: int) -> int:
    """The end of a measure with its "-long", "-high"."""
    found = _LONG.match(text, end)
    return found.end() if found and text[end : end + 1] == "-" else end


def rate_after(text: str, end: int) -> tuple[str, int] | None:
    """What a quantity is per ("per square foot", "a barrel", "/kg") and where the words end.

    >>> rate_after("$40 a barrel of oil", 3)
    ('barrel', 12)
    """
    found = _PER.match(text, end)
    if found is None:
        return None
    if found[1] is None and text.startswith(("capita", "head"), found.end()):
        return "person", found.end() + (6 if text[found.end()] == "c" else 4)
    noun = _NEXT_NOUN.match(text, found.end())
    if noun is None:
        return None
    table, nouns = unit_table(), unit_table().rate_nouns
    both = f"{noun[1]} {noun[2]}".lower() if noun[2] else ""
    if both and (both in table.words or both in nouns):
        return _plain(both), noun.end()
    first = noun[1].lower()
    if (
        found[1] is None
        and found[0].strip()[:1] == "/"
        and first not in table.words
        and first not in nouns
    ):
        unit = table.symbols.get(noun[1])
        return (unit.name, noun.end(1)) if unit else None
    if found[1] is not None and (first not in nouns or _EARLIER.match(text, noun.end(1))):
        return None
    if first == "head":
        first = "person"
    return None if first == "cent" else (_plain(first, noun[1]), noun.end(1))


def _plain(word: str, symbol: str = "") -> str:
    unit = unit_table().words.get(word) or unit_table().symbols.get(symbol)
    return unit.name if unit and unit.kind in ("duration", "measure") else word
