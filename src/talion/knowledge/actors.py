"""Who is who: names of countries, bodies, groups and people, and what each one is, by date.

The names lie in ``knowledge/data/*.tsv`` and in a user's own TOML file
(:mod:`talion.knowledge.user`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from talion.knowledge import matching, people
from talion.knowledge.entries import (
    Country,
    Entry,
    EntryRole,
    Role,
    countries,
    package_entries,
    package_roles,
    phrases,
)
from talion.knowledge.user import UserKnowledge, read_user_file

__all__ = ["Country", "Entry", "EntryRole", "Knowledge", "Match", "MatchForm", "Role"]

MatchForm = Literal["whole", "part", "surname"]

_ORDER = {
    role: place
    for place, role in enumerate(
        [
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
    )
}
_NATIONAL = frozenset({"country", "adjective", "people"})
_FORMER = ("former ", "ex ", "ex-", "onetime ", "one-time ", "ousted ", "deposed ", "retired ")


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A name found in a list of tokens, from token ``first`` to token ``last`` (inclusive).

    ``entry`` is the likeliest reading and ``others`` the rest (``Georgia`` the country, and the
    state). ``form`` is ``part`` where the name is only a part of its first or last token
    (``U.S.-led``), and ``surname`` where a person is named by surname alone.
    """

    first: int
    last: int
    entry: Entry
    others: tuple[Entry, ...] = ()
    form: MatchForm = "whole"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that is known of actors by name; made by :meth:`load`, never changed."""

    entries: tuple[Entry, ...]
    _names: Mapping[str, tuple[Entry, ...]]
    _lengths: dict[str, int]
    _pieces: frozenset[str]
    _people: people.People
    _roles: Mapping[str, Role]
    _countries: Mapping[str, Country]

    @classmethod
    def load(cls, user: Path | None = None) -> Knowledge:
        """The package's knowledge, with a user's own file on top of it.

        :class:`talion.errors.KnowledgeError` when the file can't be read or breaks its schema; it
        names the entry and the field.

        >>> Knowledge.load().country("TJK").adjective
        'Tajik'
        """
        if user is None:
            return _package_knowledge()
        return _knowledge(read_user_file(user, countries()))

    def match(self, tokens: Sequence[str], date: str | None = None) -> list[Match]:
        """The longest known names in ``tokens``, in order, none overlapping another.

        Names in their own case (acronyms in capitals), adjectives capitalised; words in capitals
        throughout are read as the names they shout. With ``date`` (ISO, the story's), people have
        the office of that day, former holders the sector ELI, and leaders are found by surname
        alone too.

        >>> found = Knowledge.load().match(["the", "U.S.-led", "force", "in", "Iraq"])
        >>> [(m.first, m.last, m.entry.country, m.form) for m in found]
        [(1, 1, 'USA', 'part'), (4, 4, 'IRQ', 'whole')]
        """
        parts = matching.cut(tokens, self._pieces)
        found = list(matching.longest(parts, self._lengths, self._names))
        matches = [self._match(parts, name, date) for name in found if self._names[name.key]]
        if date is not None:
            matches.extend(self._surnames(parts, found, date))
            matches.sort(key=lambda match: (match.first, match.last))
        return matches

    def leader(
        self,
        name: str,
        date: str | None = None,
        country: str | None = None,
        office: Set[str] = frozenset(),
    ) -> Entry | None:
        """Who ``name`` (a full name or a surname) is on ``date`` (ISO; ``None``: when last in
        office).

        ``office`` are words of office (lower case) that stand with the name; those before it in
        ``name`` count too. Former holders of an office have the sector ELI. ``None`` when nobody is
        known by the name, or when two people are and neither date, country, office nor rank
        decides; without a date, the later of two of one country. A surname alone is not read as
        somebody who came to office only after ``date``.

        >>> knowledge = Knowledge.load()
        >>> knowledge.leader("Bush", "1990-08-02").name, knowledge.leader("Bush", "2003-03-20").name
        ('George H. W. Bush', 'George W. Bush')
        >>> knowledge.leader("Governor Bush", "2003-03-20").name
        'Jeb Bush'
        >>> knowledge.leader("Putin", "2011-11-12").office
        'prime minister'
        >>> knowledge.leader("Gorbachev", "2001-11-12").sector
        'ELI'
        """
        return self._people.find(name, date, country, office)

    def is_common_surname(self, surname: str) -> bool:
        """Whether a surname is also an ordinary word, or so common that it may be anybody's.

        >>> knowledge = Knowledge.load()
        >>> knowledge.is_common_surname("Davis"), knowledge.is_common_surname("Saakashvili")
        (True, False)
        """
        return matching.key(surname) in self._people.ordinary

    def is_title(self, word: str) -> bool:
        """Whether a word before a name is of courtesy or office, and no part of the name.

        >>> knowledge = Knowledge.load()
        >>> knowledge.is_title("Mr"), knowledge.is_title("General"), knowledge.is_title("Amadou")
        (True, True, False)
        """
        known = self._people.titles | self._people.courtesies
        return matching.key(word) in known or word in known

    def role(self, noun: str) -> Role | None:
        """What a common noun (lemma or plural, with or without words before it) says of an actor.

        The longest known ending counts: ``senior rights activists`` is read as ``rights
        activists``. A plural of persons has the kind ``group``; ``former`` and the like give ELI
        to officials.

        >>> knowledge = Knowledge.load()
        >>> knowledge.role("foreign minister").sector, knowledge.role("gunmen").sector
        ('GOV', 'UAF')
        >>> knowledge.role("former president").sector, knowledge.role("spoon")
        ('ELI', None)
        """
        words = noun.lower().replace("’", "'").strip()
        parts = words.split(" ")
        endings = (" ".join(parts[place:]) for place in range(len(parts)))
        role = next((self._roles[ending] for ending in endings if ending in self._roles), None)
        if role is not None and words.startswith(_FORMER) and role.sector in people.OFFICIAL:
            return msgspec.structs.replace(role, sector="ELI")
        return role

    def country(self, code: str) -> Country | None:
        """The country of an alpha-3 code; ``None`` when there is none of that code."""
        return self._countries.get(code)

    def country_named(self, words: str) -> str | None:
        """The alpha-3 code of a country's name, adjective or people; ``None`` for anything else.

        >>> knowledge = Knowledge.load()
        >>> [knowledge.country_named(words) for words in ("the UK", "Tajiks", "Soviet Union", "Oz")]
        ['GBR', 'TJK', 'RUS', None]
        """
        entries = self._names.get(matching.key(words.removeprefix("the "))) or self._names.get(
            matching.key(words), ()
        )
        return next((entry.country for entry in entries if entry.role in _NATIONAL), None)

    def named(self, name: str) -> tuple[Entry, ...]:
        """Every entry of that name or alias, the likeliest first; people once for each term."""
        return self._names.get(matching.key(name), ())

    def _match(
        self, parts: Sequence[matching.Piece], name: matching.Found, date: str | None
    ) -> Match:
        first, last = parts[name.start], parts[name.end - 1]
        readings = _readings(self._names[name.key], date)
        return Match(
            first=first.token,
            last=last.token,
            entry=readings[0],
            others=tuple(readings[1:]),
            form="whole" if first.opens and last.closes else "part",
        )

    def _surnames(
        self, parts: Sequence[matching.Piece], found: Iterable[matching.Found], date: str
    ) -> Iterator[Match]:
        taken = {place for name in found for place in range(name.start, name.end)}
        for place, size, entry in self._people.surnames(parts, taken, date):
            first, last = parts[place].token, parts[place + size - 1].token
            yield Match(first=first, last=last, entry=entry, form="surname")


def _readings(entries: tuple[Entry, ...], date: str | None) -> list[Entry]:
    """The entries of a name on a date: what has another meaning by then last, each person once."""
    names = [entry for entry in entries if entry.role != "person"]
    if date is not None and len(names) > 1:
        names.sort(key=lambda entry: not entry.holds(date))
    terms = [entry for entry in entries if entry.role == "person"]
    return [*names, *(people.person_on(group, date) for group in people.by_person(terms))]


@functools.cache
def _package_knowledge() -> Knowledge:
    return _knowledge(UserKnowledge())


def _knowledge(user: UserKnowledge) -> Knowledge:
    own = {(entry.name, entry.role) for entry in user.entries}
    gone = frozenset(user.remove)
    entries = [
        *user.entries,
        *(
            entry
            for entry in package_entries()
            if (entry.name, entry.role) not in own and entry.name not in gone
        ),
    ]
    # A phrase has no reading: it is found, so that nothing is found within it, and dropped.
    unread: dict[str, tuple[Entry, ...]] = {matching.key(phrase): () for phrase in phrases()}
    names = unread | _filed(entries, len(user.entries))
    persons = people.People.of(entries)
    lengths: dict[str, int] = {}
    known: set[str] = set(persons.pieces)
    for name in names:
        first, *rest = name.split(" ")
        known.add(first)
        known.update(rest)
        lengths[first] = max(lengths.get(first, 0), 1 + len(rest))
    roles = {form: role for each in [*package_roles(), *user.roles] for form, role in _forms(each)}
    return Knowledge(
        entries=tuple(entries),
        _names=names,
        _lengths=lengths,
        _pieces=frozenset(known),
        _people=persons,
        _roles=roles,
        _countries={**countries(), **{country.code: country for country in user.countries}},
    )


def _filed(entries: Sequence[Entry], own: int) -> dict[str, tuple[Entry, ...]]:
    """Entries by the key of each name; the first ``own`` of them, the user's, come first."""
    lists: dict[str, list[Entry]] = {}
    order = sorted(range(len(entries)), key=lambda n: (n >= own, _ORDER[entries[n].role]))
    bodies = people.words_of_bodies()
    for number in order:
        entry = entries[number]
        for name in (entry.name, *entry.aliases) if _spoken(entry) else entry.aliases:
            for form in _house_styles(name, entry, bodies):
                filed = lists.setdefault(matching.key(form), [])
                if not filed or filed[-1] is not entry:
                    filed.append(entry)
    return {name: tuple(filed) for name, filed in lists.items() if name}


def _house_styles(name: str, entry: Entry, bodies: frozenset[str]) -> Iterator[str]:
    """The forms of a name in print: some papers write "the Labour party", "the Security council"."""
    yield name
    first, *rest = name.split(" ")
    small = [word.lower() if word in bodies else word for word in rest]
    if entry.role == "organization" and small != rest:
        yield " ".join([first, *small])


def _spoken(entry: Entry) -> bool:
    """Whether the entry's own name is one of its words (an adjective has its country's name)."""
    return entry.role != "adjective"


def _forms(role: Role) -> Iterator[tuple[str, Role]]:
    yield role.noun, role
    many = role if role.kind != "person" else msgspec.structs.replace(role, kind="group")
    regular = () if role.kind == "group" else _plurals(role.noun)
    for form in role.plurals or regular:
        yield form, many


def _plurals(noun: str) -> tuple[str, ...]:
    if noun.endswith(("s", "x", "ch", "sh")):
        return (noun + "es",)
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return (noun[:-1] + "ies",)
    if noun.endswith("man"):
        return (noun[:-2] + "en",)
    return (noun + "s",)
