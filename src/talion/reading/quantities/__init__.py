"""Quantities: numbers with a meaning, what they count, and whether they agree with each other."""

from __future__ import annotations

from collections.abc import Sequence

from talion.language.base import Parsed
from talion.reading.quantities.phrases import phrases
from talion.record import Quantity
from talion.spans import Span

__all__ = ["read_quantities"]


def read_quantities(
    parsed: Parsed, *, skip: Sequence[Span] = (), published: str | None = None
) -> tuple[Quantity, ...]:
    """The quantities of a text, in order, with ids ``q1``, ``q2``, ...

    ``skip`` holds the spans of dates and times, whose numbers are none.
    """
    return tuple(
        Quantity(
            id=f"q{i}",
            span=(p.start, p.end),
            value=p.value,
            low=p.low,
            high=p.high,
            modifier=p.modifier,
            unit=p.unit,
            kind=p.kind,
            of=p.of,
        )
        for i, p in enumerate(phrases(parsed, skip), start=1)
    )
