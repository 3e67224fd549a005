"""A connection to PostgreSQL, as the store uses it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from talion.errors import DatabaseError, QueryError
from talion.store.postgres import texts, types

if TYPE_CHECKING:
    import pyarrow as pa
    from psycopg import Connection

    from talion.store.home import Asked
    from talion.store.migrate import Migration

SCHEMA = "talion"
_ROWS = 5_000
_LOCK = 0x74616C696F6E  # "talion": one number for all who write
_MARKS = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|--[^\n]*|/\*.*?\*/|\?""", re.S)
_READS = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*(?:select|with|values|table)\b", re.I | re.S)
_COLUMN_TYPES = (
    (re.compile(r"STRUCT\(.*\)\[\]"), "JSONB"),
    (re.compile(r"\bDOUBLE\b"), "DOUBLE PRECISION"),
    (re.compile(r"\bVARCHAR(\[\])?"), r'TEXT\1 COLLATE "C"'),
)


class ServerSession:
    """A :class:`~talion.store.home.Session` over a connection."""

    unfit = texts.MARK

    def __init__(self, connection: Connection, where: str) -> None:
        texts.adapt(connection)
        self.connection, self._where = connection, where

    def close(self) -> None:
        """End it; what was not committed is undone."""
        self.connection.close()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query of our own; none of a command."""
        cursor = self._executed(sql, parameters)
        return cast(list[tuple[Any, ...]], cursor.fetchall()) if cursor.description else []

    def named(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query of our own, by the names of their columns."""
        cursor = self._executed(sql, ())
        names = [column.name for column in cursor.description]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def _executed(self, sql: str, parameters: Sequence[object]) -> Any:
        from psycopg import RawCursor

        return RawCursor(self.connection).execute(
            numbered(sql) if parameters else sql, list(parameters) or None
        )

    @contextmanager
    def asked(self, sql: str, parameters: Sequence[object]) -> Iterator[Asked]:
        """The answer to a question, some rows at a time, from a cursor that the server keeps.

        Its declaration takes one SELECT and nothing else.
        """
        import psycopg

        if not sql.strip(" \n\t;"):
            raise QueryError("there is no question in it", remedy='such as "SELECT * FROM events"')
        try:
            with psycopg.RawServerCursor(self.connection, "question") as cursor:
                question = sql.strip().rstrip(";")
                cursor.execute(
                    numbered(question) if parameters else question, list(parameters) or None
                )
                yield types.schema(self, cursor), _batches(types.schema(self, cursor), cursor)
        except psycopg.errors.QueryCanceled as error:
            raise QueryError(first_line(error), remedy="ask for less at a time") from error
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            raise QueryError(first_line(error), remedy=_help(error, sql)) from error

    def insert(self, table: str, rows: pa.Table) -> None:
        """Add rows to a table."""
        names = ", ".join(f'"{name}"' for name in rows.schema.names)
        columns = [types.values(column) for column in rows.columns]
        with self.connection.cursor().copy(f"COPY {SCHEMA}.{table} ({names}) FROM STDIN") as copy:
            for row in zip(*columns, strict=True):
                copy.write_row(row)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; other writers wait for its end."""
        with self.connection.transaction():
            self.connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            yield

    def make_schema(self) -> None:
        """Make the schema of Talion's tables, where there is none."""
        there = "SELECT 1 FROM pg_namespace WHERE nspname = ?"
        if not self.rows(there, [SCHEMA]):
            with self.transaction():
                self.rows(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")

    def apply(self, step: Migration) -> None:
        """Bring the schema one version up: the tables of DuckDB, and what is PostgreSQL's own."""
        import psycopg

        own = files("talion.store") / "migrations" / step.name.replace(".sql", ".postgres.sql")
        try:
            self.rows(as_postgres(step.sql))
            if own.is_file():
                self.rows(own.read_text("utf-8"))
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            raise DatabaseError(
                f"its schema can't be brought up to date by {step.name}: {first_line(error)}",
                where=self._where,
                remedy="nothing was changed; check what this user may do there",
            ) from error

    def tables(self) -> list[str]:
        """The names of Talion's tables that are there."""
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = ?"
        return [name for (name,) in self.rows(sql, [SCHEMA])]

    def size(self) -> int:
        """How many bytes Talion's tables take with their indexes."""
        sql = (
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::BIGINT FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = ? AND relkind = 'r'"
        )
        ((found,),) = self.rows(sql, [SCHEMA])
        return int(found)


def numbered(sql: str) -> str:
    """The SQL with ``$1``, ``$2`` ... for its ``?``; those in quotes and comments stay.

    >>> numbered("SELECT '?' WHERE a = ? AND b = ?")
    "SELECT '?' WHERE a = $1 AND b = $2"
    """
    count = itertools.count(1)
    return _MARKS.sub(lambda m: f"${next(count)}" if m[0] == "?" else m[0], sql)


def as_postgres(sql: str) -> str:
    """Tables as DuckDB's migrations make them, with PostgreSQL's names of types.

    >>> as_postgres("CREATE TABLE a (b VARCHAR[] NOT NULL, c DOUBLE)")
    'CREATE TABLE a (b TEXT[] COLLATE "C" NOT NULL, c DOUBLE PRECISION)'
    """
    for pattern, name in _COLUMN_TYPES:
        sql = pattern.sub(name, sql)
    return sql


def first_line(error: Exception) -> str:
    """What the server or the driver says went wrong, on one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def _batches(schema: pa.Schema, cursor: Any) -> Iterator[pa.RecordBatch]:
    while rows := cursor.fetchmany(_ROWS):
        yield types.batch(schema, rows)


def _help(error: Any, sql: str) -> str:
    if not _READS.match(sql):
        return "queries only read this database (SELECT, WITH, VALUES); change it with `talion add`"
    hint = error.diag.message_hint
    return str(hint) if hint else "information_schema.columns lists the tables and their columns"
