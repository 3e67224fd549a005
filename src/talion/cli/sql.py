"""``talion sql``: any question to the database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from talion.cli import asking
from talion.store.queries import Query


@click.command("sql")
@click.argument("query", metavar="QUERY|-")
@asking.written("sql")
@asking.database
def command(query: str, database: str, wait: float, target: str | None, out: Path | None) -> None:
    """Ask the database in SQL (DuckDB's, or of a server PostgreSQL's), or - for a query on standard input.

    Nothing can be changed. The tables are documents, events, dyads (a row for each actor and
    recipient of an event), claims, links, actors, quantities, places, times, pairs, history and
    failures; `talion sql "DESCRIBE events"` shows the columns of one.
    """
    text = sys.stdin.read() if query == "-" else query
    asking.answer(database, wait, lambda _: Query(text, []), None, target, out, 0)
