"""What each kind of rule means (``kind`` in ``times.toml``): a builder a kind, ``None`` for no such date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from talion.reading.times import calendar as cal
from talion.reading.times.calendar import Period
from talion.reading.times.parts import Parts
from talion.reading.times.scene import Meaning, Scene, choose, fixed, vague

Builder = Callable[[Parts], Meaning | None]
_DAY_PARTS = frozenset(("morning", "afternoon", "evening", "night", "noon", "dawn"))
_SEASON_GRAIN = "season"
_NEWS = 25


# Absolute dates


def iso(parts: Parts) -> Meaning | None:
    """2011-11-12, with or without a time of day."""
    try:
        return fixed("day", _one_day(date.fromisoformat(parts.word("iso")[:10])))
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
    return fixed("day", _day(parts, parts.integer("year") or 0))


def day_range(parts: Parts) -> Meaning | None:
    """Several days on end: "3-5 March 2014", "March 30 - April 2"."""

    def make(year: int) -> Period | None:
        first, last = _day(parts, year), _day(parts, year, "month2", "last")
        return (first[0], last[1]) if first and last and first[0] < last[0] else None

    return _of_some_year(parts, "days", make)


def day_in_month(parts: Parts) -> Meaning | None:
    """A day without its year, the weekday telling which year where it is given."""
    weekday = parts.value("wd", "weekday")

    def make(year: int) -> Period | None:
        period = _day(parts, year)
        return period if period and weekday in (None, period[0].isoweekday()) else None

    if _day(parts, 2000) is None:
        return None
    plain = _recurring("day", lambda year: _day(parts, year))
    exact = _recurring("day", make)
    return Meaning("day", lambda scene: exact.resolve(scene) or plain.resolve(scene))


def day_of_shifted_month(parts: Parts) -> Meaning | None:
    """ "The 12th of last month"."""
    number, count = parts.integer("day") or 0, parts.value("shift", "shift", "story_shift") or 0

    def resolve(scene: Scene) -> Period | None:
        span = scene.now and cal.shifted("month", scene.now, count)
        return cal.day(span[0].year, span[0].month, number) if span else None

    return Meaning("day", resolve)


def month_of_year(parts: Parts) -> Meaning | None:
    """A month and its year."""
    return fixed("month", cal.month(parts.integer("year") or 0, parts.value("month", "month")))


def month_range(parts: Parts) -> Meaning | None:
    """ "January-March 2012"."""
    first, last = parts.value("month", "month"), parts.value("month2", "month")
    length = last - first + 1
    return fixed("months", cal.month(parts.integer("year") or 0, first, length)) if length > 0 else None


def bare_month(parts: Parts) -> Meaning | None:
    """A month without its year."""
    number, turn = parts.value("month", "month"), parts.value("shift", "shift")
    if turn is None:
        return _recurring("month", lambda year: cal.month(year, number))
    return Meaning("month", lambda scene: _turned(lambda y: cal.month(y, number), scene, turn))


def month_of_shifted_year(parts: Parts) -> Meaning | None:
    """ "June last year", "12 June of the previous year"."""
    shift = _year_shift(parts)

    def resolve(scene: Scene) -> Period | None:
        span = shift(scene)
        if span is None:
            return None
        if parts.word("day"):
            return _day(parts, span[0].year)
        return cal.month(span[0].year, parts.value("month", "month"))

    return Meaning("day" if parts.word("day") else "month", resolve)


def month_run(parts: Parts) -> Meaning | None:
    """ "The three months to March": so many months with that one as the last."""
    count, number = parts.integer("n") or 0, parts.value("month", "month")
    if not 0 < count < 120:
        return None
    return _of_some_year(parts, "months", lambda year: cal.month(year, number - count + 1, count))


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
    number = parts.lists.value("decade_word", word) or int("".join(c for c in word if c.isdecimal()))
    hundred = number >= 1000 and number % 100 == 0 and number < 2000
    return fixed("decade", cal.years(number if number >= 100 else 1900 + number, 100 if hundred else 10))


def century(parts: Parts) -> Meaning | None:
    """ "The 19th century": 1800 to 1899, as TIMEX3 counts."""
    number = parts.integer("ord") or 0
    return fixed("century", cal.years(100 * (number - 1), 100)) if 1 < number < 100 else None


def season(parts: Parts) -> Meaning | None:
    """A season of a year; winter is the one that begins in it."""
    return fixed(_SEASON_GRAIN, cal.month(parts.integer("year") or 0, _season(parts), 3))


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
        shift = _year_shift(parts)
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
        end = start and cal.moved_date(unit, start, step)
        return (min(start, end), max(start, end)) if start and end else None

    if given := parts.integer("year"):
        return fixed("part-year", part(cal.years(given)))
    shift = _unit_shift(parts, parts.value("outer", "unit") or "year")
    return Meaning("part-year", lambda scene: part(shift(scene)))


def holiday(parts: Parts) -> Meaning | None:
    """A holiday of a year that is named, or of the one that the tense means."""
    facts = parts.facts

    def make(in_year: int) -> Period | None:
        if "date" in facts:
            return cal.day(in_year, *facts["date"])
        if "easter" in facts:
            sunday = cal.easter(in_year)
            return _one_day(sunday + timedelta(facts["easter"])) if sunday else None
        month, weekday, nth, *more = facts["nth"]
        found = cal.nth_weekday(in_year, month, weekday, nth)
        return _one_day(found + timedelta(sum(more))) if found else None

    if given := parts.integer("year"):
        return fixed("day", make(given))
    if parts.word("shift"):
        shift = _year_shift(parts)
        return Meaning("day", lambda scene: make(s[0].year) if (s := shift(scene)) else None)
    turn = parts.value("before", "shift") or 0

    def resolve(scene: Scene) -> Period | None:
        ahead = scene.ahead if turn == 0 else turn > 0
        return choose(_years_around(make, scene), _with(scene, ahead))

    return Meaning("day", resolve)


def named_day(parts: Parts) -> Meaning | None:
    """A day that the world knows by its date alone, where the words behind it say that it is meant."""
    key = f"{parts.value('month', 'month')}-{parts.integer('day')}"
    given = parts.facts["days"].get(key)
    return fixed("day", _one_day(date.fromisoformat(given))) if given else None


def fixed_day(parts: Parts) -> Meaning | None:
    """A name that stands for one day."""
    return fixed("day", _one_day(date.fromisoformat(parts.facts["date"])))


# Relative to the day of publication


def deictic(parts: Parts) -> Meaning | None:
    """ "Yesterday", "tomorrow morning"."""
    return _days_off(parts.value("day", "deictic"))


def deictic_beyond(parts: Parts) -> Meaning | None:
    """ "The day before yesterday"."""
    return _days_off(2 * parts.value("day", "deictic"))


def shifted_part(parts: Parts) -> Meaning | None:
    """ "This morning", "last night"."""
    return _days_off(-1 if parts.word("shift") == "last" else 0)


def weekday(parts: Parts) -> Meaning | None:
    """A weekday: the last one up to the day of publication, the coming one in a clause about the future."""
    number = parts.value("wd", "weekday", "weekday_short")
    word = parts.word("shift")
    story_turn = {"following": 1, "previous": -1, "preceding": -1, "prior": -1, "subsequent": 1}.get(word)
    if word == "same":
        return None

    def resolve(scene: Scene) -> Period | None:
        if story_turn:
            anchor = scene.day or scene.now
            return anchor and _weekday(anchor, number, story_turn, strict=True)
        if scene.now is None:
            return None
        if word in ("last", "past"):
            return _weekday(scene.now, number, -1, strict=True)
        if word in ("next", "coming", "upcoming"):
            return _weekday(scene.now, number, 1, strict=True)
        ahead = scene.ahead or (scene.ahead is None and word == "this")
        return _weekday(scene.now, number, 1 if ahead else -1, strict=False)

    return Meaning("day", resolve)


def weekday_of_week(parts: Parts) -> Meaning | None:
    """ "Friday of last week", "next week on Tuesday"."""
    number = parts.value("wd", "weekday")
    shift = _unit_shift(parts, "week")

    def resolve(scene: Scene) -> Period | None:
        week = shift(scene)
        return cal.moved_days((week[0], week[0]), number - 1, number) if week else None

    return Meaning("day", resolve)


def week_of_weekday(parts: Parts) -> Meaning | None:
    """ "A week ago Friday", "a week from Monday"."""
    number, count = parts.value("wd", "weekday"), int(parts.number("n") or 1)
    turn = 1 if "from" in parts.all() else -1

    def resolve(scene: Scene) -> Period | None:
        near = scene.now and _weekday(scene.now, number, turn, strict=False)
        return cal.moved_days(near, 7 * turn * min(count, 1000)) if near else None

    return Meaning("day", resolve)


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


def shifted(parts: Parts) -> Meaning | None:
    """ "This week", "last month", "next year", "this weekend"."""
    unit, word = parts.value("unit", "unit", "weekend"), parts.word("shift")
    count = parts.value("shift", "shift")
    whole = "the" in parts.all() and "of" not in parts.all()
    if _is_plural(parts):
        return vague()
    if unit == "weekend":
        return _weekend(count if word != "this" else None, this=True)
    if word == "past" or (whole and word == "last" and unit != "day"):
        return _rolling(1.0, unit, -1, story=False)
    if whole and word == "next":
        return Meaning(unit, lambda scene: _next(unit, scene))
    return Meaning(unit, lambda scene: scene.now and cal.shifted(unit, scene.now, count))


def shifted_twice(parts: Parts) -> Meaning | None:
    """ "The week before last", "the year after next"."""
    unit, count = parts.value("unit", "unit", "weekend"), 2 * parts.value("shift", "shift")
    return Meaning(unit, lambda scene: scene.now and cal.shifted(unit, scene.now, count))


def weekend(parts: Parts) -> Meaning | None:
    """ "At the weekend"."""
    return _weekend(None, this=False) if parts.words("unit") else None


def shifted_time(parts: Parts) -> Meaning | None:
    """ "This time last year", "the same period last year": the story's period, moved."""
    unit, count = parts.value("unit", "unit"), parts.value("shift", "shift")
    return Meaning("period", lambda scene: _same_period(scene, unit, count))


