"""``talion events``: who did what to whom, from the database."""

from __future__ import annotations

from typing import Any

import click

from talion.cli import asking
from talion.cli.answers import Column, Row, words
from talion.store import queries


@click.command("events")
@asking.filtered(queries.EVENT_FILTERS)
@click.option(
    "--by", multiple=True, type=click.Choice(list(queries.BUCKETS)), metavar="COLUMN",
    help=f"Count them by {', '.join(queries.BUCKETS)}; give it again to count by several.",
)  # fmt: skip
@asking.ordered("events", "-day")
@asking.written("events")
@asking.masked
@asking.database
def command(by: tuple[str, ...], **given: Any) -> None:
    """List or count the events in the database.

    An option given several times means any of its values; several options must all hold. An event
    has the day that its text tells, else the day of its story. --to gdelt, gdelt-mentions, icews and polecat
    write the columns of those data sets, of what happened or is ongoing unless --status asks for more.
    """
    wanted = asking.Wanted.of(given)
    of_events = (wanted.target or "").startswith("events.")
    if of_events and not given["status"]:
        given["status"] = ("happened", "ongoing")
    asked = asking.filters(given, queries.EVENT_FILTERS)
    if not by:
        wanted.listed(queries.events, asked, _VIEW)
        return
    if of_events:
        raise click.UsageError("counts can't be written in a format of events")
    query = queries.counts(asked, list(dict.fromkeys(by)))
    asking.answer(
        wanted.database, wanted.wait, lambda _: query, None, wanted.target, wanted.out,
        wanted.limit or 0,
    )  # fmt: skip


def _event(row: Row) -> str:
    kind = "/".join(x for x in (row["type"], row["mode"]) if x)
    return kind if row["status"] == "happened" else f"{kind}\n{row['status']}"


def _parties(row: Row) -> str:
    sides = (row["actor_names"], row["recipient_names"])
    return " → ".join(", ".join(words(n) for n in names) or "–" for names in sides)


def _what(row: Row) -> str:
    where = row["place_name"]
    return _parties(row) + (f"\n{where}" if where else "")


_VIEW = [
    Column("day", 0, lambda r: words(r["day"]) + ("" if r["dated"] else " ?")),
    Column("event", 4, _event),
    Column("actor → recipient", 8, _what),
    Column("words", 4, lambda r: f"“{r['trigger']}”"),
    Column("story", 2, lambda r: f"{r['document']} {r['id']}"),
    Column("sure", 0, lambda r: f"{r['confidence']:.2f}"),
]
