"""What two parties did to one another, on one timeline, with what answers what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from msgspec import Struct

from talion.formats.index import counted
from talion.formats.markup import Markup
from talion.record import Status
from talion.store.database import Database
from talion.store.filters import Filters
from talion.store.queries import EVENT_FILTERS
from talion.web.asked import Given, address, event_address, from_path, pair_address
from talion.web.charts.picture import Drawing, Key
from talion.web.charts.scale import bulk
from talion.web.charts.timeline import HIGHEST, Act, Arc, columns, timeline
from talion.web.forms import Form, form
from talion.web.names import acts_on, is_country, named, short
from talion.web.pages.history import QUADS, Side, Sides, by_month, first_day, history, within
from talion.web.pages.overview import QUAD_KEYS
from talion.web.questions import QUESTIONS, asked
from talion.web.studies import FILTERS, LEAST, STUDIES, Study, is_pair

Row = dict[str, Any]
_FIELDS = ("type", "quad", "status", "since", "until", "confidence", "publisher", "place", "text")
_OF_LINKS = ("since", "until", "publisher", "confidence", "document")
_REAL: tuple[Status, ...] = ("happened", "ongoing")
_MOST_ACTS, _MOST_LINKS, _SIZE, _MOST_SIZE = 300, 300, 50, 500


class Direction(Struct, frozen=True):
    """Acts of one on the other: how many, by quad; how many answer one of the other's, whether there
    may be more, and how many of these are disputed.
    """

    actor: str
    recipient: str
    events: int
    quads: list[tuple[str, int]]
    answers: int
    more: bool
    disputed: int


class Figure(Struct, frozen=True):
    """A study of the pair: its picture, how that is read, and its rows."""

    study: Study
    svg: str
    png: str
    csv: str
    json: str


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
    pictures: tuple[str, str]
    figures: list[Figure]
    narrowed: bool


def pair(db: Database, given: Given) -> Pair:
    """The page of a pair."""
    found = _asked(db, given)
    a, b = found.a, found.b
    both = cast(Filters, {**found.filters, "dyad": (a, b)})
    size = given.number("limit", _SIZE, _MOST_SIZE)
    page = asked(db, QUESTIONS["events"], both, size, given.one("cursor"))
    dyad = [*(p for p in given.pairs if p[0] != "dyad"), ("dyad", a), ("dyad", b)]
    every = Given("/api/v1/events", {}, tuple(dyad), given.base)
    of_links = Given("", {}, tuple(p for p in dyad if p[0] in (*_OF_LINKS, "dyad")), given.base)
    chart, counted, notes = _chart(db, given, found)
    picture = f"/chart{given.path}"
    return Pair(
        a, b, named(a), named(b), pair_address(b, a, given.pairs), form(given, _FIELDS),
        chart, counted, notes, _directions(found), [k for _, k in found.links], page.rows, found.total,
        given.address(cursor=page.next) if page.next else None,
        every.address("/api/v1/events.csv", cursor=None), every.address(cursor=None),
        of_links.address("/api/v1/links.csv"), of_links.address("/api/v1/links"),
        (given.address(f"{picture}.svg", cursor=None), given.address(f"{picture}.png", cursor=None)),
        _figures(given, a, b) if found.total >= LEAST and is_pair(a, b) else [],
        any(name not in FILTERS for name in found.filters),
    )  # fmt: skip


def _figures(given: Given, a: str, b: str) -> list[Figure]:
    kept = [(k, v) for k, v in given.pairs if k in FILTERS and k != "dyad" and v.strip()]
    both = [*kept, ("dyad", a), ("dyad", b)]
    return [
        Figure(
            study, address(f"/chart{given.path}/{name}.svg", kept),
            address(f"/chart{given.path}/{name}.png", kept), address(f"/api/v1/{name}.csv", both),
            address(f"/api/v1/{name}", both),
        )
        for name, study in STUDIES.items()
    ]  # fmt: skip


def drawing(db: Database, given: Given) -> Drawing:
    """The timeline alone."""
    found = _asked(db, given)
    chart, counted, _ = _chart(db, given, found)
    keys = (
        QUAD_KEYS
        if counted
        else (*QUAD_KEYS, Key("q verbal-conflict unreal", "did not (yet) happen"))
    )
    return Drawing(chart, f"{named(found.a)} and {named(found.b)}", keys)


class _Asked(Struct, frozen=True):
    """What is known of a pair: counts each way by quad and day, and month; links that answer the first, or the
    second; and each act where they are few enough to be drawn, by whether the first did it.
    """

    a: str
    b: str
    filters: Filters
    days: Sides
    counts: Sides
    links: list[tuple[int, Row]]
    acts: list[tuple[bool, Row]] | None
    total: int


def _asked(db: Database, given: Given) -> _Asked:
    a, b = from_path(given.parts["a"]), from_path(given.parts["b"])
    filters = given.filters(EVENT_FILTERS)
    days = _counts(db, filters, (a, b), "day")
    counts = by_month(days)
    total = sum(sum(side.values()) for side in counts)
    acts = None
    if total <= 2 * _MOST_ACTS:
        both = cast(Filters, {**filters, "dyad": (a, b)})
        acts = [(acts_on(r, a, b), r) for r in db.events(**both).to_pylist()]
        total = len(acts)
    return _Asked(
        a, b, filters, days, counts, _links(db, given, filters, (a, b), acts), acts, total
    )


def _counts(db: Database, filters: Filters, parties: tuple[str, str], bucket: str) -> Sides:
    """Acts of each on the other; where both are countries one question answers for both."""
    a, b = parties
    if not (is_country(a) and is_country(b)):
        there = db.counts([bucket, "quad"], **_from(filters, a, b)).to_pylist()
        back = db.counts([bucket, "quad"], **_from(filters, b, a)).to_pylist()
        return _by_quad(there, bucket), _by_quad(back, bucket)
    sides = ["actor_country", "recipient_country"]
    rows = db.counts(
        [bucket, "quad", *sides], **cast(Filters, {**filters, "dyad": parties})
    ).to_pylist()
    there = [r for r in rows if (r["actor_country"], r["recipient_country"]) == (a, b)]
    back = [r for r in rows if (r["actor_country"], r["recipient_country"]) == (b, a)]
    return _by_quad(there, bucket), _by_quad(back, bucket)


def _by_quad(rows: Sequence[Row], bucket: str) -> dict[tuple[str, date], int]:
    return {(r["quad"], first_day(r[bucket])): r["events"] for r in rows}


def _links(
    db: Database,
    given: Given,
    filters: Filters,
    parties: tuple[str, str],
    acts: Sequence[tuple[bool, Row]] | None,
) -> list[tuple[int, Row]]:
    """Answers of each to the other, the disputed first, with whose they are: 0 the first's, 1 the second's.

    One end at least is an event asked for.
    """
    a, b = parties
    of_links = given.filters(EVENT_FILTERS, within=_OF_LINKS)
    found: dict[tuple[str, str], tuple[int, Row]] = {}
    for side, (actor, recipient) in enumerate(((a, b), (b, a))):
        ways = cast(Filters, {**of_links, "actor": actor, "recipient": recipient})
        for row in db.links(limit=_MOST_LINKS, **ways).to_pylist():
            found.setdefault((row["document"], row["id"]), (side, row))
    kept = list(found.values())
    if kept and any(name not in _OF_LINKS for name in filters):
        rows = [r for _, r in acts] if acts is not None else _told_in(db, filters, parties, kept)
        keys = {(r["document"], r["id"]) for r in rows}
        kept = [
            x
            for x in kept
            if keys & {(x[1]["document"], x[1][e]) for e in ("antecedent", "response")}
        ]
    return sorted(kept, key=lambda x: x[1]["status"] != "disputed")


def _told_in(
    db: Database, filters: Filters, parties: tuple[str, str], links: Sequence[tuple[int, Row]]
) -> list[Row]:
    """The events asked for in the documents of the links."""
    documents = sorted({k["document"] for _, k in links})
    wanted = cast(Filters, {**filters, "dyad": parties, "document": documents})
    found: list[Row] = db.events(**wanted).to_pylist()
    return found


def _directions(found: _Asked) -> tuple[Direction, Direction]:
    first, second = named(found.a), named(found.b)
    return _direction(found, 0, first, second), _direction(found, 1, second, first)


def _direction(found: _Asked, side: int, actor: str, recipient: str) -> Direction:
    held = found.counts[side]
    quads = [(q, sum(n for (quad, _), n in held.items() if quad == q)) for q in QUADS]
    answers = [k for s, k in found.links if s == side and k["antecedent"]]
    disputed = sum(k["status"] == "disputed" for k in answers)
    full = sum(s == side for s, _ in found.links) == _MOST_LINKS
    return Direction(actor, recipient, sum(held.values()), quads, len(answers), full, disputed)


def _from(filters: Filters, a: str, b: str) -> Filters:
    return cast(Filters, {**filters, "actor": a, "recipient": b})


def _chart(db: Database, given: Given, found: _Asked) -> tuple[Markup, bool, tuple[str, ...]]:
    """Each act where they can be told apart, else how many there are; with what is left out."""
    a, b = found.a, found.b
    above, below = (f"{named(x)} to {named(y)}" for x, y in ((a, b), (b, a)))
    if found.acts is not None:
        dated = _acts(found.acts)
        acts = _near(dated, found.filters)
        if acts and max(map(len, columns(acts).values())) <= HIGHEST:
            far, undated = len(dated) - len(acts), len(found.acts) - len(dated)
            said = ((undated, "without any date"), (far, "long before or after"))
            notes = tuple(f"{counted(n, 'event')} {why}" for n, why in said if n)
            return timeline(acts, _arcs([k for _, k in found.links]), above, below), False, notes

    def ask(bucket: str, since: date, until: date) -> Sides:
        if bucket == "day":
            return within(found.days, since, until)
        kept: Filters = {**found.filters, "since": since, "until": until}
        return _counts(db, kept, (a, b), bucket)

    def address(since: str, until: str) -> str:
        return given.address(since=since, until=until, cursor=None)

    up, down = Side(above, QUADS), Side(below, QUADS)
    drawn = history(found.counts, found.filters, up, down, ask, address)
    return drawn.chart, True, drawn.left_out


def _acts(acts: Sequence[tuple[bool, Row]]) -> list[Act]:
    """Acts with a day; one of both on both is drawn once, above."""
    return [
        Act(
            (r["document"], r["id"]), r["day"], up, abs(r["goldstein"]), r["quad"],
            r["status"] in _REAL, label(r), event_address(r["document"], r["id"]),
        )
        for up, r in acts if r["day"] is not None
    ]  # fmt: skip


def _near(acts: list[Act], filters: Filters) -> list[Act]:
    """Those that lie where nearly all do, unless times are asked for."""
    if not acts or filters.get("since") or filters.get("until"):
        return acts
    first, last = bulk(sorted(Counter(a.day for a in acts).items()))
    return [a for a in acts if first <= a.day <= last]


def label(row: Row) -> str:
    """An event on one line."""
    return f"{row['day'] or 'not dated'} {short(row)}, {row['status']}, “{row['trigger']}”"


def _arcs(links: Sequence[Row]) -> list[Arc]:
    return [
        Arc(
            (k["document"], k["antecedent"]), (k["document"], k["response"]),
            k["status"] == "disputed",
            f"{k['kind']}, {k['status']}: “{k['response_words']}” in answer to “{k['antecedent_words']}”",
        )
        for k in links if k["antecedent"] and k["response"]
    ]  # fmt: skip
