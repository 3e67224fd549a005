"""A batch of results into the database: within one transaction, each document is in wholly or not at all."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
from msgspec import Struct

from talion.errors import RecordError, TalionError
from talion.record import Failure, Record
from talion.store import tallies
from talion.store.clock import now
from talion.store.digests import document_digest, record_digest
from talion.store.layout import FAILURES, HISTORY, TABLES
from talion.store.rebuild import records
from talion.store.rows import Row, Stored, moved, table, tables

if TYPE_CHECKING:
    from talion.store.home import Session

Placed = Stored | Failure | str
_GIVEN = "(SELECT unnest(CAST(? AS VARCHAR[])))"
Fate = Literal["added", "replaced", "unchanged", "failed"]


class Known(Struct, frozen=True, gc=False):
    """What is in the database of a document."""

    doc: int
    version: int
    document_digest: str
    record_digest: str
    added: datetime
    talion: str


class Outcome(Struct, frozen=True, gc=False):
    """What became of one document; ``error`` says why it failed."""

    id: str
    fate: Fate
    error: str | None = None


def known(session: Session, ids: Iterable[str]) -> dict[str, Known]:
    """The documents of these ids that are in, by id."""
    rows = session.rows(
        "SELECT id, doc, version, document_digest, record_digest, added, talion"
        f" FROM documents WHERE id IN {_GIVEN}",
        [list(ids)],
    )
    return {id: Known(*values) for id, *values in rows}


class Ready(Struct, frozen=True, gc=False):
    """A record with its digests."""

    record: Record
    document_digest: str
    record_digest: str


class Batch(Struct, frozen=True):
    """Results that hold an id once, and the rows that they have if no document of theirs is in yet.

    These count documents from 0; ``None`` where nobody made them.
    """

    results: list[Ready | Failure]
    rows: dict[str, pa.Table] | None


@contextmanager
def uncollected() -> Iterator[None]:
    """Python's collector rests: it would look through a batch's many values again and again, for nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def ready(results: Iterable[Record | Failure], *, ahead: bool = False) -> Batch:
    """The results as :func:`write` takes them; what can't be written as JSON is a failure.

    ``ahead`` makes their rows now, which is for nothing where a document of theirs is in.
    """
    digested = [r if isinstance(r, Failure) else _digested(r) for r in results]
    return Batch(digested, _rows_of_new(digested) if ahead else None)


def write(session: Session, batch: Batch) -> list[Outcome]:
    """Put a batch in; returns what became of each result, in order, once the caller commits.

    What can't be stored fails alone.
    """
    before = known(session, [r.record.document.id for r in batch.results if isinstance(r, Ready)])
    at = now()
    fit = [_fit(r, session.unfit) for r in batch.results]
    first = _last(session) + 1
    placed = _placed(fit, before, first, at)
    if batch.rows is not None and not before and fit == batch.results:
        built = moved(batch.rows, first, at)
    else:
        placed, built = _built(placed)
    ids = [s.record.document.id for s in _stored(placed) if s.version > 1]
    _archive(session, {id: before[id] for id in ids}, first, at)
    for name, rows in built.items():
        session.insert(name, rows)
    if built:
        tallies.come(session, first)
    _remember_failures(session, placed, at)
    return [_outcome(p) for p in placed]


def _rows_of_new(results: Sequence[Ready | Failure]) -> dict[str, pa.Table] | None:
    try:
        return tables(_stored(_placed(results, {}, 0, now())))
    except (pa.ArrowException, OverflowError):
        return None  # which record it is is found out on writing


def _digested(record: Record) -> Ready | Failure:
    try:
        return Ready(record, document_digest(record.document), record_digest(record))
    except TalionError as error:
        return Failure.of(record.document.id.encode("utf-8", "replace").decode(), error)


def _fit(result: Ready | Failure, unfit: str) -> Ready | Failure:
    """The result, or its failure where the database can't keep a character of it."""
    if isinstance(result, Failure) or not unfit or unfit not in result.record.to_json():
        return result
    id = result.record.document.id
    code = f"U+{ord(unfit):04X}"
    error = RecordError(f"it can't be kept: {code} stands in it", where=id)
    return Failure.of(id, error)


def _placed(
    results: Sequence[Ready | Failure], before: dict[str, Known], first: int, at: datetime
) -> list[Placed]:
    """Each result with its place, or as a failure, or as its id when it is in already."""
    placed: list[Placed] = []
    talion = version("talion")
    for doc, result in enumerate(results, first):
        if isinstance(result, Failure):
            placed.append(result)
            continue
        id = result.record.document.id
        there = before.get(id)
        if there is not None and there.record_digest == result.record_digest:
            placed.append(id)
            continue
        number = there.version + 1 if there else 1
        digests = result.document_digest, result.record_digest
        placed.append(Stored(result.record, doc, number, *digests, at, talion))
    return placed


def _built(
    placed: list[Placed],
) -> tuple[list[Placed], dict[str, pa.Table]]:
    """The rows of all; where a value is too large for its column, of all but that record."""
    try:
        return placed, tables(_stored(placed))
    except (pa.ArrowException, OverflowError):
        fitting = [_fitting(p) if isinstance(p, Stored) else p for p in placed]
        return fitting, tables(_stored(fitting))


def _fitting(stored: Stored) -> Stored | Failure:
    try:
        tables([stored])
    except (pa.ArrowException, OverflowError) as error:
        id = stored.record.document.id
        return Failure.of(id, RecordError(f"it can't be kept: {error}", where=id))
    return stored


def _stored(placed: Iterable[Placed]) -> list[Stored]:
    return [p for p in placed if isinstance(p, Stored)]


def _last(session: Session) -> int:
    ((last,),) = session.rows("SELECT coalesce(max(doc), 0) FROM documents")
    return int(last)


def _archive(session: Session, old: dict[str, Known], first: int, at: datetime) -> None:
    """Move what is replaced to the history; ``first`` is the first key of what comes."""
    if not old:
        return
    docs = [k.doc for k in old.values()]
    rows: list[Row] = [
        (r.document.id, k.version, k.added, at, k.talion, r.to_json())
        for r in records(session, docs)
        for k in (old[r.document.id],)
    ]
    session.insert("history", table(rows, HISTORY))
    tallies.go(session, docs, first)
    keys = ", ".join(map(str, docs))
    for name in TABLES:
        session.rows(f"DELETE FROM {name} WHERE doc IN ({keys})")


def _outcome(placed: Placed) -> Outcome:
    if isinstance(placed, str):
        return Outcome(placed, "unchanged")
    if isinstance(placed, Failure):
        return Outcome(placed.document.id, "failed", placed.error.message)
    return Outcome(placed.record.document.id, "replaced" if placed.version > 1 else "added")


def _remember_failures(session: Session, placed: Sequence[Placed], at: datetime) -> None:
    """Failures are kept until their document is in."""
    ids = [_outcome(p).id for p in placed]
    session.rows(f"DELETE FROM failures WHERE document IN {_GIVEN}", [ids])
    failed = [p for p in placed if isinstance(p, Failure)]
    if failed:
        rows: list[Row] = [(f.document.id, f.error.kind, f.error.message, at) for f in failed]
        session.insert("failures", table(rows, FAILURES))
