"""Noun phrases that may name an actor: who each says it is, before phrases are merged."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from talion.knowledge.actors import Entry, Knowledge, Role
from talion.knowledge.matching import key
from talion.language.base import Parsed, Token
from talion.reading.actors.lexicon import ActorWords, actor_words
from talion.reading.actors.names import NATION, Name, Names, leader
from talion.spans import Span

_PART = (
    "det",
    "amod",
    "compound",
    "nummod",
    "poss",
    "nmod",
    "quantmod",
    "case",
    "predet",
    "advmod",
)
# what the home of refugees, diplomats and named people stands behind: where they are is another's
_FROM = frozenset(("from", "of"))
_SUBJECTS = ("nsubj", "nsubjpass", "dobj", "poss", "agent")
_AFTER_NAMES = frozenset(("'s", "’s", "'", "’", "-", "–", "—", ","))
_ACTING = frozenset(("country", "capital", "seat"))
# a party and a state behind a name: "Ron Wyden, D-Ore.", "Susan Collins (R-Maine)"
_US_LEGISLATOR = re.compile(r"\s?[,(]\s?[RDI]-[A-Z][A-Za-z.]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase: its head token, span, and what it says about who it names.

    ``thing`` is whether only the tagger takes it for a party: no pronoun means it.
    ``names`` are the proper names inside, ``owners`` the tokens of phrases that it belongs to ("a source
    at *the FMS*", "*its* spokeswoman"), ``pronoun`` its own words where it is one. ``homes`` are the
    countries of which it may be, where a people of several is named ("*Kurdish* fighters"); ``abroad``
    is whether it is said to be of elsewhere ("*foreign* hostages", "*Western* powers"); ``office`` the
    words of a person's office ("*Labour Minister* Amadou Ba"), ``number`` 2 where two are spoken of.
    ``counts`` are the tokens of nouns before it that only count ("*dozens* of protesters"), outermost first.
    """

    head: int
    span: Span
    kind: str
    name: str = ""
    countries: tuple[str, ...] = ()
    sector: str | None = None
    entry: Entry | None = None
    plural: bool = False
    definite: bool = False
    pronoun: str = ""
    gender: str = ""
    weak: bool = False
    owners: tuple[int, ...] = ()
    acronym: str = ""
    title_sector: str | None = None
    modifiers: frozenset[str] = field(default_factory=frozenset)
    international: str | None = None
    thing: bool = False
    homes: tuple[str, ...] = ()
    abroad: bool = False
    number: int = 0
    office: frozenset[str] = field(default_factory=frozenset)
    counts: tuple[int, ...] = ()


def find_mentions(
    parsed: Parsed, knowledge: Knowledge, names: Names, *,
    date: str | None = None, wanted: frozenset[int] = frozenset(),
) -> list[Mention]:  # fmt: skip
    """All mentions, in the order of their heads.

    ``wanted`` are heads of phrases that the learned tagger takes for an actor or recipient: they are read
    whatever their noun is.
    """
    words = actor_words()
    counted = _counted(parsed, words)
    within = {noun for noun, counts in counted.items() if wanted.intersection(counts)}
    known = _Known(knowledge, names, date, wanted | within, _owned(parsed, names, words))
    counting = {i for counts in counted.values() for i in counts}
    out = []
    for token in parsed.tokens:
        if token.i in counting:
            continue
        if token.pos == "PRON":
            mention = _pronoun(token, words)
        elif (
            token.pos in ("NOUN", "PROPN") or token.i in names.matches or _is_person(names, token.i)
        ):
            mention = _phrase(parsed, known, token, words)
        else:
            mention = None
        if mention is not None and token.i in counted:
            mention = _with_counts(parsed, mention, counted[token.i])
        if mention is not None:
            out.append(mention)
    out += _bare_nations(parsed, names, out)
    return sorted([*out, *_bare_bodies(parsed, known, out, words)], key=lambda m: m.head)


