"""Events in the columns of GDELT 2.0 (events and mentions), ICEWS and POLECAT, for what others' programs read.

Columns as in the GDELT 2.0 event codebook (2015), the ICEWS coded event data of the Harvard Dataverse, and the
POLECAT data of 2023. A cell of which a record knows nothing is empty. GDELT and ICEWS have one actor a side,
so an event of several has a row for each pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from hashlib import sha256
from itertools import product
from typing import Any

from talion.knowledge.entries import countries
from talion.ontology import plover

Row = dict[str, Any]
Cells = Iterable[object]
Side = tuple[str | None, str | None, str | None]
"""Name, country and sector of one party."""
_NOBODY: Side = (None, None, None)
_QUADS = {
    "verbal-cooperation": 1,
    "material-cooperation": 2,
    "verbal-conflict": 3,
    "material-conflict": 4,
}
_CITY, _COUNTRY = 4, 1
_WEB = 1

ICEWS_HEAD = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher",
    "City", "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip


def _polecat_side(side: str) -> list[str]:
    return [
        f"{side} Name", f"{side} Country", f"{side} COW", f"Primary {side} Sector", f"{side} Sectors",
        f"{side} Title", f"{side} Name Raw", f"Wikipedia {side} ID",
    ]  # fmt: skip


POLECAT_HEAD = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    *_polecat_side("Actor"), *_polecat_side("Recipient"), "Placename", "City", "District", "Province",
    "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type", "Source",
    "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip


def lines(name: str, rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a file of that format, from rows as ``Database.events`` has them, all with a day."""
    head, of_row = FORMATS[name]
    if head:
        yield _line(head)
    for row in rows:
        yield from (_line(cells) for cells in of_row(row))


def _gdelt(row: Row) -> Iterator[Cells]:
    """The 61 columns of GDELT 2.0's events."""
    day: date = row["day"]
    for number, actor, recipient in _pairs(row):
        yield [
            number, f"{day:%Y%m%d}", f"{day:%Y%m}", day.year,
            f"{day.year + (day.month * 30 + day.day) / 365:.4f}",
            *_gdelt_side(actor), *_gdelt_side(recipient), int(row["sentence"] == 0), *_codes(row),
            _QUADS[row["quad"]], row["goldstein"], row["tellings"], 1, 1, None,
            *[None] * 16, *_gdelt_place(row), _moment(row), row["document"],
        ]  # fmt: skip


def _mentions(row: Row) -> Iterator[Cells]:
    """The 16 columns of GDELT 2.0's mentions."""
    for number, _, _ in _pairs(row):
        yield [
            number, f"{row['day']:%Y%m%d}000000", _moment(row), _WEB, row["publisher"], row["document"],
            row["sentence"] + 1, -1, -1, row["trigger_start"], 1, round(10 * row["confidence"]) * 10,
            *[None] * 4,
        ]  # fmt: skip


def _icews(row: Row) -> Iterator[Cells]:
    for number, actor, recipient in _pairs(row):
        yield [
            number, row["day"], actor[0], actor[2], _country(actor[1]), row["type"], _codes(row)[0],
            row["goldstein"], recipient[0], recipient[2], _country(recipient[1]), row["document"],
            row["sentence"] + 1, row["publisher"], row["place_name"], None, None,
            _country(row["place_country"]), row["place_lat"], row["place_lon"],
        ]  # fmt: skip


def _polecat(row: Row) -> Iterator[Cells]:
    yield [
        f"{row['document']}#{row['id']}", row["day"], row["type"], row["mode"], row["goldstein"],
        row["quad"].replace("-", " ").upper(), _several(row["contexts"]), *_polecat_cells(row, "actor"),
        *_polecat_cells(row, "recipient"), row["place_name"], row["place_name"], None, None,
        row["place_country"], row["place_lat"], row["place_lon"], None, row["place_name"], None,
        row["publisher"], (row["published"] or "")[:10], *[None] * 3, "English", None,
    ]  # fmt: skip


FORMATS: dict[str, tuple[tuple[str, ...], Callable[[Row], Iterator[Cells]]]] = {
    "gdelt": ((), _gdelt),
    "gdelt-mentions": ((), _mentions),
    "icews": (ICEWS_HEAD, _icews),
    "polecat": (POLECAT_HEAD, _polecat),
}
"""The head of a file, which GDELT's have not, and what makes the cells of a row."""


def _pairs(row: Row) -> Iterator[tuple[int, Side, Side]]:
    """Each actor with each recipient, under a number of its own that is the same in every run."""
    sides = [_sides(row, "actor") or [_NOBODY], _sides(row, "recipient") or [_NOBODY]]
    for n, (actor, recipient) in enumerate(product(*sides)):
        known = f"{row['document']}\0{row['id']}\0{n}".encode("utf-8", "replace")
        yield int.from_bytes(sha256(known).digest()[:7]), actor, recipient


def _sides(row: Row, side: str) -> list[Side]:
    columns = (row[f"{side}_{what}"] for what in ("names", "countries", "sectors"))
    return list(zip(*columns, strict=True))


def _gdelt_side(side: Side) -> Cells:
    name, country, sector = side
    code = f"{country or ''}{sector or ''}"
    return [code, (name or "").upper(), country, None, None, None, None, sector, None, None]


def _codes(row: Row) -> tuple[str, str, str]:
    """The CAMEO code, and the base and the root code that it stands under."""
    code = row["cameo"] or plover().cameo(row["type"], row["mode"])
    return code, code[:3], code[:2]


def _gdelt_place(row: Row) -> Cells:
    """GDELT's own country codes (FIPS 10-4) are not known here, and left empty."""
    name, country = row["place_name"], row["place_country"]
    if name is None:
        return [0, *[None] * 7]
    kind = _COUNTRY if name == _country(country) else _CITY
    return [kind, name, None, None, None, row["place_lat"], row["place_lon"], None]


def _polecat_cells(row: Row, side: str) -> Cells:
    sides = _sides(row, side)
    names, codes, sectors = ([s[n] for s in sides] for n in range(3))
    first = next((s for s in sectors if s), None)
    return [
        _several(names), _several(codes), None, first, _several(sectors), None, _several(names), None,
    ]  # fmt: skip


def _several(values: Iterable[str | None]) -> str:
    return "; ".join(v or "" for v in values)


def _country(code: str | None) -> str | None:
    found = countries().get(code or "")
    return found.name if found else None


def _moment(row: Row) -> str:
    """When the story came out, as ``YYYYMMDDHHMMSS``; the event's day where that is not known."""
    told = row["published"] or row["day"].isoformat()
    digits = "".join(c for c in told[:19] if c.isdigit())
    return f"{digits:0<14}"


def _line(cells: Cells) -> str:
    return "\t".join("" if c is None else " ".join(str(c).split()) for c in cells) + "\n"
