"""The database as Python sees it: ``talion.Database(path)``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self, Unpack

from msgspec import Struct

from talion.record import Failure, Record
from talion.store import queries
from talion.store.batches import MOST
from talion.store.clock import now
from talion.store.filters import Filter, Filters
from talion.store.home import Where, home, is_server

if TYPE_CHECKING:
    import pyarrow

    from talion.store.answer import Answer
    from talion.store.home import Session
    from talion.store.writing import Known, Outcome

DEFAULT = "talion.duckdb"
"""The file that is used where no path is given, in the current folder."""
WAIT = 60.0
"""Seconds that a database which others keep open is waited for."""
_READ = 500


class Added(Struct, frozen=True):
    """How many documents were new, replaced an earlier version, were in already, and failed."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    failed: int = 0


class Version(Struct, frozen=True):
    """A version of a document that was replaced; times are UTC."""

    version: int
    added: datetime
    replaced: datetime
    record: Record


class Status(Struct, frozen=True):
    """What a database holds; ``first`` and ``last`` are days of events, times are UTC."""

    path: str
    bytes: int
    schema: int
    documents: int
    events: int
    claims: int
    links: int
    actors: int
    replaced: int
    failures: int
    first: date | None
    last: date | None
    added: datetime | None


class Database:
    """Records in one file, or on a server, found again by who, what, when and where.

    ``path`` is that of a DuckDB file, or the address of a PostgreSQL database (``postgresql://user@host/name``).
    The file is open only while a call runs, so that other processes can read and write between calls;
    ``wait`` is how many seconds a call waits for them. ``with db:`` keeps it open for reading, for many
    questions in a row; writers wait until the block ends, or the next :meth:`add` in it. On a server nobody
    waits for readers, and the block sees one state of the database. Filters are those of
    :class:`~talion.store.Filters`; tables are Arrow's (``.to_pandas()``, ``.to_pylist()``,
    ``polars.from_arrow``). :class:`DatabaseError` when the file can't be used,
    :class:`QueryError` when a question makes no sense.

    >>> import tempfile, talion
    >>> path = tempfile.mkdtemp() + "/events.duckdb"
    >>> from talion.intake import document_from
    >>> document = document_from("Chad expelled two envoys.", id="a").document
    >>> db = talion.Database(path)
    >>> db.add([talion.Record(document=document)])
    Added(added=1, replaced=0, unchanged=0, failed=0)
    >>> db.record("a").document.text
    'Chad expelled two envoys.'
    >>> db.events(actor="TCD", since="2031").num_rows
    0
    """

    def __init__(self, path: Where = DEFAULT, *, wait: float = WAIT) -> None:
        self.path = str(path) if is_server(path) else Path(path)
        self._home = home(path, wait)
        self.where = self._home.where

    def __repr__(self) -> str:
        return f"Database({self.where!r})"

    def __enter__(self) -> Self:
        self._home.keep()
        return self

    def __exit__(self, *_: object) -> None:
        self._home.let_go()

    def add(
        self,
        results: Iterable[Record | Failure],
        *,
        tell: Callable[[Outcome], object] | None = None,
        most: int = MOST,
    ) -> Added:
        """Put records in; returns what became of them.

        A record that is in already changes nothing; another one of the same document's id replaces
        it, and the earlier stays in :meth:`history`. Failures are kept until their document is in.
        At most ``most`` documents are committed at a time, and those that come slowly every second;
        what is committed stays whatever happens, and no document is ever in by half. ``tell`` hears
        of each document once it is committed.
        """
        from talion.store import adding

        fates = {"added": 0, "replaced": 0, "unchanged": 0, "failed": 0}

        def heard(outcome: Outcome) -> None:
            fates[outcome.fate] += 1
            if tell is not None:
                tell(outcome)

        adding.add(self._home, results, most, heard)
        return Added(**fates)

    def events(
        self, *, order: str = "-day", limit: int | None = None, **filters: Unpack[Filters]
    ) -> pyarrow.Table:
        """Events, one a row, the latest first; the columns are those of ``Record.events_table``."""
        return self._table(queries.events(Filter.of(filters, queries.EVENT_FILTERS), order, limit))

    def event_count(self, **filters: Unpack[Filters]) -> int:
        """How many events there are."""
        found = self._table(queries.event_count(Filter.of(filters, queries.EVENT_FILTERS)))
        return int(found.column(0)[0].as_py())

    def counts(self, by: str | Sequence[str] = "day", **filters: Unpack[Filters]) -> pyarrow.Table:
        """How many events there are by day, week, month, year, type, quad, status, party, place ...

        One row a value, or combination of values, that has events, with their mean Goldstein score.
        """
        names = [by] if isinstance(by, str) else list(dict.fromkeys(by))
        return self._table(queries.counts(Filter.of(filters, queries.EVENT_FILTERS), names))

    def claims(
        self, *, order: str = "-day", limit: int | None = None, **filters: Unpack[Filters]
    ) -> pyarrow.Table:
        """Claims, one a row; ``actor`` is who speaks, ``type`` that of an event which is stated."""
        return self._table(queries.claims(Filter.of(filters, queries.CLAIM_FILTERS), order, limit))

    def links(
        self, *, order: str = "-day", limit: int | None = None, **filters: Unpack[Filters]
    ) -> pyarrow.Table:
        """Links, one a row; ``actor``, ``recipient``, ``dyad`` and ``type`` are the response's."""
        return self._table(queries.links(Filter.of(filters, queries.LINK_FILTERS), order, limit))

    def documents(
        self, *, order: str = "-day", limit: int | None = None, **filters: Unpack[Filters]
    ) -> pyarrow.Table:
        """Documents, one a row, without their text; filters of events ask for one that they tell."""
        return self._table(
            queries.documents(Filter.of(filters, queries.DOCUMENT_FILTERS), order, limit)
        )

    def actors(
        self, *, order: str = "-documents", limit: int | None = None, **filters: Unpack[Filters]
    ) -> pyarrow.Table:
        """Who appears, over all documents: a row for each name, country, sector and kind."""
        return self._table(queries.actors(Filter.of(filters, queries.ACTOR_FILTERS), order, limit))

    def sql(self, query: str, parameters: Sequence[object] = ()) -> pyarrow.Table:
        """The answer to a query in DuckDB's SQL; ``?`` in it stand for the parameters.

        Nothing can be changed, and no other file be read or written.
        """
        return self._table(queries.Query(query, list(parameters)))

    def record(self, id: str) -> Record:
        """The record of a document, exactly as it was added; ``KeyError`` when there is none."""
        from talion.store.rebuild import records
        from talion.store.writing import known

        with self._home.reading() as session:
            found = known(session, [id])
            if id not in found:
                raise KeyError(id)
            return next(records(session, [found[id].doc]))

    def records(self, ids: Iterable[str] | None = None) -> Iterator[Record]:
        """All records, or those of these documents that are there, in the order of adding.

        Of all, what is added meanwhile may be among them.
        """
        from talion.store.rebuild import records
        from talion.store.writing import known

        if ids is not None:
            with self._home.reading() as session:
                found = list(records(session, sorted(k.doc for k in known(session, ids).values())))
            yield from found
            return
        last = 0
        while True:
            with self._home.reading() as session:
                sql = f"SELECT doc FROM documents WHERE doc > ? ORDER BY doc LIMIT {_READ}"
                docs = [doc for (doc,) in session.rows(sql, [last])]
                found = list(records(session, docs))
            if not docs:
                return
            yield from found
            last = docs[-1]

    def history(self, id: str) -> list[Version]:
        """The versions of a document that were replaced, the earliest first."""
        with self._home.reading() as session:
            rows = session.rows(
                "SELECT version, added, replaced, record FROM history WHERE document = ?"
                " ORDER BY version",
                [id],
            )
        return [Version(v, added, gone, Record.from_json(r)) for v, added, gone, r in rows]

    def tell_apart(self, a: str, b: str, why: str | None = None) -> None:
        """Keep that two documents, or tellings (``document#start-end``), are not the same.

        Groups of :mod:`talion.grouping` that are given :meth:`apart` never join them.
        """
        a, b = sorted((a, b))
        with self._home.writing() as session, session.transaction():
            session.rows("DELETE FROM apart WHERE a = ? AND b = ?", [a, b])
            session.rows("INSERT INTO apart VALUES (?, ?, ?, ?)", [a, b, why, now()])

    def join_again(self, a: str, b: str) -> bool:
        """Forget that two were told apart; whether they had been."""
        pair = sorted((a, b))
        with self._home.writing() as session, session.transaction():
            found = session.rows("SELECT 1 FROM apart WHERE a = ? AND b = ?", pair)
            session.rows("DELETE FROM apart WHERE a = ? AND b = ?", pair)
        return bool(found)

    def apart(self) -> list[tuple[str, str, str | None]]:
        """The pairs that were told apart, in order, each with the reason that was given."""
        with self._home.reading() as session:
            found = session.rows("SELECT a, b, why FROM apart ORDER BY a, b")
        return [(a, b, why) for a, b, why in found]

    def status(self) -> Status:
        """What is in, and of which schema."""
        with self._home.reading() as session:
            (row,) = session.rows(_STATUS)
            return Status(self.where, session.size(), *row)

    def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """Of these documents those that are in, with their digests; none where there is no file."""
        from talion.store.writing import known

        if not self._home.exists():
            return {}
        with self._home.reading() as session:
            return known(session, ids)

    @contextmanager
    def answer(self, query: queries.Query) -> Iterator[Answer]:
        """An answer of any size in flat memory; the file is closed before it is read."""
        with self._home.reading() as session:
            found = _answered(session, query)
        with found:
            yield found

    def _table(self, query: queries.Query) -> pyarrow.Table:
        with self.answer(query) as found:
            return found.table()