def _counted(parsed: Parsed, words: ActorWords) -> dict[int, tuple[int, ...]]:
    """The nouns that others only count, each with those: "*hundreds* of *thousands* of people".

    "The group of seven" and "the number of victims" are a body and a number.
    """
    above: dict[int, int] = {}
    for token in parsed.tokens:
        before = parsed.tokens[max(token.i - 1, 0)].lower
        if token.lemma in words.counting and token.pos == "NOUN" and before != "the":
            inner = _whom_it_counts(parsed, token)
            if inner is not None:
                above[inner] = token.i
    chains = {noun: _chain(noun, above) for noun in above}
    return {noun: chain for noun, chain in chains.items() if noun not in above.values()}


def _whom_it_counts(parsed: Parsed, token: Token) -> int | None:
    """The plural, or "people", right behind a counting noun's "of"."""
    after = token.i + 1
    if after >= len(parsed.tokens) or parsed.tokens[after].lower != "of":
        return None
    for k in parsed.children[after]:
        kid = parsed.tokens[k]
        if kid.dep == "pobj" and (kid.tag in ("NNS", "NNPS") or kid.lemma in ("people", "police")):
            return k
    return None


def _chain(noun: int, above: dict[int, int]) -> tuple[int, ...]:
    out: list[int] = []
    while noun in above:
        noun = above[noun]
        out.insert(0, noun)
    return tuple(out)


def _with_counts(parsed: Parsed, mention: Mention, counts: tuple[int, ...]) -> Mention:
    """The mention with the words that count it: "*a handful of* journalists"."""
    left = _left(parsed, parsed.tokens[counts[0]], None)
    start = min(parsed.tokens[left].start, mention.span[0])
    return replace(mention, span=(start, mention.span[1]), counts=counts)


def _bare_nations(parsed: Parsed, names: Names, found: Sequence[Mention]) -> Iterator[Mention]:
    """States named only by a modifier of something that is no actor ("*Russian* law")."""
    inside = {t.i for m in found for t in parsed.tokens_in(m.span)}
    for i, name in names.matches.items():
        entry = name.entry
        if i == name.last - 1 and i not in inside and entry.role in NATION and entry.country:
            span = (parsed.tokens[name.first].start, parsed.tokens[i].end)
            yield Mention(
                i, span, "state", entry.name, (entry.country,), "GOV", entry, definite=True
            )


def _bare_bodies(
    parsed: Parsed, known: "_Known", found: Sequence[Mention], words: ActorWords
) -> Iterator[Mention]:
    """Bodies named only before a noun that is no actor ("a *police* raid", "the *regime*'s jets")."""
    inside = {t.i for m in found if m.kind != "state" for t in parsed.tokens_in(m.span)}
    for token in parsed.tokens:
        if token.dep != "compound" or token.pos != "NOUN" or token.i in inside:
            continue
        if token.lemma in words.before:
            continue
        role = _role(parsed, known.knowledge, token)
        if role is not None and role.political and role.kind == "organization":
            first = _first_nation(parsed, known.names, token)
            mention = _nominal(parsed, known, token, (token.start, token.end), first, [], words)
            if mention is not None:
                yield mention


def _first_nation(parsed: Parsed, names: Names, token: Token) -> int:
    """The first token of the nation named right before a body that is itself a modifier."""
    first = token.i
    while first - 1 in names.matches and names.matches[first - 1].entry.role in NATION:
        first -= 1
    beside = parsed.tokens[first].sentence == token.sentence
    return first if beside else token.i


def _pronoun(token: Token, words: ActorWords) -> Mention | None:
    lower = token.lower
    if lower in words.person_pronouns:
        gender = "f" if lower in words.female_pronouns else "m"
        return Mention(token.i, token.span, "person", pronoun=lower, gender=gender)
    if lower in words.plural_pronouns:
        return Mention(token.i, token.span, "group", pronoun=lower, plural=True)
    if lower in words.thing_pronouns and token.dep != "expl":
        return Mention(token.i, token.span, "organization", pronoun=lower)
    return None


@dataclass(frozen=True, slots=True)
class _Known:
    """What a phrase is read with."""

    knowledge: Knowledge
    names: Names
    date: str | None
    wanted: frozenset[int]
    owned: frozenset[str]


