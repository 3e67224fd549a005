"""Records as Arrow tables, one a layer, which pandas, Polars, DuckDB and Parquet take as they are.

Each layer's columns are listed once, with their type, meaning and where they come from. Every table
starts with ``document``, the document's id; ids of parts are unique within their document only.
``table.to_pandas()`` gives a pandas frame, ``polars.from_arrow(table)`` a Polars one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

import pyarrow as pa
from msgspec import Struct

from talion.errors import RecordError
from talion.formats.index import Index
from talion.record import (
    Actor,
    Claim,
    Event,
    Failure,
    Link,
    PairAnswer,
    Place,
    Quantity,
    Record,
    Time,
)
from talion.spans import Span

Row = TypeVar("Row")
_WORDS = pa.string()
_IDS = pa.list_(pa.string())
_NUMBER = pa.float64()
_COUNT = pa.int32()
_DAY = pa.date32()


class Column(Struct, frozen=True):
    """A column: its name, Arrow type, what it holds, and how a row's value is had."""

    name: str
    type: Any
    means: str
    value: Callable[[Index, Any], Any]


class Layer(Generic[Row]):
    """The columns of one layer, and its rows in a record."""

    def __init__(
        self, name: str, rows: Callable[[Record], Sequence[Row]], columns: Sequence[Column]
    ) -> None:
        document = Column(
            "document", _WORDS, "id of the document", lambda x, _: x.record.document.id
        )
        self.name, self.rows, self.columns = name, rows, (document, *columns)

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema; each field's metadata says under ``means`` what it holds."""
        return pa.schema(
            [pa.field(c.name, c.type, metadata={"means": c.means}) for c in self.columns]
        )

    def table(self, records: Iterable[Record | Failure]) -> pa.Table:
        """The rows of all records, in order; failures have none."""
        values: list[list[Any]] = [[] for _ in self.columns]
        for record in records:
            if isinstance(record, Record):
                index = Index(record)
                for row in self.rows(record):
                    for column, held in zip(self.columns, values, strict=True):
                        held.append(column.value(index, row))
        schema = self.schema
        arrays = [pa.array(v, f.type) for v, f in zip(values, schema, strict=True)]
        return pa.Table.from_arrays(arrays, schema=schema)


def _field(name: str, type: Any, means: str) -> Column:
    """A column that is a field of the row, as it is."""
    return Column(name, type, means, lambda _, row: getattr(row, name))


def _list(name: str, means: str) -> Column:
    return Column(name, _IDS, means, lambda _, row: list(getattr(row, name)))


def _spans(name: str, means: str, span: Callable[[Any], Span | None]) -> list[Column]:
    """The words of a span, and its two ends."""
    return [
        Column(name, _WORDS, means, lambda x, row: _words(x, span(row))),
        Column(
            f"{name}_start", _COUNT, f"start of {name} in code points", lambda _, r: _at(span(r), 0)
        ),
        Column(f"{name}_end", _COUNT, f"end of {name}, exclusive", lambda _, r: _at(span(r), 1)),
    ]


def _words(index: Index, span: Span | None) -> str | None:
    return None if span is None else index.record.words(span)


def _at(span: Span | None, end: int) -> int | None:
    return None if span is None else span[end]


def _of_actors(side: str, attribute: str, means: str) -> Column:
    """What the actors of one side of an event are, in the order of their ids."""

    def value(index: Index, event: Event) -> list[str | None]:
        found = [index.actors.get(i) for i in getattr(event, side)]
        return [getattr(a, attribute) if a is not None else None for a in found]

    name = {"name": "names", "country": "countries", "sector": "sectors"}[attribute]
    return Column(f"{side[:-1]}_{name}", _IDS, means, value)


def _of_time(index: Index, event: Event, attribute: str) -> Any:
    time = index.times.get(event.time or "")
    return getattr(time, attribute) if time is not None else None


def _of_place(attribute: str, type: Any, means: str) -> Column:
    def value(index: Index, event: Event) -> Any:
        place = index.places.get(event.place or "")
        return getattr(place, attribute) if place is not None else None

    return Column(f"place_{attribute}", type, means, value)


