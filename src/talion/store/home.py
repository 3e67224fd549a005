"""Where records live: what the store asks of a database, be it a file of DuckDB or a server of PostgreSQL.

Both homes have the same tables and answer the same questions: what DuckDB's SQL has and PostgreSQL lacks is
made there by ``migrations/*.postgres.sql``, so that every question is written once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from talion.store.migrate import Migration

Where = str | os.PathLike[str]
"""The path of a file, or the address of a server (``postgresql://...``)."""
Asked = tuple["pa.Schema", Iterator["pa.RecordBatch"]]
_ADDRESS = re.compile(r"postgres(?:ql)?://", re.I)


class Session(Protocol):
    """A connection to a database, as short as a question or a commit; ``?`` in SQL are parameters.

    ``unfit`` is a character that can't be kept (empty: all can).
    """

    unfit: str

    def tables(self) -> list[str]:
        """The names of the tables that are there."""

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query of our own; none of a command."""

    def named(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query of our own, by the names of their columns."""

    def asked(self, sql: str, parameters: Sequence[object]) -> AbstractContextManager[Asked]:
        """The answer to a question, some rows at a time; :class:`QueryError` when it makes no sense."""

    def insert(self, table: str, rows: pa.Table) -> None:
        """Add rows to a table."""

    def transaction(self) -> AbstractContextManager[None]:
        """What is done in the block is done wholly or not at all; one writer at a time."""

    def apply(self, step: Migration) -> None:
        """Bring the schema one version up; :class:`DatabaseError` when it can't be."""

    def size(self) -> int:
        """How many bytes the database takes."""


class Home(Protocol):
    """The way to one database; ``where`` names it to people, without a password."""

    where: str

    def exists(self) -> bool:
        """Whether there is a database yet."""

    def reading(self) -> AbstractContextManager[Session]:
        """A session that can't change anything and sees one state of the database."""

    def writing(self) -> AbstractContextManager[Session]:
        """A session that may change everything, of the newest schema; makes the database if need be."""

    def keep(self) -> None:
        """Keep a session for reading, until :meth:`let_go`."""

    def let_go(self) -> None:
        """End the session that was kept."""


def is_server(where: Where) -> bool:
    """Whether this is the address of a server.

    >>> is_server("postgresql://news@db.example/events"), is_server("talion.duckdb")
    (True, False)
    """
    return isinstance(where, str) and bool(_ADDRESS.match(where))


def home(where: Where, wait: float) -> Home:
    """The home that is there; ``wait`` is how many seconds others are waited for."""
    if is_server(where):
        from talion.store.postgres import Server

        return Server(str(where), wait)
    from talion.store.gate import Gate

    return Gate(where, wait)