def _phrase(parsed: Parsed, known: _Known, token: Token, words: ActorWords) -> Mention | None:
    names = known.names
    name = _name_over(parsed, names, token.i)
    if name is not None and not _heads_name(parsed, token, name):
        return None
    if name is None and token.dep in ("compound", "amod", "nmod"):
        return None
    left = _left(parsed, token, name)
    span = (parsed.tokens[left].start, parsed.tokens[name[1] - 1 if name else token.i].end)
    match = names.matches.get(token.i) if name else None
    nouns = [
        t for t in parsed.tokens[left : token.i + 1] if not (name and name[0] <= t.i < name[1])
    ]
    roles = [(t, r) for t in nouns for r in [known.knowledge.role(t.lemma)] if r is not None]
    if match is not None:
        return _known(parsed, known, token, span, match, left, roles, words)
    if name is not None:
        return _unknown_name(parsed, known, token, span, name, left, roles, words)
    return _nominal(parsed, known, token, span, left, roles, words)


def _name_over(parsed: Parsed, names: Names, i: int) -> tuple[int, int, str] | None:
    match = names.matches.get(i)
    if match is not None:
        return match.first, match.last, match.entry.role
    found = names.entities.get(i)
    named = parsed.tokens[i].pos in ("PROPN", "NOUN", "ADJ") or _is_person(names, i)
    if found is None or not named:
        return None
    first, last, kind = found
    while first < last and (
        parsed.tokens[first].lower in ("the", "a", "an") or first in names.matches
    ):
        first += 1
    while last > first and parsed.tokens[last - 1].lower in _AFTER_NAMES:
        last -= 1
    if not first <= i < last or not any(
        parsed.tokens[k].text[:1].isupper() for k in range(first, last)
    ):
        return None
    return first, last, kind


def _is_person(names: Names, i: int) -> bool:
    """Whether a token alone is somebody's name, whatever part of speech the parser takes it for."""
    return names.entities.get(i) == (i, i + 1, "PERSON")


def _heads_name(parsed: Parsed, token: Token, name: tuple[int, int, str]) -> bool:
    """Whether ``token`` is the name's syntactic head, so that the name is read once; adjectives are not."""
    first, last, kind = name
    inside = [t for t in parsed.tokens[first:last] if not first <= t.head < last or t.head == t.i]
    head = inside[-1] if inside else parsed.tokens[last - 1]
    if head.i != token.i:
        return False
    if kind in ("adjective", "NORP") and head.dep in ("amod", "compound", "nmod"):
        return False
    return not (head.dep in ("compound", "amod", "nmod") and kind in (*NATION, "GPE", "city"))


def _left(parsed: Parsed, token: Token, name: tuple[int, int, str] | None) -> int:
    """The first token of the phrase, over determiners, adjectives, compounds and possessives."""
    first = min(token.i, name[0]) if name else token.i
    mine = set(range(first, token.i + 1))
    tied = actor_words().behind | {"led"}
    stack = list(mine)
    while stack:
        for k in parsed.children[stack.pop()]:
            part = parsed.tokens[k].dep in (*_PART, "conj", "cc", "punct", "hmod") or (
                parsed.tokens[k].dep == "npadvmod"
                and parsed.tokens[parsed.tokens[k].head].lower in tied
            )
            if k < token.i and k not in mine and part:
                mine.add(k)
                stack.append(k)
    while first - 1 in mine:
        first -= 1
    while first < token.i and parsed.tokens[first].dep in ("punct", "cc"):
        first += 1
    return first


def _countries_in(names: Names, tokens: Iterable[int]) -> list[str]:
    out: list[str] = []
    for i in tokens:
        if i in names.behind:
            continue
        match = names.matches.get(i)
        code = match.entry.country if match else None
        if code is None and i in names.places and i not in names.matches:
            code = names.places[i].country
        if code and code not in out:
            out.append(code)
    return out


def _international(names: Names, tokens: Iterable[int]) -> str | None:
    """The code of the body of no one country that a phrase belongs to ("EU foreign ministers")."""
    found = (names.matches[i].entry for i in tokens if i in names.matches)
    return next((e.international for e in found if e.international), None)


def _homes(names: Names, tokens: Iterable[int]) -> tuple[str, ...]:
    """The countries of the people, spread over several, that a phrase names."""
    found = (names.matches[i].entry for i in tokens if i in names.matches)
    return next((e.homes for e in found if e.homes), ())


def _abroad(names: Names, lefts: Iterable[Token]) -> bool:
    """Whether words before a noun say that it is of elsewhere, or of a part of the world."""
    return any(
        t.lower in ("foreign", "international", "multinational")
        or (t.i in names.matches and _of_a_region(names.matches[t.i].entry))
        for t in lefts
    )


