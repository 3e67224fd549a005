"""People and their terms of office: who a name is on a given day."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from importlib import resources

import msgspec

from talion.knowledge.entries import Entry
from talion.knowledge.matching import Piece, key

OFFICIAL = frozenset(["GOV", "LEG", "JUD", "MIL", "COP", "SPY", "IGO"])
_HEADS_OF_STATE = frozenset(
    ["president", "king", "queen", "emir", "sultan", "emperor", "supreme leader", "pope"]
)
_HEADS = _HEADS_OF_STATE | frozenset(
    [
        "prime minister",
        "chancellor",
        "taoiseach",
        "premier",
        "general secretary",
        "secretary-general",
        "crown prince",
        "leader",
        "chief executive",
    ]
)
_YEARS_REMEMBERED = 25  # how long after leaving office a bare surname is still read as that person
_YEARS_TALKED_OF = 8  # the same, where nothing but the surname says that a leader is meant
_MOST_SURNAME_PIECES = 3


def by_person(terms: Iterable[Entry]) -> list[list[Entry]]:
    """Terms of office put together by person."""
    groups: dict[str, list[Entry]] = {}
    for term in terms:
        groups.setdefault(term.name, []).append(term)
    return list(groups.values())


def person_on(terms: Sequence[Entry], date: str | None) -> Entry:
    """One person on ``date``: in office, formerly in office (ELI), or not yet (neither office nor
    sector).

    ``terms`` are all of one person, at least one; without a date the last of them counts.
    """
    latest = sorted(terms, key=lambda term: (term.end or "9999", term.start or ""))
    if date is None:
        return latest[-1]
    holding = [term for term in latest if term.holds(date)]
    if holding:
        return min(holding, key=_rank)
    past = [term for term in latest if term.after(date)]
    if not past:
        return msgspec.structs.replace(latest[0], office=None, sector=None, start=None, end=None)
    official = [term for term in past if term.sector in OFFICIAL]
    former = _former((official or past)[-1])
    home = next((term.country for term in terms if term.country), None)
    # Who led an international body has a country again.
    return msgspec.structs.replace(former, country=former.country or home)


def _former(term: Entry) -> Entry:
    if term.sector not in OFFICIAL:
        return term
    office = f"former {term.office}" if term.office else None
    return msgspec.structs.replace(term, sector="ELI", office=office)


def _rank(term: Entry) -> int:
    """0 for heads of state, 1 for others who lead a country or the like, 2 for everybody else."""
    return 0 if term.office in _HEADS_OF_STATE else 1 if term.office in _HEADS else 2


def _leads(terms: Iterable[Entry]) -> int:
    """0 when one of the offices is a leader's, else 1."""
    return 0 if any(term.office in _HEADS for term in terms) else 1


