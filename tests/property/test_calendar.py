"""Days and periods against the standard library's calendar, over all years that there are."""

import calendar as standard
from datetime import date, timedelta

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from talion.reading.times import calendar

DAYS = st.dates(date(200, 1, 1), date(9700, 12, 31))
MONTHLY = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def test_easter_is_the_churchs_in_every_year() -> None:
    assert all(calendar.easter(year) == easter(year) for year in range(1583, 10_000))
    assert calendar.easter(1582) is calendar.easter(10_000) is None


@given(DAYS)
def test_a_day_ends_where_the_next_begins(then: date) -> None:
    found = (then, then + timedelta(1))
    assert calendar.day(then.year, then.month, then.day) == found
    assert calendar.period_of("day", then) == calendar.period_of("hour", then) == found
    assert calendar.grain_of(found) == "day"


def test_a_day_that_does_not_exist_is_none() -> None:
    assert (
        calendar.day(2031, 2, 29) is calendar.day(2031, 13, 1) is calendar.day(9999, 12, 31) is None
    )


@given(st.integers(1, 9998), st.integers(1, 12), st.integers(1, 7))
def test_each_such_weekday_of_a_month_is_found_from_both_ends(
    year: int, month: int, weekday: int
) -> None:
    length = standard.monthrange(year, month)[1]
    days = [date(year, month, n) for n in range(1, length + 1)]
    wanted = [d for d in days if d.isoweekday() == weekday]
    count = len(wanted)
    assert [calendar.nth_weekday(year, month, weekday, n) for n in range(1, count + 1)] == wanted
    assert [calendar.nth_weekday(year, month, weekday, n) for n in range(-count, 0)] == wanted


def test_a_weekday_of_no_month_is_none() -> None:
    assert calendar.nth_weekday(10_000, 1, 1, 1) is None


@given(st.integers(1, 9800), st.integers(1, 150))
def test_years_run_from_january_to_january(first: int, length: int) -> None:
    assert calendar.years(first, length) == (date(first, 1, 1), date(first + length, 1, 1))
    assert calendar.years(first) == calendar.years(first, 1)


@given(
    DAYS, st.sampled_from(["day", "week", "month", "quarter", "half", "year", "decade", "century"])
)
def test_a_period_holds_its_day_and_the_next_one_follows(then: date, grain: str) -> None:
    found, following = calendar.period_of(grain, then), calendar.shifted(grain, then, 1)
    assert found is not None
    assert following is not None
    assert found[0] <= then < found[1] == following[0]
    assert calendar.shifted(grain, found[0], 0) == found
    if grain not in ("decade", "century"):
        assert calendar.grain_of(found) == grain


@given(DAYS)
def test_a_weekend_is_saturday_and_sunday_of_its_week(then: date) -> None:
    week, found = calendar.period_of("week", then), calendar.period_of("weekend", then)
    assert week is not None
    assert found == (week[0] + timedelta(5), week[1])
    assert calendar.grain_of(found) == "weekend"
    assert calendar.period_of("fortnight", then) == week


@given(DAYS, st.sampled_from(sorted(MONTHLY)), st.integers(-400, 400))
def test_a_period_that_is_moved_keeps_its_length_and_comes_back(
    then: date, grain: str, count: int
) -> None:
    period = calendar.period_of(grain, then)
    assert period is not None
    there = calendar.moved(period, grain, count)
    if there is not None:
        assert calendar.grain_of(there) == grain
        assert calendar.moved(there, grain, -count) == period


@given(DAYS, st.integers(-60, 60), st.integers(-60, 60))
def test_ends_are_moved_by_days(then: date, by: int, end_by: int) -> None:
    moved = (then + timedelta(by), then + timedelta(end_by))
    assert calendar.moved_days((then, then), by, end_by) == moved
    assert calendar.moved_days((then, then), by) == (moved[0], moved[0])
    assert calendar.moved_days(None, by) is None


@pytest.mark.parametrize("period", [
    (date(2031, 1, 2), date(2031, 2, 2)), (date(2031, 1, 1), date(2031, 3, 1)),
    (date(2031, 1, 1), date(2031, 2, 2)), (date(2031, 1, 1), date(2031, 1, 4)),
    (date(2030, 1, 1), date(2032, 1, 1)),
])  # fmt: skip
def test_other_lengths_have_no_name(period: tuple[date, date]) -> None:
    assert calendar.grain_of(period) == ""


def test_periods_are_never_turned_round() -> None:
    assert calendar.moved((date(2031, 1, 30), date(2031, 1, 31)), "month", 1) is None
    assert calendar.moved((date(9990, 1, 1), date(9991, 1, 1)), "year", 20) is None
