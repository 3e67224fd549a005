"""Rows of event files (GDELT, ICEWS, POLECAT) as records without a text, so that a database can hold them.

One row is one record: its id is the format's name and the row's own id, its text is empty, and its one event has
happened. How sure a row is is not known, so its confidence is 0. A row without a day or a PLOVER type is left out.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from itertools import chain
from pathlib import Path

from msgspec import Struct

from talion.dyads.sources import gdelt, icews, polecat, rows
from talion.dyads.sources.cameo import from_cameo
from talion.errors import IntakeError
from talion.knowledge.dictionaries import read_code
from talion.ontology import plover
from talion.record import Actor, Document, Event, Place, Record, Time

Side = tuple[str | None, str | None, str | None]
"""Name, country and sector of one party."""
_NOWHERE = (0, 0)
_EMPTY = sha256(b"").hexdigest()


class Row(Struct, frozen=True, kw_only=True):
    """What a row of any of the formats says; ``id`` is unique among all formats."""

    id: str
    day: date | None
    type: str | None
    mode: str | None
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    goldstein: float | None
    actors: tuple[Side, ...]
    recipients: tuple[Side, ...]
    place: str | None
    place_country: str | None
    lat: float | None
    lon: float | None
    publisher: str | None
    url: str | None = None
    published: date | None = None


def read_events(path: Path, left_out: Counter[str]) -> Iterator[Record]:
    """The records of a file's rows; what has none is counted by its reason.

    :class:`IntakeError` when the file can't be read, or is of none of the formats.
    """
    with rows.opened(path) as lines:
        start = lines.readline()
        for row in _rows(start, chain([start], lines), str(path), left_out):
            reason = _reason(row)
            if reason:
                left_out[reason] += 1
            else:
                yield record(row)


def record(row: Row) -> Record:
    """The record of a row that has a day and a type."""
    assert row.day is not None
    assert row.type is not None
    sides = [*row.actors, *row.recipients]
    names = [f"a{n}" for n, _ in enumerate(sides, 1)]
    kind = plover().types[row.type]
    default = kind.modes[row.mode].goldstein if row.mode else kind.goldstein
    published = row.published or row.day
    return Record(
        document=Document(
            id=row.id, text="", sha256=_EMPTY, published=published.isoformat(),
            publisher=row.publisher, url=row.url,
        ),
        sentences=(),
        actors=tuple(_actor(id, side) for id, side in zip(names, sides, strict=True)),
        events=(
            Event(
                id="e1", type=row.type, mode=row.mode, contexts=row.contexts, quad=kind.quad,
                cameo=row.cameo or plover().cameo(row.type, row.mode),
                goldstein=default if row.goldstein is None else row.goldstein,
                actors=tuple(names[: len(row.actors)]), recipients=tuple(names[len(row.actors) :]),
                status="happened", time="t1", place="p1" if row.place else None,
                trigger=_NOWHERE, sentence=0, confidence=0.0,
            ),
        ),
        places=(
            Place(id="p1", span=_NOWHERE, name=row.place, country=row.place_country, lat=row.lat,
                  lon=row.lon, kind="place"),
        ) if row.place else (),
        times=(
            Time(id="t1", span=_NOWHERE, start=row.day.isoformat(),
                 end=(row.day + timedelta(1)).isoformat(), text=""),
        ),
    )  # fmt: skip


def _actor(id: str, side: Side) -> Actor:
    name, country, sector = side
    kind = "state" if country and sector in (None, "GOV") else "organization"
    shown = name or "/".join(x for x in (country, sector) if x)
    return Actor(id=id, name=shown, kind=kind, country=country, sector=sector, mentions=())  # type: ignore[arg-type]


def _reason(row: Row) -> str | None:
    if row.day is None:
        return "no day"
    return None if row.type in plover().types else "no PLOVER type"


def _rows(start: str, lines: Iterable[str], where: str, left_out: Counter[str]) -> Iterator[Row]:
    if gdelt.is_gdelt(start):
        return _gdelt_rows(lines, left_out)
    if icews.is_icews(start):
        return map(
            _icews, csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
        )
    if polecat.is_polecat(start):
        return map(_polecat, polecat.rows_of(lines))
    raise IntakeError(
        "is no event file that is known",
        where=where,
        remedy="give a file of GDELT 1.0 or 2.0, ICEWS or POLECAT, plain, gzipped or zipped",
    )


def _gdelt_rows(lines: Iterable[str], left_out: Counter[str]) -> Iterator[Row]:
    for line in lines:
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) in gdelt.WIDTHS:
            yield _gdelt(cells)
        else:
            left_out["broken row"] += 1


def _gdelt(cells: Sequence[str]) -> Row:
    type_, mode = from_cameo(cells[26]) or (None, None)
    where = (
        51 if len(cells) == 61 else 49
    )  # ActionGeo_Type; GDELT 1.0 has no second level of places
    lat, lon = (cells[where + 5], cells[where + 6]) if where == 51 else (cells[53], cells[54])
    story, added = gdelt.story(cells)
    return Row(
        id=f"gdelt:{cells[0]}", day=rows.day_of(cells[1]), type=type_, mode=mode, cameo=cells[26],
        goldstein=rows.number(cells[30]), actors=_cameo_side(cells[6], cells[7], cells[12]),
        recipients=_cameo_side(cells[16], cells[17], cells[22]), place=cells[where + 1] or None,
        place_country=None, lat=rows.number(lat), lon=rows.number(lon), url=story,
        publisher=gdelt.publisher(story) if story else None, published=added,
    )  # fmt: skip


def _cameo_side(name: str, code: str, sector: str) -> tuple[Side, ...]:
    found = read_code(code).country if code else None
    known = sector if sector in plover().sectors else None
    side = (name or None, rows.country(found) if found else None, known)
    return (side,) if any(side) else ()


def _icews(row: dict[str, str]) -> Row:
    type_, mode = from_cameo(row["CAMEO Code"]) or (None, None)
    sides = [
        (row.get(f"{s} Name") or None, rows.country(row[f"{s} Country"]), _sector(row.get(f"{s} Sectors", "")))
        for s in ("Source", "Target")
    ]  # fmt: skip
    actor, recipient = (((side,) if any(side) else ()) for side in sides)
    return Row(
        id=f"icews:{row.get('Event ID') or _digest(row)}", day=rows.day_of(row["Event Date"]),
        type=type_, mode=mode, cameo=row["CAMEO Code"], goldstein=rows.number(row.get("Intensity", "")),
        actors=actor, recipients=recipient, place=row.get("City") or row.get("Province") or None,
        place_country=rows.country(row.get("Country", "")), lat=rows.number(row.get("Latitude", "")),
        lon=rows.number(row.get("Longitude", "")), publisher=row.get("Publisher") or None,
        url=row.get("Story ID") or None,
    )  # fmt: skip


def _polecat(row: dict[str, str]) -> Row:
    type_ = row["Event Type"].strip().upper()
    place = row.get("Placename") or row.get("City") or None
    return Row(
        id=f"polecat:{row.get('Event ID') or _digest(row)}", day=rows.day_of(row["Event Date"]),
        type=type_, mode=polecat.mode(type_, row.get("Event Mode", "")),
        contexts=polecat.contexts(row.get("Contexts", "")),
        goldstein=rows.number(row.get("Intensity", "")), actors=_named(row, "Actor"),
        recipients=_named(row, "Recipient"), place=place,
        place_country=rows.country(row.get("Country", "")), lat=rows.number(row.get("Latitude", "")),
        lon=rows.number(row.get("Longitude", "")), publisher=row.get("Source") or None,
        published=rows.day_of(row.get("Publication Date", "")),
    )  # fmt: skip


def _named(row: dict[str, str], side: str) -> tuple[Side, ...]:
    """The parties of one side; names and sectors stand with their countries where there are as many."""
    codes = _split(row[f"{side} Country"])
    names, sectors = _split(row.get(f"{side} Name", "")), _split(row.get(f"{side} Sectors", ""))
    primary = _sector(row.get(f"Primary {side} Sector", ""))
    many = max(len(codes), len(names)) if len(codes) == len(names) else max(1, len(codes))
    found = [
        (
            names[n] if len(names) == many else (names[0] if names and many == 1 else None),
            rows.country(codes[n]) if n < len(codes) else None,
            _sector(sectors[n]) if len(sectors) == many else primary,
        )
        for n in range(many)
    ]
    return tuple(
        (name or None, code, sector) for name, code, sector in found if name or code or sector
    )


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";")] if cell.strip() else []


def _sector(cell: str) -> str | None:
    known = (s.strip().upper() for s in cell.split(","))
    return next((s for s in known if s in plover().sectors), None)


def _digest(row: dict[str, str]) -> str:
    return sha256("\t".join(row.values()).encode("utf-8", "replace")).hexdigest()[:16]