def same_time_ago(parts: Parts) -> Meaning | None:
    """ "The same month a year ago", "the year-earlier quarter"."""
    unit, count = parts.value("unit", "unit"), -int(parts.number("n") or 1)
    return Meaning("period", lambda scene: _same_period(scene, unit, count))


def shifted_season(parts: Parts) -> Meaning | None:
    """ "Last summer", "next spring"."""
    first, turn = _season(parts), parts.value("shift", "shift")
    return Meaning(
        _SEASON_GRAIN, lambda scene: _turned(lambda y: cal.month(y, first, 3), scene, turn)
    )


def bare_season(parts: Parts) -> Meaning | None:
    """ "In the spring"."""
    first = _season(parts)
    return _recurring(_SEASON_GRAIN, lambda in_year: cal.month(in_year, first, 3))


def edge_of_unit(parts: Parts) -> Meaning | None:
    """ "The end of the year", "later in the week": the unit that the story is in."""
    unit = parts.value("unit", "unit") or "year"

    def resolve(scene: Scene) -> Period | None:
        if unit == "day":
            anchor = scene.day or scene.now
        else:
            anchor = scene.story[0] if scene.story and not scene.ahead else scene.now
        return anchor and cal.period_of(unit, anchor)

    return Meaning(unit, resolve)


