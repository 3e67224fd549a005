"""Classes that a lexeme has by its shape alone: figures, ordinals, clock times, marks."""

from __future__ import annotations

import re

_MARKS = {
    ",": "mark_comma", ".": "mark_dot", "/": "mark_slash", "-": "mark_hyphen", "–": "mark_hyphen",
    "—": "mark_hyphen", "'": "mark_apostrophe", "’": "mark_apostrophe", "'s": "mark_apostrophe_s",
    "’s": "mark_apostrophe_s", "s'": "mark_apostrophe_s",
}  # fmt: skip
_SHAPES = (
    ("iso", re.compile(r"\d{4}-\d\d-\d\d.*")),
    ("slashed", re.compile(r"\d{1,2}([/.])\d{1,2}\1\d{2}(?:\d\d)?")),
    ("clock", re.compile(r"\d{1,2}:\d\d(?::\d\d)?|\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\.?", re.I)),
    ("years", re.compile(r"1\d{3}[-–/]\d{2}(?:\d\d)?|20\d\d[-–/]\d{2}(?:\d\d)?")),
    ("decade", re.compile(r"['’]?(?:1[0-9]|20)?[2-9]0['’]?s|(?:1[0-9]|20)[01]0['’]?s")),
    ("dayord", re.compile(r"(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th)", re.I)),
    ("ampm", re.compile(r"[ap]\.\s?m\.?", re.I)),
    ("int", re.compile(r"\d{1,3}(?:,\d{3})+")),
    ("quarter", re.compile(r"[Qq][1-4]|[1-4][Qq]")),
)
# One of each set of classes that a shape can have.
SAMPLES = (
    *("5", "31", "45", "00", "800", "0005", "0800", "1400", "1815", "1997", "2075", "2359", "2999"),
    *("123456", "1,000", "2011-01-01", "1/2/2003", "1:30", "3pm", "2010-11", "1990s", "12th"),
    *("a.m.", "Q3", ",", ".", "/", "-", "'", "'s"),
)


def shape(lexeme: str) -> frozenset[str]:
    """The classes that a lexeme has by its shape, none for most words.

    ``int`` is any whole number, ``daynum`` 1 to 31, ``year`` 1000 to 2100, ``four`` an hour and
    minutes.

    >>> sorted(shape("12")), sorted(shape("1990s")), sorted(shape("house"))
    (['daynum', 'int'], ['decade'], [])
    """
    if lexeme in _MARKS:
        return frozenset((_MARKS[lexeme],))
    if lexeme.isascii() and lexeme.isdecimal():
        return _figure(lexeme)
    return frozenset(name for name, pattern in _SHAPES if pattern.fullmatch(lexeme))


def _figure(lexeme: str) -> frozenset[str]:
    if len(lexeme) > 9:
        return frozenset(("int",))
    value, out = int(lexeme), ["int"]
    if len(lexeme) <= 2 and 1 <= value <= 31:
        out.append("daynum")
    if len(lexeme) == 4:
        if 1000 <= value <= 2100:
            out.append("year")
        if value // 100 < 24 and value % 100 < 60:
            out.append("four")
    return frozenset(out)
