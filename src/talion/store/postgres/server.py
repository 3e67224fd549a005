"""The way to a database of a PostgreSQL server, where Talion's tables are in a schema of their own.

A reader sees one state of the database and keeps no writer waiting. Writers take turns by a lock that ends
with their transaction, whatever becomes of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from talion.errors import DatabaseBusy, DatabaseError
from talion.store.migrate import is_current, migrate
from talion.store.postgres.session import SCHEMA, ServerSession, first_line

if TYPE_CHECKING:
    from psycopg import Connection

_OLDEST = 140_000
_CONNECT_SECONDS = 15
_DURABLE = """SELECT set_config('synchronous_commit', 'on', false)
WHERE current_setting('synchronous_commit') = 'off'"""
"""What was told to be committed must be on the server's disk, whatever the server does unasked."""


class Server:
    """A :class:`~talion.store.home.Home` at an address such as ``postgresql://user@host/database``."""

    def __init__(self, address: str, wait: float) -> None:
        self.where = without_password(address)
        self._address, self._wait = address, wait
        self._kept: ServerSession | None = None

    def exists(self) -> bool:
        """Whether Talion's tables are there; :class:`DatabaseError` when the server is not to be had."""
        with self._guarded(), closing(self._connect(read_only=True)) as connection:
            return bool(ServerSession(connection, self.where).tables())

    @contextmanager
    def reading(self) -> Iterator[ServerSession]:
        """A session that can't change anything and sees one state of the database."""
        if self._kept is not None:
            with self._guarded(), self._kept.connection.transaction():
                yield self._kept
            return
        with self._guarded(), closing(self._current()) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[ServerSession]:
        """A session that may change everything, of the newest schema; makes the tables if need be."""
        self.let_go()
        with self._guarded(), closing(self._connect(read_only=False)) as connection:
            connection.execute(f"SET lock_timeout TO {max(1, int(1000 * self._wait))}")
            connection.execute(_DURABLE)
            session = ServerSession(connection, self.where)
            session.make_schema()
            migrate(session, self.where)
            yield session

    def keep(self) -> None:
        """Keep a session, and the state that it sees, until :meth:`let_go`."""
        if self._kept is None:
            with self._guarded():
                self._kept = self._current()

    def let_go(self) -> None:
        """End the session that was kept."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _current(self) -> ServerSession:
        """A session for reading, to tables of the newest schema."""
        session = self._session()
        try:
            if not session.tables():
                raise DatabaseError(
                    "there is no database of Talion's here",
                    where=self.where,
                    remedy="make one with `talion add`, or say where it is with --database",
                )
            current = is_current(session, self.where)
        except BaseException:
            session.close()
            raise
        if current:
            return session
        session.close()
        with self.writing():  # brings the schema up to date
            pass
        return self._session()

    def _session(self) -> ServerSession:
        return ServerSession(self._connect(read_only=True), self.where)

    def _connect(self, *, read_only: bool) -> Connection:
        psycopg = _driver(self.where)
        connection: Connection = psycopg.connect(
            self._address, autocommit=True, client_encoding="utf8", application_name="talion",
            connect_timeout=_CONNECT_SECONDS, keepalives_idle=30,
        )  # fmt: skip
        try:
            self._check(connection)
            connection.execute(f"SET search_path TO {SCHEMA}, pg_catalog")
            connection.execute("SET DateStyle TO ISO")
            if read_only:
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                connection.read_only = True
                connection.autocommit = False
        except BaseException:
            connection.close()
            raise
        return connection

    def _check(self, connection: Connection) -> None:
        if connection.info.server_version < _OLDEST:
            raise DatabaseError(
                f"the server is older than PostgreSQL {_OLDEST // 10_000}", where=self.where
            )
        if connection.info.parameter_status("server_encoding") != "UTF8":
            raise DatabaseError(
                "the database is not in UTF-8",
                where=self.where,
                remedy="make one with `createdb --encoding UTF8 --template template0`",
            )

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """What the server or the way to it breaks is an error of ours."""
        psycopg = _driver(self.where)
        try:
            yield
        except psycopg.errors.LockNotAvailable as error:
            raise DatabaseBusy(
                f"others have been writing for {self._wait:g} seconds",
                where=self.where,
                remedy="let them finish, or wait longer (--wait)",
            ) from error
        except psycopg.OperationalError as error:
            raise DatabaseError(
                first_line(error),
                where=self.where,
                remedy="check the address, the server and the way to it; what was committed stays in",
            ) from error
        except psycopg.Error as error:
            raise DatabaseError(
                first_line(error), where=self.where, remedy="check what this user may do there"
            ) from error


def without_password(address: str) -> str:
    """The address as it may be shown.

    >>> without_password("postgresql://news:secret@db/events?password=x&sslmode=require")
    'postgresql://news@db/events?sslmode=require'
    """
    from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

    parts = urlsplit(address)
    user, at, host = parts.netloc.rpartition("@")
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query) if k != "password"])
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}", query=query))


def _driver(where: str):  # type: ignore[no-untyped-def]  # a module has no better type
    try:
        import psycopg
        import psycopg.errors
    except ImportError as error:
        raise DatabaseError(
            f"PostgreSQL's driver can't be used: {error}",
            where=where,
            remedy="pip install 'talion[postgres]'",
        ) from error
    return psycopg
