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
from talion.web.charts.picture import Drawing
from talion.web.coding import Coding
from talion.web.pages import chain
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
    answers: Markup
    pictures: tuple[str, str]
    tables: list[tuple[str, str, str]]
    rejected: int | None
    considered: str
    json: str


def document(db: Database, given: Given, coding: Coding) -> DocumentPage:
    """The page of a document; with ``considered`` its text is read again, for what was not coded."""
    found = kept(db, given.one("id"), given.one("version"))
    record = found.record
    rejected = coding.considered(record) if given.one("considered") else None
    index = Index(record)
    named = [("id", record.document.id), ("version", str(found.version))]
    return DocumentPage(
        kept=found,
        title=record.document.title or record.document.id,
        article=article(Considered(record, rejected), "d1", heading="h1"),
        layers=[(layer, _LAYER_NAMES[layer]) for layer in LAYERS],
        speakers=speakers(index),
        events=[_told(index, e) for e in record.events],
        answers=chain.answers(index, _unless_newest(found)).chart,
        pictures=(address("/chart/answers.svg", named), address("/chart/answers.png", named)),
        tables=_tables(found),
        rejected=None if rejected is None else len(rejected),
        considered=given.address(considered="1"),
        json=address("/api/v1/record", named),
    )


def answers(db: Database, given: Given) -> Drawing:
    """The graph of what answers what, alone."""
    found = kept(db, given.one("id"), given.one("version"))
    return chain.answers(Index(found.record), _unless_newest(found))


def _unless_newest(found: Kept) -> int | None:
    return found.version if found.version != found.newest else None


def _tables(found: Kept) -> list[tuple[str, str, str]]:
    """The record's rows in tables, which the database has of the newest version alone."""
    if found.version != found.newest:
        return []
    of = [("document", found.record.document.id)]
    return [
        (name, address(f"/api/v1/{name}.csv", of), address(f"/api/v1/{name}", of))
        for name in ("events", "claims", "links", "actors")
    ]


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
