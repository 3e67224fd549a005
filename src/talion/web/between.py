"""How often each country acts on each other one: the counts that the first page needs of all events."""

from __future__ import annotations

from typing import Any

from talion.store.database import Database
from talion.store.filters import Filter, Filters, every, needs_dyads, on_events
from talion.store.queries import EVENT_FILTERS

Row = dict[str, Any]
_ALL = """SELECT actor_country AS a, recipient_country AS b, count(*) AS events, sum(goldstein) AS score
FROM dyads WHERE actor_country <> '' AND recipient_country <> '' AND {where} GROUP BY 1, 2"""
_TWICE = """SELECT actor_country AS a, recipient_country AS b, sum(rows - 1) AS events,
sum((rows - 1) * goldstein) AS score FROM (SELECT event, actor_country, recipient_country, goldstein,
count(*) AS rows FROM dyads WHERE actor_country <> '' AND recipient_country <> '' AND event IN
(SELECT event FROM events WHERE (array_length(actor_countries, 1) > 1 OR array_length(recipient_countries, 1) > 1)
AND {where}) GROUP BY 1, 2, 3, 4 HAVING count(*) > 1) told GROUP BY 1, 2"""


def between_countries(db: Database, filters: Filters) -> list[Row]:
    """Rows as of ``db.counts`` by both countries, of those events alone where both are known.

    Without a filter the counts are kept. With one, an event with several actors of a country has several rows
    in ``dyads``, and to tell all events apart takes seconds where there are millions; so rows are counted, and
    what was counted twice is taken off.
    """
    f = Filter.of(filters, EVENT_FILTERS)
    if f == Filter() or needs_dyads(f) or f.text:
        found: list[Row] = db.counts(["actor_country", "recipient_country"], **filters).to_pylist()
        return [r for r in found if r["actor_country"] and r["recipient_country"]]
    where, values = every(on_events(f))
    rows = db.sql(_ALL.format(where=where), values).to_pylist()
    twice = {(r["a"], r["b"]): r for r in db.sql(_TWICE.format(where=where), values).to_pylist()}
    return [_row(r, twice.get((r["a"], r["b"]))) for r in rows]


def _row(row: Row, twice: Row | None) -> Row:
    number = row["events"] - (int(twice["events"]) if twice else 0)
    score = row["score"] - (float(twice["score"]) if twice else 0.0)
    return {
        "actor_country": row["a"],
        "recipient_country": row["b"],
        "events": number,
        "goldstein": score / number,
    }
