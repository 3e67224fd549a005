"""What two parties did to one another, on one timeline, with what answers what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from msgspec import Struct

from talion.formats.markup import Markup
from talion.record import Status
from talion.store.database import Database
from talion.store.filters import Filters
from talion.store.queries import EVENT_FILTERS
from talion.web.asked import Given, event_address, from_path, pair_address
from talion.web.charts.timeline import HIGHEST, Act, Arc, columns, timeline
from talion.web.forms import Form, form
from talion.web.pages.history import QUADS, Side, history
from talion.web.pages.overview import named
from talion.web.questions import QUESTIONS, asked

Row = dict[str, Any]
_FIELDS = ("type", "quad", "status", "since", "until", "confidence", "publisher", "place", "text")
_OF_LINKS = ("since", "until", "publisher", "confidence", "document")
_REAL: tuple[Status, ...] = ("happened", "ongoing")
_MOST_ACTS, _MOST_LINKS, _SIZE, _MOST_SIZE = 300, 300, 50, 500


class Direction(Struct, frozen=True):
    """Acts of one on the other: how many, by quad; how many answer one of the other's, and of these disputed."""

    actor: str
    recipient: str
    events: int
    quads: list[tuple[str, int]]
    answers: int
    disputed: int


class Pair(Struct, frozen=True):
    """What ``pair.html`` shows; ``counted`` when there are too many events to draw each."""

    a: str
    b: str
    a_name: str
    b_name: str
    turned: str
    form: Form
    chart: Markup
    counted: bool
    notes: tuple[str, ...]
    directions: tuple[Direction, Direction]
    links: list[Row]
    rows: list[Row]
    total: int
    next: str | None
    csv: str
    json: str
    links_csv: str
    links_json: str


def pair(db: Database, given: Given) -> Pair:
    """The page of a pair."""
    a, b = from_path(given.parts["a"]), from_path(given.parts["b"])
    filters = given.filters(EVENT_FILTERS)
    links = _links(db, given, filters, a, b)
    there = _direction(db, filters, a, b, links)
    back = _direction(db, filters, b, a, links)
    chart, whole, notes = _chart(db, given, filters, (a, b), there.events + back.events, links)
    both = cast(Filters, {**filters, "dyad": (a, b)})
    size = given.number("limit", _SIZE, _MOST_SIZE)
    found = asked(db, QUESTIONS["events"], both, size, given.one("cursor"))
    dyad = [*(p for p in given.pairs if p[0] != "dyad"), ("dyad", a), ("dyad", b)]
    every = Given("/api/v1/events", {}, tuple(dyad), given.base)
    of_links = Given("", {}, tuple(p for p in dyad if p[0] in (*_OF_LINKS, "dyad")), given.base)
    return Pair(
        a, b, named(a), named(b), pair_address(b, a, given.pairs), form(given, _FIELDS),
        chart, not whole, notes, (there, back), links, found.rows, db.event_count(**both),
        given.address(cursor=found.next) if found.next else None,
        every.address("/api/v1/events.csv", cursor=None), every.address(cursor=None),
        of_links.address("/api/v1/links.csv"), of_links.address("/api/v1/links"),
    )  # fmt: skip


def _links(db: Database, given: Given, filters: Filters, a: str, b: str) -> list[Row]:
    """Answers that one gave the other, the disputed first; one end at least is an event asked for."""
    of_links = given.filters(EVENT_FILTERS, within=_OF_LINKS)
    of_links["dyad"] = (a, b)
    found: list[Row] = db.links(limit=_MOST_LINKS, **of_links).to_pylist()
    if any(name not in _OF_LINKS for name in filters):
        acts: dict[str, Any] = {**filters, "dyad": (a, b), "document": _documents(found)}
        keys = {(e["document"], e["id"]) for e in db.events(**acts).to_pylist()}
        found = [k for k in found if keys & {(k["document"], k[x]) for x in ("antecedent", "response")}]
    return sorted(found, key=lambda r: r["status"] != "disputed")


def _documents(rows: Sequence[Row]) -> list[str]:
    """The stories of the rows; a name that none has where there are no rows, for no filter is all."""
    return sorted({r["document"] for r in rows}) or [""]


def _direction(
    db: Database, filters: Filters, a: str, b: str, links: Sequence[Row]
) -> Direction:
    counts = db.counts("quad", **_from(filters, a, b)).to_pylist()
    held = {r["quad"]: r["events"] for r in counts}
    ours = {(r["document"], r["id"]) for r in db.links(**_by(a, b, links)).to_pylist()}
    answers = [k for k in links if (k["document"], k["id"]) in ours and k["antecedent"]]
    disputed = sum(k["status"] == "disputed" for k in answers)
    quads = [(q, held.get(q, 0)) for q in QUADS]
    return Direction(named(a), named(b), sum(held.values()), quads, len(answers), disputed)


def _by(a: str, b: str, links: Sequence[Row]) -> Filters:
    return {"actor": a, "recipient": b, "document": _documents(links)}


def _from(filters: Filters, a: str, b: str) -> Filters:
    return cast(Filters, {**filters, "actor": a, "recipient": b})


def _chart(
    db: Database,
    given: Given,
    filters: Filters,
    parties: tuple[str, str],
    total: int,
    links: Sequence[Row],
) -> tuple[Markup, bool, tuple[str, ...]]:
    """Each act where they can be told apart, else how many there are; with what is left out."""
    a, b = parties
    above, below = (f"{named(x)} to {named(y)}" for x, y in ((a, b), (b, a)))
    if total <= 2 * _MOST_ACTS:
        up = db.events(**_from(filters, a, b)).to_pylist()
        down = db.events(**_from(filters, b, a)).to_pylist()
        acts = [*_acts(up, up=True), *_acts(_without(down, up), up=False)]
        if acts and max(map(len, columns(acts).values())) <= HIGHEST:
            undated = len(up) + len(_without(down, up)) - len(acts)
            notes = (f"{undated} without any date",) if undated else ()
            return timeline(acts, _arcs(links), above, below), True, notes
    sides = Side(above, QUADS, _from({}, a, b)), Side(below, QUADS, _from({}, b, a))

    def address(since: str, until: str) -> str:
        return given.address(since=since, until=until, cursor=None)

    found = history(db, filters, *sides, address)
    return found.chart, False, found.left_out


def _without(rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """An act of both on both is drawn once, above."""
    held = {(r["document"], r["id"]) for r in others}
    return [r for r in rows if (r["document"], r["id"]) not in held]


def _acts(rows: Sequence[Row], *, up: bool) -> list[Act]:
    return [
        Act(
            (r["document"], r["id"]), r["day"], up, abs(r["goldstein"]), r["quad"],
            r["status"] in _REAL, label(r), event_address(r["document"], r["id"]),
        )
        for r in rows if r["day"] is not None
    ]  # fmt: skip


def label(row: Row) -> str:
    """An event on one line."""
    kind = "/".join(x for x in (row["type"], row["mode"]) if x)
    sides = " → ".join(", ".join(n or "–" for n in names) or "–"
                       for names in (row["actor_names"], row["recipient_names"]))  # fmt: skip
    return f"{row['day'] or 'not dated'} {kind}, {row['status']}: {sides}, “{row['trigger']}”"


def _arcs(links: Sequence[Row]) -> list[Arc]:
    return [
        Arc(
            (k["document"], k["antecedent"]), (k["document"], k["response"]),
            k["status"] == "disputed",
            f"{k['kind']}, {k['status']}: “{k['response_words']}” in answer to “{k['antecedent_words']}”",
        )
        for k in links if k["antecedent"] and k["response"]
    ]  # fmt: skip
