"""Talion's own records, from JSON lines: acts, links between them, and the stories that were read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

import msgspec

from talion.dyads.acts import LeftOut, Pair, Story, TextAnswer
from talion.dyads.parties import Who
from talion.dyads.sources import rows
from talion.errors import RecordError
from talion.formats.index import Index
from talion.record import Event, Failure, Link, Record

_AGAINST = ("denies", "doubts")
_FAILURE = msgspec.json.Decoder(Failure)


def read_records(
    lines: Iterable[str], pair: Pair, statuses: Collection[str], where: str
) -> Iterator[rows.Item]:
    """The items of records, one a line; :class:`RecordError` names the line that is none."""
    for record in _read(lines, where):
        yield from items(record, pair, statuses) if record else [LeftOut("failed document")]


def parsed(lines: Iterable[str], where: str) -> Iterator[Record]:
    """The records, one a line, without documents that failed."""
    return (record for record in _read(lines, where) if record)


def items(record: Record, pair: Pair, statuses: Collection[str]) -> Iterator[rows.Item]:
    """What one record holds about the pair, and the story itself."""
    index = Index(record)
    published = rows.day_of(record.document.published or "")
    if published is not None:
        both = pair.named((a.country, a.sector) for a in record.actors)
        yield Story(
            day=published, id=record.document.id, names_both=both, publisher=record.document.publisher
        )  # fmt: skip
    for event in record.events:
        yield from _acts(index, event, pair, statuses)
    for link in record.links:
        yield from _answers(index, link, pair)


def _acts(index: Index, event: Event, pair: Pair, statuses: Collection[str]) -> Iterator[rows.Item]:
    found = rows.acts(
        pair, *_parties(index, event),
        day=_day(index, event), type_=event.type, mode=event.mode, goldstein=event.goldstein,
        story=index.record.document.id, event=event.id, words=_sentence(index, event),
        publisher=index.record.document.publisher, contexts=event.contexts, origin="talion",
        quad=event.quad,
    )  # fmt: skip
    for item in found:
        yield item if event.status in statuses else LeftOut(f"status {event.status}")


def _answers(index: Index, link: Link, pair: Pair) -> Iterator[TextAnswer]:
    """A link whose two ends are acts of the one and of the other country."""
    cause, response = (index.events.get(e.event or "") for e in (link.antecedent, link.response))
    if cause is None or response is None:
        return
    claims = [c for c in index.record.claims if c.id in link.claims]
    said, denied = (
        tuple(index.speaker(c) for c in claims if (c.stance in _AGAINST) == against)
        for against in (False, True)
    )
    for forward in rows.answered(pair, _parties(index, cause), _parties(index, response)):
        yield TextAnswer(
            day=_day(index, response), forward=forward, kind=link.kind, status=link.status,
            antecedent=cause.type, antecedent_day=_day(index, cause), antecedent_event=cause.id,
            antecedent_words=index.record.words(link.antecedent.span),
            response=response.type, response_event=response.id,
            response_words=index.record.words(link.response.span),
            cue=index.record.words(link.cue) if link.cue else None, said_by=said, denied_by=denied,
            document=index.record.document.id, publisher=index.record.document.publisher,
            link=link.id, confidence=link.confidence, contexts=response.contexts,
        )  # fmt: skip


def _parties(index: Index, event: Event) -> tuple[list[Who], list[Who]]:
    """Who acts, and on whom."""
    actors, recipients = (
        [(index.actors[i].country, index.actors[i].sector) for i in ids if i in index.actors]
        for ids in (event.actors, event.recipients)
    )
    return actors, recipients


def _sentence(index: Index, event: Event) -> str | None:
    sentences = index.record.sentences
    return (
        index.record.words(sentences[event.sentence]) if event.sentence < len(sentences) else None
    )


def _day(index: Index, event: Event) -> date | None:
    """The day that the text tells, else the story's."""
    time = index.times.get(event.time or "")
    told = time.start if time is not None else None
    return rows.day_of(told or index.record.document.published or "")


def _read(lines: Iterable[str], where: str) -> Iterator[Record | None]:
    for at, line in enumerate(lines, start=1):
        if line.strip():
            yield _record(line, f"{where}:{at}")


def _record(line: str, where: str) -> Record | None:
    """The record, ``None`` for a document that failed."""
    try:
        return Record.from_json(line)
    except RecordError as error:
        try:
            _FAILURE.decode(line)
        except msgspec.MsgspecError:
            raise RecordError(error.message, where=where) from error
        return None
