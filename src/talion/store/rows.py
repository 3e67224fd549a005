"""A record to the rows of the database's tables, in the order of their columns (``layout``)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import product
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from talion.record import (
    Actor,
    Claim,
    Event,
    Link,
    LinkEnd,
    PairAnswer,
    Place,
    Quantity,
    Record,
    Time,
)
from talion.spans import Span
from talion.store.keys import event_key
from talion.store.layout import EVENT_KEYS, TABLES
from talion.store.trigrams import signatures, told_in

Row = tuple[Any, ...]
Who = tuple[str | None, str | None, str | None]
_NOBODY: Who = (None, None, None)
_NOWHERE = (None, None, None)


class Stored(Struct, frozen=True, gc=False):
    """A record with its place in the database, its digests, and when and by what it was added."""

    record: Record
    doc: int
    version: int
    document_digest: str
    record_digest: str
    added: datetime
    talion: str


def tables(batch: Sequence[Stored]) -> dict[str, pa.Table]:
    """The rows of a batch, a table each; raises what Arrow does when a value does not fit its column."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for stored in batch:
        _Rows(stored).into(rows)
    built = {name: table(found, TABLES[name]) for name, found in rows.items() if found}
    if batch:
        docs = [stored.doc for stored in batch]
        built["trigrams"] = signatures(docs, (told_in(stored.record) for stored in batch))
    return built


def moved(built: dict[str, pa.Table], first: int, added: datetime) -> dict[str, pa.Table]:
    """The tables of documents counted from 0, as those of documents counted from ``first`` and added then."""
    steps = {"doc": first} | dict.fromkeys(EVENT_KEYS, event_key(first, 0))
    out = dict(built)
    for name, rows in built.items():
        for place, field in enumerate(rows.schema):
            if field.name in steps and field.type == pa.int64():
                column = pc.add(rows.column(place), steps[field.name])
            elif field.name == "added":
                column = pa.array([added] * len(rows), field.type)
            else:
                continue
            out[name] = out[name].set_column(place, field, column)
    return out


@functools.lru_cache(maxsize=10_000)
def day(value: str | None) -> date | None:
    """The day of an ISO date or date-time; ``None`` for what is none.

    >>> day("2031-05-02T10:00"), day("soon")
    (datetime.date(2031, 5, 2), None)
    """
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def table(rows: list[Row], schema: pa.Schema) -> pa.Table:
    """Rows as Arrow has them; raises what Arrow does when a value does not fit its column."""
    columns = zip(*rows, strict=True)
    arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