@dataclass(frozen=True, slots=True)
class People:
    """The terms of office by full name and by surname, and what tells a surname from a word."""

    by_name: Mapping[str, tuple[Entry, ...]]
    by_surname: Mapping[str, tuple[Entry, ...]]
    pieces: frozenset[str]
    titles: frozenset[str]
    courtesies: frozenset[str]
    openers: frozenset[str]
    ordinary: frozenset[str]
    offices: frozenset[str]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> People:
        """The people among ``entries``."""
        names: dict[str, list[Entry]] = {}
        surnames: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.role != "person":
                continue
            for name in {key(name) for name in (entry.name, *entry.aliases)}:
                names.setdefault(name, []).append(entry)
            for surname in _surnames_of(entry):
                surnames.setdefault(surname, []).append(entry)
        words = _name_words()
        return cls(
            by_name={name: tuple(terms) for name, terms in names.items()},
            by_surname={name: tuple(terms) for name, terms in surnames.items()},
            pieces=frozenset(piece for name in surnames for piece in name.split(" ")),
            titles=frozenset(words["titles"]),
            courtesies=frozenset(words["courtesies"]),
            openers=frozenset(words["openers"]),
            ordinary=frozenset(map(key, words["ordinary_surnames"])) | _given(entries),
            offices=frozenset(
                word
                for entry in entries
                if entry.role == "person" and entry.office
                for word in entry.office.split()
            ),
        )

    def find(
        self, name: str, date: str | None, country: str | None, office: AbstractSet[str]
    ) -> Entry | None:
        """See :meth:`talion.knowledge.actors.Knowledge.leader`."""
        parts = key(name).split(" ")
        before = 0
        while before < len(parts) - 1 and parts[before] in self.titles | self.courtesies:
            before += 1
        office = (office | {part.lower() for part in parts[:before]}) & self.offices
        parts = parts[before:]
        words = " ".join(parts)
        if words in self.by_name:
            groups = _of_office(_of_country(by_person(self.by_name[words]), country), office)
            if date is None and office:
                groups = [[term for term in g if _is_office(term, office)] or g for g in groups]
            return _best(groups, date, named_in_full=True)
        surname, first = self._split(parts)
        terms = [term for term in self.by_surname.get(surname, ()) if _agrees(term, first)]
        groups = _of_country(by_person(terms), country)
        return _best(_of_office(groups, office), date, named_in_full=bool(first))

    def _split(self, parts: list[str]) -> tuple[str, list[str]]:
        """A name's longest ending that is a surname, and the names before it."""
        for place in range(max(0, len(parts) - _MOST_SURNAME_PIECES), len(parts)):
            surname = " ".join(parts[place:])
            if surname in self.by_surname:
                return surname, parts[:place]
        return "", parts

    def surnames(
        self, parts: Sequence[Piece], taken: AbstractSet[int], date: str
    ) -> Iterator[tuple[int, int, Entry]]:
        """Surnames that stand alone: the first piece, how many there are, and who is meant on
        ``date``.

        Not beside another capitalised word that is no title (``Michelle Obama``, ``Bush
        Stadium``), nor, without an office before it, where the surname is an ordinary word or name
        (``May``, ``Ahmed``). Without an office before it, only those in office are meant, and who
        led a country until lately.
        """
        place = 0
        while place < len(parts):
            size, titled = (0, False) if place in taken else self._surname_at(parts, place, taken)
            words = " ".join(part.text for part in parts[place : place + size])
            office = parts[place - 1].text if titled else None
            person = self._alone_means(words, date, office) if size else None
            if person is not None:
                yield place, size, person
            place += size or 1

    def _surname_at(
        self, parts: Sequence[Piece], place: int, taken: AbstractSet[int]
    ) -> tuple[int, bool]:
        for size in range(min(_MOST_SURNAME_PIECES, len(parts) - place), 0, -1):
            words = parts[place : place + size]
            surname = " ".join(part.text for part in words)
            if surname not in self.by_surname or taken & set(range(place, place + size)):
                continue
            titled = place > 0 and parts[place - 1].text in self.titles
            if surname in self.ordinary and not titled:
                continue
            whole = words[0].opens and words[-1].closes
            begins = titled or self._alone(parts, place)
            if whole and begins and not _goes_on(parts, place + size):
                return size, titled
        return 0, False

    def _alone_means(self, surname: str, date: str, office: str | None) -> Entry | None:
        groups = by_person(self.by_surname[surname])
        if office is None:
            groups = [group for group in groups if _of_the_day(group, date)]
        else:
            groups = _of_office(groups, {office.lower()} & self.offices)
        return _best(groups, date, named_in_full=False)

    def _alone(self, parts: Sequence[Piece], place: int) -> bool:
        if place == 0:
            return True
        before = parts[place - 1].text
        return (
            not before[0].isupper() or before in self.courtesies or before.lower() in self.openers
        )


def _surnames_of(entry: Entry) -> set[str]:
    surname = entry.surname or entry.name.split(" ")[-1]
    return {key(each) for each in surname.split(";")}


