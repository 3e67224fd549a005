"""The chain of an event across stories, as the address asks for it: for its page, pictures and the API alike."""

from __future__ import annotations

from typing import Any

from talion.chains import HEADLINE, Chain, DatabaseSource, Node, follow
from talion.grouping.tellings import reference
from talion.record import Event
from talion.store.database import Database
from talion.web.asked import Given, document_address, event_address
from talion.web.records import Kept, NotThere, kept_event

DEPTH = 2
"""How many answers back and on are shown unasked."""
MOST_DEPTH = 8
"""How many may be asked for."""
_SMALL, _LARGE = 10, 60
"""Acts at most: unasked, and where more answers are asked for."""
COLUMNS = (
    "response_document", "response_event", "response_day", "response_act", "response_parties",
    "response_sentence", "antecedent_document", "antecedent_event", "antecedent_day",
    "antecedent_act", "antecedent_parties", "antecedent_sentence", "kind", "status", "where",
    "cue", "words", "because", "confidence",
)  # fmt: skip


def asked(db: Database, given: Given) -> Chain:
    """The chain of the event that the address names; :class:`NotThere` for earlier versions of stories."""
    found, event = kept_event(db, given)
    if found.version != found.newest:
        raise NotThere("chains are of the newest versions of stories", remedy="leave out version=")
    return chain(db, given, found, event)


def chain(db: Database, given: Given, found: Kept, event: Event) -> Chain:
    """The chain of an event of the newest version of a story, as deep as asked for."""
    deep = depth(given)
    name = reference(found.record.document.id, event.trigger)
    return follow(DatabaseSource(db), name, depth=deep, most=_SMALL if deep <= DEPTH else _LARGE)


def depth(given: Given) -> int:
    """How many answers to follow each way."""
    return given.number("depth", DEPTH, MOST_DEPTH)


def deeper(given: Given) -> str | None:
    """The address of a longer chain; ``None`` where none may be asked for."""
    deep = min(MOST_DEPTH, depth(given) + 2)
    return given.address(depth=str(deep)) if deep > depth(given) else None


def rows(found: Chain) -> list[dict[str, Any]]:
    """A row for each answer, the earliest first, with both acts."""
    order = {n.reference: (i, n) for i, n in enumerate(found.nodes)}
    edges = sorted(found.edges, key=lambda e: (order[e.response][0], order[e.antecedent][0]))
    return [
        {
            **_end("response", order[e.response][1]), **_end("antecedent", order[e.antecedent][1]),
            "kind": e.kind, "status": e.status, "where": e.where, "cue": e.cue, "words": e.words,
            "because": list(e.because), "confidence": e.confidence,
        }
        for e in edges
    ]  # fmt: skip


def act(node: Node) -> str:
    """The type and mode of an act; "headline" for one that no type fits."""
    return "/".join(x for x in (node.type, node.mode) if x) or node.event


def page(node: Node) -> str:
    """The address of an act: of its event, or of the story whose headline tells it."""
    if node.event == HEADLINE:
        return document_address(node.document)
    return event_address(node.document, node.event)


def _end(name: str, node: Node) -> dict[str, Any]:
    return {
        f"{name}_document": node.document, f"{name}_event": node.event, f"{name}_day": node.day,
        f"{name}_act": act(node), f"{name}_parties": node.parties,
        f"{name}_sentence": node.sentence,
    }  # fmt: skip
