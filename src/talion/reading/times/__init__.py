"""Dates and times: found by a small grammar, resolved against the day of publication and the
story.
"""

from talion.language.base import Parsed
from talion.reading.times.anchor import date_line, published_day
from talion.reading.times.attach import governing
from talion.reading.times.finding import expressions
from talion.reading.times.lexicon import time_words
from talion.reading.times.resolving import Resolved, resolved
from talion.record import Time

__all__ = ["governing", "read_times"]


def read_times(parsed: Parsed, *, published: str | None = None) -> tuple[Time, ...]:
    """The dates and times of a text, in order, with ids "t1", "t2" and so on.

    ``published`` is an ISO date or date-time; without it (or when it is none) a line of the text
    that is only a date anchors what is relative, and where there is no such line relative times
    keep ``None``. ``start`` and ``end`` are ISO days, half-open: "this week" is Monday to Monday,
    a time of day counts with its day. Vague references ("recently", "days later") keep ``None``.
    """
    lists = time_words()
    lexemes, found = expressions(parsed, lists)
    now = published_day(published) or date_line(parsed, lexemes, found)
    times = resolved(parsed, lexemes, found, now, lists)
    return tuple(_time(parsed, f"t{i}", each) for i, each in enumerate(times, 1))


def _time(parsed: Parsed, id: str, found: Resolved) -> Time:
    start, end = found.period or (None, None)
    return Time(
        id=id,
        span=found.span,
        start=start.isoformat() if start else None,
        end=end.isoformat() if end else None,
        text=parsed.words(found.span),
        relative=found.relative,
    )
