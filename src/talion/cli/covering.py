"""Answers of the database with the names of private persons covered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from talion.errors import QueryError

if TYPE_CHECKING:
    import pyarrow as pa

    from talion.masking import Names
    from talion.store.answer import Answer
    from talion.store.database import Database

_KEPT = 4096  # documents whose names are remembered, for rows of one document follow one another
_IDS = ("document", "id", "sha256")
_PARTIES = ("actor", "recipient")


class Covered:
    """An answer whose strings are covered, row by row, by what its document says of persons.

    :class:`QueryError` for counts by name, which are of no one document.
    """

    def __init__(self, found: Answer, db: Database) -> None:
        from talion.masking import Masker

        self.schema, self.rows = found.schema, found.rows
        self._found, self._db, self._masker = found, db, Masker.load()
        self._key = _document_column(found.schema.names)
        self._names = lru_cache(_KEPT)(self._names_of)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, some at a time."""
        import pyarrow as pa

        for batch in self._found.batches():
            rows = [self._row(row) for row in batch.to_pylist()]
            yield pa.RecordBatch.from_pylist(rows, schema=self.schema)

    def table(self) -> pa.Table:
        """All rows."""
        import pyarrow as pa

        return pa.Table.from_batches(list(self.batches()), schema=self.schema)

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        if self._key is not None:
            names = self._names(row[self._key])
            return {k: v if k in _IDS else _covered(k, v, names) for k, v in row.items()}
        if "kind" not in row or not self._masker.is_private(
            row["name"], row["kind"], row["sector"]
        ):
            return row
        from talion.masking import PRIVATE

        return row | {"name": PRIVATE}

    def _names_of(self, id: str) -> Names:
        return self._masker.names(self._db.record(id))


def _covered(column: str, value: Any, names: Names) -> Any:
    return names.address(value) if column == "url" else names.everywhere(value)


def _document_column(columns: list[str]) -> str | None:
    """The column that says which document a row is of; ``None`` where rows hold no words of any."""
    if "document" in columns:
        return "document"
    if "title" in columns:
        return "id"
    if any(party in columns for party in _PARTIES):
        raise QueryError(
            "counts by name can't be covered: they are of no one document",
            remedy="count by actor_country or actor_sector, or add to the database with --mask-private",
        )
    return None
