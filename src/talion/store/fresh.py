"""Which documents need no coding, for they are in the database as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from talion.errors import RecordError
from talion.intake import Failed, Item, Loaded
from talion.store.digests import document_digest

if TYPE_CHECKING:
    from talion.store.database import Database

_LEAST, _MOST = 64, 1024
"""How many documents are asked about at once: more as long as none of them is new."""


class Fresh:
    """Passes on what is new or changed, and counts in ``unchanged`` what is not."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.unchanged = 0

    def of(self, items: Iterable[Item]) -> Iterator[Item]:
        """The documents that the database lacks, or has with another text or other metadata."""
        stream, size = iter(items), _LEAST
        while some := list(islice(stream, size)):
            before = self.unchanged
            ids = [i.document.id for i in some if isinstance(i, Loaded)]
            known = self._database.known(ids)
            for item in some:
                there = known.get(item.id if isinstance(item, Failed) else item.document.id)
                if there is not None and _digest(item) == there.document_digest:
                    self.unchanged += 1
                else:
                    yield item
            size = min(2 * size, _MOST) if self.unchanged - before == len(some) else _LEAST


def named(items: Iterable[Item]) -> Iterator[Item]:
    """The same; a document that has no id but ``stdin`` gets one from its text."""
    for item in items:
        if isinstance(item, Loaded) and item.document.id == "stdin":
            id = f"stdin-{item.document.sha256[:12]}"
            document = msgspec.structs.replace(item.document, id=id)
            yield msgspec.structs.replace(item, document=document)
        else:
            yield item


def _digest(item: Item) -> str | None:
    try:
        return document_digest(item.document) if isinstance(item, Loaded) else None
    except RecordError:
        return None
