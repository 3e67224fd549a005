"""What grouping keeps of a document: its words weighed by rarity, names, figures, dates, and its events.

A sketch depends on its record alone. It is a plain value that can be stored (``msgspec.json.encode``), so
that a later run places new documents among old ones without reading the old texts again.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from msgspec import Struct

from talion.grouping.shingles import shingled
from talion.grouping.tellings import Telling, tellings
from talion.grouping.words import (
    Vector,
    WordCounts,
    address_date,
    address_words,
    dampened,
    is_number,
    rarest,
    shipped_counts,
    tokens,
    unit,
    without_addresses,
)
from talion.record import Record

LEAD_WORDS = 70
KEYS = 40
_TOP = 6
_NAME_RARITY = 2.0
_KEY_RARITY = 3.0
_PAIR_RARITY = 1.5
_COUNTED_RARITY = 2.5
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_SMALL = re.compile(r"\d|(?:19|20)\d\d")
_COUNTED = re.compile(
    r"(\d+(?:[.,]\s?\d+)*)[\s-]+(?:-\s)?([A-Za-z]+)(?:[\s-]+(?:-\s)?([A-Za-z]+))?"
)
_DAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))


class Sketch(Struct, frozen=True, kw_only=True):
    """A document as grouping sees it; vectors have length 1, words are in lower case.

    ``published`` is an ISO date, ``dated`` that or else the latest day that the text itself names. ``keys`` are
    the words under which it is looked for. ``salient`` weighs the names that stand in the lead or recur.
    ``counted`` gives the figures told of each noun. ``copies`` is a bottom-k sketch of the text.
    """

    id: str
    title: str | None
    published: str | None
    publisher: str | None
    dated: str | None
    keys: tuple[str, ...]
    words: Vector
    vocabulary: frozenset[str]
    pairs: Vector
    lead: Vector
    lead_common: Vector
    names: Vector
    salient: Vector
    top: frozenset[str]
    numbers: frozenset[str]
    counted: dict[str, tuple[str, ...]]
    years: frozenset[str]
    weekdays: frozenset[str]
    lead_weekdays: frozenset[str]
    types: Vector
    places: Vector
    actors: Vector
    copies: tuple[int, ...]
    events: tuple[Telling, ...]


def sketch(record: Record, counts: WordCounts | None = None) -> Sketch:
    """The sketch of a record; ``counts`` are the shipped ones when nothing is said."""
    known = counts or shipped_counts()
    document = record.document
    plain, slug = without_addresses(document.text), address_words(document.text)
    body = tokens(plain)
    found = [*slug, *body]
    told = [t for t in found if not is_number(t) and len(t) > 1]
    lower = [t.lower() for t in told]
    first = found[:LEAD_WORDS]
    lead = [t.lower() for t in first if not is_number(t) and len(t) > 1]
    names = _names(t for t in body if not is_number(t) and len(t) > 1)
    words = _weighed(Counter(lower), known)
    salient = _salient(names, lead, known)
    days = frozenset(lower) & _DAYS
    return Sketch(
        id=document.id, title=document.title, published=document.published,
        publisher=document.publisher, dated=_dated(record), keys=rarest(words, KEYS), words=unit(words),
        vocabulary=frozenset(t.lower() for t in found), pairs=_word_pairs(lower, known),
        lead=unit({w: known.rarity(w) for w in lead}),
        lead_common=unit({w: r for w in lead if w not in names and (r := known.rarity(w)) > 1}),
        names=unit(_weighed({w: n for w, n in names.items() if known.rarity(w) > _NAME_RARITY}, known)),
        salient=unit(salient), top=frozenset(rarest(salient, _TOP)), numbers=_numbers(body),
        counted=_counted(plain, known), years=frozenset(filter(_YEAR.fullmatch, found)),
        weekdays=days, lead_weekdays=days & frozenset(lead), copies=shingled(lower),
        types=unit(Counter(e.type for e in record.events)), places=_places(record),
        actors=_actors(record), events=tellings(record),
    )  # fmt: skip


def _dated(record: Record) -> str | None:
    """The day of publication, else that of an address, else the latest single day that the text names."""
    if record.document.published:
        return record.document.published[:10]
    if found := address_date(record.document.text):
        return found
    days = [t.start[:10] for t in record.times if t.start and t.end and _is_day(t.start, t.end)]
    return max(days, default=None)


def _is_day(start: str, end: str) -> bool:
    return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days <= 1


def _weighed(counts: Mapping[str, int], known: WordCounts) -> dict[str, float]:
    return {w: dampened(n) * r for w, n in counts.items() if (r := known.rarity(w)) > 0}


def _names(told: Iterable[str]) -> Counter[str]:
    """Words written with a capital and never without, but for weekdays."""
    words = list(told)
    small = {t for t in words if t.islower()}
    caps = (t.lower() for t in words if t[0].isupper() and len(t) > 2)
    return Counter(t for t in caps if t not in small and t not in _DAYS)


def _salient(names: Counter[str], lead: Iterable[str], known: WordCounts) -> dict[str, float]:
    """Names in the lead, twice their weight, and names that recur."""
    first = frozenset(lead)
    kept = {
        w: n for w, n in names.items() if (w in first or n > 1) and known.rarity(w) > _KEY_RARITY
    }
    return {w: v * (2 if w in first else 1) for w, v in _weighed(kept, known).items()}


def _word_pairs(lower: list[str], known: WordCounts) -> Vector:
    rare = {w: known.rarity(w) for w in set(lower)}
    both = Counter(p for p in pairwise(lower) if min(rare[p[0]], rare[p[1]]) > _PAIR_RARITY)
    return unit({f"{a} {b}": dampened(n) * (rare[a] + rare[b]) for (a, b), n in both.items()})


def _numbers(found: Iterable[str]) -> frozenset[str]:
    """Figures of two digits and more; years are kept apart."""
    digits = (_plain(t) for t in found if is_number(t))
    return frozenset(n for n in digits if not _SMALL.fullmatch(n))


def _plain(number: str) -> str:
    return re.sub(r"[\s,]", "", number)


def _counted(text: str, known: WordCounts) -> dict[str, tuple[str, ...]]:
    """What is counted, and the figures given for it: "23 pirates", "a 5.6-magnitude quake"."""
    out: dict[str, set[str]] = {}
    for number, *nouns in _COUNTED.findall(text):
        if _YEAR.fullmatch(number):
            continue
        for noun in (n.lower().rstrip("s") for n in nouns):
            if len(noun) > 3 and known.rarity(noun) > _COUNTED_RARITY:
                out.setdefault(noun, set()).add(_plain(number))
    return {noun: tuple(sorted(values)) for noun, values in out.items()}


def _places(record: Record) -> Vector:
    """Places under a country, by how often they are named."""
    places = Counter(p.name for p in record.places if p.kind != "country")
    return unit({p: math.sqrt(n) for p, n in places.items()})


def _actors(record: Record) -> Vector:
    """Actors by how often they are named."""
    actors: Counter[str] = Counter()
    for actor in record.actors:
        actors[actor.name.lower()] = max(actors[actor.name.lower()], len(actor.mentions))
    return unit({a: math.sqrt(n) for a, n in actors.items()})
