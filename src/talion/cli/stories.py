"""``talion stories``: which documents tell one story, and which events many of them tell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from talion.cli import answers, asking, options
from talion.record import Failure
from talion.store import queries
from talion.store.database import Database

if TYPE_CHECKING:
    from talion.grouping import NotTheSame, Stories
    from talion.record import Record

_READ = 500
"""Records that are read from the database at once."""


@click.command("stories")
@click.argument("sources", nargs=-1, metavar="[FILE|FOLDER|-...]")
@asking.filtered(queries.DOCUMENT_FILTERS)
@asking.written("stories")
@click.option(
    "--not-the-same",
    "apart_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Pairs that are never joined, one JSON object a line.",
)
@click.option(
    "--undo",
    "--part",
    "parted",
    nargs=2,
    multiple=True,
    metavar="A B",
    help="Take a merge back: two documents, or tellings, are not the same. Kept in that file or the database.",
)
@click.option("--why", metavar="TEXT", help="Why, kept with what --undo says.")
@click.option(
    "--redo",
    "joined",
    nargs=2,
    multiple=True,
    metavar="A B",
    help="Take an undo back: the two may be joined again.",
)
@options.coding_sources
@asking.database
def command(
    sources: tuple[str, ...],
    target: str | None,
    out: Path | None,
    apart_file: Path | None,
    parted: tuple[tuple[str, str], ...],
    why: str | None,
    joined: tuple[tuple[str, str], ...],
    how: options.Coding,
    database: str,
    wait: float,
    **given: Any,
) -> None:
    """Group documents that tell one story, and events that several of them tell.

    Sources are files of records (as talion code --to jsonl wrote them), which are taken as they are,
    or documents, which are coded first; - is standard input. Without sources the records of the database
    are grouped, without joining what was undone in it: all, or those that the filters of talion documents
    find. json has stories with their merges and events with their witnesses; the rows of the other
    formats are documents, each with its story.
    """
    if sources and any(given.values()):
        raise click.UsageError("filters ask the database: leave the sources out, or the filters")
    from talion.grouping import Stories

    db = None if sources else Database(database, wait=wait)
    stories = Stories(_apart(apart_file, db, parted, why, joined))
    found = _found(sources, how) if db is None else _kept(db, given)
    order, failed = _placed(stories, found)
    _write(stories, order, answers.format_of(target, out), out)
    sys.exit(1 if failed else 0)


def _apart(
    file: Path | None,
    db: Database | None,
    parted: tuple[tuple[str, str], ...],
    why: str | None,
    joined: tuple[tuple[str, str], ...],
) -> NotTheSame:
    """The pairs of the file and of the database, with what is said now, which is kept in one of them."""
    from talion.grouping import NotTheSame, apart

    if (parted or joined) and file is None and db is None:
        raise click.UsageError("say with --not-the-same FILE where the pairs are kept")
    if file is None and db is not None:
        for a, b in parted:
            NotTheSame().told(a, b)  # an error for a thing and itself
            db.tell_apart(a, b, why)
        for a, b in joined:
            if not db.join_again(a, b):
                options.warn(f"{a} and {b} had not been told apart")
    pairs = apart.load(file) if file else NotTheSame()
    if file and (parted or joined):
        for a, b in parted:
            pairs = pairs.told(a, b, why)
        for a, b in joined:
            pairs = pairs.taken_back(a, b)
        apart.save(pairs, file)
    for a, b, reason in db.apart() if db is not None else ():
        pairs = pairs.told(a, b, reason)
    return pairs


def _kept(db: Database, given: dict[str, Any]) -> Iterator[Record]:
    """The records of the database that the filters find, all where there are none, in the order of adding."""
    if not any(given.values()):
        return db.records()
    asked = queries.documents(asking.filters(given, queries.DOCUMENT_FILTERS), "added", None)
    with db.answer(asked) as rows:
        ids = rows.table().column("id").to_pylist()
    return chain.from_iterable(db.records(ids[n : n + _READ]) for n in range(0, len(ids), _READ))


def _found(sources: tuple[str, ...], how: options.Coding) -> Iterator[Record | Failure]:
    from talion.grouping.inputs import found
    from talion.store.incoming import STDIN, Peekable, holds_records, read_records

    stdin = cast(Peekable, sys.stdin.buffer)

    def code(source: str) -> Iterator[Record | Failure]:
        if source == STDIN and holds_records(source, stdin):
            return read_records([STDIN], stdin)
        return (c.result for c in how.coded(how.items([source]), how.start()))

    return found(sources, code)


def _placed(stories: Stories, found: Iterator[Record | Failure]) -> tuple[list[str], int]:
    """The ids in the order of the sources, and how many documents failed."""
    order: dict[str, None] = {}
    failed = 0
    for result in found:
        if isinstance(result, Failure):
            failed += 1
            options.warn(f"{result.document.id}: {result.error.message}")
        else:
            if result.document.id in order:
                options.warn(f"{result.document.id}: given twice; the later one stands")
            order[result.document.id] = None
            stories.place(result)
    return list(order), failed


def _write(stories: Stories, order: list[str], target: str, out: Path | None) -> None:
    from msgspec import json

    from talion.formats.stories import document_table, everything, tables

    if target not in ("table", "json"):
        answers.write(answers.Held(document_table(stories, order)), target, out)
        return
    with answers.opened(out, target) as stream:
        if target == "table":
            answers.show(tables(stories), stream)
        else:
            stream.write(json.format(json.encode(everything(stories)), indent=2) + b"\n")