def _of_a_region(entry: Entry) -> bool:
    nowhere = not (entry.country or entry.homes or entry.international)
    return nowhere and entry.role == "adjective"


def _office(roles: list[tuple[Token, Role]], left: Iterable[Token]) -> frozenset[str]:
    """The words of an office: "foreign", "minister"; none where no noun says a role."""
    if not any(r.kind == "person" for _, r in roles):
        return frozenset()
    return frozenset(t.lemma.lower() for t in left if t.pos in ("NOUN", "PROPN", "ADJ"))


def _attached(parsed: Parsed, token: Token, tied: frozenset[str]) -> list[int]:
    """Heads of the phrases that a phrase belongs to: "of the army", "in Kenya", "from Chad and Mali"."""
    return [head for heads in _attached_by_word(parsed, token, tied) for head in heads]


def _attached_by_word(parsed: Parsed, token: Token, tied: frozenset[str]) -> Iterator[list[int]]:
    """The same, for each preposition apart."""
    behind = token.i + 1
    near = behind < len(parsed.tokens) and parsed.tokens[behind].lower in tied
    for k in dict.fromkeys((*parsed.children[token.i], *((behind,) if near else ()))):
        kid = parsed.tokens[k]
        if kid.dep != "prep" or kid.lower not in tied:
            continue
        heads = [g for g in parsed.children[k] if parsed.tokens[g].dep == "pobj"]
        for head in heads:  # grows
            heads.extend(g for g in parsed.children[head] if parsed.tokens[g].dep == "conj")
        yield heads


def _has_owner(parsed: Parsed, token: Token) -> bool:
    return any(parsed.tokens[k].dep == "poss" for k in parsed.children[token.i])


def _owners(parsed: Parsed, token: Token, words: ActorWords) -> tuple[int, ...]:
    poss = [k for k in parsed.children[token.i] if parsed.tokens[k].dep == "poss"]
    return (*poss, *_attached(parsed, token, words.affiliation))


def _all_countries(
    parsed: Parsed,
    names: Names,
    token: Token,
    left: int,
    tied: frozenset[str],
) -> tuple[str, ...]:
    """The countries that words before a noun name, else those of what ``tied`` prepositions tie it to."""
    own = _countries_in(names, range(left, token.i))
    if own:
        return tuple(own)
    told = (_countries_of(parsed, names, heads) for heads in _attached_by_word(parsed, token, tied))
    return tuple(next((countries for countries in told if countries), ()))


def _countries_of(parsed: Parsed, names: Names, heads: Sequence[int]) -> list[str]:
    """The countries that nouns name, or that are said of them ("of the *Russian* embassy")."""
    of_them = [
        k for h in heads for k in parsed.children[h]
        if parsed.tokens[k].dep in ("amod", "compound", "poss", "nmod")
    ]  # fmt: skip
    return _countries_in(names, heads) or _countries_in(names, of_them)


def _known(
    parsed: Parsed, known: _Known, token: Token, span: Span, match: Name, left: int,
    roles: list[tuple[Token, Role]], words: ActorWords,
) -> Mention:  # fmt: skip
    names, entry = known.names, match.entry
    office = _office(roles, (t for t, _ in roles))
    if entry.role == "person" and office and known.date is None:
        entry = known.knowledge.leader(entry.name, office=office) or entry
    countries: tuple[str, ...] = (entry.country,) if entry.country else ()
    if not countries and not entry.international:
        countries = _all_countries(parsed, names, token, left, words.affiliation)
    elif not countries and entry.sector == "NGO":
        countries = tuple(_countries_in(names, range(left, match.first)))
    kind: str = entry.kind
    sector = entry.sector
    office = (
        (office or frozenset((entry.office or "").split())) if kind == "person" else frozenset()
    )
    if entry.role in _ACTING:
        kind, sector = "state", "GOV"
    elif entry.role in ("people", "adjective"):
        kind, sector = "group", "CVL"
    elif entry.role == "city":
        kind, sector = "place", None
    return Mention(
        head=token.i, span=span, kind=kind, name=entry.name, countries=countries, sector=sector,
        entry=entry, plural=entry.role in ("people", "adjective"), definite=True,
        gender=_gender(parsed, left, token.i, words), acronym=_acronym(parsed, match.last),
        owners=(), title_sector=_title_sector(roles) if kind == "person" else None,
        homes=entry.homes, office=office,
    )  # fmt: skip