def rolling(parts: Parts) -> Meaning | None:
    """ "The past two weeks", "the next ten days": a stretch up to now, or from now."""
    unit, word = parts.value("unit", "unit", "short_unit"), parts.word("shift")
    single = not parts.word("n") and not any(parts.lists.value("several", w) is not None for w in parts.all())
    count = parts.number("n") or (1.0 if single and not parts.word("unit").endswith("s") else None)
    if count is None or word in ("this", "first", "current", "present"):
        return vague("rolling")
    turn = 1 if word in ("next", "coming", "upcoming", "following") else -1
    return _rolling(count, unit, turn, story=word in ("previous", "preceding", "following"))


def ago(parts: Parts) -> Meaning | None:
    """ "Three weeks ago": the week, month or year that it points at, a day only where days are counted."""
    return _counted(parts, -1)


def hence(parts: Parts) -> Meaning | None:
    """ "Two weeks from now", "in a year's time"."""
    return _counted(parts, 1)


def no_date(_: Parts) -> Meaning | None:
    """A reference that no calendar holds: "now", "recently", "days ago"."""
    return vague()


# Relative to what the story spoke of last


def story_offset(parts: Parts) -> Meaning | None:
    """ "Two days later", "a year earlier", "days before"."""
    turn = parts.value("back", "story_back")
    unit = parts.value("unit", "unit", "short_unit", "part", "weekend")
    if unit in _DAY_PARTS:
        unit = "day"
    single = parts.all()[0] == "the"
    count = parts.number("n") or (1.0 if single else None)
    if count is None:
        return vague() if _is_plural(parts) else None
    return Meaning(unit, lambda scene: _from_story(scene, unit, count * turn))


