"""Talion's database: the same items as its records hold, asked for in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from talion.dyads.acts import LeftOut, Pair, Story, TextAnswer
from talion.dyads.sources import rows
from talion.store import Database

_STORIES = """SELECT published_day, id, doc IN (SELECT doc FROM actors WHERE country = ?
INTERSECT SELECT doc FROM actors WHERE country = ?) AS names_both
FROM documents WHERE published_day IS NOT NULL ORDER BY doc"""
_ACTS = """SELECT day, actor_countries, recipient_countries, type, mode, goldstein, status, document
FROM events WHERE (list_contains(actor_countries, $1) AND list_contains(recipient_countries, $2))
OR (list_contains(actor_countries, $2) AND list_contains(recipient_countries, $1))
ORDER BY day, event"""
_ANSWERS = """SELECT r.day, a.actor_countries, a.recipient_countries, r.actor_countries,
r.recipient_countries, k.kind, k.status, a.type, r.type, k.document, k.id, k.confidence
FROM links k JOIN events a ON a.event = k.antecedent_event
JOIN events r ON r.event = k.response_event ORDER BY k.doc, k.n"""


def read_database(path: Path, pair: Pair, statuses: Collection[str]) -> Iterator[rows.Item]:
    """The items of all stories in a database; ``DatabaseError`` when it can't be read."""
    with Database(path) as database:
        yield from _stories(database, pair)
        yield from _acts(database, pair, statuses)
        yield from _answers(database, pair)


def _stories(database: Database, pair: Pair) -> Iterator[rows.Item]:
    for day, id, both in _rows(database, _STORIES, pair):
        yield Story(day=day, id=id, names_both=both)


def _acts(database: Database, pair: Pair, statuses: Collection[str]) -> Iterator[rows.Item]:
    for day, who, whom, type_, mode, goldstein, status, document in _rows(database, _ACTS, pair):
        found = rows.acts(
            pair, who, whom, day=day, type_=type_, mode=mode, goldstein=goldstein,
            story=document, origin="talion",
        )  # fmt: skip
        for item in found:
            yield item if status in statuses else LeftOut(f"status {status}")


def _answers(database: Database, pair: Pair) -> Iterator[rows.Item]:
    for row in _rows(database, _ANSWERS, None):
        day, who, whom, answering, answered, kind, status, cause, response, document, id, sure = row
        before = pair.directions(who, whom)
        for forward in pair.directions(answering, answered):
            if (not forward) in before:
                yield TextAnswer(
                    day=day, forward=forward, kind=kind, status=status, antecedent=cause,
                    response=response, document=document, link=id, confidence=sure,
                )  # fmt: skip


def _rows(database: Database, sql: str, pair: Pair | None) -> Iterator[tuple[Any, ...]]:
    table = database.sql(sql, [pair.first, pair.second] if pair else [])
    for batch in table.to_batches():
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
