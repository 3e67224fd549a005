"""Meanings of times that are told from the day of publication."""

from __future__ import annotations

from datetime import date

from talion.reading.times import calendar as cal
from talion.reading.times.calendar import Period
from talion.reading.times.parts import Parts
from talion.reading.times.reckoning import (
    day_of,
    fineness,
    from_story,
    is_plural,
    moved_by,
    season_month,
    turned,
    unit_shift,
    year_shift,
)
from talion.reading.times.scene import Meaning, Scene, vague


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
    """A weekday: the last one up to publication, in a clause about the future the coming one."""
    number = parts.value("wd", "weekday", "weekday_short")
    word = parts.word("shift")
    now_turn, story_turn = parts.value("shift", "shift"), parts.value("shift", "story_shift")
    if now_turn is None and story_turn == 0:
        return None

    def resolve(scene: Scene) -> Period | None:
        if scene.beside is not None and not word:
            return _weekday(scene.beside[0], number, -1, strict=True)
        if now_turn is None and story_turn:
            return _weekday(scene.day or scene.now, number, story_turn, strict=True)
        if now_turn:
            return _weekday(scene.now, number, now_turn, strict=True)
        ahead = scene.ahead or (scene.ahead is None and word == "this")
        return _weekday(scene.now, number, 1 if ahead else -1, strict=False)

    return Meaning("day", resolve)


def weekday_of_week(parts: Parts) -> Meaning | None:
    """ "Friday of last week", "next week on Tuesday"."""
    number = parts.value("wd", "weekday")
    shift = unit_shift(parts, "week")

    def resolve(scene: Scene) -> Period | None:
        week = shift(scene)
        return cal.moved_days((week[0], week[0]), number - 1, number) if week else None

    return Meaning("day", resolve)


def week_of_weekday(parts: Parts) -> Meaning | None:
    """ "A week ago Friday", "a week from Monday"."""
    number, count = parts.value("wd", "weekday"), int(parts.number("n") or 1)
    turn = 1 if "from" in parts.all() else -1

    def resolve(scene: Scene) -> Period | None:
        near = _weekday(scene.now, number, turn, strict=False)
        return cal.moved_days(near, 7 * turn * min(count, 1000)) if near else None

    return Meaning("day", resolve)


def shifted(parts: Parts) -> Meaning | None:
    """ "This week", "last month", "next year", "this weekend"."""
    unit, word = parts.value("unit", "unit", "weekend"), parts.word("shift")
    count = parts.value("shift", "shift")
    whole = "the" in parts.all() and "of" not in parts.all()
    if is_plural(parts):
        return vague()
    if unit == "weekend":
        return _weekend(count if word != "this" else None, this=True)
    if word == "past" or (whole and word == "last" and unit != "day"):
        return _rolling(1.0, unit, -1, story=False)
    if whole and word == "next":
        return Meaning(unit, lambda scene: _next(unit, scene))
    return Meaning(unit, lambda scene: cal.shifted(unit, scene.now, count))


def shifted_twice(parts: Parts) -> Meaning | None:
    """ "The week before last", "the year after next"."""
    unit, count = parts.value("unit", "unit", "weekend"), 2 * parts.value("shift", "shift")
    return Meaning(unit, lambda scene: cal.shifted(unit, scene.now, count))


def shifted_season(parts: Parts) -> Meaning | None:
    """ "Last summer", "next spring"."""
    first, turn = season_month(parts), parts.value("shift", "shift")
    return Meaning("season", lambda scene: turned(lambda y: cal.month(y, first, 3), scene, turn))


def weekend(parts: Parts) -> Meaning | None:
    """ "At the weekend"."""
    return _weekend(None, this=False) if parts.words("unit") else None


def edge_of_unit(parts: Parts) -> Meaning | None:
    """ "The end of the year", "later in the week": the unit that the story is in."""
    unit = parts.value("unit", "unit") or "year"

    def resolve(scene: Scene) -> Period | None:
        if unit == "day":
            anchor = scene.day or scene.now
        else:
            anchor = scene.story[0] if scene.story and not scene.ahead else scene.now
        return cal.period_of(unit, anchor)

    return Meaning(unit, resolve)


def rolling(parts: Parts) -> Meaning | None:
    """ "The past two weeks", "the next ten days": a stretch up to now, or from now."""
    unit, word = parts.value("unit", "unit", "short_unit"), parts.word("shift")
    single = not parts.word("n") and not any(
        parts.lists.value("several", w) is not None for w in parts.all()
    )
    count = parts.number("n") or (1.0 if single and not parts.word("unit").endswith("s") else None)
    if count is None or word in ("this", "first", "current", "present"):
        return vague("rolling")
    turn = 1 if word in ("next", "coming", "upcoming", "following") else -1
    return _rolling(count, unit, turn, story=word in ("previous", "preceding", "following"))


def ago(parts: Parts) -> Meaning | None:
    """ "Three weeks ago": the week, month or year meant, a day only where days are counted.

    "A year ago", with nothing said about it, is told to the month.
    """
    return _counted(parts, -1)


def hence(parts: Parts) -> Meaning | None:
    """ "Two weeks from now", "in a year's time"."""
    return _counted(parts, 1)


def month_of_shifted_year(parts: Parts) -> Meaning | None:
    """ "June last year", "12 June of the previous year"."""
    shift = year_shift(parts)

    def resolve(scene: Scene) -> Period | None:
        span = shift(scene)
        if span is None:
            return None
        if parts.word("day"):
            return day_of(parts, span[0].year)
        return cal.month(span[0].year, parts.value("month", "month"))

    return Meaning("day" if parts.word("day") else "month", resolve)


def day_of_shifted_month(parts: Parts) -> Meaning | None:
    """ "The 12th of last month"."""
    number, count = parts.integer("day") or 0, parts.value("shift", "shift", "story_shift") or 0

    def resolve(scene: Scene) -> Period | None:
        span = cal.shifted("month", scene.now, count)
        return cal.day(span[0].year, span[0].month, number) if span else None

    return Meaning("day", resolve)


def _days_off(count: int) -> Meaning:
    return Meaning("day", lambda scene: cal.shifted("day", scene.now, count))


def _weekday(anchor: date | None, number: int, turn: int, *, strict: bool) -> Period | None:
    if anchor is None:
        return None
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
    """ "The next day": after the story's day, in a clause about the future after publication."""
    if scene.ahead:
        return cal.shifted(unit, scene.now, 1)
    return from_story(scene, unit, 1.0, whole=True)


def _counted(parts: Parts, turn: int) -> Meaning | None:
    unit, count = parts.value("unit", "unit", "short_unit"), parts.number("n")
    if count is None or parts.is_spread("n"):
        return vague()
    if "and" in parts.all() and "half" in parts.all():
        count += 0.5

    fine = (
        "month" if (unit, count) == ("year", 1) and len(parts.all()) == 3 else fineness(unit, count)
    )

    def resolve(scene: Scene) -> Period | None:
        return cal.period_of(fine, moved_by(scene.now, unit, turn * count))

    return Meaning(unit, resolve)


def _rolling(count: float, unit: str, turn: int, *, story: bool) -> Meaning:
    def resolve(scene: Scene) -> Period | None:
        anchor = (scene.day or scene.now) if story else scene.now
        if anchor is None:
            return None
        other = moved_by(anchor, unit, turn * count)
        return (min(anchor, other), max(anchor, other)) if other and other != anchor else None

    return Meaning("rolling", resolve)
