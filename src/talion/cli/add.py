"""``talion add``: stories and records into the database."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from talion.cli import asking, options
from talion.cli.progress import watched
from talion.record import Failure, Record
from talion.store.database import Added, Database
from talion.store.fresh import Fresh, named
from talion.store.incoming import Peekable, read_records, split

if TYPE_CHECKING:
    from talion.intake import Item
    from talion.store.writing import Outcome


@click.command("add")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|FOLDER|-...")
@asking.database
@options.coding_many
@click.option("--recode", is_flag=True, help="Code documents that are in already, too.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, no warnings, no count at the end.")
def command(
    sources: tuple[str, ...],
    database: str,
    wait: float,
    how: options.Coding,
    recode: bool,
    quiet: bool,
) -> None:
    """Code what is new in the sources and put it into the database.

    Sources are those of `talion code`, and records in JSON lines or Parquet that it wrote, which go in
    as they are. A document that is in with the same text changes nothing; one with another text replaces it,
    and the earlier version is kept. What was committed stays in whatever happens: run the same
    command again to go on. The exit status is 1 when a document failed.
    """
    from talion.blocks.incoming import read_parts, split_parts

    db = Database(database, wait=wait)
    stdin = cast(Peekable, sys.stdin.buffer)
    parts, others = split_parts(sources)
    records, stories = split(others, stdin)
    fresh = Fresh(db)
    items = named(how.items(stories))
    coded = _coded(items if recode else fresh.of(items), how)
    told = _Told(warnings=not quiet)
    given = chain(read_parts(parts), read_records(records, stdin))
    results = chain(
        _masked(given, how.knowledge) if how.mask and (parts or records) else given, coded
    )
    try:
        added = db.add(watched(results, ("-",), shown=not quiet), tell=told)
    except KeyboardInterrupt:
        options.warn(f"stopped; {told.count} documents were committed, add them again to go on")
        sys.exit(130)
    if not quiet:
        click.echo(_summary(added, fresh.unchanged, db))
    sys.exit(1 if added.failed else 0)


def _coded(items: Iterator[Item], how: options.Coding) -> Iterator[Record | Failure]:
    """What the coder makes of the documents; it is not loaded where there are none."""
    first = next(items, None)
    if first is None:
        return
    for considered in how.coded(chain([first], items), how.start()):
        yield considered.result


def _masked(
    results: Iterator[Record | Failure], knowledge: Path | None
) -> Iterator[Record | Failure]:
    """Records that were coded before, with the names of private persons covered."""
    from talion.masking import Masker

    return map(Masker.load(knowledge).result, results)


class _Told:
    """Says on standard error what went wrong, or was replaced, and counts what was committed."""

    def __init__(self, *, warnings: bool) -> None:
        self._warnings = warnings
        self.count = 0

    def __call__(self, outcome: Outcome) -> None:
        """One document was committed."""
        self.count += outcome.fate != "failed"
        if not self._warnings:
            return
        if outcome.fate == "failed":
            options.warn(f"{outcome.id}: {outcome.error}")
        elif outcome.fate == "replaced":
            options.warn(
                f"{outcome.id}: not as it was in the database; the earlier version is kept"
            )


def _summary(added: Added, unchanged: int, db: Database) -> str:
    parts = (
        (added.added, "added"), (added.replaced, "replaced"),
        (added.unchanged + unchanged, "already in"), (added.failed, "failed"),
    )  # fmt: skip
    counts = ", ".join(f"{n:,} {what}" for n, what in parts if n) or "nothing to add"
    return f"{db.where}: {counts}"
