"""``talion import-events``: event files of others into the database."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from talion.cli import asking, options


@click.command("import-events")
@click.argument(
    "files", nargs=-1, required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
@asking.database
def command(files: tuple[Path, ...], database: str, wait: float) -> None:
    """Put the events of GDELT, ICEWS and POLECAT files into the database.

    Files are told by what they hold, plain, gzipped or zipped. Each row becomes a record without a text,
    whose id is the format's name and the row's own id (gdelt:1234567); a row that is in already changes nothing.
    """
    from talion.dyads.sources.imported import read_events
    from talion.store.database import Database

    left_out: Counter[str] = Counter()
    db = Database(database, wait=wait)
    added = db.add(record for file in files for record in read_events(file, left_out))
    if left_out:
        options.warn(f"left out: {', '.join(f'{n:,} {why}' for why, n in left_out.items())}")
    parts = ((added.added, "added"), (added.replaced, "replaced"), (added.unchanged, "already in"))
    counts = ", ".join(f"{n:,} {what}" for n, what in parts if n) or "nothing to add"
    click.echo(f"{db.where}: {counts}")
