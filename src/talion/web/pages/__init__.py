"""The pages: each a template, and a function that makes its context from the database and the address."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from talion.store.database import Database
from talion.web.asked import Given
from talion.web.coding import Coding
from talion.web.pages import about, atlas, claims, document, event, lists, overview, pair, search
from talion.web.pages.event import event_bibtex

__all__ = ["View", "event_bibtex", "views"]


class View(Struct, frozen=True):
    """A page: its template, and what makes the context that the template shows."""

    template: str
    make: Callable[[Database, Given], Struct]


def views(coding: Coding) -> dict[str, View]:
    """All pages by their addresses; ``coding`` reads texts again where a page asks for it."""
    return {**_VIEWS, "/document": View("document.html", partial(document.document, coding=coding))}


_VIEWS = {
    "/": View("overview.html", overview.overview),
    "/pair/{a}/{b}": View("pair.html", pair.pair),
    "/event": View("event.html", event.event),
    "/map": View("map.html", atlas.atlas_page),
    "/events": View("events.html", lists.events),
    "/documents": View("documents.html", lists.documents),
    "/claims": View("claims.html", claims.claims),
    "/search": View("search.html", search.search),
    "/api": View("api.html", about.about),
}
