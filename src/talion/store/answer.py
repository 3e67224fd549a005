"""An answer that no longer needs the database: in memory while it is small, else in a temporary file."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

import pyarrow as pa

from talion.errors import QueryError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_IN_MEMORY = 64_000_000
_ROWS = 50_000


class Answer:
    """Rows with their schema; read as often as one likes, and closed at the end."""

    def __init__(self, connection: DuckDBPyConnection, sql: str, parameters: list[object]) -> None:
        """Ask, and take all rows; raises what DuckDB raises."""
        reader = _asked(connection, sql, parameters)
        self.schema: pa.Schema = reader.schema
        self.rows = 0
        self._held = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        try:
            with pa.ipc.new_stream(pa.PythonFile(self._held, "w"), self.schema) as writer:
                for batch in reader:
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


def _asked(
    connection: DuckDBPyConnection, sql: str, parameters: list[object]
) -> pa.RecordBatchReader:
    relation = connection.sql(sql, params=parameters or None)
    reader = relation.to_arrow_reader(_ROWS) if relation is not None else None
    if reader is None:
        raise QueryError("there is no question in it", remedy='such as "SELECT * FROM events"')
    return reader
