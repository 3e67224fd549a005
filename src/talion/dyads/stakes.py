"""What stories say is at stake between two parties: people, money, trade, over time, and where they disagree."""

from __future__ import annotations

import functools
import math
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from importlib import resources
from itertools import chain, combinations, groupby
from pathlib import Path
from typing import Literal, cast

from msgspec import Struct, structs

from talion.dyads.acts import Pair, pair_of
from talion.dyads.parties import party_of
from talion.dyads.sources import records, rows
from talion.dyads.sources.database import naming
from talion.errors import IntakeError
from talion.formats.index import Index
from talion.record import Modifier, Quantity, Record
from talion.spans import Span
from talion.store import Database

Theme = Literal["people", "money", "trade"]
APART = 365
"""Days over which two figures may contradict each other; what lies further apart may have changed."""
MANY = 1000
"""From which a count that is part of no event is one of what is at stake."""
_SUMS = ("money", "share", "rate")
_ROUGH = 0.1


class Stake(Struct, frozen=True, kw_only=True):
    """A background figure of a story that names both parties, ``n`` its number in the list.

    ``matter`` is what it is about (``stakes.toml``), ``whose`` the side whose people or goods are counted where
    the words tell, ``measure`` the unit, ``"count"`` or ``"share"``. ``speaker`` is who gives it, ``None`` where
    the story does. ``contradicts`` are the numbers of figures of other stories, at most a year apart, that can't
    be true as well; ``checks`` are what the story's own numbers contradict.
    """

    n: int = 0
    day: date | None
    theme: Theme
    matter: str
    whose: str | None
    measure: str
    value: float | None
    low: float | None
    high: float | None
    modifier: Modifier
    words: str
    sentence: str
    speaker: str | None
    document: str
    publisher: str | None
    quantity: str
    checks: tuple[str, ...] = ()
    contradicts: tuple[int, ...] = ()


def read_stakes(
    first: str,
    second: str,
    sources: Iterable[str | Path],
    *,
    since: date | None = None,
    until: date | None = None,
) -> list[Stake]:
    """What records and databases say is at stake, by matter and day; other sources hold no figures."""
    pair = pair_of(first, second)
    found = [s for source in sources for r in _records(source, pair) for s in of_record(r, pair)]
    kept = [s for s in found if _within(s.day, since, until)]
    return compared(kept)


def of_record(record: Record, pair: Pair) -> Iterator[Stake]:
    """The figures of one story, in order; none where it does not name both parties.

    A figure is background, or a sum, share or large count that is part of no event; it, or the sentence before,
    names a party.
    """
    if not pair.named((a.country, a.sector) for a in record.actors):
        return
    index = Index(record)
    told = {q for event in record.events for q in event.quantities}
    for quantity in record.quantities:
        about = matter_of(record, quantity)
        large = quantity.kind in _SUMS or (quantity.value or 0.0) >= MANY
        loose = large and quantity.id not in told
        if about and (quantity.statistic or loose) and _names_either(record, pair, quantity.span):
            yield _stake(index, pair, quantity, *about)


def matter_of(record: Record, quantity: Quantity) -> tuple[Theme, str] | None:
    """What a figure is about: a count by what it counts, a sum or share by the nearest word of its sentence."""
    start, end = _covering(quantity.span, quantity.of)
    own = f"{record.words((start, end))} {quantity.unit or ''}".lower()
    if quantity.kind not in _SUMS:
        return next((about for about, pattern in matters() if pattern.search(own)), None)
    sentence = _sentence(record, quantity.span)
    text = record.words(sentence).lower()
    found = [
        (_apart((m.start() + sentence[0], m.end() + sentence[0]), (start, end)), about)
        for about, pattern in matters() if about[0] != "people"
        for m in pattern.finditer(text)
    ]  # fmt: skip
    return min(found, key=lambda f: f[0])[1] if found else None


@functools.cache
def matters() -> list[tuple[tuple[Theme, str], re.Pattern[str]]]:
    """Themes and matters with the words that show them, from ``stakes.toml``; the file's order decides."""
    text = resources.files("talion.dyads").joinpath("data", "stakes.toml").read_text("utf-8")
    return [
        ((cast(Theme, theme), name), re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})s?\b"))
        for theme, held in tomllib.loads(text).items()
        for name, words in held.items()
    ]


def compared(found: Iterable[Stake]) -> list[Stake]:
    """The figures by theme, matter and day, numbered, each with those that it contradicts."""
    ordered = sorted(found, key=lambda s: (*_subject(s), s.day or date.min, s.document, s.quantity))
    numbered = [structs.replace(s, n=n) for n, s in enumerate(ordered, 1)]
    against: dict[int, tuple[int, ...]] = {}
    for _, group in groupby(numbered, _subject):
        for one, other in combinations(group, 2):
            if _contradict(one, other):
                against[one.n] = (*against.get(one.n, ()), other.n)
                against[other.n] = (*against.get(other.n, ()), one.n)
    return [structs.replace(s, contradicts=against.get(s.n, ())) for s in numbered]


