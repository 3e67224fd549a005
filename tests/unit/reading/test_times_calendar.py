from datetime import date

import pytest

from talion.reading.times import calendar


@pytest.mark.parametrize(
    ("grain", "start", "end"),
    [
        ("day", "2012-02-29", "2012-03-01"),
        ("week", "2012-02-27", "2012-03-05"),
        ("weekend", "2012-03-03", "2012-03-05"),
        ("month", "2012-02-01", "2012-03-01"),
        ("quarter", "2012-01-01", "2012-04-01"),
        ("half", "2012-01-01", "2012-07-01"),
        ("year", "2012-01-01", "2013-01-01"),
        ("decade", "2010-01-01", "2020-01-01"),
        ("century", "2000-01-01", "2100-01-01"),
    ],
)
def test_the_period_that_holds_a_day(grain, start, end):
    assert calendar.period_of(grain, date(2012, 2, 29)) == (
        date.fromisoformat(start),
        date.fromisoformat(end),
    )


def test_steps_over_months_keep_to_the_month():
    assert calendar.moved_date("month", date(2012, 1, 31), 1) == date(2012, 2, 29)
    assert calendar.moved_date("year", date(2012, 2, 29), -1) == date(2011, 2, 28)
    assert calendar.moved_date("week", date(2012, 1, 1), -2) == date(2011, 12, 18)


@pytest.mark.parametrize("grain", ["day", "week", "month", "year", "century"])
@pytest.mark.parametrize("count", [-(10**9), -9000, 9000, 10**9])
def test_what_leaves_the_calendar_is_none(grain, count):
    edge = date.max if count > 0 else date.min
    assert calendar.shifted(grain, edge, count) is None


def test_the_last_days_of_the_calendar_have_no_end():
    assert calendar.period_of("day", date.max) is None
    assert calendar.years(9999) is None
    assert calendar.period_of("week", None) is None


@pytest.mark.parametrize(
    ("year", "sunday"), [(1961, (4, 2)), (2000, (4, 23)), (2008, (3, 23)), (2038, (4, 25))]
)
def test_easter(year, sunday):
    assert calendar.easter(year) == date(year, *sunday)


def test_the_last_monday_of_a_month():
    assert calendar.nth_weekday(2014, 5, 1, -1) == date(2014, 5, 26)
