"""A document: its text with the marked words, and its record beside it."""

from __future__ import annotations

from msgspec import Struct

from talion.considered import Considered
from talion.formats.html import article
from talion.formats.index import Index, act
from talion.formats.marks import LAYERS
from talion.formats.markup import Markup
from talion.record import Claim, Event
from talion.store.database import Database
from talion.web.asked import Given, address
from talion.web.records import Kept, kept

_LAYER_NAMES = {
    "event": "Events", "claim": "Claims", "link": "Links", "actor": "Actors",
    "quantity": "Numbers", "place": "Places", "time": "Times",
}  # fmt: skip


class Said(Struct, frozen=True):
    """A statement: its stance, words, cue, kind of quote, and what it speaks of."""

    stance: str
    words: str
    cue: str
    quote: str
    about: list[str]


class Speaker(Struct, frozen=True):
    """Who speaks, and all that they say in the story."""

    name: str
    anonymous: bool
    said: list[Said]


class Told(Struct, frozen=True):
    """An event on one line."""

    id: str
    act: str
    sides: str
    status: str
    confidence: float


class DocumentPage(Struct, frozen=True):
    """What ``document.html`` shows."""

    kept: Kept
    title: str
    article: Markup
    layers: list[tuple[str, str]]
    speakers: list[Speaker]
    events: list[Told]
    json: str


def document(db: Database, given: Given) -> DocumentPage:
    """The page of a document."""
    found = kept(db, given.one("id"), given.one("version"))
    record = found.record
    index = Index(record)
    named = [("id", record.document.id), ("version", str(found.version))]
    return DocumentPage(
        kept=found,
        title=record.document.title or record.document.id,
        article=article(Considered(record), "d1", heading="h1"),
        layers=[(layer, _LAYER_NAMES[layer]) for layer in LAYERS],
        speakers=speakers(index),
        events=[_told(index, e) for e in record.events],
        json=address("/api/v1/record", named),
    )


def speakers(index: Index) -> list[Speaker]:
    """Who says what, in the order in which they first speak."""
    held: dict[str, list[Claim]] = {}
    for claim in index.record.claims:
        held.setdefault(index.speaker(claim), []).append(claim)
    return [
        Speaker(name, all(c.source.anonymous for c in claims), [_said(index, c) for c in claims])
        for name, claims in held.items()
    ]


def _said(index: Index, claim: Claim) -> Said:
    about = [index.about(id) for id in claim.about]
    return Said(claim.stance, index.content(claim), index.words(claim.cue), claim.quote, about)


def _told(index: Index, event: Event) -> Told:
    return Told(event.id, act(event), index.sides(event), event.status, event.confidence)