def story_shift(parts: Parts) -> Meaning | None:
    """ "The previous day", "that year", "the following week"."""
    unit = parts.value("unit", "unit", "weekend", "part")
    count = parts.value("shift", "story_shift") or 0
    if _is_plural(parts):
        return vague()
    if unit in _DAY_PARTS:
        unit = "day"
    return Meaning(unit, lambda scene: _from_story(scene, unit, float(count), whole=True))


# Times of day


def clock(parts: Parts) -> Meaning | None:
    """A time of day; it counts with its day."""
    word = parts.word("clock")
    hour = parts.integer("clock") if word[:1].isdecimal() else parts.value("clock", "number")
    if not hour and hour != 0:
        return None
    if parts.match.group().__len__() == 0 or hour > (24 if len(word) != 4 else 2400):
        return None
    return Meaning("clock", _same_day)


def day_part(_: Parts) -> Meaning | None:
    """A part of a day; it counts with its day."""
    return Meaning("part", _same_day)


def part_of(_: Parts) -> Meaning | None:
    """ "The morning of", which needs a day behind it."""
    return Meaning("part-of", _same_day)


BUILDERS: dict[str, Builder] = {
    "iso": iso,
    "slashed": slashed,
    "date": day_of_year,
    "days": day_range,
    "day_in_month": day_in_month,
    "day_of_shifted_month": day_of_shifted_month,
    "weekday_the": weekday_the,
    "month": month_of_year,
    "months": month_range,
    "bare_month": bare_month,
    "month_of_shifted_year": month_of_shifted_year,
    "month_run": month_run,
    "year": year,
    "years": year_range,
    "decade": decade,
    "century": century,
    "season": season,
    "quarter": quarter,
    "first_months": first_units,
    "holiday": holiday,
    "named_day": named_day,
    "fixed": fixed_day,
    "deictic": deictic,
    "deictic_beyond": deictic_beyond,
    "weekday": weekday,
    "weekday_of_week": weekday_of_week,
    "week_of_weekday": week_of_weekday,
    "shifted": shifted,
    "shifted_twice": shifted_twice,
    "shifted_time": shifted_time,
    "shifted_part": shifted_part,
    "shifted_season": shifted_season,
    "bare_season": bare_season,
    "edge_of_unit": edge_of_unit,
    "weekend": weekend,
    "rolling": rolling,
    "ago": ago,
    "ago_vague": no_date,
    "same_time_ago": same_time_ago,
    "hence": hence,
    "story_offset": story_offset,
    "story_shift": story_shift,
    "clock": clock,
    "part": day_part,
    "part_of": part_of,
    "vague": no_date,
}


