"""The lines of a text, as spans: the text itself is never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from talion.spans import Span, trim

_LINE = re.compile(r"[^\r\n\u2028\u2029]*(\r\n|[\r\n\u2028\u2029]|\Z)")


class Line(Struct, frozen=True):
    """A line with words in it: its span without white space at the ends, and what follows it.

    ``alone`` says that a blank line (or the end of the text) follows.
    """

    span: Span
    text: str
    alone: bool


def lines(text: str, start: int = 0) -> Iterator[Line]:
    """The lines of ``text`` from ``start`` that are not blank, in order.

    >>> [line.text for line in lines("One\\r\\n\\r\\n two ")]
    ['One', 'two']
    """
    held: Span | None = None
    for match in _LINE.finditer(text, start):
        span = trim(text, (match.start(), match.start(1)))
        blank = span[0] == span[1]
        if held is not None and (not blank or match.end() > match.start()):
            yield Line(held, text[held[0] : held[1]], blank)
            held = None
        if not blank:
            held = span
    if held is not None:
        yield Line(held, text[held[0] : held[1]], True)
