"""Steps that several meanings share: what recurs, the unit that "last" points at, counted units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from talion.reading.times import calendar as cal
from talion.reading.times.calendar import Period
from talion.reading.times.parts import Parts
from talion.reading.times.scene import Meaning, Scene, choose, fixed

_MOST = 10_000
_HALF_SEASON = 45


def day_of(parts: Parts, in_year: int, month: str = "month", number: str = "day") -> Period | None:
    """The day of a year that the captured month and number name."""
    name = parts.value(month, "month") or parts.value("month", "month")
    return cal.day(in_year, name, parts.integer(number) or 0)


def one_day(then: date | None) -> Period | None:
    """That day as a period."""
    return cal.period_of("day", then)


def years_around(make: Callable[[int], Period | None], scene: Scene) -> list[Period]:
    """What comes every year, in the years about the scene's."""
    anchor = scene.beside[0] if scene.beside else scene.now
    if anchor is None:
        return []
    return [p for y in (anchor.year - 1, anchor.year, anchor.year + 1) if (p := make(y))]


def recurring(grain: str, make: Callable[[int], Period | None]) -> Meaning:
    """What comes every year, of the year that the scene means."""
    return Meaning(grain, lambda scene: choose(years_around(make, scene), scene))


def turned(make: Callable[[int], Period | None], scene: Scene, turn: int) -> Period | None:
    """The last one that is over (-1), the next that has not begun (1), the one about now (0)."""
    options, now = years_around(make, scene), scene.now
    if now is None:
        return None
    if turn == 0:
        return min(options, key=lambda p: abs((p[0] - now).days + _HALF_SEASON), default=None)
    if turn < 0:
        return max((p for p in options if p[1] <= now), default=None)
    return min((p for p in options if p[0] > now), default=None)


def of_some_year(parts: Parts, grain: str, make: Callable[[int], Period | None]) -> Meaning | None:
    """What has its year beside it, or recurs."""
    given = parts.integer("year")
    if given:
        return fixed(grain, make(given))
    return recurring(grain, make) if make(2000) or make(2001) else None


def with_tense(scene: Scene, ahead: bool | None) -> Scene:
    """The scene as if its clause had that tense."""
    return replace(scene, ahead=ahead)


def unit_shift(parts: Parts, unit: str) -> Callable[[Scene], Period | None]:
    """The unit that "last", "this", "the", "that" or "the previous" points at."""
    word = parts.word("shift")
    count = parts.value("shift", "shift", "story_shift") or 0
    told = parts.lists.value("shift", word) is None

    def resolve(scene: Scene) -> Period | None:
        anchor = scene.story[0] if told and scene.story and not scene.ahead else scene.now
        return cal.shifted(unit, anchor, count)

    return resolve


def year_shift(parts: Parts) -> Callable[[Scene], Period | None]:
    """The year that "last", "this" or "the previous" points at."""
    return unit_shift(parts, "year")


def is_plural(parts: Parts) -> bool:
    """Whether the captured unit is a plural, which without a count is no period."""
    return parts.word("unit").endswith("s")


def season_month(parts: Parts) -> int:
    """The first month of the captured season."""
    return int(parts.value("season", "season", "fall"))


def moved_by(anchor: date | None, unit: str, count: float) -> date | None:
    """``anchor`` moved by a count of units that may be broken ("two and a half years")."""
    if abs(count) > _MOST:
        return None
    if unit == "hour":
        return cal.moved_date("day", anchor, int(count / 24))
    if count != int(count):
        finer = {"year": ("month", 12), "decade": ("year", 10), "century": ("year", 100)}.get(unit)
        if finer is None:
            return None
        unit, count = finer[0], count * finer[1]
    return cal.moved_date(unit, anchor, int(count))


def fineness(unit: str, count: float) -> str:
    """How exactly a count of units tells a time."""
    if unit in ("decade", "century"):
        return "year" if unit == "decade" else "decade"
    return "month" if count != int(count) and unit == "year" else unit


def from_story(scene: Scene, unit: str, count: float, *, whole: bool = False) -> Period | None:
    """So many units from what the story spoke of; where it spoke of nothing, back from now, and never ahead."""
    if count > 0 and unit != "hour" and scene.story is None and scene.day is None:
        return None
    if unit in ("day", "hour"):
        anchor = scene.day or scene.now
        return cal.period_of("day", moved_by(anchor, unit, count))
    base = scene.story or one_day(scene.now)
    if base is None:
        return None
    of_year = unit == "year" and count == int(count)
    if of_year and not whole and cal.grain_of(base) in ("month", "quarter"):
        return cal.moved(base, unit, int(count))
    then = moved_by(base[0], unit, count)
    return cal.period_of(fineness(unit, count), then)
