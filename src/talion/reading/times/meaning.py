"""What each kind of rule means: the builder that `kind` in ``times.toml`` names.

A builder reads the captured words and gives a :class:`Meaning`, or ``None`` where there is no
such date.
"""

from __future__ import annotations

from collections.abc import Callable

from talion.reading.times import absolute, narrative, relative
from talion.reading.times.parts import Parts
from talion.reading.times.scene import Meaning

Builder = Callable[[Parts], Meaning | None]

BUILDERS: dict[str, Builder] = {
    "iso": absolute.iso,
    "slashed": absolute.slashed,
    "date": absolute.day_of_year,
    "days": absolute.day_range,
    "day_in_month": absolute.day_in_month,
    "day_of_shifted_month": relative.day_of_shifted_month,
    "weekday_the": absolute.weekday_the,
    "month": absolute.month_of_year,
    "months": absolute.month_range,
    "bare_month": absolute.bare_month,
    "month_of_shifted_year": relative.month_of_shifted_year,
    "month_run": absolute.month_run,
    "year": absolute.year,
    "years": absolute.year_range,
    "decade": absolute.decade,
    "century": absolute.century,
    "season": absolute.season,
    "quarter": absolute.quarter,
    "first_months": absolute.first_units,
    "holiday": absolute.holiday,
    "named_day": absolute.named_day,
    "fixed": absolute.fixed_day,
    "deictic": relative.deictic,
    "deictic_beyond": relative.deictic_beyond,
    "weekday": relative.weekday,
    "weekday_of_week": relative.weekday_of_week,
    "week_of_weekday": relative.week_of_weekday,
    "shifted": relative.shifted,
    "shifted_twice": relative.shifted_twice,
    "shifted_time": narrative.shifted_time,
    "shifted_part": relative.shifted_part,
    "shifted_season": relative.shifted_season,
    "bare_season": absolute.bare_season,
    "edge_of_unit": relative.edge_of_unit,
    "weekend": relative.weekend,
    "rolling": relative.rolling,
    "ago": relative.ago,
    "ago_vague": narrative.no_date,
    "same_time_ago": narrative.same_time_ago,
    "hence": relative.hence,
    "story_offset": narrative.story_offset,
    "story_shift": narrative.story_shift,
    "clock": narrative.clock,
    "part": narrative.day_part,
    "part_of": narrative.part_of,
    "vague": narrative.no_date,
}
