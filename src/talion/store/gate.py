"""Opening the database's file: many readers or one writer at a time, each for as short as can be.

DuckDB locks its file for as long as a process has it open. So nobody here keeps it open unasked: a reader
opens it, takes its answer and closes it; a writer opens it, commits some documents and closes it. Who finds it
taken tries again for up to ``wait`` seconds, and a writer leaves a pause between two commits that is
longer than a reader's pause between two tries.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talion.errors import DatabaseBusy, DatabaseError
from talion.store.duck import DuckSession, first_line
from talion.store.migrate import is_current, migrate

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TRY_EVERY = 0.01
PAUSE = 0.03
"""Seconds that a writer leaves to readers after a commit."""
_BUSY = re.compile(
    r"could not set lock|conflicting lock|used by another process"
    r"|different configuration|unique file handle",  # the last two: a thread of our own has it
    re.I,
)
_CORRUPT = re.compile(r"corrupt|checksum|could not read enough bytes", re.I)
_PUT_BACK = "put a copy of it back, or add its sources to a new one"
_HOLDER = re.compile(r"PID (\d+)")
_CLOSED_WORLD: dict[str, Any] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_QUIET = "SET enable_progress_bar = false"  # a slow question would draw one on standard output
# A notebook draws none, and without ipywidgets the setting can't be changed there.
_DRAWS = "SELECT current_setting('enable_progress_bar')"
_LOCKED = "SET lock_configuration = true"


class Gate:
    """The way to one database file; ``wait`` is how many seconds a taken file is waited for."""

    def __init__(self, path: str | os.PathLike[str], wait: float) -> None:
        self.path = Path(path)
        self.where = str(path)
        self._wait = wait
        self._kept: DuckSession | None = None

    def exists(self) -> bool:
        """Whether there is a file."""
        return self.path.exists()

    @contextmanager
    def reading(self) -> Iterator[DuckSession]:
        """A session that can't change anything, nor reach other files or the network.

        :class:`DatabaseError` when there is no database, or the file is none of ours;
        :class:`DatabaseBusy` when others keep it for too long.
        """
        if self._kept is not None:
            yield self._kept
            return
        session = self._current()
        with self._guarded(), closing(session.connection):
            yield session

    @contextmanager
    def writing(self) -> Iterator[DuckSession]:
        """A session that may change everything, of the newest schema; makes the file if need be.

        A file that was kept open for reading is closed before.
        """
        self.let_go()
        connection = self._connect(read_only=False)
        with self._guarded(), closing(connection):
            session = DuckSession(connection, self.where)
            migrate(session, self.where)
            yield session

    def keep(self) -> None:
        """Keep the file open for reading, until :meth:`let_go`; writers wait so long."""
        if self._kept is None:
            self._kept = self._current()

    def let_go(self) -> None:
        """Close the file."""
        if self._kept is not None:
            self._kept.connection.close()
            self._kept = None

    def _current(self) -> DuckSession:
        """A session for reading, of a file of the newest schema."""
        if not self.exists():
            raise DatabaseError(
                "there is no database here",
                where=self.where,
                remedy="make one with `talion add`, or say where it is with --database",
            )
        session = DuckSession(self._connect(read_only=True), self.where)
        try:
            with self._guarded():
                current = is_current(session, self.where)
        except BaseException:
            session.connection.close()
            raise
        if current:
            return session
        session.connection.close()
        with self.writing():  # brings the schema up to date
            pass
        return DuckSession(self._connect(read_only=True), self.where)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """What breaks the file or its disk is an error of ours."""
        import duckdb

        try:
            yield
        except duckdb.Error as error:
            if not _is_broken(error):
                raise
            raise self._unusable(error) from error

    def _connect(self, *, read_only: bool) -> DuckDBPyConnection:
        """Try until the file is free."""
        import duckdb

        config = _CLOSED_WORLD if read_only else {}
        until = time.monotonic() + self._wait
        while True:
            try:
                found = duckdb.connect(self.where, read_only=read_only, config=config)
                return _settled(found, read_only=read_only)
            except duckdb.Error as error:
                if not _BUSY.search(str(error)):
                    raise self._unusable(error) from error
                if time.monotonic() > until:
                    raise self._busy(error) from error
            time.sleep(_TRY_EVERY * random.uniform(0.5, 1.5))

    def _busy(self, error: Exception) -> DatabaseBusy:
        holder = _HOLDER.search(str(error))
        who = f"process {holder[1]}" if holder else "another connection of this process"
        return DatabaseBusy(
            f"{who} has kept it open for {self._wait:g} seconds",
            where=self.where,
            remedy="let it finish, close it there, or wait longer (--wait)",
        )

    def _unusable(self, error: Exception) -> DatabaseError:
        said = first_line(error)
        broken = _CORRUPT.search(said)
        remedy = _PUT_BACK if broken else "check the path, its rights and its disk"
        return DatabaseError(said, where=self.where, remedy=remedy)


def _settled(connection: DuckDBPyConnection, *, read_only: bool) -> DuckDBPyConnection:
    """The connection, quiet, and locked where it only reads; another one of this process may have locked it."""
    import duckdb

    try:
        if connection.execute(_DRAWS).fetchall()[0][0]:
            connection.execute(_QUIET)
        return connection.execute(_LOCKED) if read_only else connection
    except duckdb.InvalidInputException as error:
        if "has been locked" not in str(error):
            raise
        return connection


def _is_broken(error: Exception) -> bool:
    """Whether the file or its disk is at fault: a commit that found no room is, and a changed block."""
    import duckdb

    kinds = (
        duckdb.FatalException, duckdb.IOException, duckdb.OutOfMemoryException,
        duckdb.TransactionException,
    )  # fmt: skip
    return isinstance(error, kinds) or "Corrupt database" in str(error)
