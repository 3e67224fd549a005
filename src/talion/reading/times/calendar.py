"""Days and periods: half-open pairs of dates, and how one is reckoned from another.

Everything that leaves the years 1 to 9999 is ``None``.
"""

from __future__ import annotations

from datetime import date, timedelta

Period = tuple[date, date]
_MONTHS = {
    "month": 1,
    "quarter": 3,
    "half": 6,
    "season": 3,
    "year": 12,
    "decade": 120,
    "century": 1200,
}
_MOST = 10_000
_DAYS = {"hour": 0, "day": 1, "week": 7, "weekend": 7, "fortnight": 14}


def day(year: int, month: int, number: int) -> Period | None:
    """One day; ``None`` when there is no such day.

    >>> day(2011, 2, 29) is None
    True
    """
    try:
        start = date(year, month, number)
        return start, start + timedelta(1)
    except (ValueError, OverflowError):
        return None


def month(year: int, number: int, length: int = 1) -> Period | None:
    """``length`` months from month ``number`` of a year; numbers over 12 and under 1 go on
    counting.
    """
    start, end = _first_of_month(year, number), _first_of_month(year, number + length)
    return (start, end) if start and end else None


def years(first: int, length: int = 1) -> Period | None:
    """``length`` calendar years from the year ``first``."""
    return month(first, 1, 12 * length)


def nth_weekday(year: int, month_number: int, weekday: int, nth: int) -> date | None:
    """The ``nth`` such weekday (1 is Monday) of a month, -1 the last.

    >>> nth_weekday(2011, 11, 4, 4)
    datetime.date(2011, 11, 24)
    """
    span = month(year, month_number)
    if span is None:
        return None
    if nth < 0:
        last = span[1] - timedelta(1)
        return last - timedelta((last.isoweekday() - weekday) % 7 + 7 * (-nth - 1))
    return span[0] + timedelta((weekday - span[0].isoweekday()) % 7 + 7 * (nth - 1))


def easter(year: int) -> date | None:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 1876).

    >>> easter(2011)
    datetime.date(2011, 4, 24)
    """
    if not 1583 <= year <= 9999:
        return None
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    number, rest = divmod(h + m - 7 * n + 114, 31)
    return date(year, number, rest + 1)


def period_of(grain: str, then: date | None) -> Period | None:
    """The day, ISO week, weekend, month, quarter, half, year, decade or century that holds
    ``then``.

    The weekend is that of its ISO week, Saturday and Sunday.
    """
    if then is None:
        return None
    if grain in ("day", "hour"):
        return moved_days((then, then), 0, 1)
    if grain in ("week", "fortnight"):
        return moved_days((then, then), 1 - then.isoweekday(), 8 - then.isoweekday())
    if grain == "weekend":
        return moved_days((then, then), 6 - then.isoweekday(), 8 - then.isoweekday())
    length = _MONTHS[grain]
    index = (then.year * 12 + then.month - 1) // length * length
    return month(index // 12, index % 12 + 1, length)


def shifted(grain: str, then: date | None, count: int) -> Period | None:
    """The period of that grain ``count`` steps after the one that holds ``then``.

    >>> shifted("month", date(2011, 1, 31), 1)
    (datetime.date(2011, 2, 1), datetime.date(2011, 3, 1))
    """
    return period_of(grain, moved_date(grain, then, count))


def moved_date(grain: str, then: date | None, count: int) -> date | None:
    """``then`` moved by ``count`` units, the day of the month cut to what the month has."""
    if then is None or abs(count) > _MOST:
        return None
    try:
        if grain in _DAYS:
            return then + timedelta(_DAYS[grain] * count)
    except OverflowError:
        return None
    span = month(then.year, then.month + count * _MONTHS[grain])
    if span is None:
        return None
    return span[0] + timedelta(min(then.day, (span[1] - span[0]).days) - 1)


def moved_days(period: Period | None, by: int, end_by: int | None = None) -> Period | None:
    """``period`` with its start moved by ``by`` days, and its end by ``end_by`` (or the same)."""
    if period is None:
        return None
    try:
        end = period[1] + timedelta(by if end_by is None else end_by)
        return period[0] + timedelta(by), end
    except OverflowError:
        return None


def moved(period: Period, grain: str, count: int) -> Period | None:
    """A whole period moved by ``count`` units, months kept whole."""
    start, end = moved_date(grain, period[0], count), moved_date(grain, period[1], count)
    return (start, end) if start and end and start < end else None


def grain_of(period: Period) -> str:
    """The name of a period's length: day, week, month, quarter, half, year, or "" for another."""
    days = (period[1] - period[0]).days
    if days in (1, 2, 7):
        return {1: "day", 2: "weekend", 7: "week"}[days]
    first = period[0].day == period[1].day == 1
    months = (period[1].year - period[0].year) * 12 + period[1].month - period[0].month
    return {1: "month", 3: "quarter", 6: "half", 12: "year"}.get(months, "") if first else ""


def _first_of_month(year: int, number: int) -> date | None:
    index = year * 12 + number - 1
    if not 12 <= index < 120_000:
        return None
    return date(index // 12, index % 12 + 1, 1)