def open_store(path: Where = DEFAULT, *, wait: float = WAIT) -> Database:
    """The :class:`Database` at a path or address, which need not be there before something is added.

    >>> import tempfile, talion
    >>> talion.open_store(tempfile.mkdtemp() + "/events.duckdb").known(["a"])
    {}
    """
    return Database(path, wait=wait)


_STATUS = """SELECT (SELECT max(number) FROM migrations), (SELECT count(*) FROM documents),
(SELECT count(*) FROM events), (SELECT count(*) FROM claims), (SELECT count(*) FROM links),
(SELECT count(*) FROM actors), (SELECT count(*) FROM history), (SELECT count(*) FROM failures),
(SELECT min(day) FROM events), (SELECT max(day) FROM events), (SELECT max(added) FROM documents)"""


def _answered(session: Session, query: queries.Query) -> Answer:
    from talion.store.answer import Answer

    query = _made(session, query)
    found = Answer(session, query.sql, query.parameters)
    while query.otherwise is not None and found.rows < query.enough:
        query = _made(session, query.otherwise)
        found.close()
        found = Answer(session, query.sql, query.parameters)
    if query.rows is None:
        return found
    with found:
        keys = found.table().column(0).to_pylist()
    return Answer(session, *query.rows(keys))


def _made(session: Session, query: queries.Query) -> queries.Query:
    while query.plan is not None:
        query = query.plan(session.rows)
    return query
