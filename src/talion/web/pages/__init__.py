"""The pages: each a template, and a function that makes its context from the database and the address."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from talion.store.database import Database
from talion.web.asked import Given
from talion.web.pages import about, claims, document, event, lists, overview, pair, search
from talion.web.pages.event import event_bibtex

__all__ = ["VIEWS", "View", "event_bibtex"]


class View(Struct, frozen=True):
    """A page: its template, and what makes the context that the template shows."""

    template: str
    make: Callable[[Database, Given], Struct]


VIEWS = {
    "/": View("overview.html", overview.overview),
    "/pair/{a}/{b}": View("pair.html", pair.pair),
    "/document": View("document.html", document.document),
    "/event": View("event.html", event.event),
    "/events": View("events.html", lists.events),
    "/documents": View("documents.html", lists.documents),
    "/claims": View("claims.html", claims.claims),
    "/search": View("search.html", search.search),
    "/api": View("api.html", about.about),
}
