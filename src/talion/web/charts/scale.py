"""Days on a line: where they stand, and which of them are written under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

_STEPS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_MOST_TICKS = 12
_OUTSIDE = (0.01, 0.05)


class Scale(Struct, frozen=True):
    """From the first to the last day, both inclusive, over ``width`` units from ``left`` on."""

    first: date
    last: date
    left: float
    width: float

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def at(self, day: date) -> float:
        """Where a day begins."""
        return self.left + self.width * (day - self.first).days / self.days


class Tick(Struct, frozen=True):
    """A day that is written, and how."""

    day: date
    label: str


def ticks(first: date, last: date) -> list[Tick]:
    """At most a dozen days, months or years within.

    >>> [t.label for t in ticks(date(2031, 4, 20), date(2031, 8, 2))]
    ['May 2031', 'Jun 2031', 'Jul 2031', 'Aug 2031']
    """
    days = (last - first).days + 1
    for step in _STEPS:
        if days <= step * _MOST_TICKS and days <= 90:
            found = [first + timedelta(n) for n in range(0, days, step)]
            return [
                Tick(d, f"{d.day} {d:%b}" + (f" {d.year}" if d == first else "")) for d in found
            ]
    for months in _MONTHS:
        held = list(_each(first, last, months))
        if len(held) <= _MOST_TICKS:
            break
    return [Tick(d, f"{d:%b} {d.year}" if months < 12 else str(d.year)) for d in held]


def _each(first: date, last: date, months: int) -> Iterator[date]:
    """The firsts of months, every so many, counted from the year 0."""
    number = -(-(first.year * 12 + first.month - 1 + (first.day > 1)) // months) * months
    while number < last.year * 12 + last.month:
        if number >= 12:
            yield date(number // 12, number % 12 + 1, 1)
        number += months


def bulk(counts: Sequence[tuple[date, int]]) -> tuple[date, date]:
    """The days between which nearly all lie.

    A hundredth, or a twentieth, is left out at an end where the time is a quarter as long without it, or less.

    >>> days = [(date(1945, 5, 1), 1), (date(2031, 1, 1), 150), (date(2031, 3, 1), 150)]
    >>> bulk(days)
    (datetime.date(2031, 1, 1), datetime.date(2031, 3, 1))
    """
    ordered = sorted(counts)
    total = sum(n for _, n in ordered)
    first, last = ordered[0][0], ordered[-1][0]
    for outside in _OUTSIDE:
        start, end = _edge(ordered, total * outside), _edge(ordered[::-1], total * outside)
        if 4 * (last - start).days <= (last - first).days:
            first = start
        if 4 * (end - first).days <= (last - first).days:
            last = end
    return first, last


def _edge(ordered: Sequence[tuple[date, int]], may: float) -> date:
    passed = 0
    for day, number in ordered:
        passed += number
        if passed > may:
            return day
    return ordered[-1][0]
