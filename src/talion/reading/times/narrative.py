"""Meanings of times that are told from what the story spoke of last, and of times of day."""

from __future__ import annotations

from talion.reading.times import calendar as cal
from talion.reading.times.calendar import Period
from talion.reading.times.parts import Parts
from talion.reading.times.reckoning import from_story, is_plural, one_day
from talion.reading.times.scene import Meaning, Scene, vague

_DAY_PARTS = frozenset(("morning", "afternoon", "evening", "night", "noon", "dawn"))


def story_offset(parts: Parts) -> Meaning | None:
    """ "Two days later", "a year earlier", "days before"."""
    turn = parts.value("back", "story_back")
    unit = parts.value("unit", "unit", "short_unit", "part", "weekend")
    if unit in _DAY_PARTS:
        unit = "day"
    single = parts.all()[0] == "the"
    count = parts.number("n") or (1.0 if single else None)
    if count is None:
        return vague() if is_plural(parts) else None
    return Meaning(unit, lambda scene: from_story(scene, unit, count * turn))


def story_shift(parts: Parts) -> Meaning | None:
    """ "The previous day", "that year", "the following week"."""
    unit = parts.value("unit", "unit", "weekend", "part")
    count = parts.value("shift", "story_shift") or 0
    if is_plural(parts):
        return vague()
    if unit in _DAY_PARTS:
        unit = "day"
    return Meaning(unit, lambda scene: from_story(scene, unit, float(count), whole=True))


def shifted_time(parts: Parts) -> Meaning | None:
    """ "This time last year", "the same period last year": the story's period, moved."""
    unit, count = parts.value("unit", "unit"), parts.value("shift", "shift")
    return Meaning("period", lambda scene: _same_period(scene, unit, count))


def same_time_ago(parts: Parts) -> Meaning | None:
    """ "The same month a year ago", "the year-earlier quarter"."""
    unit, count = parts.value("unit", "unit"), -int(parts.number("n") or 1)
    return Meaning("period", lambda scene: _same_period(scene, unit, count))


def clock(parts: Parts) -> Meaning | None:
    """A time of day; it counts with its day."""
    word, hour = parts.word("clock"), parts.integer("clock")
    if hour is None or word in ("a", "an"):
        return None
    most = 2400 if word.isdecimal() and len(word) == 4 else 24
    return Meaning("clock", _same_day) if hour <= most else None


def day_part(_: Parts) -> Meaning | None:
    """A part of a day; it counts with its day."""
    return Meaning("part", _same_day)


def part_of(_: Parts) -> Meaning | None:
    """ "The morning of", which needs a day behind it."""
    return Meaning("part-of", _same_day)


def no_date(_: Parts) -> Meaning | None:
    """A reference that no calendar holds: "now", "recently", "days ago"."""
    return vague()


def _same_period(scene: Scene, unit: str, count: int) -> Period | None:
    base = scene.story
    if base is None or cal.grain_of(base) not in ("week", "month", "quarter", "half"):
        base = cal.period_of("month" if unit == "year" else unit, scene.now)
    return cal.moved(base, unit, count) if base else None


def _same_day(scene: Scene) -> Period | None:
    anchor = scene.day or scene.now
    return one_day(anchor)
