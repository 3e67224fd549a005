"""The questions that are answered in rows, by pages and by the API alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from talion.store import queries
from talion.store.database import Database
from talion.store.filters import Filters
from talion.web.asked import Given
from talion.web.paging import Page, page

if TYPE_CHECKING:
    import pyarrow


class Question(Struct, frozen=True):
    """A kind of row: how it is asked for, by what filters, in what order."""

    name: str
    means: str
    filters: tuple[str, ...]
    order: str
    ask: Callable[..., pyarrow.Table]

    @property
    def orders(self) -> tuple[str, ...]:
        """In what order its rows can come."""
        return tuple(queries.ORDERS[self.name])


QUESTIONS = {
    q.name: q
    for q in (
        Question("events", "Who did what to whom, one event a row.", queries.EVENT_FILTERS, "-day",
                 Database.events),
        Question("claims", "Who says what, one claim a row.", queries.CLAIM_FILTERS, "-day",
                 Database.claims),
        Question("links", "What answers what, one link a row.", queries.LINK_FILTERS, "-day",
                 Database.links),
        Question("documents", "Documents, without their text.", queries.DOCUMENT_FILTERS, "-day",
                 Database.documents),
        Question("actors", "Who appears, over all documents.", queries.ACTOR_FILTERS, "-documents",
                 Database.actors),
    )
}  # fmt: skip
MOST_ROWS = 10_000


def rows(
    db: Database, question: Question, given: Given, size: int = 50, most: int = MOST_ROWS
) -> Page:
    """The page that the address asks for: ``limit`` rows, from its ``cursor`` on."""
    filters = given.filters(question.filters)
    order = given.one("order") or question.order
    limit = given.number("limit", size, most)
    return asked(db, question, filters, limit, given.one("cursor"), order)


def asked(
    db: Database,
    question: Question,
    filters: Filters,
    limit: int,
    cursor: str | None = None,
    order: str | None = None,
) -> Page:
    """A page of rows with these filters."""
    chosen = order or question.order

    def ask(until: date | None, limit: int) -> pyarrow.Table:
        wanted: dict[str, Any] = {**filters, **({"until": until} if until else {})}
        return question.ask(db, order=chosen, limit=limit, **wanted)

    undated = not (filters.get("since") or filters.get("until"))
    return page(ask, limit, cursor, by_day=chosen == "-day", undated=undated)


def columns(db: Database, question: Question) -> list[str]:
    """The names of its columns."""
    return list(question.ask(db, limit=0).schema.names)
