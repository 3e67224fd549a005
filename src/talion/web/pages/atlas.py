"""The map of the world: where events happened, and who acts on whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from talion.formats.index import counted
from talion.store.database import Database
from talion.store.filters import Filters
from talion.store.queries import EVENT_FILTERS
from talion.web.asked import Given, pair_address
from talion.web.between import between_countries
from talion.web.charts.picture import Drawing, Key
from talion.web.charts.worldmap import Flow, Land, Spot, missing, worldmap
from talion.web.forms import Form, form
from talion.web.names import named

Row = dict[str, Any]
FIELDS = (
    "type",
    "quad",
    "status",
    "actor",
    "recipient",
    "since",
    "until",
    "confidence",
    "publisher",
    "text",
)
_FLOWS, _MOST_FLOWS, _MOST_SPOTS, _ROWS = 25, 60, 2_000, 60
SHOWN = ("both", "where", "whom")
_FLOW_KEYS = (
    Key("q material-conflict", "hostile on the whole"),
    Key("q material-cooperation", "friendly"),
)
_SPOT_KEYS = (Key("spot", "a place"),)


class Atlas(Struct, frozen=True):
    """A map, what it leaves out, and the counts that it shows, the largest first."""

    drawing: Drawing
    left_out: tuple[str, ...]
    lands: list[Land]
    flows: list[Flow]


class AtlasPage(Struct, frozen=True):
    """What ``atlas.html`` shows."""

    form: Form
    atlas: Atlas
    shown: str
    choices: list[tuple[str, str, str]]
    pictures: tuple[str, str]
    csv: str
    json: str
    flows_csv: str
    flows_json: str


def atlas_page(db: Database, given: Given) -> AtlasPage:
    """The page of the map."""
    names = (("both", "both"), ("where", "where events happened"), ("whom", "who acts on whom"))
    by = "&by=recipient_country"
    return AtlasPage(
        form(given, FIELDS), atlas(db, given, _MOST_FLOWS), _shown(given),
        [(n, means, given.address(show=n if n != "both" else None)) for n, means in names],
        (given.address("/chart/map.svg"), given.address("/chart/map.png")),
        given.address("/api/v1/counts.csv", by="place_country", show=None),
        given.address("/api/v1/counts", by="place_country", show=None),
        given.address("/api/v1/counts.csv", by="actor_country", show=None) + by,
        given.address("/api/v1/counts", by="actor_country", show=None) + by,
    )  # fmt: skip


def drawing(db: Database, given: Given) -> Drawing:
    """The map alone."""
    return atlas(db, given, _MOST_FLOWS).drawing


def atlas(db: Database, given: Given, most: int = _FLOWS) -> Atlas:
    """The map that the address asks for; without ``show`` it has both layers."""
    filters, shown = given.filters(EVENT_FILTERS), _shown(given)
    where = db.counts("place_country", **filters).to_pylist() if shown != "whom" else []
    whom = between_countries(db, filters) if shown != "where" else []
    return drawn(db, given, filters, where, whom, most)


def drawn(
    db: Database,
    given: Given,
    filters: Filters,
    where: Sequence[Row],
    whom: Sequence[Row],
    most: int = _FLOWS,
) -> Atlas:
    """The map of counts by ``place_country`` and by both parties' countries."""
    lands = sorted(
        (_land(given, r) for r in where if r["place_country"]), key=lambda x: (-x.number, x.code)
    )
    ways = sorted((r for r in whom if _between(r)), key=_largest)
    flows = [_flow(given, r) for r in ways[:most]]
    title = " and ".join(
        (["Where events happened"] if where else []) + (["who acts on whom"] if whom else [])
    ) or "No events"  # fmt: skip
    spots = _spots(db, given, filters, where)
    chart = worldmap(lands, flows, spots, title[0].upper() + title[1:])
    keys = (*_shades(lands), *(_SPOT_KEYS if spots else ()), *(_FLOW_KEYS if flows else ()))
    return Atlas(
        Drawing(chart, title[0].upper() + title[1:], keys),
        _left_out(where, whom, len(ways) - len(flows)), lands, flows,
    )  # fmt: skip


def _shown(given: Given) -> str:
    found = given.one("show")
    return found if found in SHOWN else "both"


def _land(given: Given, row: Row) -> Land:
    code, number = row["place_country"], row["events"]
    label = f"{named(code)}: {counted(number, 'event')}, mean {row['goldstein']:+.1f}"
    return Land(code, number, label, given.address("/events", place=code, show=None))


def _between(row: Row) -> bool:
    a, b = row["actor_country"], row["recipient_country"]
    return bool(a and b and a != b)


def _largest(row: Row) -> tuple[int, str, str]:
    return -row["events"], row["actor_country"], row["recipient_country"]


def _flow(given: Given, row: Row) -> Flow:
    a, b, number = row["actor_country"], row["recipient_country"], row["events"]
    label = f"{named(a)} on {named(b)}: {counted(number, 'event')}, mean {row['goldstein']:+.1f}"
    kept = [p for p in given.pairs if p[0] not in ("actor", "recipient", "show")]
    return Flow(a, b, number, row["goldstein"] < 0, label, pair_address(a, b, kept))


def _spots(db: Database, given: Given, filters: Filters, where: Sequence[Row]) -> list[Spot]:
    """The places themselves, where they are few enough to be read one by one."""
    if not where or sum(r["events"] for r in where) > _MOST_SPOTS:
        return []
    held: dict[tuple[str, float, float], int] = {}
    for row in db.events(**filters).to_pylist():
        if row["place_lat"] is not None and row["place_lon"] is not None:
            key = (row["place_name"], row["place_lat"], row["place_lon"])
            held[key] = held.get(key, 0) + 1
    return [
        Spot(lat, lon, number, f"{name}: {counted(number, 'event')}",
             given.address("/events", place=name, show=None))
        for (name, lat, lon), number in sorted(held.items(), key=lambda x: (-x[1], x[0]))
    ]  # fmt: skip


def _shades(lands: Sequence[Land]) -> tuple[Key, ...]:
    """The legend of the shades: how many events the faintest and the darkest stand for."""
    if not lands:
        return ()
    return (Key("land n1", f"from {lands[-1].number:,}"), Key("land n3", "…"),
            Key("land n5", f"to {lands[0].number:,} events in a country"))  # fmt: skip


def _left_out(where: Sequence[Row], whom: Sequence[Row], fewer: int) -> tuple[str, ...]:
    """What the map does not show, and why."""
    nowhere = sum(r["events"] for r in where if not r["place_country"])
    gone = missing([r["place_country"] for r in where if r["place_country"]])
    within = sum(
        r["events"]
        for r in whom
        if r["actor_country"] and r["actor_country"] == r["recipient_country"]
    )
    said = [
        f"{counted(nowhere, 'event')} without a country" if nowhere else "",
        f"too small to draw: {', '.join(gone)}" if gone else "",
        f"{counted(within, 'act')} within one country" if within else "",
        f"{counted(fewer, 'direction')} with fewer acts" if fewer else "",
    ]  # fmt: skip
    return tuple(s for s in said if s)
