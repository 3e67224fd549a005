"""A user's own knowledge: a TOML file that adds to the package's, and overrides it.

::

    remove = ["Congress"]               # names of package entries to forget

    [[countries]]                       # more words for a country
    code = "RUS"
    aliases = ["Muscovy"]

    [[entries]]                         # a body, group, seat or person; "name" is all that must be
    there name = "Farmers' Front"
    aliases = ["FF"]
    country = "FRA"
    sector = "AGR"

    [[entries]]                         # a term of office: one entry each
    name = "Jane Doe"
    role = "person"
    office = "prime minister"
    country = "NZL"
    sector = "GOV"
    start = "2031-02-01"

    [[roles]]                           # a common noun
    noun = "vigilante"
    sector = "PRM"
    political = true

An entry takes the place of the package's entries of the same name and role. Every value is text;
dates are ISO dates in quotation marks, or a year or month alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from talion.errors import KnowledgeError
from talion.knowledge.entries import KIND_OF_ROLE, SECTORS, Country, Entry, Role, country_entries
from talion.knowledge.entries import problems as entry_problems
from talion.user_files import read_toml

_TABLES = frozenset({"remove", "countries", "entries", "roles"})
_T = TypeVar("_T", Entry, Role, Country)


class UserKnowledge(msgspec.Struct, frozen=True, kw_only=True):
    """What a user's file holds, checked; countries are already joined with the package's."""

    entries: tuple[Entry, ...] = ()
    roles: tuple[Role, ...] = ()
    countries: tuple[Country, ...] = ()
    remove: tuple[str, ...] = ()


def read_user_file(path: Path, known: Mapping[str, Country]) -> UserKnowledge:
    """The knowledge in a user's file; ``known`` are the package's countries by code.

    :class:`KnowledgeError` names the entry and the field that are wrong.
    """
    tables = _tables(path)
    added = [_country(path, n, table, known) for n, table in _each(path, tables, "countries")]
    joined = {country.code: country for country in added}
    codes = {**known, **joined}
    entries = [_entry(path, n, table, codes) for n, table in _each(path, tables, "entries")]
    words = [entry for country in added for entry in country_entries(country, path.name)]
    return UserKnowledge(
        entries=(*entries, *words),
        roles=tuple(_role(path, n, table) for n, table in _each(path, tables, "roles")),
        countries=tuple(joined.values()),
        remove=tuple(_names(path, tables.get("remove", []))),
    )


def _tables(path: Path) -> dict[str, Any]:
    tables = read_toml(path)
    unknown = sorted(set(tables) - _TABLES)
    if unknown:
        raise KnowledgeError(
            f"unknown table {unknown[0]!r}",
            where=str(path),
            remedy=f"use only {', '.join(sorted(_TABLES))}",
        )
    return tables


def _each(path: Path, tables: Mapping[str, Any], name: str) -> list[tuple[str, dict[str, Any]]]:
    """The tables of one array, each with its name for messages."""
    array = tables.get(name, [])
    if not isinstance(array, list) or not all(isinstance(table, dict) for table in array):
        raise KnowledgeError(
            f"{name!r} is not an array of tables",
            where=str(path),
            remedy=f"write [[{name}]] before each entry",
        )
    return [(_label(name, place, table), table) for place, table in enumerate(array, start=1)]


def _label(name: str, place: int, table: Mapping[str, Any]) -> str:
    called = table.get("name") or table.get("noun") or table.get("code") or "no name"
    return f"{name} {place} ({called})"


def _names(path: Path, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise KnowledgeError("'remove' is not a list of names", where=str(path))
    return value


def _entry(path: Path, label: str, table: dict[str, Any], codes: Mapping[str, Country]) -> Entry:
    role = table.get("role", "organization")
    kind = KIND_OF_ROLE.get(str(role), "organization")
    filled = {"role": role, "kind": kind, "origin": path.name, **table}
    entry = _converted(path, label, filled, Entry)
    for field, why in entry_problems(entry, codes):
        raise _wrong(path, label, field, why)
    return entry


def _role(path: Path, label: str, table: dict[str, Any]) -> Role:
    role = _converted(path, label, table, Role)
    if not role.noun.strip():
        raise _wrong(path, label, "noun", "is empty")
    if role.sector is not None and role.sector not in SECTORS:
        raise _wrong(path, label, "sector", f"{role.sector!r} is no PLOVER sector")
    return msgspec.structs.replace(role, noun=role.noun.lower())


def _country(
    path: Path, label: str, table: dict[str, Any], known: Mapping[str, Country]
) -> Country:
    base = known.get(str(table.get("code")))
    added = _converted(path, label, {"name": base.name if base else "", **table}, Country)
    if not (len(added.code) == 3 and added.code.isascii() and added.code.isupper()):
        raise _wrong(path, label, "code", f"{added.code!r} is not three capitals")
    if not added.name:
        raise _wrong(path, label, "name", "is missing, and the package has no such country")
    for seat in added.seats:
        sector = seat.partition("=")[2]
        if sector and sector not in SECTORS:
            raise _wrong(path, label, "seats", f"{sector!r} is no PLOVER sector")
    return _joined(base, added) if base else added


def _joined(base: Country, added: Country) -> Country:
    lists = {
        field: tuple(dict.fromkeys((*getattr(base, field), *getattr(added, field))))
        for field in ("aliases", "adjectives", "people", "capitals", "seats", "regions")
    }
    return msgspec.structs.replace(base, name=added.name, **lists)


def _converted(path: Path, label: str, table: dict[str, Any], kind: type[_T]) -> _T:
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        message, _, field = str(error).partition(" - at `$.")
        raise KnowledgeError(
            f"{field.rstrip('`') or 'fields'}: {message}",
            where=f"{path}: {label}",
            remedy="see the head of talion/knowledge/user.py for the fields",
        ) from error


def _wrong(path: Path, label: str, field: str, why: str) -> KnowledgeError:
    return KnowledgeError(f"{field}: {why}", where=f"{path}: {label}")
