"""Meanings of dates that carry their own year, or that come round every year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from talion.reading.times import calendar as cal
from talion.reading.times.calendar import Period
from talion.reading.times.parts import Parts
from talion.reading.times.reckoning import (
    day_of,
    of_some_year,
    one_day,
    recurring,
    season_month,
    turned,
    unit_shift,
    with_tense,
    year_shift,
    years_around,
)
from talion.reading.times.scene import Meaning, Scene, choose, fixed

_NEWS = 25
"""Days from publication within which a date in figures is believed when both orders could be."""


def iso(parts: Parts) -> Meaning | None:
    """2011-11-12, with or without a time of day."""
    try:
        return fixed("day", one_day(date.fromisoformat(parts.word("iso")[:10])))
    except ValueError:
        return None


def slashed(parts: Parts) -> Meaning | None:
    """11/12/2011: which is the month is seen from the numbers, else from the day of publication."""
    text = parts.word("date")
    first, second, year = (int(piece) for piece in text.replace(".", "/").split("/"))
    if len(text) - text.rfind("/" if "/" in text else ".") == 3:
        year += 2000 if year < 50 else 1900
    orders = [(first, second)] if "." in text else [(first, second), (second, first)]
    found = [p for number, month in orders if (p := cal.day(year, month, number))]
    options = list(dict.fromkeys(found))
    if len(options) < 2:
        return fixed("day", options[0]) if options else None
    return Meaning("day", lambda scene: _closest(options, scene), relative=False, explicit=True)


def day_of_year(parts: Parts) -> Meaning | None:
    """A day with its month and year."""
    return fixed("day", day_of(parts, parts.integer("year") or 0))


def day_range(parts: Parts) -> Meaning | None:
    """Several days on end: "3-5 March 2014", "March 30 - April 2"."""

    def make(year: int) -> Period | None:
        first, last = day_of(parts, year), day_of(parts, year, "month2", "last")
        return (first[0], last[1]) if first and last and first[0] < last[0] else None

    return of_some_year(parts, "days", make)


def day_in_month(parts: Parts) -> Meaning | None:
    """A day without its year, the weekday telling which year where it is given."""
    weekday = parts.value("wd", "weekday")

    def make(year: int) -> Period | None:
        period = day_of(parts, year)
        return period if period and weekday in (None, period[0].isoweekday()) else None

    if day_of(parts, 2000) is None:
        return None
    plain = recurring("day", lambda year: day_of(parts, year))
    exact = recurring("day", make)
    return Meaning("day", lambda scene: exact.resolve(scene) or plain.resolve(scene))


def month_of_year(parts: Parts) -> Meaning | None:
    """A month and its year."""
    return fixed("month", cal.month(parts.integer("year") or 0, parts.value("month", "month")))


def month_range(parts: Parts) -> Meaning | None:
    """ "January-March 2012"."""
    first, last = parts.value("month", "month"), parts.value("month2", "month")
    length = last - first + 1
    return (
        fixed("months", cal.month(parts.integer("year") or 0, first, length))
        if length > 0
        else None
    )


def bare_month(parts: Parts) -> Meaning | None:
    """A month without its year."""
    number, turn = parts.value("month", "month"), parts.value("shift", "shift")
    if turn is None:
        return recurring("month", lambda year: cal.month(year, number))
    return Meaning("month", lambda scene: turned(lambda y: cal.month(y, number), scene, turn))


def month_run(parts: Parts) -> Meaning | None:
    """ "The three months to March": so many months with that one as the last."""
    count, number = parts.integer("n") or 0, parts.value("month", "month")
    if not 0 < count < 120:
        return None
    return of_some_year(parts, "months", lambda year: cal.month(year, number - count + 1, count))


def year(parts: Parts) -> Meaning | None:
    """A calendar year."""
    return fixed("year", cal.years(parts.integer("year") or 0))


def year_range(parts: Parts) -> Meaning | None:
    """ "2010-11", "1914-1918"; not what is no range."""
    text = parts.word("years")
    first, last = int(text[:4]), int(text[5:])
    last += first // 100 * 100 if len(text) == 7 else 0
    return fixed("years", cal.years(first, last - first + 1)) if 0 < last - first <= 100 else None


def decade(parts: Parts) -> Meaning | None:
    """ "The 1990s", "the '60s", "the nineties"."""
    word = parts.word("decade")
    number = parts.lists.value("decade_word", word) or int(
        "".join(c for c in word if c.isdecimal())
    )
    hundred = number >= 1000 and number % 100 == 0 and number < 2000
    return fixed(
        "decade", cal.years(number if number >= 100 else 1900 + number, 100 if hundred else 10)
    )


def century(parts: Parts) -> Meaning | None:
    """ "The 19th century": 1800 to 1899, as TIMEX3 counts."""
    number = parts.integer("ord") or 0
    return fixed("century", cal.years(100 * (number - 1), 100)) if 1 < number < 100 else None


def season(parts: Parts) -> Meaning | None:
    """A season of a year; winter is the one that begins in it."""
    return fixed("season", cal.month(parts.integer("year") or 0, season_month(parts), 3))


def quarter(parts: Parts) -> Meaning | None:
    """A quarter or half, of a year that is named or the last that is mostly over."""
    text = parts.word("quarter")
    number = int(text.strip("qQ")) if text else parts.integer("ord") or 0
    months = 6 if parts.word("unit") == "half" else 3
    number = 12 // months if number == -1 else number
    if not 1 <= number <= 12 // months:
        return None

    def make(in_year: int) -> Period | None:
        return cal.month(in_year, months * (number - 1) + 1, months)

    if given := parts.integer("year"):
        return fixed("quarter", make(given))
    if "year" in parts.all():
        shift = year_shift(parts)
        return Meaning("quarter", lambda scene: make(s[0].year) if (s := shift(scene)) else None)
    return Meaning("quarter", lambda scene: _reported(make, scene))


def first_units(parts: Parts) -> Meaning | None:
    """ "The first nine months of 2008", "the last week of this month"."""
    unit, count = parts.value("unit", "unit"), parts.integer("n") or 1
    place = parts.integer("ord") or 1

    def part(span: Period | None) -> Period | None:
        if span is None or abs(place) > 60:
            return None
        step = count if place > 0 else -count
        edge = span[0] if place > 0 else span[1]
        start = cal.moved_date(unit, edge, (place - 1) * step if place > 0 else (place + 1) * -step)
        end = cal.moved_date(unit, start, step)
        return (min(start, end), max(start, end)) if start and end else None

    if given := parts.integer("year"):
        return fixed("part-year", part(cal.years(given)))
    shift = unit_shift(parts, parts.value("outer", "unit") or "year")
    return Meaning("part-year", lambda scene: part(shift(scene)))


def holiday(parts: Parts) -> Meaning | None:
    """A holiday of a year that is named, or of the one that the tense means."""
    facts = parts.facts

    def make(in_year: int) -> Period | None:
        if "date" in facts:
            return cal.day(in_year, *facts["date"])
        if "easter" in facts:
            sunday = cal.easter(in_year)
            return one_day(sunday + timedelta(facts["easter"])) if sunday else None
        month, weekday, nth, *more = facts["nth"]
        found = cal.nth_weekday(in_year, month, weekday, nth)
        return one_day(found + timedelta(sum(more))) if found else None

    if given := parts.integer("year"):
        return fixed("day", make(given))
    if parts.word("shift"):
        shift = year_shift(parts)
        return Meaning("day", lambda scene: make(s[0].year) if (s := shift(scene)) else None)
    turn = parts.value("before", "shift") or 0

    def resolve(scene: Scene) -> Period | None:
        ahead = scene.ahead if turn == 0 else turn > 0
        return choose(years_around(make, scene), with_tense(scene, ahead))

    return Meaning("day", resolve)


def named_day(parts: Parts) -> Meaning | None:
    """A day that the world knows by its date alone, where the words behind it say that it is
    meant.
    """
    key = f"{parts.value('month', 'month')}-{parts.integer('day')}"
    given = parts.facts["days"].get(key)
    return fixed("day", one_day(date.fromisoformat(given))) if given else None


def fixed_day(parts: Parts) -> Meaning | None:
    """A name that stands for one day."""
    return fixed("day", one_day(date.fromisoformat(parts.facts["date"])))


def weekday_the(parts: Parts) -> Meaning | None:
    """ "Friday the 13th": the nearest such day in the direction of the tense."""
    number, weekday_number = parts.integer("day") or 0, parts.value("wd", "weekday")

    def resolve(scene: Scene) -> Period | None:
        if scene.now is None:
            return None
        months = (cal.shifted("month", scene.now, n) for n in range(-14, 15))
        days = [p for m in months if m and (p := cal.day(m[0].year, m[0].month, number))]
        return choose([p for p in days if p[0].isoweekday() == weekday_number], scene)

    return Meaning("day", resolve)


def bare_season(parts: Parts) -> Meaning | None:
    """ "In the spring"."""
    first = season_month(parts)
    return recurring("season", lambda in_year: cal.month(in_year, first, 3))


def _closest(options: list[Period], scene: Scene) -> Period | None:
    """The one that is news on the day of publication; ``None`` where none or both could be."""
    if scene.now is None:
        return None
    now = scene.now
    near = [p for p in options if abs((p[0] - now).days) <= _NEWS]
    return near[0] if len(near) == 1 else None


def _reported(make: Callable[[int], Period | None], scene: Scene) -> Period | None:
    """The quarter that is spoken of: the coming one ahead, else the last that is mostly over."""
    if scene.now is None:
        return None
    now, options = scene.now, years_around(make, scene)
    if scene.ahead:
        return min((p for p in options if p[1] > now), default=None)
    return max((p for p in options if (now - p[0]).days > 60), default=None)
