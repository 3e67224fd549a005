"""Who says what: what is disputed first, with who is for it and who against."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from talion.store.database import Database
from talion.store.queries import CLAIM_FILTERS
from talion.web.asked import Given
from talion.web.forms import Form, form
from talion.web.names import short
from talion.web.questions import QUESTIONS, rows

Row = dict[str, Any]
_FIELDS = ("stance", "type", "text", "actor", "since", "until", "publisher")
_OF_LINKS = ("since", "until", "publisher", "document")
_SIZE, _MOST, _DISPUTES = 50, 500, 25


class Dispute(Struct, frozen=True):
    """A link that a source denies, with the claims for it and against it."""

    link: Row
    claims: list[Row]


class Claims(Struct, frozen=True):
    """What ``claims.html`` shows; ``disputes`` on the first page alone."""

    form: Form
    disputes: list[Dispute]
    rows: list[Row]
    about: dict[tuple[str, str], str]
    next: str | None
    csv: str
    json: str


def claims(db: Database, given: Given) -> Claims:
    """The page of claims."""
    found = rows(db, QUESTIONS["claims"], given, _SIZE, _MOST)
    return Claims(
        form(given, _FIELDS, "claims"),
        [] if given.one("cursor") else disputes(db, given),
        found.rows,
        about(db, found.rows),
        given.address(cursor=found.next) if found.next else None,
        given.address("/api/v1/claims.csv"),
        given.address("/api/v1/claims"),
    )


def about(db: Database, claims: list[Row]) -> dict[tuple[str, str], str]:
    """The events that claims speak of, in short, by document and id."""
    spoken = {(c["document"], id) for c in claims for id in c["about"]}
    if not spoken:
        return {}
    events = db.events(document=sorted({document for document, _ in spoken})).to_pylist()
    return {key: short(e) for e in events if (key := (e["document"], e["id"])) in spoken}


def disputes(db: Database, given: Given) -> list[Dispute]:
    """Disputed links that a claim which is asked for speaks for or against."""
    within = given.filters(CLAIM_FILTERS, within=_OF_LINKS)
    within["status"] = "disputed"
    links = db.links(limit=_DISPUTES, **within).to_pylist()
    if not links:
        return []
    documents = sorted({k["document"] for k in links})
    wanted = {(c["document"], c["id"]) for c in _claims(db, given, documents)}
    every = {(c["document"], c["id"]): c for c in db.claims(document=documents).to_pylist()}
    found = []
    for link in links:
        keys = [(link["document"], id) for id in link["claims"]]
        if not _narrowed(given) or wanted.intersection(keys):
            found.append(Dispute(link, [every[k] for k in keys if k in every]))
    return found


def _claims(db: Database, given: Given, documents: list[str]) -> list[Row]:
    filters = given.filters(CLAIM_FILTERS)
    filters["document"] = documents
    found: list[Row] = db.claims(**filters).to_pylist()
    return found


def _narrowed(given: Given) -> bool:
    """Whether a filter is used that links don't have."""
    return any(v and k in _FIELDS and k not in _OF_LINKS for k, v in given.pairs)
