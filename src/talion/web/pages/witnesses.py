"""Who else tells an event: documents of those days that tell such events are grouped, and compared."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from talion.grouping import SharedEvent, Stories, Telling
from talion.record import Event, Record
from talion.store.database import Database
from talion.web.records import Kept

_DAYS, _MOST, _MOST_EVENTS = 7, 24, 200


class Witness(Struct, frozen=True):
    """A document that tells the event: its event's id, what it is called, and the sentence."""

    document: str
    event: str
    title: str
    publisher: str | None
    published: str | None
    words: str


class Told(Struct, frozen=True):
    """A value of a field, and who tells it so; ``other`` where most tell it otherwise."""

    value: str
    by: tuple[str, ...]
    other: bool


class Compared(Struct, frozen=True):
    """A field: its values, the most told first, and who leaves it open."""

    name: str
    told: tuple[Told, ...]
    silent: tuple[str, ...]


class Witnesses(Struct, frozen=True):
    """All who tell the event, how many texts these are without copies, and how many documents were looked at.

    ``because`` says for each merge what the two tellings share.
    """

    all: list[Witness]
    voices: int
    fields: list[Compared]
    because: list[str]
    looked_at: int

    @property
    def differing(self) -> int:
        """How many fields are told in more than one way."""
        return sum(len(f.told) > 1 for f in self.fields)


def witnesses(db: Database, kept: Kept, event: Event) -> Witnesses:
    """The witnesses of an event; the document itself is the first."""
    records = {r.document.id: r for r in _candidates(db, kept.record, event)}
    records[kept.record.document.id] = kept.record
    stories = Stories()
    for record in records.values():
        stories.place(record)
    own = kept.record.document.id
    shared = next((s for s in stories.witnesses(own) if _tells(s, own, event.id)), None)
    tellings = (
        sorted(shared.tellings, key=lambda t: (t.document != own, t.document)) if shared else []
    )
    return Witnesses(
        [_witness(records[t.document], t) for t in tellings], shared.voices if shared else 1,
        _compared(shared, records), _because(shared), len(records) - 1,
    )  # fmt: skip


def _tells(shared: SharedEvent, document: str, event: str) -> bool:
    return any(t.document == document and t.event == event for t in shared.tellings)


def _candidates(db: Database, record: Record, event: Event) -> list[Record]:
    """Documents that tell an event of the type, between the same countries, within a week of this one."""
    day = _day(next((t.start for t in record.times if t.id == event.time), None))
    day = day or _day(record.document.published)
    if day is None:
        return []
    wanted: dict[str, Any] = {
        "type": event.type, "since": day - timedelta(_DAYS), "until": day + timedelta(_DAYS),
        **_where(record, event),
    }  # fmt: skip
    found = dict.fromkeys(db.events(limit=_MOST_EVENTS, **wanted).column("document").to_pylist())
    others = [id for id in found if id != record.document.id]
    return list(db.records(others[:_MOST]))


def _where(record: Record, event: Event) -> dict[str, str]:
    """The countries of the two sides, as filters."""
    country = {a.id: a.country for a in record.actors}
    sides = (("actor", event.actors), ("recipient", event.recipients))
    first = {name: next((c for i in ids if (c := country.get(i))), None) for name, ids in sides}
    return {name: code for name, code in first.items() if code}


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _witness(record: Record, telling: Telling) -> Witness:
    document = record.document
    return Witness(
        document.id, telling.event, document.title or document.id, document.publisher,
        document.published, telling.words,
    )  # fmt: skip


def _compared(shared: SharedEvent | None, records: dict[str, Record]) -> list[Compared]:
    """The fields that anybody tells."""

    def names(documents: tuple[str, ...]) -> tuple[str, ...]:
        held = Counter(_called(records[d]) for d in documents)
        return tuple(f"{name} ({n})" if n > 1 else name for name, n in held.items())

    return [
        Compared(
            f.name,
            tuple(Told(s.value, names(s.documents), n > 0) for n, s in enumerate(f.said)),
            names(f.silent),
        )
        for f in (shared.fields if shared else ())
        if f.said
    ]


def _called(record: Record) -> str:
    return record.document.publisher or record.document.id


def _because(shared: SharedEvent | None) -> list[str]:
    found = [", ".join(m.because) for m in shared.merges] if shared else []
    return list(dict.fromkeys(f for f in found if f))
