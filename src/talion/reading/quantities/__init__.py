"""Quantities: numbers with a meaning, what they count, and whether they agree with each other.

NewsQuant's conventions say what is one: digits and words, "one of the ...", ages as attributes
("year-old"); not dates, clock times, names, labels, scores, addresses. A range's ``value`` is its
middle, that of "tens of thousands" what it says at least.
"""

from __future__ import annotations

from collections.abc import Sequence

from talion.language.base import Parsed
from talion.reading.quantities.background import is_statistic
from talion.reading.quantities.changes import with_changes
from talion.reading.quantities.checks import check_all
from talion.reading.quantities.phrases import Phrase, phrases
from talion.reading.quantities.reference import reference_check
from talion.record import Check, Quantity
from talion.spans import Span

__all__ = ["read_quantities"]


def read_quantities(
    parsed: Parsed, *, skip: Sequence[Span] = (), published: str | None = None
) -> tuple[Quantity, ...]:
    """The quantities of a text, in order, with ids ``q1``, ``q2``, ...

    ``skip`` holds the spans of dates and clock times, whose numbers are none (not of durations:
    "the past two years" is a quantity). ``published`` (ISO) says of which year reference figures
    should be.

    Units are plain singular names ("person", "dollar", "percentage", "dollar per barrel"; for a
    count the noun with what makes it a kind of its own, without nationalities and names); ``None``
    for a bare number or a fraction in words, whose value is a share of one. ``low`` and ``high``
    are ``None`` where the words leave that end open, both for "about". The modifier is "up" or
    "down" for how far something rose or fell, unless a word bounds the number.
    """
    found = with_changes(parsed, phrases(parsed, skip))
    background = [is_statistic(parsed, phrase) for phrase in found]
    checks: list[list[Check]] = [[] for _ in found]
    for made in check_all(parsed, found, background):
        checks[made.at].append(made.check)
    year = int(published[:4]) if published and published[:4].isdecimal() else None
    for at, phrase in enumerate(found):
        if (check := reference_check(parsed, phrase, year)) is not None:
            checks[at].append(check)
            background[at] = True
    return tuple(
        _quantity(i, phrase, statistic, tuple(of_it))
        for i, (phrase, statistic, of_it) in enumerate(
            zip(found, background, checks, strict=True), start=1
        )
    )


def _quantity(i: int, phrase: Phrase, statistic: bool, checks: tuple[Check, ...]) -> Quantity:
    return Quantity(
        id=f"q{i}",
        span=(phrase.start, phrase.end),
        value=phrase.value,
        low=phrase.low,
        high=phrase.high,
        modifier=phrase.modifier,
        unit=phrase.unit,
        kind=phrase.kind,
        of=phrase.of,
        statistic=statistic,
        checks=checks,
    )
