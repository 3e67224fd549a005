"""Talion's database: the same items as its records hold, asked for in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from talion.dyads.acts import LeftOut, Pair, Stories, TextAnswer
from talion.dyads.parties import Who, party_of
from talion.dyads.sources import rows
from talion.store import Database

Asked = tuple[str, list[Any]]
"""SQL and its parameters."""
_EVENTS = """SELECT e.day, e.actor_countries, e.actor_sectors, e.recipient_countries, e.recipient_sectors, e.type,
e.mode, e.goldstein, e.status, e.document, e.id, e.publisher, e.contexts, e.quad,
substring(d.text, e.sentence_start + 1, e.sentence_end - e.sentence_start)
FROM events e JOIN documents d USING (doc) WHERE ({there}) OR ({back}) ORDER BY e.day, e.event"""
_ANSWERS = """SELECT r.day, a.actor_countries, a.actor_sectors, a.recipient_countries, a.recipient_sectors,
r.actor_countries, r.actor_sectors, r.recipient_countries, r.recipient_sectors, k.kind, k.status,
a.type, a.day, a.id, k.antecedent_words, r.type, r.id, k.response_words, k.cue, k.document, k.publisher,
k.id, k.confidence, r.contexts, (SELECT list({speaker} ORDER BY c.n) FROM claims c WHERE c.doc = k.doc
AND list_contains(k.claims, c.id) AND NOT ({denies})), (SELECT list({speaker} ORDER BY c.n) FROM claims c
WHERE c.doc = k.doc AND list_contains(k.claims, c.id) AND {denies})
FROM links k JOIN events a ON a.event = k.antecedent_event
JOIN events r ON r.event = k.response_event WHERE ({there}) OR ({back}) ORDER BY k.doc, k.n"""
_SPEAKER = (
    "coalesce(c.source_name, c.source_words, CASE WHEN c.anonymous THEN 'unnamed' ELSE '–' END)"
)
_DENIES = "c.stance IN ('denies', 'doubts')"


def read_database(
    where: str | Path | Database, pair: Pair, statuses: Collection[str]
) -> Iterator[rows.Item]:
    """The items of all stories in a database, a file or a server; ``DatabaseError`` when it can't be read."""
    kept = nullcontext(where) if isinstance(where, Database) else Database(where)
    with kept as database:
        yield from _stories(database, pair)
        yield from _acts(database, pair, statuses)
        yield from _answers(database, pair)


def naming(pair: Pair) -> Asked:
    """The ``doc`` of all documents that name both parties."""
    first, second = (_named(name) for name in (pair.first, pair.second))
    return f"{first[0]} INTERSECT {second[0]}", [*first[1], *second[1]]


def _stories(database: Database, pair: Pair) -> Iterator[rows.Item]:
    both, parameters = naming(pair)
    sql = f"""SELECT day, count(*), count(*) FILTER (WHERE named),
    array_agg(DISTINCT publisher) FILTER (WHERE publisher IS NOT NULL)
    FROM (SELECT published_day AS day, publisher, doc IN ({both}) AS named FROM documents
    WHERE published_day IS NOT NULL) told GROUP BY day ORDER BY day"""
    for day, number, named, publishers in _rows(database, (sql, parameters)):
        yield Stories(day=day, number=number, naming=named, publishers=tuple(publishers or ()))


def _acts(database: Database, pair: Pair, statuses: Collection[str]) -> Iterator[rows.Item]:
    there, back = _between(pair.first, pair.second), _between(pair.second, pair.first)
    sql = _EVENTS.format(there=there[0], back=back[0])
    for row in _rows(database, (sql, [*there[1], *back[1]])):
        (
            day,
            who,
            of,
            whom,
            their,
            type_,
            mode,
            score,
            status,
            document,
            id,
            publisher,
            contexts,
            quad,
            words,
        ) = row
        found = rows.acts(
            pair, _parties(who, of), _parties(whom, their), day=day, type_=type_, mode=mode,
            goldstein=score, story=document, event=id, words=words, publisher=publisher,
            contexts=tuple(contexts), origin="talion", quad=quad,
        )  # fmt: skip
        for item in found:
            yield item if status in statuses else LeftOut(f"status {status}")


def _answers(database: Database, pair: Pair) -> Iterator[rows.Item]:
    there, back = _between(pair.first, pair.second, "r"), _between(pair.second, pair.first, "r")
    sql = _ANSWERS.format(speaker=_SPEAKER, denies=_DENIES, there=there[0], back=back[0])
    for day, *sides_and_rest in _rows(database, (sql, [*there[1], *back[1]])):
        sides, rest = sides_and_rest[:8], sides_and_rest[8:]
        doing, done_to, answering, answered = (_parties(*sides[i : i + 2]) for i in range(0, 8, 2))
        kind, status, cause, before, antecedent, cause_words, response, answer, words, cue = rest[
            :10
        ]
        document, publisher, id, sure = rest[10:14]
        contexts, said, denied = (tuple(x or ()) for x in rest[14:])
        for forward in rows.answered(pair, (doing, done_to), (answering, answered)):
            yield TextAnswer(
                day=day, forward=forward, kind=kind, status=status, antecedent=cause,
                antecedent_day=before, antecedent_event=antecedent, antecedent_words=cause_words,
                response=response, response_event=answer, response_words=words, cue=cue,
                said_by=said, denied_by=denied, document=document, publisher=publisher, link=id,
                confidence=sure, contexts=contexts,
            )  # fmt: skip


def _between(actor: str, recipient: str, events: str = "e") -> Asked:
    """Events that may be of one party on another; :meth:`Pair.directions` says which are."""
    sides = [_holds(n, f"{events}.{s}") for n, s in ((actor, "actor"), (recipient, "recipient"))]
    return " AND ".join(sql for sql, _ in sides), [p for _, held in sides for p in held]


def _holds(party: str, side: str) -> Asked:
    members = party_of(party).members
    if members is None:
        return "true", []
    has = f"(list_has_any({side}_countries, ?::VARCHAR[]) OR list_has_any({side}_sectors, ?::VARCHAR[]))"
    return has, [
        sorted({c for c, _ in members if c}),
        sorted({s for c, s in members if s and not c}),
    ]


def _named(party: str) -> Asked:
    """Documents in which a member of the party appears."""
    members = party_of(party).members
    if members is None:
        return "SELECT doc FROM documents", []
    names = sorted("/".join(x or "" for x in who) for who in members)
    forms = "ARRAY[country || '/', '/' || sector, country || '/' || sector]"
    return f"SELECT doc FROM actors WHERE list_has_any({forms}, ?::VARCHAR[])", [names]


def _parties(countries: Sequence[str | None], sectors: Sequence[str | None]) -> list[Who]:
    return list(zip(countries, sectors, strict=True))


def _rows(database: Database, asked: Asked) -> Iterator[tuple[Any, ...]]:
    for batch in database.sql(*asked).to_batches():
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