def _unknown_name(
    parsed: Parsed, known: _Known, token: Token, span: Span,
    name: tuple[int, int, str], left: int, roles: list[tuple[Token, Role]], words: ActorWords,
) -> Mention | None:  # fmt: skip
    names, knowledge = known.names, known.knowledge
    first, last, label = name
    text = _words(parsed, first, last)
    place = names.places.get(token.i)
    own_roles = [
        knowledge.role(t.lemma) or knowledge.role(t.lower) for t in parsed.tokens[first:last]
    ]
    inner = [r for r in own_roles if r is not None]
    tied = _FROM if label == "PERSON" else words.affiliation
    countries = _all_countries(parsed, names, token, left, tied)
    if label in ("GPE", "LOC") or (place is not None and label != "PERSON"):
        if place is None or not place.country:
            return None
        return Mention(token.i, span, "place", text, (place.country,), None, definite=True)
    if label == "NORP":
        return Mention(token.i, span, "group", text, countries, None, plural=True, definite=True)
    if label == "PERSON":
        office = _office(roles, parsed.tokens[left:first])
        found = _leader(known, text, countries, office)
        if found is not None:
            return Mention(
                token.i, span, "person", found.name, (found.country,) if found.country else (),
                found.sector, found, definite=True, gender=_gender(parsed, left, token.i, words),
                office=office or frozenset((found.office or "").split()),
            )  # fmt: skip
        sector = _title_sector(roles)
        if token.dep in ("conj", "appos") and not roles and not countries:
            countries, sector = _shared_title(parsed, known, token)
        if _US_LEGISLATOR.match(parsed.text, parsed.tokens[last - 1].end):
            countries, sector = ("USA",), "LEG"
        return Mention(
            token.i, span, "person", _without_titles(parsed, first, last, words), countries, sector,
            definite=True, gender=_gender(parsed, left, token.i, words),
            owners=_owners(parsed, token, words), title_sector=sector, office=office,
        )  # fmt: skip
    if last - first == 1 and token.dep == "compound" and token.lower in words.generic:
        return None
    if parsed.tokens[last - 1].lower in words.measures:
        return None
    within = _countries_in(names, range(first, last))
    sector = inner[-1].sector if inner else None
    return Mention(
        token.i, span, "organization", text, tuple(within) or countries, sector, definite=True,
        acronym=_acronym(parsed, last), modifiers=frozenset(t.lower for t in parsed.tokens[first:last]),
        homes=() if within or countries else _homes(names, range(left, last)),
    )  # fmt: skip


def _shared_title(
    parsed: Parsed, known: _Known, token: Token
) -> tuple[tuple[str, ...], str | None]:
    """The countries and sector that a plural before names gives each: "*Swiss diplomats* Keller and Meier"."""
    first = token
    while first.dep == "conj":
        first = parsed.tokens[first.head]
    name = _name_over(parsed, known.names, first.i)
    title = parsed.tokens[first.head] if first.dep == "appos" else first
    for noun in parsed.tokens[_left(parsed, title, name if title is first else None) : title.i + 1]:
        role = known.knowledge.role(noun.lemma) if noun.tag == "NNS" else None
        if role is not None and role.kind == "person":
            countries = _countries_in(known.names, range(_left(parsed, noun, None), noun.i))
            return tuple(countries), role.sector
    return (), None


def _leader(
    known: _Known, text: str, countries: tuple[str, ...], office: frozenset[str]
) -> Entry | None:
    """The leader of that name; a bare surname is that of one whose country the story names."""
    words, knowledge, names = text.split(), known.knowledge, known.names
    country = countries[0] if countries else None
    if len(words) > 1 or not names.told or (office and country):
        return knowledge.leader(text, known.date, country, office)
    surname = words[-1]
    named = key(surname) in names.persons
    common = knowledge.is_common_surname(surname) and not office
    if common and not named:
        return None
    found = leader(knowledge, surname, known.date, names.told, names.persons, office)
    if found is None and not named and not common:
        found = knowledge.leader(surname, known.date, office=office)
    return found


