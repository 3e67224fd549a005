"""The furniture of a page: words that are no statement, found by the rules of ``layout.toml``."""

from __future__ import annotations

from talion.intake.lines import Line, lines
from talion.intake.rules import LONGEST_LINE, rules
from talion.spans import Span, merged


def is_furniture(line: str) -> bool:
    """Whether a whole line, white space at its ends aside, is furniture.

    >>> is_furniture("Short link:"), is_furniture("Short links were cut, he said.")
    (True, False)
    """
    return len(line) <= LONGEST_LINE and bool(rules().furniture_line.fullmatch(line))


def find_furniture(text: str) -> tuple[Span, ...]:
    """The spans of all furniture, whole lines and inline credits, in order and without overlap."""
    whole = [line.span for line in lines(text) if _is_whole(line)]
    inline = [match.span() for match in rules().furniture_inline.finditer(text)]
    return tuple(merged([*whole, *inline]))


def _is_whole(line: Line) -> bool:
    return is_furniture(line.text)
