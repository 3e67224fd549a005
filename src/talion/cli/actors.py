"""``talion actors``: who appears in the stories of the database."""

from __future__ import annotations

from typing import Any

import click

from talion.cli import asking
from talion.cli.answers import Column, words
from talion.store import queries


@click.command("actors")
@asking.filtered(queries.ACTOR_FILTERS)
@asking.ordered("actors", "-documents")
@asking.written("actors")
@asking.masked
@asking.database
def command(**given: Any) -> None:
    """List who appears in the stories of the database, and in how many.

    Actors of one name, country, sector and kind are one row. Time, text and publisher are those of
    their stories; kind is state, organization, group, person or place.
    """
    wanted = asking.Wanted.of(given)
    wanted.listed(queries.actors, asking.filters(given, queries.ACTOR_FILTERS), _VIEW)


_VIEW = [
    Column("actor", 6, lambda r: words(r["name"])),
    Column("country", 0, lambda r: words(r["country"])),
    Column("sector", 0, lambda r: words(r["sector"])),
    Column("kind", 2, lambda r: words(r["kind"])),
    Column("documents", 0, lambda r: words(r["documents"])),
    Column("mentions", 0, lambda r: words(r["mentions"])),
]