def _day(parts: Parts, in_year: int, month: str = "month", number: str = "day") -> Period | None:
    name = parts.value(month, "month") or parts.value("month", "month")
    return cal.day(in_year, name, parts.integer(number) or 0)


def _one_day(then: date) -> Period | None:
    return cal.period_of("day", then)


def _closest(options: list[Period], scene: Scene) -> Period | None:
    """The one that is news on the day of publication; ``None`` where none or both could be."""
    if scene.now is None:
        return None
    now = scene.now
    near = [p for p in options if abs((p[0] - now).days) <= _NEWS]
    return near[0] if len(near) == 1 else None


def _years_around(make: Callable[[int], Period | None], scene: Scene) -> list[Period]:
    anchor = scene.beside[0] if scene.beside else scene.now
    if anchor is None:
        return []
    return [p for y in (anchor.year - 1, anchor.year, anchor.year + 1) if (p := make(y))]


def _recurring(grain: str, make: Callable[[int], Period | None]) -> Meaning:
    """What comes every year, of the year that the scene means."""
    return Meaning(grain, lambda scene: choose(_years_around(make, scene), scene))


def _turned(make: Callable[[int], Period | None], scene: Scene, turn: int) -> Period | None:
    """The last one that is over, the next one that has not begun, or with 0 the one that is meant."""
    options = _years_around(make, scene)
    if scene.now is None:
        return None
    if turn == 0:
        return min(options, key=lambda p: abs((p[0] - scene.now).days + 45), default=None)
    if turn < 0:
        return max((p for p in options if p[1] <= scene.now), default=None)
    return min((p for p in options if p[0] > scene.now), default=None)


def _of_some_year(parts: Parts, grain: str, make: Callable[[int], Period | None]) -> Meaning | None:
    given = parts.integer("year")
    if given:
        return fixed(grain, make(given))
    return _recurring(grain, make) if make(2000) or make(2001) else None


def _with(scene: Scene, ahead: bool | None) -> Scene:
    return Scene(scene.now, ahead, scene.story, scene.day, scene.beside)


def _unit_shift(parts: Parts, unit: str) -> Callable[[Scene], Period | None]:
    """The unit that "last", "this", "the", "that" or "the previous" points at."""
    word = parts.word("shift")
    count = parts.value("shift", "shift", "story_shift") or 0
    told = parts.lists.value("shift", word) is None

    def resolve(scene: Scene) -> Period | None:
        anchor = scene.story[0] if told and scene.story and not scene.ahead else scene.now
        return anchor and cal.shifted(unit, anchor, count)

    return resolve


def _year_shift(parts: Parts) -> Callable[[Scene], Period | None]:
    return _unit_shift(parts, "year")


def _is_plural(parts: Parts) -> bool:
    return parts.word("unit").endswith("s")


def _season(parts: Parts) -> int:
    return int(parts.value("season", "season", "fall"))


def _reported(make: Callable[[int], Period | None], scene: Scene) -> Period | None:
    """The quarter that is spoken of: the coming one ahead, else the last that is mostly over."""
    if scene.now is None:
        return None
    now, options = scene.now, _years_around(make, scene)
    if scene.ahead:
        return min((p for p in options if p[1] > now), default=None)
    return max((p for p in options if (now - p[0]).days > 60), default=None)


def _days_off(count: int) -> Meaning:
    return Meaning("day", lambda scene: scene.now and cal.shifted("day", scene.now, count))


