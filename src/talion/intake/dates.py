"""Dates in by-lines and datelines, and the check of a given date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from talion.errors import DocumentError
from talion.intake.rules import rules
from talion.spans import Span

_LONGEST = 60
_ISO = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?"
)


class FoundDate(Struct, frozen=True):
    """A date in words: its span, and its ISO date where day, month and year are all certain."""

    span: Span
    iso: str | None


def iso_date(value: str | None, *, where: str = "") -> str | None:
    """``value`` when it is an ISO date or date-time, ``None`` when it is empty.

    :class:`DocumentError` when it is neither.

    >>> iso_date("2011-11-12"), iso_date(" ")
    ('2011-11-12', None)
    """
    if value is None or not (value := value.strip()):
        return None
    if _ISO.fullmatch(value) and value.isascii() and _exists(value):
        return value
    raise DocumentError(
        f"'published' is no date: {value[:60]!r}",
        where=where,
        remedy="write an ISO date such as 2011-11-12 or 2011-11-12T09:30:00Z",
    )


def any_date(value: object, *, where: str = "") -> object:
    """An ISO date or date-time from what tables and feeds write; what is no string is kept.

    ISO, mail headers' dates (as in RSS), figures run together and dates in words are read;
    :class:`DocumentError` for all else, such as 3/4/2014, which is read both ways.

    >>> any_date("Mon, 03 Mar 2014 10:00:00 GMT"), any_date("20140303"), any_date("3 March 2014")
    ('2014-03-03T10:00:00+00:00', '2014-03-03', '2014-03-03')
    """
    if not isinstance(value, str):
        return value
    written = value.strip()
    try:
        return iso_date(written, where=where)
    except DocumentError:
        found = _run_together(written) or _of_mail(written) or _in_words(written)
        if found is None:
            raise
        return found


def _run_together(value: str) -> str | None:
    if not re.fullmatch(r"\d{8}(?:T?\d{6}Z?)?", value, re.ASCII):
        return None
    return _iso(int(value[:4]), int(value[4:6]), int(value[6:8]))


def _of_mail(value: str) -> str | None:
    from email.utils import parsedate_to_datetime  # only for feeds and some tables

    if not re.match(r"(?:[A-Za-z]{3},?\s)?\s*\d{1,2}\s[A-Za-z]{3}\s\d{2,4}\s\d\d?:", value):
        return None
    try:
        return parsedate_to_datetime(value).isoformat()
    except (ValueError, IndexError, OverflowError):
        return None


def _in_words(value: str) -> str | None:
    """A date in words, with no more before it than the name of a day."""
    found = find_date(value) if len(value) < _LONGEST else None
    return found.iso if found and found.span[0] <= len("Wednesday, ") else None


def find_date(text: str, published: str | None = None) -> FoundDate | None:
    """The first date written in ``text``; one without a year gets it from ``published``.

    >>> find_date("Jane Roe, 3 March 2014")
    FoundDate(span=(10, 22), iso='2014-03-03')
    """
    found = [match for pattern in rules().dates if (match := pattern.search(text))]
    if not found:
        return None
    first = min(found, key=lambda match: (match.start(), -match.end()))
    return FoundDate(first.span(), _resolved(first.groupdict(), published))


def _exists(value: str) -> bool:
    try:
        datetime.fromisoformat(value.upper())
    except ValueError:
        return False
    return True


def _resolved(parts: Mapping[str, str | None], published: str | None) -> str | None:
    day_month = _day_month(parts)
    if day_month is None:
        return None
    day, month = day_month
    if year := parts.get("year"):
        return _iso(int(year), month, day)
    return _nearest(day, month, published[:10]) if published else None


def _day_month(parts: Mapping[str, str | None]) -> tuple[int, int] | None:
    """Day and month; ``None`` for figures such as 3/4/2014, which are read both ways."""
    if "first" in parts:
        return _figures(int(parts["first"] or 0), int(parts["second"] or 0), parts["mark"] or "")
    month, day = parts["month"] or "", int(parts["day"] or 0)
    return day, int(month) if month.isdecimal() else rules().months[month.lower()]


def _figures(first: int, second: int, mark: str) -> tuple[int, int] | None:
    if mark == "." or first > 12 or first == second:
        return first, second
    return (second, first) if second > 12 else None


def _nearest(day: int, month: int, published: str) -> str | None:
    """The date of that day and month nearest to the day of publication."""
    then = date.fromisoformat(published)
    years = (then.year - 1, then.year, then.year + 1)
    options = [iso for year in years if (iso := _iso(year, month, day))]
    return min(options, key=lambda iso: abs(date.fromisoformat(iso) - then), default=None)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
