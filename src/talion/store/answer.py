"""An answer that no longer needs the database: in memory while it is small, else in a temporary file."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from talion.store.home import Session

_IN_MEMORY = 64_000_000


class Answer:
    """Rows with their schema; read as often as one likes, and closed at the end."""

    def __init__(self, session: Session, sql: str, parameters: list[object]) -> None:
        """Ask, and take all rows; :class:`QueryError` when the question makes no sense."""
        self.rows = 0
        self._held = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        try:
            with session.asked(sql, parameters) as (schema, batches):
                self.schema: pa.Schema = schema
                with pa.ipc.new_stream(pa.PythonFile(self._held, "w"), schema) as writer:
                    for batch in batches:
                        self.rows += batch.num_rows
                        writer.write_batch(batch)
        except BaseException:
            self._held.close()
            raise

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, some at a time."""
        self._held.seek(0)
        with pa.ipc.open_stream(pa.PythonFile(self._held, "r")) as reader:
            yield from reader

    def table(self) -> pa.Table:
        """All rows."""
        return pa.Table.from_batches(self.batches(), schema=self.schema)

    def close(self) -> None:
        """Let the rows go."""
        self._held.close()

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