def _weekday(anchor: date, number: int, turn: int, *, strict: bool) -> Period | None:
    gap = (number - anchor.isoweekday()) * turn % 7
    if strict and gap == 0:
        gap = 7
    return cal.shifted("day", anchor, turn * gap)


def _weekend(count: int | None, *, this: bool) -> Meaning:
    def resolve(scene: Scene) -> Period | None:
        if scene.now is None:
            return None
        if count is not None:
            return cal.shifted("weekend", scene.now, count)
        on_it = scene.now.isoweekday() > 5
        back = scene.ahead is False or (scene.ahead is None and not this)
        return cal.shifted("weekend", scene.now, -1 if back and not on_it else 0)

    return Meaning("weekend", resolve)


def _next(unit: str, scene: Scene) -> Period | None:
    """ "The next day" follows the story's day, in a clause about the future the day of publication."""
    if scene.ahead:
        return scene.now and cal.shifted(unit, scene.now, 1)
    return _from_story(scene, unit, 1.0, whole=True)


def _rolling(count: float, unit: str, turn: int, *, story: bool) -> Meaning:
    def resolve(scene: Scene) -> Period | None:
        anchor = (scene.day or scene.now) if story else scene.now
        if anchor is None:
            return None
        other = _moved(anchor, unit, turn * count)
        return (min(anchor, other), max(anchor, other)) if other and other != anchor else None

    return Meaning("rolling", resolve)


def _moved(anchor: date, unit: str, count: float) -> date | None:
    if unit == "hour":
        return cal.moved_date("day", anchor, _hours(count)) if abs(count) >= 24 else anchor
    if count != int(count):
        finer = {"year": ("month", 12), "decade": ("year", 10), "century": ("year", 100)}.get(unit)
        if finer is None:
            return None
        unit, count = finer[0], count * finer[1]
    return cal.moved_date(unit, anchor, int(count)) if abs(count) < 10_000 else None


def _hours(count: float) -> int:
    return int(count / 24)


def _counted(parts: Parts, turn: int) -> Meaning | None:
    unit, count = parts.value("unit", "unit", "short_unit"), parts.number("n")
    if count is None:
        return vague()
    if "and" in parts.all() and "half" in parts.all():
        count += 0.5

    def resolve(scene: Scene) -> Period | None:
        then = scene.now and _moved(scene.now, unit, turn * count)
        return then and cal.period_of(_fine(unit, count), then)

    return Meaning(unit, resolve)


def _fine(unit: str, count: float) -> str:
    """How exactly a count of units tells a time."""
    if unit in ("decade", "century"):
        return "year" if unit == "decade" else "decade"
    return "month" if count != int(count) and unit == "year" else unit


def _from_story(scene: Scene, unit: str, count: float, *, whole: bool = False) -> Period | None:
    """So many units from what the story spoke of; from now where it spoke of nothing."""
    if unit in ("day", "hour"):
        anchor = scene.day or scene.now
        return anchor and (then := _moved(anchor, unit, count)) and cal.period_of("day", then)
    base = scene.story or (scene.now and _one_day(scene.now))
    if base is None:
        return None
    if not whole and cal.grain_of(base) in ("month", "quarter") and unit == "year" and count == int(count):
        return cal.moved(base, unit, int(count))
    then = _moved(base[0], unit, count)
    return then and cal.period_of(_fine(unit, count), then)


def _same_period(scene: Scene, unit: str, count: int) -> Period | None:
    base = scene.story
    if base is None or cal.grain_of(base) not in ("week", "month", "quarter", "half"):
        base = scene.now and cal.period_of("month" if unit == "year" else unit, scene.now)
    return cal.moved(base, unit, count) if base else None


def _same_day(scene: Scene) -> Period | None:
    anchor = scene.day or scene.now
    return anchor and _one_day(anchor)


def kinds(names: Iterable[str]) -> set[str]:
    """Which of ``names`` no builder knows; for the test of the data file."""
    return {name for name in names if name not in BUILDERS}
