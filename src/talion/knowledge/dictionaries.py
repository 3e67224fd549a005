"""The dictionaries of the field's older coders, read into a user's own knowledge file.

PETRARCH, PETRARCH2 and UniversalPetrarch share two formats. An *actor* file has a name, its codes
(each perhaps bound to dates), and its synonyms::

    IBRA_HIM_KANTOR_ [AFGGOV 900101-951231][AFGELI >951231]
    +KANTOR_

An *agent* file has nouns with the role they add to a country, and perhaps a plural::

    PRIVY_COUNCILLOR {PRIVY_COUNCILLORS} [~GOV]

CAMEO's codes are split into country and PLOVER sector by ``data/cameo_actors.toml``. What can't be
carried over is listed with its line and the reason, never dropped in silence.
"""

from __future__ import annotations

import functools
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from importlib import resources
from itertools import product
from pathlib import Path
from typing import NamedTuple

import msgspec

from talion.errors import KnowledgeError
from talion.knowledge.entries import (
    KIND_OF_ROLE,
    Entry,
    EntryRole,
    Role,
    countries,
    package_roles,
)

_CODE = re.compile(r"\[([^\]]*)\]")
_PLURAL = re.compile(r"\{([^}]*)\}")
_SET = re.compile(r"!([^!=]+)!")
_SMALL = frozenset(["of", "the", "and", "for", "in", "on", "de", "la", "del", "du", "van", "von"])
_SMALL_ARABIC = frozenset(["al", "bin", "el", "ibn"])
_CENTURY_TURNS = 30  # as PETRARCH reads two-digit years: 31 is 1931, 30 is 2030
_LONGEST_ACRONYM = 6


class Skipped(NamedTuple):
    """A line, or a code in it, that was not carried over, and why."""

    where: str
    text: str
    why: str


class Conversion(msgspec.Struct, frozen=True, kw_only=True):
    """What was read: entries and roles, and what was left out."""

    entries: tuple[Entry, ...] = ()
    roles: tuple[Role, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    def toml(self) -> str:
        """The text of a user's knowledge file (see :mod:`talion.knowledge.user`)."""
        parts = [_table("entries", _entry_fields(entry)) for entry in self.entries]
        parts += [_table("roles", _role_fields(role)) for role in self.roles]
        return "\n".join(["# Converted from PETRARCH dictionaries.\n", *parts])


class Code(NamedTuple):
    """What a CAMEO actor code says; ``unread`` holds its parts that say nothing to us."""

    country: str | None
    international: str | None
    sector: str | None
    unread: tuple[str, ...] = ()


def convert(actors: Sequence[Path] = (), agents: Sequence[Path] = ()) -> Conversion:
    """The knowledge in actor and agent files.

    :class:`KnowledgeError` when a file can't be read; bad lines are listed in ``skipped``.
    """
    parts = [read_actors(_text(path), path.name) for path in actors]
    parts += [read_agents(_text(path), path.name) for path in agents]
    return Conversion(
        entries=tuple(entry for part in parts for entry in part.entries),
        roles=tuple(role for part in parts for role in part.roles),
        skipped=tuple(each for part in parts for each in part.skipped),
    )


def read_actors(text: str, name: str = "actors") -> Conversion:
    """The entries of an actor file; one entry for each code of an actor, with its dates.

    >>> found = read_actors("OLD_TOWN_PARTY_ [FRAPTY]\\n+OTP_\\n")
    >>> [(e.name, e.aliases, e.country, e.sector) for e in found.entries]
    [('Old Town Party', ('Otp', 'OTP'), 'FRA', 'PTY')]
    """
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    for where, lines in _actors(text, name):
        made, left = _actor(where, lines)
        entries.extend(made)
        skipped.extend(left)
    return Conversion(entries=tuple(entries), skipped=tuple(skipped))


def read_agents(text: str, name: str = "agents") -> Conversion:
    """The roles of an agent file.

    >>> found = read_agents("WOODS!MAN!_ [~AGR]\\n!MAN! = MAN, MEN\\nPRIVY_PEER {PRIVY_PEERS} [~GOV]\\n")
    >>> [(role.noun, role.sector, role.plurals) for role in found.roles]
    [('woodsman', 'AGR', ()), ('woodsmen', 'AGR', ()), ('privy peer', 'GOV', ('privy peers',))]
    """
    sets = dict(_sets(text))
    kinds = {role.noun: role.kind for role in package_roles()}
    roles: list[Role] = []
    skipped: list[Skipped] = []
    for where, line in _lines(text, name):
        if not line.startswith("!") or "=" not in line:
            made, left = _agent(where, line, sets)
            roles.extend(
                msgspec.structs.replace(role, kind=kinds.get(role.noun, role.kind)) for role in made
            )
            skipped.extend(left)
    return Conversion(roles=tuple(roles), skipped=tuple(skipped))


def read_code(code: str) -> Code:
    """A CAMEO actor code, split into threes.

    >>> read_code("AFGGOVMIL")
    Code(country='AFG', international=None, sector='GOV', unread=())
    >>> read_code("IGOUNO"), read_code("IGOEUREEC").international
    (Code(country=None, international='UNO', sector='IGO', unread=()), 'EUR')
    """
    tables = _cameo()
    parts = [code[place : place + 3].upper() for place in range(0, len(code), 3)]
    first = parts[0] if parts else ""
    country = first if first in countries() else tables.countries.get(first)
    if country is not None:
        return _with_sector(country, None, parts[1:])
    if first in tables.international:
        return _with_sector(None, _body(parts), parts)
    if first in tables.lists["regions"]:
        return _with_sector(None, None, parts[1:])
    return _with_sector(None, None, parts)


def _with_sector(country: str | None, international: str | None, parts: Sequence[str]) -> Code:
    tables = _cameo()
    silent = {*tables.lists["ignored"], *tables.lists["regions"], *tables.international}
    sectors = [tables.sectors[part] for part in parts if part in tables.sectors]
    unread = [part for part in parts if part not in tables.sectors and part not in silent]
    # The parts after a body's kind are its own name (IGOUNOWFP), nothing to report.
    return Code(
        country,
        international,
        sectors[0] if sectors else None,
        () if international else tuple(unread),
    )


def _body(parts: Sequence[str]) -> str:
    """The code of an international body: the United Nations and the European Union by name."""
    if "UNO" in parts:
        return "UNO"
    if "EEC" in parts:
        return "EUR"
    return _cameo().international[parts[0]]


class _Cameo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    countries: dict[str, str]
    sectors: dict[str, str]
    international: dict[str, str]
    lists: dict[str, list[str]]


@functools.cache
def _cameo() -> _Cameo:
    path = resources.files("talion.knowledge") / "data" / "cameo_actors.toml"
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _Cameo)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise KnowledgeError(f"can't be read: {error}", where=str(path)) from error


