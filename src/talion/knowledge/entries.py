"""The types of what is known about actors, and the reading of the data files into them.

The tables lie in ``knowledge/data/*.tsv``; each one's head says its origin, licence and version.
Blank cells are unknown, a cell of several values parts them with ``;``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Literal

import msgspec

from talion.errors import KnowledgeError
from talion.record import ActorKind

EntryRole = Literal[
    "country",
    "adjective",
    "people",
    "organization",
    "seat",
    "capital",
    "person",
    "region",
    "state",
    "city",
]
KIND_OF_ROLE: dict[str, ActorKind] = {
    "country": "state",
    "adjective": "state",
    "people": "group",
    "organization": "organization",
    "seat": "organization",
    "capital": "place",
    "person": "person",
    "region": "place",
    "state": "place",
    "city": "place",
}
SECTORS = frozenset(
    [
        "AGR",
        "BUS",
        "COP",
        "CRM",
        "CVL",
        "EDU",
        "ELI",
        "GOV",
        "IGO",
        "JRN",
        "JUD",
        "LAB",
        "LEG",
        "MED",
        "MIL",
        "NGO",
        "OPP",
        "PRE",
        "PRM",
        "PTY",
        "REB",
        "REF",
        "REL",
        "SOC",
        "SPY",
        "UAF",
        "UNK",
    ]
)
INTERNATIONAL = frozenset(["EUR", "IGO", "IMG", "ISM", "MNC", "NGO", "UNO"])
ORGANIZATION_TABLES = (
    "international.tsv",
    "agencies.tsv",
    "armed_groups.tsv",
    "parties.tsv",
    "companies.tsv",
    "media.tsv",
    "peoples.tsv",
    "subnational.tsv",
    "namesakes.tsv",
)


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name that stands for an actor, or points at one (an adjective, a capital, a seat).

    ``country`` is ISO 3166-1 alpha-3; ``international`` the code that stands in its place for
    bodies of no one country; both are ``None`` where neither applies. ``homes`` are the countries of a
    people that lives in several, the likeliest first. ``start`` and ``end`` bound,
    for a person, the time in ``office``, else the time in which the name has this meaning: ISO
    dates, or a year or month alone. ``surname`` is the name by which a person is met again.
    ``origin`` names the file it was read from.
    """

    name: str
    kind: ActorKind
    role: EntryRole
    country: str | None = None
    homes: tuple[str, ...] = ()
    international: str | None = None
    sector: str | None = None
    aliases: tuple[str, ...] = ()
    office: str | None = None
    surname: str | None = None
    start: str | None = None
    end: str | None = None
    origin: str = ""

    def holds(self, date: str) -> bool:
        """Whether ``date`` (ISO) lies within ``start`` and ``end``, each compared as exactly as it
        is given.

        >>> term = Entry(name="A", kind="person", role="person", start="1999", end="2001-05")
        >>> term.holds("2001-05-20"), term.holds("2001-06-01")
        (True, False)
        """
        return not self.after(date) and not self.before(date)

    def before(self, date: str) -> bool:
        """Whether ``date`` lies before ``start``."""
        return self.start is not None and date[: len(self.start)] < self.start[: len(date)]

    def after(self, date: str) -> bool:
        """Whether ``date`` lies after ``end``."""
        return self.end is not None and date[: len(self.end)] > self.end[: len(date)]


