"""Lists of events and documents, in pages."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from talion.store.database import Database
from talion.web.asked import Given
from talion.web.forms import Form, form
from talion.web.questions import QUESTIONS, rows

EVENT_FIELDS = (
    "type", "quad", "status", "text", "actor", "recipient", "since", "until", "confidence", "place",
    "publisher",
)  # fmt: skip
_DOCUMENT_FIELDS = (
    "type",
    "quad",
    "text",
    "actor",
    "recipient",
    "since",
    "until",
    "place",
    "publisher",
)
_SIZE, _MOST = 50, 500


class Listing(Struct, frozen=True):
    """What a list shows: its form, rows, how many there are in all where that was counted, and the next."""

    form: Form
    rows: list[dict[str, Any]]
    total: int | None
    next: str | None
    csv: str
    json: str


def events(db: Database, given: Given) -> Listing:
    """Events."""
    question = QUESTIONS["events"]
    found = rows(db, question, given, _SIZE, _MOST)
    total = db.event_count(**given.filters(question.filters))
    return _listing(given, EVENT_FIELDS, "events", found.rows, total, found.next)


def documents(db: Database, given: Given) -> Listing:
    """Documents."""
    found = rows(db, QUESTIONS["documents"], given, _SIZE, _MOST)
    return _listing(given, _DOCUMENT_FIELDS, "documents", found.rows, None, found.next)


def _listing(
    given: Given,
    fields: tuple[str, ...],
    question: str,
    found: list[dict[str, Any]],
    total: int | None,
    cursor: str | None,
) -> Listing:
    return Listing(
        form(given, fields, question), found, total,
        given.address(cursor=cursor) if cursor else None,
        given.address(f"/api/v1/{question}.csv"), given.address(f"/api/v1/{question}"),
    )  # fmt: skip
