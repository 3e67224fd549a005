"""A connection to DuckDB, as the store uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talion.errors import DatabaseError, QueryError

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from talion.store.home import Asked
    from talion.store.migrate import Migration

_ROWS = 50_000
_THERE = """SELECT table_name FROM duckdb_tables()
UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal"""
# The same from information_schema takes twenty times as long.


class DuckSession:
    """A :class:`~talion.store.home.Session` over an open file."""

    unfit = ""

    def __init__(self, connection: DuckDBPyConnection, where: str) -> None:
        self.connection, self._where = connection, where

    def tables(self) -> list[str]:
        """The names of the tables and views that are there."""
        return [name for (name,) in self.rows(_THERE)]

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query of our own; none of a command."""
        return self.connection.execute(sql, parameters or None).fetchall()

    def named(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query of our own, by the names of their columns."""
        result = self.connection.execute(sql)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, values, strict=True)) for values in result.fetchall()]

    @contextmanager
    def asked(self, sql: str, parameters: Sequence[object]) -> Iterator[Asked]:
        """The answer to a question, some rows at a time."""
        import duckdb

        try:
            reader = self._reader(sql, parameters)
            yield reader.schema, iter(reader)
        except (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException):
            raise
        except duckdb.Error as error:
            raise QueryError(first_line(error), remedy=_help(error)) from error

    def _reader(self, sql: str, parameters: Sequence[object]) -> pa.RecordBatchReader:
        relation = self.connection.sql(sql, params=list(parameters) or None)
        reader = relation.to_arrow_reader(_ROWS) if relation is not None else None
        if reader is None:
            raise QueryError("there is no question in it", remedy='such as "SELECT * FROM events"')
        return reader

    def insert(self, table: str, rows: pa.Table) -> None:
        """Add rows to a table."""
        self.connection.register("incoming", rows)
        self.connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
        self.connection.unregister("incoming")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; the file's lock keeps other writers away."""
        import duckdb

        self.connection.execute("BEGIN")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            with suppress(
                duckdb.TransactionException
            ):  # where the commit failed, it is over already
                self.connection.execute("ROLLBACK")
            raise

    def apply(self, step: Migration) -> None:
        """Bring the schema one version up."""
        import duckdb

        try:
            self.connection.execute(step.sql)
        except duckdb.Error as error:
            raise DatabaseError(
                f"its schema can't be brought up to date by {step.name}: {error}",
                where=self._where,
                remedy="nothing was changed; please report it",
            ) from error

    def size(self) -> int:
        """The size of the file."""
        return Path(self._where).stat().st_size


def first_line(error: Exception) -> str:
    """What DuckDB says went wrong, on one line, without its name for the kind of error."""
    line = str(error).strip().partition("\n")[0]
    return re.sub(r"^(?:[A-Z][\w-]* )+Error: ", "", line).rstrip("!")


def _help(error: Exception) -> str:
    """What DuckDB suggests, or where the tables are told of."""
    for line in str(error).splitlines()[1:]:
        if line.startswith(("Did you mean", "Candidate bindings")):
            return line.strip()
    if "read-only" in str(error) or "disabled by configuration" in str(error):
        return "queries only read this database; change it with `talion add`"
    return '`talion sql "SHOW TABLES"` lists the tables, `talion sql "DESCRIBE events"` the columns of one'
