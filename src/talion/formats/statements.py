"""Claims with their words, for those who read them apart from the record."""

from __future__ import annotations

from msgspec import Struct

from talion.formats.index import Index
from talion.record import Claim


class Speaker(Struct, frozen=True):
    """Who speaks: name, words in the text, the actor's id, country and sector, and if unnamed."""

    name: str
    words: str | None
    actor: str | None
    country: str | None
    sector: str | None
    anonymous: bool


class Subject(Struct, frozen=True):
    """An event or link that a claim speaks of."""

    id: str
    what: str


class Statement(Struct, frozen=True):
    """A claim in words."""

    id: str
    speaker: Speaker
    stance: str
    quote: str
    cue: str | None
    words: list[str]
    chain: list[str]
    about: list[Subject]


def statements(index: Index) -> list[Statement]:
    """The claims of a record, in the order of the text."""
    return [_statement(index, claim) for claim in index.record.claims]


def _statement(index: Index, claim: Claim) -> Statement:
    return Statement(
        claim.id,
        _speaker(index, claim),
        claim.stance,
        claim.quote,
        index.words(claim.cue) or None,
        [index.words(span) for span in claim.content],
        [index.actor(id) for id in claim.chain],
        [Subject(id, index.about(id).removeprefix(f"{id} ")) for id in claim.about],
    )


def _speaker(index: Index, claim: Claim) -> Speaker:
    source = claim.source
    actor = index.actors.get(source.actor or "")
    return Speaker(
        index.speaker(claim),
        index.words(source.span) or None,
        source.actor,
        actor.country if actor else None,
        actor.sector if actor else None,
        source.anonymous,
    )
