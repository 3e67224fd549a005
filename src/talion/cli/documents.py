"""``talion documents``: those in the database, one of them as its record, or its history."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from talion.cli import asking
from talion.cli.answers import Column, words
from talion.store import queries

if TYPE_CHECKING:
    from talion.record import Record


@click.command("documents")
@asking.filtered(queries.DOCUMENT_FILTERS)
@asking.ordered("documents", "-day")
@asking.written("documents")
@click.option("--record", metavar="ID", help="Write the record of this document, as it was coded.")
@click.option("--history", metavar="ID", help="Write the records that this document's replaced.")
@asking.masked
@asking.database
def command(record: str | None, history: str | None, **given: Any) -> None:
    """List the documents in the database.

    Filters of events (actor, recipient, dyad, type, place, status ...) ask for documents that tell
    of such an event; --since and --until ask for the day of publication.
    """
    wanted = asking.Wanted.of(given)
    if record is not None or history is not None:
        _write_records(wanted.database, wanted.wait, record, history)
        return
    wanted.listed(queries.documents, asking.filters(given, queries.DOCUMENT_FILTERS), _VIEW)


def _write_records(database: str, wait: float, record: str | None, history: str | None) -> None:
    from talion.errors import QueryError
    from talion.store.database import Database

    db = Database(database, wait=wait)
    shown = _shown()
    if history is not None:
        for version in db.history(history):
            click.echo(shown(version.record).to_json())
        return
    try:
        click.echo(shown(db.record(record or "")).to_json())
    except KeyError as error:
        raise QueryError(
            f"there is no document {record}",
            where=db.where,
            remedy="`talion documents` lists them",
        ) from error


def _shown() -> Callable[[Record], Record]:
    """What is done to a record before it is written."""
    if not asking.is_masked():
        return lambda record: record
    from talion.masking import Masker

    return Masker.load().record


_VIEW = [
    Column("published", 0, lambda r: words(r["published"])[:10]),
    Column("document", 3, lambda r: words(r["id"])),
    Column("title", 6, lambda r: words(r["title"])),
    Column("publisher", 3, lambda r: words(r["publisher"])),
    Column("events", 0, lambda r: words(r["events"])),
    Column("claims", 0, lambda r: words(r["claims"])),
    Column("links", 0, lambda r: words(r["links"])),
    Column("version", 0, lambda r: words(r["version"])),
]
