"""Words looked for in texts, events and names at once."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from talion.errors import QueryError
from talion.store.database import Database
from talion.web.asked import Given

_SHOWN, _LONGEST = 15, 200


class Search(Struct, frozen=True):
    """What ``search.html`` shows; nothing is looked for without words."""

    words: str
    events: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    actors: list[dict[str, Any]]
    more: int


def search(db: Database, given: Given) -> Search:
    """The page of what was found."""
    words = (given.one("q") or "").strip()
    if len(words) > _LONGEST:
        raise QueryError("that is too long", remedy=f"search for at most {_LONGEST} characters")
    if not words:
        return Search("", [], [], [], _SHOWN)
    return Search(
        words,
        db.events(text=words, limit=_SHOWN).to_pylist(),
        db.documents(text=words, limit=_SHOWN).to_pylist(),
        db.actors(actor=words, limit=_SHOWN).to_pylist(),
        _SHOWN,
    )