class _Rows:
    """The rows of one record."""

    def __init__(self, stored: Stored) -> None:
        self._stored, self._record = stored, stored.record
        record = stored.record
        self._text = record.document.text
        self._published = day(record.document.published)
        self._who: dict[str, Who] = {a.id: (a.name, a.country, a.sector) for a in record.actors}
        self._times: dict[str, Time] = {t.id: t for t in record.times}
        self._places: dict[str, Place] = {p.id: p for p in record.places}
        self._numbers = {e.id: n for n, e in enumerate(record.events)}

    def into(self, rows: dict[str, list[Row]]) -> None:
        """Add all rows to those of their tables."""
        record = self._record
        rows["documents"].append(self._document())
        rows["actors"] += self._numbered(record.actors, _actor)
        rows["claims"] += self._numbered(record.claims, self._claim)
        rows["links"] += self._numbered(record.links, self._link)
        rows["quantities"] += self._numbered(record.quantities, self._quantity)
        rows["places"] += self._numbered(record.places, self._place)
        rows["times"] += self._numbered(record.times, _time)
        rows["pairs"] += self._numbered(record.pairs, _pair)
        doc = self._stored.doc
        for n, event in enumerate(record.events):
            key, start = event_key(doc, n), self._start(event)
            when = start or self._published
            rows["events"].append(
                (key, doc, record.document.id, n, event.id, *self._event(event, when, start))
            )
            rows["dyads"] += self._dyads(key, event, when, start)

    def _numbered(self, parts: Sequence[Any], values: Callable[[Any], Row]) -> list[Row]:
        doc, id = self._stored.doc, self._record.document.id
        return [(doc, id, n, part.id, *values(part)) for n, part in enumerate(parts)]

    def _document(self) -> Row:
        s, r, d = self._stored, self._record, self._record.document
        return (
            s.doc, d.id, s.version, d.title, d.published, self._published, d.publisher, d.url,
            d.language, d.text, d.sha256, r.sentences, len(r.events), len(r.claims), len(r.links),
            s.document_digest, s.record_digest, s.added, s.talion,
        )  # fmt: skip

    def _event(self, e: Event, when: date | None, start: date | None) -> Row:
        d = self._record.document
        time, place = self._times.get(e.time or ""), self._places.get(e.place or "")
        return (
            d.published, d.publisher, when, start is not None, e.type, e.mode, e.contexts, e.cameo,
            e.quad, e.goldstein, e.status, e.actors, *self._parties(e.actors), e.recipients,
            *self._parties(e.recipients), e.time, time.text if time else None, start,
            day(time.end) if time else None, e.place,
            *((place.name, place.country, place.lat, place.lon) if place else (None,) * 4),
            e.quantities, *self._words(e.trigger), e.sentence, *self._sentence(e.sentence),
            e.claims, [(m.sentence, *m.trigger) for m in e.mentions], e.confidence,
        )  # fmt: skip

    def _dyads(self, key: int, e: Event, when: date | None, start: date | None) -> Iterator[Row]:
        d, place = self._record.document, self._places.get(e.place or "")
        dated = start is not None
        before = (key, self._stored.doc, when, dated, e.type, e.mode, e.quad, e.goldstein, e.status)
        after = (place and place.name, place and place.country, d.publisher, d.id, e.confidence)
        actors = dict.fromkeys(map(self._party, e.actors)) or {_NOBODY: None}
        recipients = dict.fromkeys(map(self._party, e.recipients)) or {_NOBODY: None}
        for actor, recipient in product(actors, recipients):
            yield (*before, *actor, *recipient, *after)

    def _claim(self, c: Claim) -> Row:
        d, source = self._record.document, c.source
        speaker, country, sector = self._party(source.actor) if source.actor else _NOBODY
        words = self._words(source.span)
        return (
            d.published, self._published, d.publisher, source.actor, speaker or words[0], country,
            sector, source.anonymous, *words, *self._words(c.cue),
            [self._text[a:b] for a, b in c.content], c.content, c.quote, c.stance, c.about, c.chain,
            [self._party(i)[0] for i in c.chain],
        )  # fmt: skip

    def _link(self, k: Link) -> Row:
        d, n = self._record.document, self._numbers.get(k.response.event or "")
        told = None if n is None else self._start(self._record.events[n])
        when = told or self._published
        return (
            d.published, d.publisher, when, k.kind, k.status, *self._end(k.antecedent),
            *self._end(k.response), *self._words(k.cue), k.claims, k.confidence,
        )  # fmt: skip

    def _end(self, end: LinkEnd) -> Row:
        n = self._numbers.get(end.event or "")
        key = None if n is None else event_key(self._stored.doc, n)
        return (end.event, key, *self._words(end.span))

    def _place(self, p: Place) -> Row:
        return (*self._words(p.span), p.name, p.country, p.lat, p.lon, p.geonames, p.kind)

    def _quantity(self, q: Quantity) -> Row:
        return (
            *self._words(q.span), q.value, q.low, q.high, q.modifier, q.unit, q.kind,
            *self._words(q.of), q.statistic,
            [(c.against, c.kind, c.consistent, c.note) for c in q.checks],
        )  # fmt: skip

    def _start(self, event: Event) -> date | None:
        """The first day of the event's time, where the text tells it."""
        time = self._times.get(event.time or "")
        return day(time.start) if time else None

    def _party(self, id: str) -> Who:
        return self._who.get(id, _NOBODY)

    def _parties(self, ids: Sequence[str]) -> Sequence[Sequence[str | None]]:
        """Names, countries and sectors, each in the order of the ids."""
        return tuple(zip(*map(self._party, ids), strict=True)) or ((), (), ())

    def _words(self, span: Span | None) -> tuple[str | None, int | None, int | None]:
        return (self._text[span[0] : span[1]], *span) if span is not None else _NOWHERE

    def _sentence(self, n: int) -> tuple[int | None, int | None]:
        sentences = self._record.sentences
        return sentences[n] if 0 <= n < len(sentences) else (None, None)


def _actor(a: Actor) -> Row:
    return (a.name, a.kind, a.country, a.sector, a.mentions)


def _time(t: Time) -> Row:
    return (*t.span, t.text, t.start, t.end, day(t.start), day(t.end), t.relative)


def _pair(p: PairAnswer) -> Row:
    return (p.type, p.mode, p.quad, p.status, p.confidence, p.event)
