"""``talion links``: what answers what, from the database."""

from __future__ import annotations

from typing import Any

import click

from talion.cli import asking
from talion.cli.answers import Column, Row, words
from talion.store import queries


@click.command("links")
@asking.filtered(queries.LINK_FILTERS)
@asking.ordered("links", "-day")
@asking.written("links")
@asking.masked
@asking.database
def command(**given: Any) -> None:
    """List what answers what in the database.

    Actor, recipient, dyad and type are those of the act that answers; kind is retaliation, response,
    protest-against, cause or condition, and status stated, claimed, disputed or inferred.
    """
    wanted = asking.Wanted.of(given)
    wanted.listed(queries.links, asking.filters(given, queries.LINK_FILTERS), _VIEW)


def _end(row: Row, end: str) -> str:
    if row[f"{end}_type"] is None:
        return f"“{row[f'{end}_words']}”"
    sides = (row[f"{end}_actors"], row[f"{end}_recipients"])
    who = " → ".join(", ".join(words(n) for n in names) or "–" for names in sides)
    return f"{row[f'{end}_type']} {who}"


_VIEW = [
    Column("day", 0, lambda r: words(r["day"])),
    Column("link", 3, lambda r: f"{r['kind']}\n{r['status']}"),
    Column("response", 5, lambda r: _end(r, "response")),
    Column("answers", 5, lambda r: _end(r, "antecedent")),
    Column("words", 3, lambda r: f"“{r['cue']}”" if r["cue"] else ""),
    Column("story", 2, lambda r: f"{r['document']} {r['id']}"),
    Column("sure", 0, lambda r: f"{r['confidence']:.2f}"),
]