def _lines(text: str, name: str) -> Iterator[tuple[str, str]]:
    """The lines that say something, without comments, each with its place."""
    for number, line in enumerate(text.splitlines(), start=1):
        said = re.split(r"[;#]", line, maxsplit=1)[0].rstrip()
        if said.strip() and not said.startswith("<!--"):
            yield f"{name}:{number}", said


def _actors(text: str, name: str) -> Iterator[tuple[str, list[str]]]:
    """The lines of each actor: its own, then those of its synonyms (``+``) and codes (tab,
    ``[``)."""
    group: list[str] = []
    start = ""
    for where, line in _lines(text, name):
        follows = line[0] in "+\t [" and group
        if follows:
            group.append(line.strip())
        else:
            if group:
                yield start, group
            start, group = where, [line.strip()]
    if group:
        yield start, group


def _actor(where: str, lines: Sequence[str]) -> tuple[list[Entry], list[Skipped]]:
    codes = [code for line in lines for code in _CODE.findall(line)]
    names = [name for line in lines if (name := _CODE.sub("", line).strip("+ \t"))]
    spoken = list(dict.fromkeys(form for name in names for form in _spoken(name)))
    if not codes or not spoken:
        return [], [Skipped(where, lines[0], "has no name" if codes else "has no code")]
    entries, skipped = [], []
    dated_office = any(" " in code.strip() and read_code(code.split()[0]).sector for code in codes)
    for code in codes:
        made = _entry(where, spoken, code, dated_office)
        if isinstance(made, Entry):
            entries.append(made)
        else:
            skipped.append(made)
    return entries, skipped


def _entry(where: str, names: Sequence[str], text: str, dated_office: bool) -> Entry | Skipped:
    code, _, dates = text.strip().partition(" ")
    read = read_code(code.split("/")[0])
    if read.country is None and read.international is None and read.sector is None:
        return Skipped(where, f"[{text}]", "says neither country nor role")
    if read.unread:
        return Skipped(where, f"[{text}]", f"has parts that are unknown: {' '.join(read.unread)}")
    if "/" in code:
        return Skipped(where, f"[{text}]", "has several codes at once")
    try:
        start, end = _dates(dates.strip())
    except ValueError as error:
        return Skipped(where, f"[{text}]", str(error))
    role: EntryRole = "person" if dated_office else "organization" if read.sector else "region"
    return Entry(
        name=names[0],
        kind="state" if role == "region" else KIND_OF_ROLE[role],
        role=role,
        country=read.country,
        international=read.international,
        sector=read.sector,
        aliases=tuple(names[1:]),
        start=start,
        end=end,
        origin=where,
    )


