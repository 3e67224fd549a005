"""What waits to be coded, and what was seen: a SQLite file, so that it outlives any stop or crash."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from talion.errors import DatabaseBusy, DatabaseError
from talion.intake.items import Failed, Item, Loaded
from talion.record import Failure

_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    place INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of arrival
    id TEXT NOT NULL UNIQUE,
    digest BLOB NOT NULL,                    -- of all that is known of it: another one is a correction
    kind TEXT NOT NULL,                      -- loaded, or failed where it could not be read
    item BLOB                                -- NULL once it is done
);
CREATE INDEX IF NOT EXISTS waiting ON documents (place) WHERE item IS NOT NULL;
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, size INTEGER NOT NULL, changed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sources (
    source TEXT PRIMARY KEY, due REAL NOT NULL, failures INTEGER NOT NULL, success REAL, error TEXT
);
"""
_ENCODER = msgspec.msgpack.Encoder()
_DECODERS: dict[str, Any] = {
    "loaded": msgspec.msgpack.Decoder(Loaded),
    "failed": msgspec.msgpack.Decoder(Failure),
}

Waiting = Loaded | Failure
"""A document that waits: to be coded, or to be told of as one that can't be."""


class State(Struct, frozen=True):
    """How a source stands: when it is due, failures in a row, last success; times are seconds of the epoch."""

    source: str
    due: float = 0.0
    failures: int = 0
    success: float | None = None
    error: str | None = None


class Queue:
    """Documents in the order of their arrival, each until it is done; threads may share it.

    One process has the file at a time: :class:`DatabaseBusy` for another one,
    :class:`DatabaseError` when it can't be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect(
                path, timeout=1.0, check_same_thread=False, isolation_level=None
            )
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.executescript(f"BEGIN EXCLUSIVE; {_TABLES} COMMIT;")
        except sqlite3.Error as error:
            raise _unusable(error, path) from error

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._db.close()

    def offer(self, items: Iterable[Item]) -> int:
        """Queue what was not seen before, or was otherwise; how many these were."""
        return sum(map(self._offer, items))

    def _offer(self, item: Item) -> bool:
        """One at a time is durable at once: a source of any length needs no memory."""
        waiting: Waiting = Failure.of(item.id, item.error) if isinstance(item, Failed) else item
        packed = _ENCODER.encode(waiting)
        digest = sha256(packed).digest()
        kind = "failed" if isinstance(waiting, Failure) else "loaded"
        with self._using() as db:
            there = _one(db, "SELECT digest FROM documents WHERE id = ?", waiting.document.id)
            if there is not None and there[0] == digest:
                return False
            db.execute(
                "INSERT OR REPLACE INTO documents (id, digest, kind, item) VALUES (?, ?, ?, ?)",
                (waiting.document.id, digest, kind, packed),
            )
        return True

    def take(self, most: int) -> list[tuple[int, Waiting]]:
        """The first that wait, with their places; they wait on until they are :meth:`done`."""
        sql = (
            "SELECT place, kind, item FROM documents WHERE item IS NOT NULL ORDER BY place LIMIT ?"
        )
        with self._using() as db:
            rows = db.execute(sql, (most,)).fetchall()
        return [(place, _DECODERS[kind].decode(item)) for place, kind, item in rows]

    def done(self, place: int) -> None:
        """A document is in the database: only that it was seen is kept."""
        with self._using() as db:
            db.execute("UPDATE documents SET item = NULL WHERE place = ?", (place,))

    def waiting(self) -> int:
        """How many wait."""
        with self._using() as db:
            found = _one(db, "SELECT count(*) FROM documents WHERE item IS NOT NULL")
        return int(found[0]) if found else 0

    def knows_file(self, path: str, size: int, changed: int) -> bool:
        """Whether a file was read as it is; ``changed`` is its time in nanoseconds."""
        sql = "SELECT 1 FROM files WHERE path = ? AND size = ? AND changed = ?"
        with self._using() as db:
            return _one(db, sql, path, size, changed) is not None

    def has_read(self, path: str, size: int, changed: int) -> None:
        """Remember that all of a file is queued."""
        with self._using() as db:
            db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (path, size, changed))

    def state(self, source: str) -> State:
        """How a source stands."""
        sql = "SELECT source, due, failures, success, error FROM sources WHERE source = ?"
        with self._using() as db:
            found = _one(db, sql, source)
        return State(*found) if found else State(source)

    def remember(self, state: State) -> None:
        """Keep how a source stands."""
        with self._using() as db:
            db.execute(
                "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)",
                (state.source, state.due, state.failures, state.success, state.error),
            )

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """The file, for one thread at a time."""
        with self._lock:
            try:
                yield self._db
            except sqlite3.Error as error:
                raise _unusable(error, self._path) from error


def _one(db: sqlite3.Connection, sql: str, *values: str | int) -> tuple[Any, ...] | None:
    with closing(db.execute(sql, values)) as cursor:
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def now() -> float:
    """Seconds of the epoch: the clock of what is kept over restarts."""
    return time.time()


def _unusable(error: sqlite3.Error, path: Path) -> DatabaseError:
    if "locked" in str(error):
        return DatabaseBusy(
            "another talion watch has this queue", where=str(path),
            remedy="let it stop, or give another --queue",
        )  # fmt: skip
    return DatabaseError(
        str(error), where=str(path), remedy="check the path, its rights and its disk"
    )
