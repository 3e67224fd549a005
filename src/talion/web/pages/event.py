"""An event: its witness, its fields with their words, what it answers, and how it is cited."""

from __future__ import annotations

from importlib.metadata import version

from msgspec import Struct
from starlette.responses import Response

from talion.formats.index import Index, act, amount, period
from talion.record import Actor, Claim, Event, Link, LinkEnd
from talion.store.database import Database
from talion.web import cite
from talion.web.asked import Given, address, event_address
from talion.web.pages.across import Across, across
from talion.web.pages.witnesses import Witnesses, witnesses
from talion.web.records import Kept, kept_event


class Shown(Struct, frozen=True):
    """A field: its name, value, and the words it was read from."""

    name: str
    value: str
    words: str


class Answered(Struct, frozen=True):
    """A link of the event: whether it answers or is answered, and what stands at the other end."""

    way: str
    kind: str
    status: str
    other: str
    href: str | None
    cue: str
    speakers: list[str]
    confidence: float


class Statement(Struct, frozen=True):
    """Who says so."""

    speaker: str
    stance: str
    words: str
    anonymous: bool


class EventPage(Struct, frozen=True):
    """What ``event.html`` shows."""

    kept: Kept
    event: Event
    act: str
    sides: str
    sentence: tuple[str, str, str]
    fields: list[Shown]
    witnesses: Witnesses
    links: list[Answered]
    across: Across | None
    claims: list[Statement]
    permanent: str
    bibtex: str
    bibtex_address: str


def event(db: Database, given: Given) -> EventPage:
    """The page of an event."""
    found, one = kept_event(db, given)
    index = Index(found.record)
    permanent = event_address(found.record.document.id, one.id, found.version)
    return EventPage(
        kept=found,
        event=one,
        act=act(one),
        sides=index.sides(one),
        sentence=sentence(index, one),
        fields=fields(index, one),
        links=[_answered(index, one, k) for k in found.record.links if _touches(k, one)],
        witnesses=witnesses(db, found, one),
        across=across(db, given, found, one),
        claims=[_statement(index, c) for c in found.record.claims
                if c.id in one.claims or one.id in c.about],
        permanent=given.base + permanent,
        bibtex=_cited(found, one, given),
        bibtex_address=permanent.replace("/event", "/event.bib", 1),
    )  # fmt: skip


def event_bibtex(db: Database, given: Given) -> Response:
    """The citation alone."""
    headers = {"content-disposition": 'attachment; filename="event.bib"'}
    body = _cited(*kept_event(db, given), given)
    return Response(body.encode("utf-8", "replace"), headers=headers, media_type="text/x-bibtex")


def sentence(index: Index, event: Event) -> tuple[str, str, str]:
    """The sentence that tells it: what is before its words, these, and what follows."""
    sentences, (start, end) = index.record.sentences, event.trigger
    inside = 0 <= event.sentence < len(sentences)
    first, last = sentences[event.sentence] if inside else event.trigger
    text = index.record.document.text
    return text[min(first, start) : start], text[start:end], text[end : max(last, end)]


def fields(index: Index, event: Event) -> list[Shown]:
    """What was read, each field with its words; none is left out silently."""
    quantities = [index.quantities[q] for q in event.quantities if q in index.quantities]
    time, place = index.times.get(event.time or ""), index.places.get(event.place or "")
    tellings = ", ".join(f"“{index.words(s)}”" for s in index.tellings(event))
    return [
        Shown("type", event.type, tellings),
        Shown("mode", event.mode or "–", ""),
        Shown("contexts", ", ".join(event.contexts) or "–", ""),
        Shown("status", event.status, ""),
        Shown("quad", event.quad.replace("-", " "), ""),
        Shown("CAMEO", event.cameo or "–", ""),
        Shown("Goldstein", f"{event.goldstein:+g}", ""),
        *_parties(index, "actor", event.actors),
        *_parties(index, "recipient", event.recipients),
        Shown("time", period(time) or "not dated" if time else "–",
              f"“{time.text}”" if time else ""),
        Shown("place", _where(place.name, place.country) if place else "–",
              f"“{index.words(place.span)}”" if place else ""),
        *(Shown("quantity", amount(q), f"“{index.words(q.span)}” {index.words(q.of)}".strip())
          for q in quantities),
        Shown("confidence", f"{event.confidence:.2f}", ""),
    ]  # fmt: skip


def _parties(index: Index, name: str, ids: tuple[str, ...]) -> list[Shown]:
    found = [_party(index, name, index.actors[i]) for i in ids if i in index.actors]
    return found or [Shown(name, "–", "")]


def _party(index: Index, name: str, actor: Actor) -> Shown:
    value = " ".join(x for x in (actor.name, actor.country, actor.sector) if x)
    said = dict.fromkeys(f"“{index.words(s)}”" for s in actor.mentions)
    return Shown(name, value, ", ".join(list(said)[:6]))


def _where(name: str, country: str | None) -> str:
    return f"{name}, {country}" if country else name


def _touches(link: Link, event: Event) -> bool:
    return event.id in (link.antecedent.event, link.response.event)


def _answered(index: Index, event: Event, link: Link) -> Answered:
    answers = link.response.event == event.id
    other: LinkEnd = link.antecedent if answers else link.response
    document = index.record.document.id
    speakers = [f"{index.speaker(index.claims[c])} ({index.claims[c].stance})"
                for c in link.claims if c in index.claims]  # fmt: skip
    return Answered(
        "answers" if answers else "is answered by", link.kind, link.status, index.end(other),
        event_address(document, other.event) if other.event else None,
        index.words(link.cue), speakers, link.confidence,
    )  # fmt: skip


def _statement(index: Index, claim: Claim) -> Statement:
    return Statement(
        index.speaker(claim), claim.stance, index.content(claim), claim.source.anonymous
    )


def _cited(found: Kept, one: Event, given: Given) -> str:
    pairs = [
        ("document", found.record.document.id),
        ("id", one.id),
        ("version", str(found.version)),
    ]
    return cite.bibtex(found, one, given.base + address("/event", pairs), version("talion"))