def _given(entries: Iterable[Entry]) -> set[str]:
    """Names that some people have as their first: met alone, they may be anybody's."""
    return {
        first
        for entry in entries
        if entry.role == "person"
        for first, rest in [key(entry.name).partition(" ")[::2]]
        if rest and not any(name.split(" ")[0] == first for name in _surnames_of(entry))
    }


def _of_the_day(terms: Iterable[Entry], date: str) -> bool:
    """Whether a person is in office on ``date``, or led a country until a few years before it."""
    return any(
        term.holds(date)
        or (
            term.office in _HEADS
            and term.end is not None
            and 0 <= int(date[:4]) - int(term.end[:4]) <= _YEARS_TALKED_OF
        )
        for term in terms
    )


def _goes_on(parts: Sequence[Piece], place: int) -> bool:
    return place < len(parts) and parts[place].text[0].isupper()


def _agrees(term: Entry, first: list[str]) -> bool:
    """Whether the first names given can be the person's: the same name, or its initial."""
    if not first:
        return True
    known = {part for name in (term.name, *term.aliases) for part in key(name).split(" ")}
    return first[0] in known or (
        len(first[0]) == 1 and any(part.startswith(first[0]) for part in known)
    )


def _of_country(groups: list[list[Entry]], country: str | None) -> list[list[Entry]]:
    if country is None:
        return groups
    return [group for group in groups if any(term.country == country for term in group)]


def _of_office(groups: list[list[Entry]], office: AbstractSet[str]) -> list[list[Entry]]:
    """The people who held the office that stands before a name; all where none did.

    A president is no vice president, unless the words say so.
    """
    held = [group for group in groups if any(_is_office(term, office) for term in group)]
    return held if office and held else groups


def _is_office(term: Entry, office: AbstractSet[str]) -> bool:
    words = set((term.office or "").split())
    return office <= words and ("vice" in office or "vice" not in words)


def _best(groups: list[list[Entry]], date: str | None, named_in_full: bool) -> Entry | None:
    """The person that is meant; ``None`` when nothing decides between two."""
    found = [(_standing(group, date), person_on(group, date)) for group in groups]
    if not named_in_full and date is not None:
        found = [each for each in found if each[0][0] < _NEITHER]
    if not found:
        return None
    best = min(standing for standing, _ in found)
    people = [person for standing, person in found if standing == best]
    if len(people) > 1 and len({person.country for person in people}) == 1:
        # Of one country's, the highest; between countries a president is no likelier than a
        # premier.
        highest = min(map(_rank, people))
        people = [person for person in people if _rank(person) == highest]
        if date is None:
            people = [max(people, key=lambda person: person.end or "9999")]
    return people[0] if len(people) == 1 else None


_IN_OFFICE, _LATELY, _NEITHER = range(3)


def _standing(group: Sequence[Entry], date: str | None) -> tuple[int, int, str]:
    """How likely a person is meant, the least the likeliest: in office, lately so, or neither."""
    if date is None:
        return _IN_OFFICE, _leads(group), ""
    holding = [term for term in group if term.holds(date)]
    if holding:
        return _IN_OFFICE, _leads(holding), ""
    ends = [term.end for term in group if term.end and term.after(date)]
    if ends and int(date[:4]) - int(max(ends)[:4]) <= _YEARS_REMEMBERED:
        return _LATELY, _leads(group), _descending(max(ends))
    return _NEITHER, 0, ""


def _descending(date: str) -> str:
    """A text that sorts later dates first."""
    return "".join(chr(ord("9") - int(digit)) if digit.isdigit() else digit for digit in date)


def words_of_bodies() -> frozenset[str]:
    """Nouns that some papers write small in the names of bodies ("the Labour party")."""
    return frozenset(_name_words()["bodies"])


def _name_words() -> dict[str, list[str]]:
    path = resources.files("talion.knowledge") / "data" / "name_words.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