class Country(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A country and the words for it; the first of each is the usual one.

    ``seats`` stand for the government; ``Pentagon=MIL`` gives another PLOVER sector than GOV.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    @property
    def adjective(self) -> str | None:
        """The usual adjective; ``None`` for the few places without one."""
        return self.adjectives[0] if self.adjectives else None

    @property
    def capital(self) -> str | None:
        """The seat of government; ``None`` where it is named like the country, or there is none."""
        return self.capitals[0] if self.capitals else None


class Role(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a common noun says of an actor: its PLOVER sector and its kind.

    ``political`` is whether the noun alone shows somebody acting in politics, office or violence (a
    minister, a protester, a gunman), as against one whom only the act can make an actor (a doctor).
    ``plurals`` are forms that adding ``s`` does not give.
    """

    noun: str
    sector: str | None = None
    kind: ActorKind = "person"
    political: bool = False
    plurals: tuple[str, ...] = ()


Row = tuple[str, dict[str, str]]


def rows(file: str) -> Iterator[Row]:
    """The rows of a table of the package: ``file:line`` and the cells by column.

    :class:`KnowledgeError` when a row has not as many cells as the head.
    """
    text = (resources.files("talion.knowledge") / "data" / file).read_text(encoding="utf-8")
    head: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line[0] == "#":
            continue
        cells = line.split("\t")
        if not head:
            head = cells
        elif len(cells) != len(head):
            raise KnowledgeError(
                f"{len(cells)} cells where the head has {len(head)}",
                where=f"{file}:{number}",
                remedy="part the cells with single tabs",
            )
        else:
            yield f"{file}:{number}", dict(zip(head, cells, strict=True))


def values(cell: str) -> tuple[str, ...]:
    """The values of a cell that may hold several.

    >>> values("Kiev;Kyiv"), values("")
    (('Kiev', 'Kyiv'), ())
    """
    return tuple(cell.split(";")) if cell else ()


@functools.cache
def countries() -> dict[str, Country]:
    """The countries of the package by alpha-3 code."""
    return {country.code: country for country in map(_country, rows("countries.tsv"))}


def _country(row: Row) -> Country:
    _, cells = row
    lists = {key: values(cell) for key, cell in cells.items() if key not in ("code", "name")}
    return msgspec.convert({**cells, **lists}, Country)


def country_entries(country: Country, origin: str = "countries.tsv") -> Iterator[Entry]:
    """The names of a country: itself, adjective, people, capitals, seats, regions."""

    def entry(role: EntryRole, name: str, aliases: tuple[str, ...], sector: str | None) -> Entry:
        return Entry(
            name=name,
            kind=KIND_OF_ROLE[role],
            role=role,
            country=country.code,
            sector=sector,
            aliases=aliases,
            origin=origin,
        )

    yield entry("country", country.name, country.aliases, None)
    if country.adjectives:
        yield entry("adjective", country.name, country.adjectives, None)
    people = tuple(word for word in country.people if word not in country.adjectives)
    if people:
        yield entry("people", people[0], people[1:], None)
    for capital in country.capitals:
        yield entry("capital", capital, (), None)
    for seat in country.seats:
        name, _, sector = seat.partition("=")
        yield entry("seat", name, (), sector or "GOV")
    for region in country.regions:
        yield entry("region", region, (), None)


def former_country_entries() -> Iterator[Entry]:
    """The names of states that are no more, under the code of their successor."""
    for origin, cells in rows("former_countries.tsv"):
        lists = {key: values(cells[key]) for key in ("aliases", "adjectives", "people", "capitals")}
        country = Country(code=cells["code"], name=cells["name"], **lists)
        for entry in country_entries(country, origin):
            yield msgspec.structs.replace(
                entry, start=cells["start"] or None, end=cells["end"] or None
            )


def organization_entries(file: str) -> Iterator[Entry]:
    """The entries of one of :data:`ORGANIZATION_TABLES`."""
    for origin, cells in rows(file):
        role: EntryRole = cells["role"] or "organization"  # type: ignore[assignment]
        yield Entry(
            name=cells["name"],
            kind=KIND_OF_ROLE[role],
            role=role,
            country=cells["country"] or None,
            homes=values(cells.get("homes", "")),
            international=cells["international"] or None,
            sector=cells["sector"] or None,
            aliases=values(cells["aliases"]),
            start=cells["start"] or None,
            end=cells["end"] or None,
            origin=origin,
        )


def leader_entries() -> Iterator[Entry]:
    """The time in office of every leader of ``leaders.tsv``, one entry a term."""
    for origin, cells in rows("leaders.tsv"):
        yield Entry(
            name=cells["name"],
            kind="person",
            role="person",
            country=cells["country"] or None,
            international=cells["international"] or None,
            sector=cells["sector"] or None,
            aliases=values(cells["aliases"]),
            office=cells["office"] or None,
            surname=cells["surname"] or None,
            start=cells["start"] or None,
            end=cells["end"] or None,
            origin=origin,
        )


def package_roles() -> Iterator[Role]:
    """The nouns of ``roles.tsv``."""
    for _, cells in rows("roles.tsv"):
        yield Role(
            noun=cells["noun"],
            sector=cells["sector"] or None,
            kind=cells["kind"],  # type: ignore[arg-type]
            political=cells["political"] == "yes",
            plurals=values(cells["plurals"]),
        )


def package_entries() -> Iterator[Entry]:
    """Every entry of the package's own tables."""
    for country in countries().values():
        yield from country_entries(country)
    yield from former_country_entries()
    for file in ORGANIZATION_TABLES:
        yield from organization_entries(file)
    yield from leader_entries()


def phrases() -> Iterator[str]:
    """Names that hold an actor's name and are none (``phrases.tsv``)."""
    return (cells["name"] for _, cells in rows("phrases.tsv"))


def problems(entry: Entry, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with an entry: the field and why; nothing when all is well. ``codes``: the
    countries."""
    if not entry.name.strip():
        yield "name", "is empty"
    if entry.country is not None and entry.country not in codes:
        yield "country", f"{entry.country!r} is no ISO 3166-1 alpha-3 code"
    for home in entry.homes:
        if home not in codes:
            yield "homes", f"{home!r} is no ISO 3166-1 alpha-3 code"
    if entry.sector is not None and entry.sector not in SECTORS:
        yield "sector", f"{entry.sector!r} is no PLOVER sector"
    if entry.international is not None and entry.international not in INTERNATIONAL:
        yield "international", f"{entry.international!r} is none of {sorted(INTERNATIONAL)}"
    for field, date in (("start", entry.start), ("end", entry.end)):
        if date is not None and not _is_date(date):
            yield field, f"{date!r} is no ISO date"
    if entry.start and entry.end and entry.before(entry.end):
        yield "end", f"{entry.end} lies before the start, {entry.start}"


def _is_date(text: str) -> bool:
    parts = text.split("-")
    sizes = [4, 2, 2][: len(parts)]
    return (
        len(parts) <= 3
        and [len(part) for part in parts] == sizes
        and all(part.isdigit() for part in parts)
        and (len(parts) < 2 or 1 <= int(parts[1]) <= 12)
        and (len(parts) < 3 or 1 <= int(parts[2]) <= 31)
    )