def _day(value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError as error:
        raise RecordError(f"{value!r} is no ISO date", remedy="write YYYY-MM-DD") from error


EVENTS: Layer[Event] = Layer(
    "events",
    lambda r: r.events,
    [
        Column(
            "published",
            _WORDS,
            "ISO date or date-time of the document",
            lambda x, _: x.record.document.published,
        ),
        _field("id", _WORDS, "id of the event"),
        _field("type", _WORDS, "PLOVER type"),
        _field("mode", _WORDS, "PLOVER mode"),
        _list("contexts", "PLOVER contexts"),
        _field("cameo", _WORDS, "closest CAMEO code"),
        _field("quad", _WORDS, "verbal or material, cooperation or conflict"),
        _field("goldstein", _NUMBER, "intensity, -10 to 10"),
        _list("actors", "ids of the actors"),
        _of_actors("actors", "name", "names of the actors"),
        _of_actors("actors", "country", "countries of the actors, ISO 3166-1 alpha-3"),
        _of_actors("actors", "sector", "PLOVER sectors of the actors"),
        _list("recipients", "ids of the recipients"),
        _of_actors("recipients", "name", "names of the recipients"),
        _of_actors("recipients", "country", "countries of the recipients, ISO 3166-1 alpha-3"),
        _of_actors("recipients", "sector", "PLOVER sectors of the recipients"),
        _field("status", _WORDS, "happened, ongoing, planned, possible, denied, negated"),
        _field("time", _WORDS, "id of the time"),
        Column("time_text", _WORDS, "words of the time", lambda x, e: _of_time(x, e, "text")),
        Column("time_start", _DAY, "first day", lambda x, e: _day(_of_time(x, e, "start"))),
        Column("time_end", _DAY, "day after the last", lambda x, e: _day(_of_time(x, e, "end"))),
        _field("place", _WORDS, "id of the place"),
        _of_place("name", _WORDS, "name of the place"),
        _of_place("country", _WORDS, "country of the place, ISO 3166-1 alpha-3"),
        _of_place("lat", _NUMBER, "latitude, degrees (WGS 84)"),
        _of_place("lon", _NUMBER, "longitude, degrees (WGS 84)"),
        _list("quantities", "ids of the quantities"),
        *_spans("trigger", "words that tell the event", lambda e: e.trigger),
        _field("sentence", _COUNT, "index of the sentence, from 0"),
        Column(
            "tellings", _COUNT, "how often the document tells it", lambda _, e: 1 + len(e.mentions)
        ),
        _list("claims", "ids of the claims that state it"),
        _field("confidence", _NUMBER, "probability that the event is right"),
    ],
)

ACTORS: Layer[Actor] = Layer(
    "actors",
    lambda r: r.actors,
    [
        _field("id", _WORDS, "id of the actor"),
        _field("name", _WORDS, "name"),
        _field("kind", _WORDS, "state, organization, group, person, place"),
        _field("country", _WORDS, "ISO 3166-1 alpha-3, null where unknown or international"),
        _field("sector", _WORDS, "PLOVER sector"),
        *_spans(
            "first", "words of the first mention", lambda a: a.mentions[0] if a.mentions else None
        ),
        Column("mentions", _COUNT, "how many mentions", lambda _, a: len(a.mentions)),
    ],
)

CLAIMS: Layer[Claim] = Layer(
    "claims",
    lambda r: r.claims,
    [
        _field("id", _WORDS, "id of the claim"),
        Column("source", _WORDS, "id of the actor who speaks", lambda _, c: c.source.actor),
        Column("source_name", _WORDS, "who speaks", lambda x, c: _speaker(x, c)),
        Column(
            "anonymous",
            pa.bool_(),
            "whether the speaker is kept unnamed",
            lambda _, c: c.source.anonymous,
        ),
        *_spans("source_words", "words for the speaker", lambda c: c.source.span),
        *_spans("cue", "words that attribute", lambda c: c.cue),
        Column(
            "content",
            _IDS,
            "what is said, in its parts",
            lambda x, c: [x.record.words(s) for s in c.content],
        ),
        Column(
            "content_start",
            pa.list_(_COUNT),
            "starts of the parts",
            lambda _, c: [s for s, _ in c.content],
        ),
        Column(
            "content_end",
            pa.list_(_COUNT),
            "ends of the parts, exclusive",
            lambda _, c: [e for _, e in c.content],
        ),
        _field("quote", _WORDS, "direct, indirect, mixed"),
        _field("stance", _WORDS, "asserts, denies, doubts, approves, condemns, asks"),
        _list("about", "ids of the events and links that it speaks of"),
        _list("chain", "through whom it reached the page, nearest to the source first"),
    ],
)

LINKS: Layer[Link] = Layer(
    "links",
    lambda r: r.links,
    [
        _field("id", _WORDS, "id of the link"),
        _field("kind", _WORDS, "retaliation, response, protest-against, cause, condition"),
        Column(
            "antecedent",
            _WORDS,
            "id of the event that is answered",
            lambda _, k: k.antecedent.event,
        ),
        *_spans("antecedent_words", "its words", lambda k: k.antecedent.span),
        Column("response", _WORDS, "id of the event that answers", lambda _, k: k.response.event),
        *_spans("response_words", "its words", lambda k: k.response.span),
        *_spans("cue", "words that link the two", lambda k: k.cue),
        _field("status", _WORDS, "stated, claimed, disputed, inferred"),
        _list("claims", "ids of the claims for and against"),
        _field("confidence", _NUMBER, "probability that the link is right"),
    ],
)

QUANTITIES: Layer[Quantity] = Layer(
    "quantities",
    lambda r: r.quantities,
    [
        _field("id", _WORDS, "id of the quantity"),
        *_spans("words", "its words", lambda q: q.span),
        _field("value", _NUMBER, "the number"),
        _field("low", _NUMBER, "lower bound"),
        _field("high", _NUMBER, "upper bound"),
        _field(
            "modifier", _WORDS, "=, ~ (about), < (under), > (over), up or down (rose or fell by)"
        ),
        _field("unit", _WORDS, "unit, by its plain name"),
        _field("kind", _WORDS, "count, money, duration, share, rate, measure"),
        *_spans("of", "words for what is counted or measured", lambda q: q.of),
        _field("statistic", pa.bool_(), "a background figure, no part of an event"),
        Column(
            "consistent",
            pa.bool_(),
            "whether all comparisons agree, null without any",
            lambda _, q: _consistent(q),
        ),
        Column(
            "checks", _IDS, "what was compared and found", lambda _, q: [c.note for c in q.checks]
        ),
    ],
)

PLACES: Layer[Place] = Layer(
    "places",
    lambda r: r.places,
    [
        _field("id", _WORDS, "id of the place"),
        *_spans("words", "its words", lambda p: p.span),
        _field("name", _WORDS, "name in the gazetteer"),
        _field("country", _WORDS, "ISO 3166-1 alpha-3"),
        _field("lat", _NUMBER, "latitude, degrees (WGS 84)"),
        _field("lon", _NUMBER, "longitude, degrees (WGS 84)"),
        _field("geonames", pa.int64(), "GeoNames id"),
        _field("kind", _WORDS, "country, admin1, place, region, water, facility"),
    ],
)

TIMES: Layer[Time] = Layer(
    "times",
    lambda r: r.times,
    [
        _field("id", _WORDS, "id of the time"),
        *_spans("words", "its words", lambda t: t.span),
        Column("start", _DAY, "first day", lambda _, t: _day(t.start)),
        Column("end", _DAY, "day after the last", lambda _, t: _day(t.end)),
        _field("relative", pa.bool_(), "whether it is told from the date of the document"),
    ],
)

PAIRS: Layer[PairAnswer] = Layer(
    "pairs",
    lambda r: r.pairs,
    [
        _field("id", _WORDS, "id of the question"),
        _field("type", _WORDS, "PLOVER type"),
        _field("mode", _WORDS, "PLOVER mode"),
        _field("quad", _WORDS, "verbal or material, cooperation or conflict"),
        _field("status", _WORDS, "happened, ongoing, planned, possible, denied, negated"),
        _field("event", _WORDS, "id of the event"),
        _field("confidence", _NUMBER, "probability that the answer is right"),
    ],
)

DOCUMENTS: Layer[Record] = Layer(
    "documents",
    lambda r: [r],
    [
        Column("title", _WORDS, "title", lambda _, r: r.document.title),
        Column("published", _WORDS, "ISO date or date-time", lambda _, r: r.document.published),
        Column("publisher", _WORDS, "publisher", lambda _, r: r.document.publisher),
        Column("url", _WORDS, "where it stands", lambda _, r: r.document.url),
        Column("language", _WORDS, "ISO 639 code", lambda _, r: r.document.language),
        Column("sha256", _WORDS, "SHA-256 of the text's UTF-8", lambda _, r: r.document.sha256),
        Column("characters", _COUNT, "code points of the text", lambda _, r: len(r.document.text)),
        Column("sentences", _COUNT, "how many sentences", lambda _, r: len(r.sentences)),
        Column("events", _COUNT, "how many events", lambda _, r: len(r.events)),
    ],
)

LAYERS: tuple[Layer[Any], ...] = (
    DOCUMENTS, ACTORS, EVENTS, CLAIMS, LINKS, QUANTITIES, PLACES, TIMES, PAIRS,
)  # fmt: skip

_FAILURES = pa.schema([("document", _WORDS), ("kind", _WORDS), ("message", _WORDS)])

documents_table = DOCUMENTS.table
events_table = EVENTS.table
actors_table = ACTORS.table
claims_table = CLAIMS.table
links_table = LINKS.table
quantities_table = QUANTITIES.table
places_table = PLACES.table
times_table = TIMES.table
pairs_table = PAIRS.table


def tables(records: Iterable[Record | Failure]) -> dict[str, pa.Table]:
    """The tables of many records, by name: one a layer, ``documents``, and ``failures``."""
    held = list(records)
    out = {layer.name: layer.table(held) for layer in LAYERS}
    out["failures"] = _failures([r for r in held if isinstance(r, Failure)])
    return out


def _failures(failed: Sequence[Failure]) -> pa.Table:
    columns = [
        [f.document.id for f in failed],
        [f.error.kind for f in failed],
        [f.error.message for f in failed],
    ]
    arrays = [pa.array(c, _WORDS) for c in columns]
    return pa.Table.from_arrays(arrays, schema=_FAILURES)


def _speaker(index: Index, claim: Claim) -> str | None:
    named = claim.source.actor is not None or claim.source.span is not None
    return index.speaker(claim) if named else None


def _consistent(quantity: Quantity) -> bool | None:
    return all(c.consistent for c in quantity.checks) if quantity.checks else None
