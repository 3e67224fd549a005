"""One document's telling of an event, with names and dates instead of ids of its record."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from talion.record import Event, Place, Record, Span


class Party(Struct, frozen=True, order=True):
    """Who takes part: the name in the record, and the country where it is known."""

    name: str
    country: str | None


class Telling(Struct, frozen=True, kw_only=True):
    """An event of one document. ``reference`` names it for good: the document's id and the trigger's span.

    ``start`` and ``end`` are ISO dates, half-open; ``place`` is a name, ``country`` ISO 3166-1 alpha-3.
    ``at`` has degrees of latitude and longitude, where the place is no country and no region. ``counts`` gives
    what was counted with its value. ``sentence`` counts from 0.
    """

    reference: str
    document: str
    event: str
    type: str
    mode: str | None
    status: str
    quad: str
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    place: str | None
    geonames: int | None
    country: str | None
    start: str | None
    end: str | None
    counts: tuple[tuple[str, float], ...]
    trigger: str
    words: str
    sentence: int
    confidence: float
    at: tuple[float, float] | None = None


def reference(document: str, trigger: Span) -> str:
    """The lasting name of an event: ids are given anew when a text is coded again, spans are not.

    >>> reference("a", (10, 18))
    'a#10-18'
    """
    return f"{document}#{trigger[0]}-{trigger[1]}"


def tellings(record: Record) -> tuple[Telling, ...]:
    """The events of a record."""
    return tuple(_telling(record, event) for event in record.events)


def _telling(record: Record, event: Event) -> Telling:
    place = next((p for p in record.places if p.id == event.place), None)
    time = next((t for t in record.times if t.id == event.time), None)
    return Telling(
        reference=reference(record.document.id, event.trigger), document=record.document.id,
        event=event.id, type=event.type, mode=event.mode, status=event.status, quad=event.quad,
        actors=_parties(record, event.actors), recipients=_parties(record, event.recipients),
        place=place.name if place else None, geonames=place.geonames if place else None,
        country=place.country if place else None,
        start=time.start if time else None, end=time.end if time else None,
        counts=_counts(record, event), trigger=_stem(record.words(event.trigger)),
        words=_sentence(record, event), sentence=event.sentence, confidence=event.confidence,
        at=_at(place),
    )  # fmt: skip


def _at(place: Place | None) -> tuple[float, float] | None:
    """Where a town or site lies; a country or region has a middle, which tells little."""
    if place is None or place.kind != "place" or place.lat is None or place.lon is None:
        return None
    return place.lat, place.lon


def _parties(record: Record, ids: Iterable[str]) -> tuple[Party, ...]:
    by_id = {a.id: a for a in record.actors}
    return tuple(Party(by_id[i].name, by_id[i].country) for i in ids if i in by_id)


def _counts(record: Record, event: Event) -> tuple[tuple[str, float], ...]:
    """Counts and sums told of the event, by what is counted."""
    found = (q for q in record.quantities if q.id in event.quantities)
    named = (
        (record.words(q.of) if q.of else q.unit, q.value)
        for q in found
        if q.kind in ("count", "money")
    )
    return tuple((name.lower(), value) for name, value in named if name and value is not None)


def _sentence(record: Record, event: Event) -> str:
    """The sentence that tells it, on one line; the trigger's words where a record has no sentences."""
    within = event.sentence < len(record.sentences)
    span = record.sentences[event.sentence] if within else event.trigger
    return " ".join(record.words(span).split())


def _stem(words: str) -> str:
    """The first five letters of the trigger: "expelled", "expulsion" and "expels" are near enough."""
    return words.lower().split()[0][:5] if words.split() else ""
