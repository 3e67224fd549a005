"""``talion chain``: what an event answers, and what answers it, across stories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from talion.cli import asking, options

if TYPE_CHECKING:
    from talion.chains import Chain, Source
    from talion.record import Record

_SUFFIXES = {".json": "json", ".graphml": "graphml", ".html": "html", ".htm": "html"}


@click.command("chain")
@click.argument("event", metavar="DOCUMENT#EVENT")
@click.argument("records", required=False, metavar="[RECORDS]",
                type=click.Path(path_type=Path, exists=True, dir_okay=False))  # fmt: skip
@click.option("--depth", type=click.IntRange(1, 20), default=3, show_default=True,
              help="How many answers to go back, and on.")  # fmt: skip
@click.option("--to", "target", type=click.Choice(["terminal", "json", "graphml", "html"]),
              help="What to write; without it what --out ends in, else a tree.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Where to write, instead of standard output.")  # fmt: skip
@asking.database
def command(
    event: str,
    records: Path | None,
    depth: int,
    target: str | None,
    out: Path | None,
    database: str,
    wait: float,
) -> None:
    """Follow what an event answers, and what answers it, across stories.

    DOCUMENT#EVENT is a story's id and an event of it, such as border#e1. RECORDS is a file of
    records, as talion code --to jsonl wrote it; without it the database is asked.
    """
    from talion.chains import follow

    with _source(records, database, wait) as source:
        chain = follow(source, event, depth=depth)
    _write(chain, target or (_SUFFIXES.get(out.suffix.lower()) if out else None) or "terminal", out)


@contextmanager
def _source(records: Path | None, database: str, wait: float) -> Iterator[Source]:
    """The stories of a file of records, or of the database, kept open."""
    from talion.chains import DatabaseSource, RecordSource
    from talion.store.database import Database

    if records is not None:
        yield RecordSource(_records(records))
        return
    with Database(database, wait=wait) as kept:
        yield DatabaseSource(kept)


def _records(path: Path) -> Iterator[Record]:
    from talion.grouping.inputs import read_records
    from talion.record import Failure

    for found in read_records(path):
        if isinstance(found, Failure):
            options.warn(f"{found.document.id}: {found.error.message}")
        else:
            yield found


def _write(chain: Chain, target: str, out: Path | None) -> None:
    from talion.chains import views

    if target == "terminal" and out is None:
        options.show(views.tree(chain), "")
        return
    made = {"json": views.to_json, "graphml": views.to_graphml, "html": views.to_page}
    text = made[target](chain) if target in made else _plain(chain)
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise click.BadParameter(f"{out}: {error.strerror or error}", param_hint="--out") from error


def _plain(chain: Chain) -> str:
    """The tree as text, for a file."""
    from rich.console import Console

    from talion.chains.views import tree

    console = Console(width=110, no_color=True)
    with console.capture() as capture:
        console.print(tree(chain), markup=False, highlight=False)
    return capture.get()
