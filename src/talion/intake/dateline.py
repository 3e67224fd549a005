"""Datelines: where a story was filed, when, and by which agency: ``MOSCOW, Nov 12 (Reuters) -``."""

from __future__ import annotations

import re

from msgspec import Struct

from talion.intake.dates import FoundDate, find_date
from talion.intake.items import Dateline
from talion.intake.rules import rules
from talion.spans import Span, trim

_LONGEST = 120
_DASH = re.compile(r"\s*(?:[—–―\x96\x97]|--+)\s*|\s-\s|\s+:\s|:\s")
_AGENCY = re.compile(r"\(([^()\n]{2,50})\)\s*([—–―\x96\x97]|-+|:)?\s*")
_PLACE_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_NOT_PLACE = re.compile(r"[^\w\s.,'’/&-]|\d|\w{4,}[.!?]['\"”’]?\s+\w{4,}")
_NEW_AGENCY = re.compile(r"[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*){0,2}")
_AFTER_STOP = re.compile(r"(?<=[.!?”\"’'])\s+")


class _Parts(Struct, frozen=True):
    place: Span | None
    place_words: str
    date: FoundDate | None
    agency: str | None


def find_dateline(text: str, span: Span, published: str | None = None) -> Dateline | None:
    """The dateline at the start of a paragraph, ``None`` when it has none.

    Place names in capitals before a dash are enough; others need a date or an agency too. A
    paragraph that has its title run in (``Bridge reopens. LAGOS (AP) - The``) is searched after
    its first full stops.

    >>> text = "MOSCOW, Nov 12, 2011 (Reuters) - Police said"
    >>> line = find_dateline(text, (0, len(text)))
    >>> text[slice(*line.place)], line.date, line.agency
    ('MOSCOW', '2011-11-12', 'Reuters')
    """
    starts = [
        span[0],
        *(m.end() for m in _AFTER_STOP.finditer(text, span[0], min(span[1], span[0] + 250))),
    ]
    for start in starts:
        if found := _at(text, start, span[1], published):
            return found
    return None


def own_line(text: str, span: Span, published: str | None = None) -> Dateline | None:
    """A dateline that fills a line of its own, such as ``Nairobi, 24 October``; else ``None``."""
    if span[1] - span[0] > _LONGEST:
        return None
    words = text[slice(*span)].rstrip(" :-—–―")
    parts = _parse(text, (span[0], span[0] + len(words)), published)
    if (
        parts is None
        or parts.place is None
        or parts.date is None
        or not _clearly_place(parts.place_words)
    ):
        return None
    return Dateline(span, parts.place, parts.date.iso, parts.agency)


def _at(text: str, start: int, end: int, published: str | None) -> Dateline | None:
    end = min(end, start + _LONGEST)
    if match := _AGENCY.search(text, start, end):
        parts = _parse(text, (start, text.index(")", match.start()) + 1), published)
        if parts and _carried(parts, match[2] is not None) and not _goes_on(text, match.end()):
            return _made(text, start, match.end(), parts)
    for match in _DASH.finditer(text, start, end):
        parts = _parse(text, (start, match.start()), published)
        if parts and _enough(parts, match[0]) and not _goes_on(text, match.end()):
            return _made(text, start, match.end(), parts)
    return None


def _made(text: str, start: int, end: int, parts: _Parts) -> Dateline:
    span = trim(text, (start, end))
    return Dateline(span, parts.place, parts.date.iso if parts.date else None, parts.agency)


def _carried(parts: _Parts, dash: bool) -> bool:
    """Whether place and ``(AGENCY)`` are a dateline: with a dash, dated, or in capitals."""
    if parts.agency is None:
        return False
    return dash or (parts.place is not None and (bool(parts.date) or parts.place_words.isupper()))


def _enough(parts: _Parts, dash: str) -> bool:
    """Whether the words before a dash are a dateline."""
    if parts.place is None:
        return parts.agency is not None
    if parts.date or parts.agency:
        return True
    first, *regions = (part.split() for part in re.split(r"[,/]", parts.place_words))
    name = " ".join(first)
    short = len(first) <= 4 and all(len(region) <= 3 for region in regions)
    capitals = name.isupper() and sum(c.isalpha() for c in name) >= 3
    return (
        short
        and capitals
        and ":" not in dash
        and rules().dateline_labels.isdisjoint((name, first[0]))
    )


def _goes_on(text: str, at: int) -> bool:
    """Whether the sentence only goes on after the dash, or nothing follows it."""
    return at >= len(text) or text[at].islower()


def _parse(text: str, span: Span, published: str | None) -> _Parts | None:
    """Place, date and agency of the words in ``span``; ``None`` when there are other words."""
    words = text[slice(*span)]
    agency, words = _take_agency(words)
    date = find_date(words, published)
    if date is not None:
        if words[date.span[1] :].strip(" ,.;"):
            return None
        words = words[: date.span[0]]
    place = trim(text, (span[0], span[0] + len(words.rstrip(" ,;"))))
    if not words.strip(" ,;"):
        return _Parts(None, "", date, agency) if agency else None
    name = text[slice(*place)]
    return _Parts(place, name, date, agency) if _may_be_place(name) else None


def _take_agency(words: str) -> tuple[str | None, str]:
    """The agency that ends the words, in parentheses, or is all of them, and the rest."""
    known = rules()
    if words.strip() in known.agencies:
        return known.agencies[words.strip()], ""
    match = re.search(r"\s*\(([^()\n]{2,50})\)\s*$", words)
    if match is None:
        return None, words
    inner, before = match[1].strip(), words[: match.start()]
    found = known.agency.match(inner)
    if found and not re.search(r"[^\W\d_]", known.agency.sub("", _undated(inner))):
        return known.agencies[found[0]], before
    return (inner, before) if find_date(before) and _NEW_AGENCY.fullmatch(inner) else (None, words)


def _undated(words: str) -> str:
    date = find_date(words)
    return words if date is None else words[: date.span[0]] + words[date.span[1] :]


def _may_be_place(name: str) -> bool:
    """At most eight words, each capitalised or a small word inside a place's name."""
    words = _PLACE_WORD.findall(name)
    if not words or len(words) > 8 or _NOT_PLACE.search(name) or not words[0][0].isupper():
        return False
    return all(
        w[0].isupper() or w in rules().place_small or w.startswith(("al-", "el-")) for w in words
    )


def _clearly_place(name: str) -> bool:
    """Whether a name on a line of its own is a place rather than a title or a person."""
    known = rules()
    if (
        known.agency.search(name)
        or known.byline_labels.match(name)
        or name.split()[-1] in known.outlets
    ):
        return False
    first = re.split(r"[,/]", name)[0].split()
    return len(first) == 1 or name.isupper() or first[0] in known.place_heads
