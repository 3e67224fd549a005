"""What is found out about a pair over time, for its page and the API: rows, and a picture of them.

Each study takes seconds, so it is made when it is asked for; :mod:`talion.dyads` says what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from talion.dyads import (
    Dyad,
    Effect,
    Forecast,
    Side,
    charts,
    forecast,
    read_dyad,
    reciprocity,
    study,
)
from talion.dyads.acts import pair_of
from talion.dyads.gather import HAPPENED
from talion.dyads.tables import table
from talion.errors import QueryError
from talion.store import filters
from talion.store.database import Database
from talion.web.asked import Given, from_path
from talion.web.names import named

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FILTERS = ("dyad", "since", "until", "context", "status")
"""What a study can be asked about."""
LEAST = 40
"""Events of a pair below which no study says anything."""


class Study(Struct, frozen=True):
    """How a study is made of a dyad, what its rows are, and how it is drawn.

    ``reading`` says how the picture is read, ``means`` what the API answers.
    """

    name: str
    title: str
    means: str
    reading: str
    of: type[Struct]
    make: Callable[[Dyad], Sequence[Struct]]
    draw: Callable[[Any], Figure]


class Found(Struct, frozen=True):
    """A study of a pair, and what it stands on."""

    pair: tuple[str, str]
    first_day: date
    last_day: date
    acts: int
    tellings: int
    stories: int
    items: Sequence[Struct]


STUDIES = {
    s.name: s
    for s in (
        Study(
            "responses", "what follows conflict", "What follows one side's acts of conflict: an event study.",
            "How many times as often one side acts after an act of conflict by the other as on control days,"
            " with 95 % intervals. Full dots are findings, corrected for the number of tests; on the line"
            " nothing follows.",
            Effect, study, charts.responses,
        ),
        Study(
            "reciprocity", "what brings on what", "How many acts one act brings on: a Hawkes process.",
            "How many acts an act of the other side, or of its own, brings on in the end, with two standard"
            " errors either way; hollow where the data can't tell the error.",
            Side, reciprocity, charts.excitation,
        ),
        Study(
            "forecasts", "how good forecasts were",
            "What each side is likely to do next, with the scores of such forecasts in the past.",
            "Past forecasts of either side's acts in the next 7 and 28 days: what was said to be likely against"
            " how often it came true. On the diagonal forecasts mean what they say.",
            Forecast, forecast, charts.calibration,
        ),
    )
}  # fmt: skip


def found(db: Database, given: Given, wanted: Study) -> Found:
    """The study that the address asks for."""
    dyad = asked(db, given)
    return Found(
        (dyad.pair.first, dyad.pair.second), dyad.first_day, dyad.last_day, len(dyad.acts),
        len(dyad.tellings), sum(dyad.stories.values()), wanted.make(dyad),
    )  # fmt: skip


def asked(db: Database, given: Given) -> Dyad:
    """The dyad that the address asks for; :class:`QueryError` where there is none."""
    wanted = given.filters(FILTERS)
    since, until = wanted.get("since"), wanted.get("until")
    return read_dyad(
        *parties(given), [db], statuses=wanted.get("status", HAPPENED),
        since=filters.day(since) if since else None,
        until=filters.day(until, end=True) if until else None, themes=wanted.get("context", ()),
    )  # fmt: skip


def parties(given: Given) -> tuple[str, str]:
    """The two parties, of the path or of ``dyad``."""
    if "a" in given.parts:
        return from_path(given.parts["a"]), from_path(given.parts["b"])
    both = [v.strip() for k, v in given.pairs if k == "dyad" and v.strip()]
    if len(both) != 2:
        raise QueryError("a pair has two parties", remedy="give dyad twice, such as KEN and TZA")
    return both[0], both[1]


def is_pair(a: str, b: str) -> bool:
    """Whether two parties can be studied: parts of names can't."""
    try:
        return len(pair_of(a, b).ways) == 2
    except QueryError:
        return False


def rows(wanted: Study, made: Sequence[Struct]) -> tuple[list[str], list[dict[str, Any]]]:
    """The names of columns and the rows, as a table has them; forecasts that could not be made are in none."""
    kept = table([m for m in made if isinstance(m, wanted.of)], wanted.of)
    return kept.column_names, kept.to_pylist()


def figure(db: Database, given: Given, wanted: Study) -> Figure:
    """The picture, with what it stands on above it."""
    made = found(db, given, wanted)
    a, b = (named(p) for p in made.pair)
    drawn = wanted.draw(made.items)
    drawn.suptitle(
        f"{a} and {b}: {wanted.title}\n{made.first_day} to {made.last_day}, {made.acts:,} acts",
        x=0.01, ha="left", fontsize=9,
    )  # fmt: skip
    return drawn