def bounds(stake: Stake) -> tuple[float, float]:
    """The values that a figure allows: no digit says more than it does, and "about" is a tenth either way.

    700,000 is anything from 650,000 to 750,000; open ends are infinite.
    """
    if stake.value is None:
        return (-math.inf if stake.low is None else stake.low), (
            math.inf if stake.high is None else stake.high
        )
    slack = _rounding(stake.value)
    if stake.modifier == "~":
        slack = max(slack, abs(stake.value) * _ROUGH)
    low = stake.value if stake.low is None else stake.low
    high = stake.value if stake.high is None else stake.high
    return (
        -math.inf if stake.modifier == "<" and stake.low is None else low - slack,
        math.inf if stake.modifier == ">" and stake.high is None else high + slack,
    )


def _rounding(value: float) -> float:
    """Half a unit of the last digit that is not nought.

    >>> _rounding(700000.0), _rounding(297.0), _rounding(0.125)
    (50000.0, 0.5, 0.0005)
    """
    if not value:
        return 0.0
    digits, _, exponent = f"{value:.5e}".partition("e")
    places = len(digits.rstrip("0").partition(".")[2])
    return float(f"5e{int(exponent) - places - 1}")


def _subject(stake: Stake) -> tuple[str, str, str, str]:
    """Figures with the same can be compared."""
    return stake.theme, stake.matter, stake.whose or "", stake.measure


def _contradict(one: Stake, other: Stake) -> bool:
    if one.document == other.document or one.day is None or other.day is None:
        return False
    if abs((one.day - other.day).days) > APART:
        return False
    a, b = bounds(one), bounds(other)
    return a[1] < b[0] or b[1] < a[0]


def _stake(index: Index, pair: Pair, quantity: Quantity, theme: Theme, matter: str) -> Stake:
    record, document = index.record, index.record.document
    return Stake(
        day=rows.day_of(document.published or ""), theme=theme, matter=matter,
        whose=_whose(record, pair, _covering(quantity.span, quantity.of)), measure=_measure(quantity),
        value=quantity.value, low=quantity.low, high=quantity.high, modifier=quantity.modifier,
        words=record.words(quantity.span), sentence=record.words(_sentence(record, quantity.span)),
        speaker=_speaker(index, quantity.span), document=document.id, publisher=document.publisher,
        quantity=quantity.id, checks=tuple(c.note for c in quantity.checks if not c.consistent),
    )  # fmt: skip


def _measure(quantity: Quantity) -> str:
    """What a figure is measured in; a sum of a year is one, "a year" or not."""
    if quantity.kind in ("share", "count"):
        return quantity.kind
    return (quantity.unit or quantity.kind).removesuffix(" per year")


def _whose(record: Record, pair: Pair, span: Span) -> str | None:
    """The side whose member is named in the words of the figure; ``None`` where none or both are."""
    who = [
        (a.country, a.sector) for a in record.actors if any(_overlap(m, span) for m in a.mentions)
    ]
    named = [p for p in (pair.first, pair.second) if party_of(p).holds(who)]
    return named[0] if who and len(named) == 1 else None


def _names_either(record: Record, pair: Pair, span: Span) -> bool:
    """Whether the sentence, or the one before, names a party."""
    start, end = _sentence(record, span)
    start = max((s for s, e in record.sentences if e <= start), default=start)
    near = [
        (a.country, a.sector)
        for a in record.actors
        if any(_overlap(m, (start, end)) for m in a.mentions)
    ]
    return any(party_of(p).holds(near) for p in (pair.first, pair.second))


def _speaker(index: Index, span: Span) -> str | None:
    """Who says it: the claim with the shortest content around the figure."""
    around = [(c[1] - c[0], claim) for claim in index.record.claims for c in claim.content
              if c[0] <= span[0] and span[1] <= c[1]]  # fmt: skip
    return index.speaker(min(around, key=lambda a: a[0])[1]) if around else None


def _sentence(record: Record, span: Span) -> Span:
    return next((s for s in record.sentences if s[0] <= span[0] < s[1]), span)


def _covering(span: Span, of: Span | None) -> Span:
    return (min(span[0], of[0]), max(span[1], of[1])) if of else span


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _apart(one: Span, other: Span) -> int:
    """How many characters lie between two spans."""
    return max(0, one[0] - other[1], other[0] - one[1])


def _within(day: date | None, since: date | None, until: date | None) -> bool:
    if day is None:
        return since is None and until is None
    return (since is None or since <= day) and (until is None or day <= until)


def _records(source: str | Path, pair: Pair) -> Iterator[Record]:
    """The records of a source that may name both parties; an event file has none."""
    if rows.is_database(source):
        yield from _stored(source, pair)
        return
    path = Path(source)
    with rows.opened(path) as lines:
        start = lines.readline()
        if start.lstrip().startswith("{"):
            yield from records.parsed(chain([start], lines), str(path))
        elif not start:
            raise IntakeError("is empty", where=str(path))


def _stored(where: str | Path, pair: Pair) -> Iterator[Record]:
    both, parameters = naming(pair)
    sql = f"""SELECT id FROM documents WHERE doc IN ({both})
    AND doc IN (SELECT doc FROM quantities WHERE statistic OR value >= {MANY}
    OR kind IN ('money', 'share', 'rate')) ORDER BY doc"""
    with Database(where) as database:
        for id in database.sql(sql, parameters).column(0).to_pylist():
            yield database.record(id)