def _without_titles(parsed: Parsed, first: int, last: int, words: ActorWords) -> str:
    while last - first > 1 and parsed.tokens[first].lower in words.titles:
        first += 1
    return _words(parsed, first, last)


def _words(parsed: Parsed, first: int, last: int) -> str:
    """The words of tokens, as the text has them."""
    return parsed.words(parsed.span((first, last - 1)))


def _acronym(parsed: Parsed, after: int) -> str:
    """Letters in brackets right behind a name: "Federal Migration Service (FMS)"."""
    tokens = parsed.tokens[after : after + 3]
    if (
        len(tokens) == 3
        and tokens[0].text == "("
        and tokens[2].text == ")"
        and tokens[1].text.isupper()
    ):
        return tokens[1].text
    return ""


def _gender(parsed: Parsed, left: int, head: int, words: ActorWords) -> str:
    for t in parsed.tokens[left : head + 1]:
        if t.lower in words.female:
            return "f"
        if t.lower in words.male:
            return "m"
    return ""


def _nominal(
    parsed: Parsed, known: _Known, token: Token, span: Span, left: int,
    roles: list[tuple[Token, Role]], words: ActorWords,
) -> Mention | None:  # fmt: skip
    names = known.names
    described = _described(names, token, left, words)
    if described is not None:
        return _known(parsed, known, token, span, described, left, roles, words)
    thing = _is_thing(parsed, known, token, words)
    role = None if thing else _role(parsed, known.knowledge, token)
    plural = token.tag in ("NNS", "NNPS")
    weak = token.lemma in words.weak and not thing
    people = role is not None or weak or _looks_like_people(token, words)
    if not people:
        if token.i not in known.wanted or _tells_an_act(parsed, token):
            return None
        return _wanted(parsed, names, token, span, left, words)
    away = token.lemma in words.away or (role is not None and role.sector == "REF")
    facing = token.lemma in words.facing and _has_owner(parsed, token)
    tied = _FROM if away or facing else words.affiliation
    begin = _behind_owner(parsed, token, left) if facing else left
    countries = _all_countries(parsed, names, token, begin, tied)
    modifiers = [r for t, r in roles if t.i != token.i]
    sector = role.sector if role else ("CVL" if not weak else None)
    if modifiers and modifiers[-1].kind == "organization" and sector in ("COP", "CVL"):
        sector = modifiers[-1].sector or sector
    if weak:
        sector = modifiers[-1].sector if modifiers else (sector or None)
        if sector is None and token.lemma in words.government:
            sector = "GOV"
    kind = role.kind if role else ("group" if plural else "person")
    if kind == "person" and plural:
        kind = "group"
    lefts = parsed.tokens[left : token.i]
    if token.lemma in words.state:
        if not countries and not _speaks_of_state(token, lefts, words):
            return None
        local = not countries and any(t.lower in words.local for t in lefts)
        kind, sector = "organization" if local else "state", "GOV"
    return Mention(
        head=token.i, span=span, kind=kind, name="", countries=countries, sector=sector, plural=plural,
        definite=any(t.lower in ("the", "this", "that", "these", "those", "its", "their") for t in lefts[:1]),
        gender=_gender(parsed, token.i, token.i, words), weak=weak,
        owners=() if facing else _owners(parsed, token, words),
        acronym=_acronym(parsed, token.i + 1),
        modifiers=frozenset(t.lemma for t in lefts if t.pos in ("NOUN", "PROPN", "ADJ")),
        international=None if countries else _international(names, range(left, token.i)),
        homes=() if countries else _homes(names, (*range(left, token.i), *_attached(parsed, token, tied))),
        number=2 if any(t.lower in ("two", "both") for t in lefts) else 0,
        abroad=not countries and (facing or (sector != "GOV" and _abroad(names, lefts))),
        office=_office([(token, role)] if role else [], parsed.tokens[left : token.i + 1]),
    )  # fmt: skip


def _behind_owner(parsed: Parsed, token: Token, left: int) -> int:
    """The first token behind a noun's possessor: "Rome's *Greek* neighbour"."""
    owners = [k for k in parsed.children[token.i] if parsed.tokens[k].dep == "poss"]
    return max([left, *(k + 1 for k in owners if k < token.i)])


