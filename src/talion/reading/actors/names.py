"""Known names, and names that only the parser saw, by their tokens: read in the light of the whole story."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from talion.knowledge.actors import Entry, Knowledge, Match
from talion.knowledge.matching import key
from talion.language.base import Entity, Parsed, Token
from talion.reading.actors.lexicon import actor_words
from talion.record import Place

NATION = frozenset(("country", "adjective", "people", "capital", "seat", "region", "state"))
ARGUMENTS = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "poss"))
# the share of a story's names of countries that makes it that country's story
_CLEAR = 0.6
_CLEAR_FOR_PARTIES = 0.4


@dataclass(frozen=True, slots=True)
class Name:
    """A known name over the tokens ``first`` to ``last`` (exclusive) of the parse."""

    first: int
    last: int
    entry: Entry
    part: bool


@dataclass(frozen=True)
class Names:
    """Names known to the knowledge base, and names that only the parser saw, by their tokens.

    ``told`` counts how often the story names each country; ``persons`` are the full names of people
    by surname, as the story gives them. ``behind`` are the tokens of names that only say who is behind
    what follows ("*US*-backed forces").
    """

    matches: dict[int, Name]
    entities: dict[int, tuple[int, int, str]]
    places: dict[int, Place]
    told: Counter[str] = field(default_factory=Counter)
    persons: dict[str, frozenset[str]] = field(default_factory=dict)
    behind: frozenset[int] = frozenset()


def find_names(
    parsed: Parsed, knowledge: Knowledge, places: Sequence[Place], date: str | None
) -> Names:
    """Names by token; what the knowledge base knows stands before what the parser guessed."""
    at: dict[int, Place] = {}
    for place in places:
        at.update({t.i: place for t in parsed.tokens_in(place.span)})
    entities: dict[int, tuple[int, int, str]] = {}
    for entity in parsed.entities:
        if entity.kind in ("PERSON", "ORG", "NORP", "GPE"):
            over = range(entity.first, entity.last)
            entities.update(dict.fromkeys(over, (entity.first, entity.last, entity.kind)))
    entities |= _no_places(parsed, knowledge, at, date)
    found = [(i, _by_place(m, at.get(i))) for i, m in _found(parsed, knowledge, date)]
    told = _told(found, places)
    persons = _persons(parsed, found)
    matches: dict[int, Name] = {}
    for first, match in found:
        entry = _meant(parsed, knowledge, match, first, told, persons, date)
        if entry is None or _of_another(entry, first, match, matches.get(first - 1)):
            continue
        name = Name(first, first + 1 + match.last - match.first, entry, match.form == "part")
        if _is_name(parsed, name):
            matches.update(dict.fromkeys(range(name.first, name.last), name))
    behind = frozenset(i for i, n in matches.items() if is_behind(parsed, n.last - 1))
    matches |= _known_again(parsed, found, matches, entities)
    entities |= _met_again(parsed, persons, matches, entities)
    return Names(matches, entities, at, told, persons, behind)


def _found(parsed: Parsed, knowledge: Knowledge, date: str | None) -> Iterator[tuple[int, Match]]:
    """Every match with its first token in the parse."""
    for sentence in parsed.sentences:
        words = [t.text for t in parsed.sentence_tokens(sentence)]
        for match in knowledge.match(words, date):
            yield match.first + sentence.first, match


def is_behind(parsed: Parsed, last: int) -> bool:
    """Whether a name that ends with a token only says who is behind what follows: "*US*-backed"."""
    after = parsed.tokens[last + 1 : last + 3]
    return len(after) == 2 and after[0].text == "-" and after[1].lower in actor_words().behind


def _no_places(
    parsed: Parsed, knowledge: Knowledge, at: dict[int, Place], date: str | None
) -> dict[int, tuple[int, int, str]]:
    """People whom the parser took for places that nobody knows: "the governor, *Dmitriyenko*", a leader."""
    unknown = [
        e for e in parsed.entities
        if e.kind == "GPE" and not any(i in at for i in range(e.first, e.last))
    ]  # fmt: skip
    titled = {
        parsed.tokens[e.last - 1].text for e in unknown
        if _is_titled(parsed, knowledge, e.first, e.last) or _is_led_by(parsed, knowledge, e, date)
    }  # fmt: skip
    return {
        i: (e.first, e.last, "PERSON")
        for e in unknown if parsed.tokens[e.last - 1].text in titled
        for i in range(e.first, e.last)
    }  # fmt: skip


def _is_titled(parsed: Parsed, knowledge: Knowledge, first: int, last: int) -> bool:
    """Whether a noun for a person stands before a name, or has it in apposition."""
    head = parsed.tokens[last - 1]
    nouns = [parsed.tokens[head.head]] if head.dep == "appos" else []
    nouns += [parsed.tokens[first - 1]] if first else []
    roles = [knowledge.role(n.lemma) for n in nouns if n.pos in ("NOUN", "PROPN")]
    return any(role is not None and role.kind == "person" for role in roles)


def _is_led_by(parsed: Parsed, knowledge: Knowledge, entity: Entity, date: str | None) -> bool:
    """Whether a name of one word is a leader's surname that few others have."""
    name = parsed.tokens[entity.first].text
    if entity.last - entity.first > 1 or knowledge.is_common_surname(name):
        return False
    return knowledge.leader(name, date) is not None