def _dates(text: str) -> tuple[str | None, str | None]:
    """The bounds of ``<DATE``, ``>DATE`` or ``DATE-DATE``; ``ValueError`` for anything else."""
    if not text:
        return None, None
    if text[0] in "<>":
        bound = _date(text[1:].strip())
        return (None, bound) if text[0] == "<" else (bound, None)
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f"{text!r} is no range of dates")
    first, last = _date(start.strip()), _date(end.strip())
    if first > last:
        raise ValueError(f"{text!r} ends before it begins")
    return first, last


def _date(text: str) -> str:
    """An ISO date from ``YYMMDD``, ``YYYYMMDD``, or a year and the day's number in it.

    >>> _date("910102"), _date("20120229"), _date("2012060")
    ('1991-01-02', '2012-02-29', '2012-02-29')
    """
    if not text.isdigit() or len(text) not in (5, 6, 7, 8):
        raise ValueError(f"{text!r} is no date")
    if len(text) in (5, 6):
        text = ("19" if int(text[:2]) > _CENTURY_TURNS else "20") + text
    year, rest = int(text[:4]), text[4:]
    if len(rest) == 4:
        return date(year, int(rest[:2]), int(rest[2:])).isoformat()
    return (date(year, 1, 1) + timedelta(days=int(rest) - 1)).isoformat()


def _spoken(name: str) -> list[str]:
    """The forms in which a name in capitals stands in a text: as words, and as an acronym if short.

    >>> _spoken("UNION_OF_AL-KHOR_"), _spoken("XQF_")
    (['Union of al-Khor'], ['Xqf', 'XQF'])
    """
    words = name.replace("_", " ").split()
    if not words:
        return []
    if name != name.upper():
        return [" ".join(words)]
    cased = [_cased(word, first=place == 0) for place, word in enumerate(words)]
    acronym = len(words) == 1 and words[0].isalpha() and len(words[0]) <= _LONGEST_ACRONYM
    return [" ".join(cased), *(words if acronym else [])]


def _cased(word: str, first: bool) -> str:
    parts = re.split(r"([-'])", word.lower())
    if not first and word.lower() in _SMALL:
        return word.lower()
    return "".join(
        part if part in _SMALL_ARABIC and (len(parts) > 1 or not first) else part.capitalize()
        for part in parts
    )


def _sets(text: str) -> Iterator[tuple[str, list[str]]]:
    """The sets of words (``!NAME! = A, B``) that agents are spelled with."""
    for _, line in _lines(text, ""):
        name, equals, words = line.partition("=")
        if equals and line.startswith("!"):
            yield name.strip().strip("!"), [word.strip() for word in words.split(",")]


def _agent(where: str, line: str, sets: dict[str, list[str]]) -> tuple[list[Role], list[Skipped]]:
    codes = _CODE.findall(line)
    noun = _PLURAL.sub("", _CODE.sub("", line)).strip()
    if not codes or not noun:
        return [], [Skipped(where, line.strip(), "has no code" if noun else "has no noun")]
    unknown = [name for name in _SET.findall(noun) if name not in sets]
    if unknown:
        return [], [Skipped(where, line.strip(), f"uses the set !{unknown[0]}!, which is nowhere")]
    sector = read_code(codes[0].replace("~", "").strip()).sector
    if sector is None:
        return [], [Skipped(where, line.strip(), f"[{codes[0]}] says no role")]
    plurals = [_plain(each) for each in _PLURAL.findall(line) if each.strip()]
    return [
        Role(noun=_plain(form), sector=sector, political=True, plurals=tuple(plurals))
        for form in _expanded(noun, sets)
    ], []


def _expanded(noun: str, sets: dict[str, list[str]]) -> Iterator[str]:
    """A noun with every choice from the sets that it names."""
    parts = _SET.split(noun)
    choices = [sets[part] if place % 2 else [part] for place, part in enumerate(parts)]
    for choice in product(*choices):
        yield "".join(choice)


def _plain(word: str) -> str:
    return " ".join(word.replace("_", " ").lower().split())


def _table(name: str, fields: Iterable[tuple[str, object]]) -> str:
    lines = [f"{key} = {_value(value)}" for key, value in fields if value not in (None, (), False)]
    return "\n".join([f"[[{name}]]", *lines, ""])


def _value(value: object) -> str:
    # JSON's texts, numbers and arrays of texts are TOML's too.
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _entry_fields(entry: Entry) -> Iterator[tuple[str, object]]:
    for key in ("name", "aliases", "role", "kind", "country", "international", "sector"):
        yield key, getattr(entry, key)
    yield "start", entry.start
    yield "end", entry.end
    yield "origin", entry.origin


def _role_fields(role: Role) -> Iterator[tuple[str, object]]:
    for key in ("noun", "plurals", "sector", "kind", "political"):
        yield key, getattr(role, key)
