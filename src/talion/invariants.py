"""What holds of every record that Talion writes, as one function: tests and fuzzing ask nothing else.

The schema says which fields there are; these rules say how they hang together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from talion.ontology import Ontology, plover
from talion.record import Event, Link, Mention, PairAnswer, Quantity, Record, Time
from talion.spans import Span, inside

_LAYERS = ("actors", "events", "claims", "links", "quantities", "places", "times")
_Named = Iterator[tuple[str, Span]]


def faults(record: Record, ontology: Ontology | None = None) -> list[str]:
    """What is wrong with a record, a line each; none for every record that Talion writes.

    ``ontology`` is that of PLOVER unless another is given.

    >>> from talion.intake import document_from
    >>> document = document_from("Chad expelled two envoys.").document
    >>> faults(Record(document=document, sentences=((0, 25),)))
    []
    >>> faults(Record(document=document, sentences=((0, 99),)))
    ['sentence 0: (0, 99) does not lie in the text of 25 code points']
    """
    return [
        *_outside(record), *_sentences(record), *_ids(record), *_references(record),
        *_events(record, ontology or plover()), *_links(record), *_values(record),
    ]  # fmt: skip


def _outside(record: Record) -> Iterator[str]:
    """Spans that are empty, blank or not in the text."""
    length = len(record.document.text)
    for name, (start, end) in _spans(record):
        if not 0 <= start < end <= length:
            yield f"{name}: ({start}, {end}) does not lie in the text of {length} code points"
        elif not record.words((start, end)).strip():
            yield f"{name}: ({start}, {end}) holds no words"


def _spans(record: Record) -> _Named:
    yield from ((f"sentence {n}", span) for n, span in enumerate(record.sentences))
    for actor in record.actors:
        yield from ((actor.id, span) for span in actor.mentions)
    for event in record.events:
        yield from ((event.id, telling.trigger) for telling in _tellings(event))
    for claim in record.claims:
        spans = (claim.source.span, claim.cue, *claim.content)
        yield from ((claim.id, span) for span in spans if span is not None)
    for link in record.links:
        spans = (link.antecedent.span, link.response.span, link.cue)
        yield from ((link.id, span) for span in spans if span is not None)
    for quantity in record.quantities:
        spans = (quantity.span, quantity.of)
        yield from ((quantity.id, span) for span in spans if span is not None)
    yield from ((place.id, place.span) for place in record.places)
    yield from ((time.id, time.span) for time in record.times)


def _tellings(event: Event) -> tuple[Event | Mention, ...]:
    return event, *event.mentions


def _sentences(record: Record) -> Iterator[str]:
    for one, next_ in pairwise(record.sentences):
        if one[1] > next_[0]:
            yield f"sentences {one} and {next_} overlap, or are not in the order of the text"


def _ids(record: Record) -> Iterator[str]:
    seen: set[str] = set()
    for layer in _LAYERS:
        for item in getattr(record, layer):
            if item.id in seen:
                yield f"{item.id} names two things"
            seen.add(item.id)


def _references(record: Record) -> Iterator[str]:
    """Ids that name nothing of the layers that they may name."""
    known = {layer: {item.id for item in getattr(record, layer)} for layer in _LAYERS}
    for owner, ids, layers in _named(record):
        for id in ids:
            if id is not None and not any(id in known[layer] for layer in layers):
                yield f"{owner}: there is no {id} among the {' and '.join(layers)}"


def _named(record: Record) -> Iterator[tuple[str, Iterable[str | None], tuple[str, ...]]]:
    for e in record.events:
        yield e.id, (*e.actors, *e.recipients), ("actors",)
        yield e.id, (e.time,), ("times",)
        yield e.id, (e.place,), ("places",)
        yield e.id, e.quantities, ("quantities",)
        yield e.id, e.claims, ("claims",)
    for c in record.claims:
        yield c.id, c.about, ("events", "links")
        yield c.id, (c.source.actor, *c.chain), ("actors",)
    for link in record.links:
        yield link.id, (link.antecedent.event, link.response.event), ("events",)
        yield link.id, link.claims, ("claims",)
    for q in record.quantities:
        yield q.id, (id for check in q.checks for id in check.against), ("quantities",)
    for pair in record.pairs:
        yield pair.id, (pair.event,), ("events",)


def _events(record: Record, ontology: Ontology) -> Iterator[str]:
    for event in record.events:
        yield from _coded(event, ontology)
        for telling in _tellings(event):
            yield from _told(event.id, telling, record.sentences)


def _coded(event: Event, ontology: Ontology) -> Iterator[str]:
    type_ = ontology.types.get(event.type)
    if type_ is None:
        yield f"{event.id}: the ontology has no type {event.type}"
        return
    if event.mode is not None and event.mode not in type_.modes:
        yield f"{event.id}: {event.type} has no mode {event.mode}"
    if event.quad != type_.quad:
        yield f"{event.id}: {event.type} is {type_.quad}, not {event.quad}"
    for context in event.contexts:
        if context not in ontology.contexts:
            yield f"{event.id}: the ontology has no context {context}"
    if not -10 <= event.goldstein <= 10:
        yield f"{event.id}: an intensity of {event.goldstein}"


def _told(id: str, telling: Event | Mention, sentences: tuple[Span, ...]) -> Iterator[str]:
    if not 0 <= telling.sentence < len(sentences):
        yield f"{id}: there is no sentence {telling.sentence}"
    elif not inside(telling.trigger, sentences[telling.sentence]):
        yield f"{id}: {telling.trigger} does not lie in sentence {telling.sentence}"


def _links(record: Record) -> Iterator[str]:
    for link in record.links:
        if link.antecedent.event is not None and link.antecedent.event == link.response.event:
            yield f"{link.id}: {link.antecedent.event} answers itself"


def _values(record: Record) -> Iterator[str]:
    sure: list[Event | Link | PairAnswer] = [*record.events, *record.links, *record.pairs]
    for item in sure:
        if not 0 <= item.confidence <= 1:
            yield f"{item.id}: a confidence of {item.confidence}"
    for quantity in record.quantities:
        yield from _number(quantity)
    for time in record.times:
        yield from _days(record, time)
    for place in record.places:
        if not (-90 <= (place.lat or 0) <= 90 and -180 <= (place.lon or 0) <= 180):
            yield f"{place.id}: no place on earth has {place.lat}, {place.lon}"


def _number(quantity: Quantity) -> Iterator[str]:
    known = [v for v in (quantity.low, quantity.value, quantity.high) if v is not None]
    if not all(map(math.isfinite, known)) or known != sorted(known):
        yield f"{quantity.id}: {quantity.low}, {quantity.value}, {quantity.high} bound no number"


def _days(record: Record, time: Time) -> Iterator[str]:
    if record.words(time.span) != time.text:
        yield f"{time.id}: its words are not {time.text!r}"
    if (time.start is None) != (time.end is None):
        yield f"{time.id}: it is open at one end"
    elif time.start is not None and time.end is not None:
        if _day(time.start) is None or _day(time.end) is None:
            yield f"{time.id}: {time.start} and {time.end} are not both days"
        elif not time.start < time.end:
            yield f"{time.id}: it ends on {time.end}, and starts on {time.start}"


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None