def _of_another(entry: Entry, first: int, match: Match, before: Name | None) -> bool:
    """Whether the nation before a body's name says that it is no body of that name elsewhere.

    "The *Nigerian* National Oil Corporation" is not Libya's.
    """
    nation = before.entry if before is not None and before.entry.role in NATION else None
    return (
        nation is not None and nation.country is not None and entry.role == "organization"
        and entry.country not in (None, nation.country) and match.last - match.first > 0
        and before is not None and before.last == first
    )  # fmt: skip


def _by_place(match: Match, place: Place | None) -> Match:
    """The match with the reading first that is of the place its words were read as: Georgia, in Atlanta."""
    if place is None or match.entry.role not in NATION or match.entry.country == place.country:
        return match
    here = next((o for o in match.others if o.role in NATION and o.country == place.country), None)
    return match if here is None else msgspec.structs.replace(match, entry=here)


def _told(found: Iterable[tuple[int, Match]], places: Iterable[Place]) -> Counter[str]:
    """How often a story names each country, by its own names, its people's and its places'."""
    told = Counter(m.entry.country for _, m in found if m.entry.country and m.entry.role in NATION)
    told.update(p.country for p in places if p.country and p.kind != "country")
    return told


def _persons(parsed: Parsed, found: Iterable[tuple[int, Match]]) -> dict[str, frozenset[str]]:
    """Full names of people by surname, those known and those that the parser saw."""
    titles = actor_words().titles
    full: dict[str, set[str]] = {}
    for entity in parsed.entities:
        tokens = parsed.tokens[entity.first : entity.last]
        names = [key(t.text) for t in tokens if t.pos == "PROPN" and t.lower not in titles]
        if entity.kind == "PERSON" and len(names) > 1 and names[-1][:1].isupper():
            full.setdefault(names[-1], set()).add(" ".join(names))
    for _, match in found:
        if match.entry.role == "person" and match.form == "whole":
            full.setdefault(_surname(match.entry), set()).add(key(match.entry.name))
    return {surname: frozenset(names) for surname, names in full.items()}


def _surname(entry: Entry) -> str:
    return key((entry.surname or entry.name.split()[-1]).split(";")[0])


def _is_one_of(entry: Entry, full: Iterable[str]) -> bool:
    """Whether a leader is one of those whose full names the story gives, by the first name."""
    first = {key(name).split()[0] for name in (entry.name, *entry.aliases)}
    return any(name.split()[0] in first for name in full)


def _known_again(
    parsed: Parsed, found: Iterable[tuple[int, Match]],
    matches: dict[int, Name], entities: dict[int, tuple[int, int, str]],
) -> dict[int, Name]:  # fmt: skip
    """Known people met again by surname, of those whom the story has named in full."""
    people: dict[str, Entry] = {}
    for _, match in found:
        if match.entry.role == "person" and match.form == "whole":
            people.setdefault(_surname(match.entry), match.entry)
    return {
        t.i: Name(t.i, t.i + 1, people[key(t.text)], False)
        for t in parsed.tokens
        if t.text[:1].isupper() and key(t.text) in people and t.i not in matches
        and _stands_alone(parsed, t) and _is_free(entities.get(t.i))
    }  # fmt: skip


def _met_again(
    parsed: Parsed, persons: dict[str, frozenset[str]],
    matches: dict[int, Name], entities: dict[int, tuple[int, int, str]],
) -> dict[int, tuple[int, int, str]]:  # fmt: skip
    """Surnames that stand alone where the parser saw no person, of people that the story has named."""
    small = {t.text for t in parsed.tokens if t.text.islower()}
    return {
        t.i: (t.i, t.i + 1, "PERSON")
        for t in parsed.tokens
        if t.text[:1].isupper() and key(t.text) in persons and t.i not in matches
        and (t.pos == "PROPN" or (t.dep in ARGUMENTS and t.lower not in small))
        and _stands_alone(parsed, t) and _is_free(entities.get(t.i))
    }  # fmt: skip


