"""``talion code``: stories in, records out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from talion.intake import Item, read
from talion.record import Failure, Record


@click.command("code")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|FOLDER|-...")
@click.option("--to", "target", type=click.Choice(["json", "jsonl"]), default="jsonl", help="What to write.")
@click.option("--date", "published", metavar="ISO", help="Publication date of what gives none itself.")
@click.option("--fast", is_flag=True, help="Grammar and lexicon alone, without the learned part.")
@click.option("--knowledge", type=click.Path(path_type=Path), help="Your own actors, a TOML file.")
def command(
    sources: tuple[str, ...], target: str, published: str | None, fast: bool, knowledge: Path | None
) -> None:
    """Code stories into records, one JSON object a line."""
    from talion.coder import Coder

    items: Iterator[Item] = read(sources, stdin=sys.stdin.buffer, published=published)
    coder = Coder.load(fast=fast, knowledge=knowledge)
    failed = False
    for record in coder.code_many(items):
        failed |= isinstance(record, Failure)
        _write(record)
    sys.exit(1 if failed else 0)


def _write(record: Record | Failure) -> None:
    sys.stdout.write(record.to_json() + "\n")
    sys.stdout.flush()