def _is_thing(parsed: Parsed, known: _Known, token: Token, words: ActorWords) -> bool:
    """Whether a noun for a body is here one for a thing or a place: "his *house*", "in *prison*"."""
    kids = [parsed.tokens[k] for k in parsed.children[token.i] if k < token.i]
    if token.lemma in words.bare:
        return token.tag == "NN" and token.dep in ("pobj", "dobj") and not kids
    if token.lower in words.capital:
        return token.text.islower() and not any(k.lower in ("upper", "lower", "both") for k in kids)
    return token.lemma in words.owned and token.lemma not in known.owned


def _owned(parsed: Parsed, names: Names, words: ActorWords) -> frozenset[str]:
    """The nouns of ``words.owned`` that the text tells of as a person's or party's: "the *Diaz* campaign"."""
    return frozenset(
        parsed.tokens[t.head].lemma for t in parsed.tokens
        if parsed.tokens[t.head].lemma in words.owned and t.dep in ("poss", "compound", "nmod")
        and (t.lower in words.person_pronouns or _is_of_politics(names, t))
    )  # fmt: skip


def _is_of_politics(names: Names, token: Token) -> bool:
    """Whether a token ends a person's or a party's name."""
    match, entity = names.matches.get(token.i), names.entities.get(token.i)
    if match is not None:
        return match.entry.kind == "person" or match.entry.sector == "PTY"
    return entity is not None and entity[2] == "PERSON"


def _speaks_of_state(token: Token, lefts: Sequence[Token], words: ActorWords) -> bool:
    """Whether a noun means a state that it doesn't name: "the government", "both countries"."""
    if token.lemma in words.ruling:
        return True
    first = lefts[0].lower if lefts else ""
    if token.tag == "NNS":
        return any(t.lower in ("two", "both") for t in lefts)
    return (
        token.lemma in ("country", "nation")
        and first in ("the", "this")
        and (token.dep in _SUBJECTS)
    )


def _role(parsed: Parsed, knowledge: Knowledge, token: Token) -> Role | None:
    """What a noun says with the compounds before it ("law enforcement"), else alone."""
    before = [
        parsed.tokens[k].lower for k in parsed.children[token.i]
        if k < token.i and parsed.tokens[k].dep == "compound"
    ]  # fmt: skip
    own = knowledge.role(token.lemma)
    return own or (knowledge.role(" ".join([*before, token.lower])) if before else None)


def _title_sector(roles: list[tuple[Token, Role]]) -> str | None:
    """The sector that a title shows: of "police spokeswoman", the police's."""
    return next((r.sector for _, r in reversed(roles) if r.sector), None)


def _described(names: Names, token: Token, left: int, words: ActorWords) -> Name | None:
    """The known body whose name stands right before a noun that only says what it is."""
    before = names.matches.get(token.i - 1)
    if before is None or token.lemma not in words.descriptors or before.first < left:
        return None
    return before if before.entry.role == "organization" and not before.part else None


def _tells_an_act(parsed: Parsed, token: Token) -> bool:
    """Whether a common noun tells what somebody does, and so is nobody: "rejected Chad's *request*"."""
    return token.pos == "NOUN" and token.i in parsed.clause_at


def _wanted(
    parsed: Parsed, names: Names, token: Token, span: Span, left: int, words: ActorWords
) -> Mention:
    """A phrase that only the learned tagger takes for an actor: a body, or people, of no known kind."""
    plural = token.tag in ("NNS", "NNPS")
    facing = token.lemma in words.facing and _has_owner(parsed, token)
    begin = _behind_owner(parsed, token, left) if facing else left
    return Mention(
        token.i, span, "group" if plural else "organization",
        parsed.words(span) if token.pos == "PROPN" else "",
        _all_countries(parsed, names, token, begin, words.affiliation), None, plural=plural,
        owners=() if facing else _owners(parsed, token, words), thing=token.pos != "PROPN",
        homes=_homes(names, range(left, token.i)),
    )  # fmt: skip


def _looks_like_people(token: Token, words: ActorWords) -> bool:
    return (
        token.tag == "NNS"
        and len(token.text) > 5
        and token.lower.endswith(words.endings)
        and token.lower not in words.not_persons
    )
