"""What is in the database: over time, by type and quad, between whom, and what is new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from heapq import nsmallest
from typing import Any

from msgspec import Struct

from talion.formats.markup import Markup, el
from talion.store.database import Database, Status
from talion.store.filters import Filters
from talion.store.queries import EVENT_FILTERS
from talion.web.asked import Given
from talion.web.between import between_countries
from talion.web.charts.picture import Drawing, Key
from talion.web.forms import Form, form
from talion.web.names import named
from talion.web.pages.atlas import Atlas, drawn
from talion.web.pages.history import (
    QUADS,
    QUADS_DOWN,
    QUADS_UP,
    History,
    Side,
    Sides,
    by_month,
    first_day,
    history,
    within,
)

SHOWN_FILTERS = (
    "type",
    "quad",
    "status",
    "since",
    "until",
    "confidence",
    "place",
    "publisher",
    "text",
)
_PAIRS, _NEW = 15, 8
QUAD_KEYS = tuple(Key(f"q {q}", q.replace("-", " ")) for q in QUADS)
Row = dict[str, Any]


class TypeRow(Struct, frozen=True):
    """A type: how many events, their quad, mean intensity, and a bar of their share."""

    type: str
    quad: str
    events: int
    goldstein: float
    bar: Markup


class PairRow(Struct, frozen=True):
    """Two countries: acts of the first on the second, and back."""

    a: str
    b: str
    a_name: str
    b_name: str
    there: int
    back: int
    goldstein: float


class Overview(Struct, frozen=True):
    """What ``overview.html`` shows."""

    status: Status
    form: Form
    events: int
    history: History
    atlas: Atlas
    quads: list[tuple[str, int]]
    types: list[TypeRow]
    pairs: list[PairRow]
    new: list[dict[str, Any]]


def overview(db: Database, given: Given) -> Overview:
    """The first page."""
    filters = given.filters(EVENT_FILTERS)
    by_type = db.counts(["type", "quad"], **filters).to_pylist()
    between = between_countries(db, filters)
    where = db.counts("place_country", **filters).to_pylist()
    return Overview(
        status=db.status(),
        form=form(given, SHOWN_FILTERS),
        events=sum(r["events"] for r in by_type),
        history=_history(db, given, filters),
        atlas=drawn(db, given, filters, where, between),
        quads=[(q, sum(r["events"] for r in by_type if r["quad"] == q)) for q in QUADS],
        types=types(by_type),
        pairs=pairs(between),
        new=db.documents(order="-added", limit=_NEW, **filters).to_pylist(),
    )


def over_time(db: Database, given: Given) -> Drawing:
    """The chart of events over time alone."""
    filters = given.filters(EVENT_FILTERS)
    found = _history(db, given, filters)
    return Drawing(found.chart, f"Events {found.title}", QUAD_KEYS)


def types(counts: Sequence[Row]) -> list[TypeRow]:
    """Types, the most frequent first; a type's quad follows from it."""
    most = max((r["events"] for r in counts), default=1)
    ordered = sorted(counts, key=lambda r: (-r["events"], r["type"]))
    return [
        TypeRow(
            r["type"], r["quad"], r["events"], r["goldstein"], bar(r["events"] / most, r["quad"])
        )
        for r in ordered
    ]


def bar(share: float, cls: str) -> Markup:
    """A bar of a table."""
    rect = el("rect", width=f"{max(0.5, 100 * share):.1f}", height="8", cls=f"q {cls}")
    return el("svg", rect, viewBox="0 0 100 8", cls="share", preserveAspectRatio="none",
              aria_hidden="true")  # fmt: skip


def pairs(counts: Sequence[dict[str, Any]]) -> list[PairRow]:
    """The busiest two countries, in either direction; the one that acts more comes first."""
    held = {
        (r["actor_country"], r["recipient_country"]): r for r in counts
        if r["actor_country"] and r["recipient_country"] and r["actor_country"] != r["recipient_country"]
    }  # fmt: skip
    found = []
    for (a, b), there in held.items():
        back = held.get((b, a))
        if back is None or (-there["events"], a) < (-back["events"], b):
            found.append((-there["events"] - (back["events"] if back else 0), a, b))
    return [_pair(a, b, held[a, b], held.get((b, a))) for _, a, b in nsmallest(_PAIRS, found)]


def _pair(a: str, b: str, there: dict[str, Any], back: dict[str, Any] | None) -> PairRow:
    n = back["events"] if back else 0
    score = there["goldstein"] * there["events"] + (back["goldstein"] * n if back else 0.0)
    mean = score / (there["events"] + n)
    return PairRow(a, b, named(a), named(b), there["events"], n, mean)


def _history(db: Database, given: Given, filters: Filters) -> History:
    # days are counted far faster than months, whose names must be written for every event
    days = _sides(db.counts(["day", "quad"], **filters).to_pylist(), "day")

    def ask(bucket: str, since: date, until: date) -> Sides:
        if bucket == "day":
            return within(days, since, until)
        kept: Filters = {**filters, "since": since, "until": until}
        return _sides(db.counts([bucket, "quad"], **kept).to_pylist(), bucket)

    def address(since: str, until: str) -> str:
        return given.address("/events", since=since, until=until)

    up, down = Side("cooperation", QUADS_UP[::-1]), Side("conflict", QUADS_DOWN[::-1])
    return history(by_month(days), filters, up, down, ask, address)


def _sides(counts: Sequence[Row], bucket: str) -> Sides:
    found: list[dict[tuple[str, date], int]] = [{}, {}]
    for row in counts:
        held, key = found[row["quad"] in QUADS_DOWN], (row["quad"], first_day(row[bucket]))
        held[key] = held.get(key, 0) + row["events"]
    return found[0], found[1]
