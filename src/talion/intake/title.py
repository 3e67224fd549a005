"""Titles: the first line of a story, where it is a headline and not its first sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talion.intake.lines import Line

_LONGEST = 200
_STOP = re.compile(r"[.;:,…]\s?['\"”’»)\]]*$|\.{3}$")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]\.){2,}['\"”’]?$")
_END = re.compile(r"[.!?…]['\"”’»)\]]*$")
_MARKDOWN = re.compile(r"#{1,6}\s+")


def title_start(line: Line) -> int:
    """Where the words of a title begin: after the marks of a Markdown heading."""
    match = _MARKDOWN.match(line.text)
    return line.span[0] + (match.end() if match else 0)


def is_title(line: Line, following: Sequence[Line], *, announced: bool = False) -> bool:
    """Whether ``line``, the first with words, is a title, given the lines after it.

    A headline is short, has no full stop, and stands apart: a blank line follows, or a by-line
    (``announced``), or a line that is a sentence of its own rather than its continuation.
    """
    words = line.text.split()
    if not following or len(line.text) > _LONGEST or not 2 <= len(words) <= 35:
        return False
    if _MARKDOWN.match(line.text):
        return True
    if not _headline(line.text) or not any(c.isalpha() for c in line.text):
        return False
    if announced:
        return True
    return not following[0].text[0].islower() and (line.alone or _starts_anew(line, following[0]))


def _headline(words: str) -> bool:
    """Whether the words do not end as a sentence does; a headline may ask or exclaim."""
    if words[0].islower():
        return False
    return not _STOP.search(words) or bool(_ABBREVIATION.search(words))


def _starts_anew(line: Line, next_line: Line) -> bool:
    """Whether the next line is no continuation of a paragraph broken at the margin."""
    text = next_line.text
    return len(line.text) <= 120 and (len(text) > 100 or bool(_END.search(text)))