def _is_free(entity: tuple[int, int, str] | None) -> bool:
    return entity is None or entity[1] - entity[0] == 1


def _stands_alone(parsed: Parsed, token: Token) -> bool:
    """Whether no further word of a name stands beside a token of its sentence."""
    beside = [k for k in (token.i - 1, token.i + 1) if 0 <= k < len(parsed.tokens)]
    near = [parsed.tokens[k] for k in beside if parsed.tokens[k].sentence == token.sentence]
    titles = actor_words().titles
    return not any(
        t.pos == "PROPN" and t.lower not in titles and t.entity not in ("DATE", "TIME")
        for t in near
    )


def _is_name(parsed: Parsed, match: Name) -> bool:
    """Known words count as a name unless a longer name of the parser's runs past them."""
    last = parsed.tokens[match.last - 1]
    if match.entry.role in NATION:
        after = parsed.tokens[match.last] if match.last < len(parsed.tokens) else None
        inside_person = last.entity == "PERSON" and match.entry.role in (
            "country",
            "capital",
            "city",
        )
        if inside_person and after is not None and after.entity == "PERSON":
            return False
        return not (match.entry.role == "people" and _is_surname(parsed, match))
    follows = parsed.tokens[match.last].lower if match.last < len(parsed.tokens) else ""
    if match.entry.sector == "PTY" and follows in (
        "minister",
        "ministry",
        "secretary",
        "department",
    ):
        return False
    return match.entry.role != "organization" or not _ends_longer_name(parsed, match)


def _is_surname(parsed: Parsed, match: Name) -> bool:
    """Whether a word for a people is the end of somebody's name: "Salih *Muslim*"."""
    before = parsed.tokens[match.first - 1] if match.first else None
    last = parsed.tokens[match.last - 1]
    return (
        before is not None and last.entity == before.entity == "PERSON"
        and before.pos == last.pos == "PROPN" and before.head == last.i
    )  # fmt: skip


def _ends_longer_name(parsed: Parsed, match: Name) -> bool:
    """Whether a body's name is only the end of another's: "*National* Security Council"."""
    before = parsed.tokens[match.first - 1] if match.first else None
    if before is None or match.last - match.first < 2:
        return False
    general = before.text in ("National", "Supreme", "Federal", "Central", "Regional", "State")
    return general and before.sentence == parsed.tokens[match.first].sentence


def _meant(
    parsed: Parsed, knowledge: Knowledge, match: Match, first: int,
    told: Counter[str], persons: dict[str, frozenset[str]], date: str | None,
) -> Entry | None:  # fmt: skip
    """The reading of a name that suits the story; ``None`` when it is another's name here."""
    entry = match.entry
    if match.form == "surname":
        surname = parsed.tokens[first + match.last - match.first].text
        return leader(knowledge, surname, date, told, persons) or _holder(entry, surname, persons)
    if entry.role != "organization" or entry.country is None or told[entry.country]:
        return entry
    others = [o for o in match.others if o.role == "organization" and o.country]
    likely = max(others, key=lambda o: told[o.country or ""], default=None)
    if likely is not None and told[likely.country or ""]:
        return likely
    words = [t.lower for t in parsed.tokens[first : first + 1 + match.last - match.first]]
    generic = all(word in actor_words().generic for word in words)
    return None if generic and _about_one(told, entry.sector) else entry


def _about_one(told: Counter[str], sector: str | None) -> bool:
    """Whether a story is so clearly about one country that a party or body of such a name is its own."""
    needed = _CLEAR_FOR_PARTIES if sector == "PTY" else _CLEAR
    return bool(told) and told.most_common(1)[0][1] >= needed * told.total()


def _holder(entry: Entry, surname: str, persons: dict[str, frozenset[str]]) -> Entry | None:
    """A leader met by surname alone, unless the story gives that surname to somebody else."""
    full = persons.get(key(surname))
    in_office = entry.office is not None and not entry.office.startswith("former")
    return entry if (_is_one_of(entry, full) if full else in_office) else None


def leader(
    knowledge: Knowledge, surname: str, date: str | None,
    told: Counter[str], persons: dict[str, frozenset[str]], office: frozenset[str] = frozenset(),
) -> Entry | None:  # fmt: skip
    """The leader that a surname means in a story: of one of the countries that it names.

    ``office`` are the words of office that stand with it.
    """
    full = persons.get(key(surname), frozenset())
    for country, _ in told.most_common():
        entry = knowledge.leader(surname, date, country, office)
        if entry is not None and (not full or _is_one_of(entry, full)):
            return entry
    return None
