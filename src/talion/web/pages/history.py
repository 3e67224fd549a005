"""Counts of events over time as a chart, in days, weeks, months or years as fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from talion.formats.index import counted
from talion.formats.markup import Markup
from talion.store.filters import Filters, day
from talion.web.charts.bars import Bar, bars
from talion.web.charts.scale import bulk

QUADS_UP = ("material-cooperation", "verbal-cooperation")
QUADS_DOWN = ("material-conflict", "verbal-conflict")
QUADS = (*QUADS_UP, *QUADS_DOWN)
UNDATED = date.min
"""The day under which events without one are counted."""
_BUCKETS = (("day", 62), ("week", 430), ("month", 4_000))
Counts = Mapping[tuple[str, date], int]
"""How many events, by quad and first day of a period."""
Sides = tuple[Counts, Counts]
"""What stands above the line, and below."""


class Side(Struct, frozen=True):
    """One side of the line: its name, and its quads from the line outward."""

    name: str
    classes: tuple[str, ...]


class History(Struct, frozen=True):
    """The chart, in what periods it counts, and how many events it leaves out, with why."""

    chart: Markup
    title: str
    left_out: tuple[str, ...]


def history(
    months: Sides,
    filters: Filters,
    up: Side,
    down: Side,
    ask: Callable[[str, date, date], Sides],
    address: Callable[[str, str], str],
) -> History:
    """The chart of counts by month; ``ask`` is asked for days or weeks where these fit.

    ``address`` makes that of the events of a period from its two ends.
    """
    dated = [(d, n) for held in months for (_, d), n in held.items() if d is not UNDATED]
    if not dated:
        return History(Markup(""), "", _left_out(months, None))
    first, last = _range(dated, filters)
    bucket = next((b for b, most in _BUCKETS if (last - first).days < most), "year")
    held = (
        ask(bucket, first, last)
        if bucket in ("day", "week")
        else _long(months, bucket, first, last)
    )
    found = [
        Bar(start, end, _parts(held[0], up, start), _parts(held[1], down, start),
            _label(start, end, up, held[0], down, held[1]),
            address(start.isoformat(), end.isoformat()))
        for start, end in _periods(held, bucket, first, last)
    ]  # fmt: skip
    title = f"Events by {bucket}: {up.name} above, {down.name} below"
    chart = bars(found, title, up.name, down.name)
    return History(chart, f"by {bucket}", _left_out(months, (first, last)))


def first_day(value: object) -> date:
    """The first day of a bucket's value; :data:`UNDATED` for what has none."""
    if value is None:
        return UNDATED
    return (
        value
        if isinstance(value, date)
        else day(f"{value:04d}" if isinstance(value, int) else str(value))
    )


def by_month(days: Sides) -> Sides:
    """Counts by day as counts by month."""
    return _summed(days, lambda d: d if d is UNDATED else d.replace(day=1))


def within(days: Sides, first: date, last: date) -> Sides:
    """Those of the days."""
    kept = tuple({k: n for k, n in held.items() if first <= k[1] <= last} for held in days)
    return kept[0], kept[1]


def _summed(counts: Sides, of: Callable[[date], date]) -> Sides:
    found: list[dict[tuple[str, date], int]] = [{}, {}]
    for held, side in zip(counts, found, strict=True):
        for (quad, start), number in held.items():
            key = (quad, of(start))
            side[key] = side.get(key, 0) + number
    return found[0], found[1]


def _long(months: Sides, bucket: str, first: date, last: date) -> Sides:
    """Months, or the years that they add up to, of what is shown."""
    return _summed(within(months, first.replace(day=1), last), lambda d: _start(d, bucket))


def _range(dated: Sequence[tuple[date, int]], filters: Filters) -> tuple[date, date]:
    """What is shown: all, where times are asked for, else where nearly all events lie."""
    asked = bool(filters.get("since") or filters.get("until"))
    days = [d for d, _ in dated]
    first, last = (min(days), max(days)) if asked else bulk(dated)
    first, last = first.replace(day=1), _end(last, "month")
    since, until = filters.get("since"), filters.get("until")
    if since:
        first = max(first, day(since))
    return first, min(last, day(until, end=True)) if until else last


def _end(first: date, bucket: str) -> date:
    """The last day of a period."""
    if bucket == "day":
        return first
    if bucket == "week":
        return first + timedelta(6)
    return day(f"{first:%Y-%m}" if bucket == "month" else f"{first.year:04d}", end=True)


def _periods(held: Sides, bucket: str, first: date, last: date) -> list[tuple[date, date]]:
    """The periods that have events, and the first and last, so that the axis spans all."""
    starts = {d for counts in held for _, d in counts} | {
        _start(first, bucket),
        _start(last, bucket),
    }
    return [(s, _end(s, bucket)) for s in sorted(starts)]


def _start(of: date, bucket: str) -> date:
    if bucket == "week":
        return of - timedelta(of.weekday())
    return {"day": of, "month": of.replace(day=1)}.get(bucket) or of.replace(month=1, day=1)


def _parts(held: Counts, side: Side, start: date) -> tuple[tuple[str, int], ...]:
    return tuple((c, held.get((c, start), 0)) for c in side.classes)


def _label(start: date, end: date, up: Side, ups: Counts, down: Side, downs: Counts) -> str:
    when = start.isoformat() if start == end else f"{start} to {end}"
    said = [
        f"{side.name}: " + (", ".join(f"{n} {c.replace('-', ' ')}" for c, n in parts if n) or "none")
        for side, parts in ((up, _parts(ups, up, start)), (down, _parts(downs, down, start)))
    ]  # fmt: skip
    return f"{when}. {'; '.join(said)}"


def _left_out(months: Sides, shown: tuple[date, date] | None) -> tuple[str, ...]:
    undated = sum(n for held in months for (_, d), n in held.items() if d is UNDATED)
    said = [f"{counted(undated, 'event')} without any date"] if undated else []
    if shown is not None:
        first = shown[0].replace(day=1)
        far = sum(
            n for held in months for (_, d), n in held.items()
            if d is not UNDATED and not first <= d <= shown[1]
        )  # fmt: skip
        said += [f"{counted(far, 'event')} long before or after"] if far else []
    return tuple(said)
