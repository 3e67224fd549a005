"""The questions that have a command: rows of events, claims, links, documents and actors, and counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import Any

from msgspec import Struct
from msgspec.structs import replace as replace_struct

from talion.errors import QueryError
from talion.store.filters import (
    Condition,
    Filter,
    contains,
    either,
    every,
    likely,
    needs_dyads,
    on_events,
    on_source,
    party,
    period,
)
from talion.store.keys import document_of
from talion.store.tallies import MEAN, kind_of

_PARTY = ("actor", "recipient", "dyad")
_SOURCE = ("since", "until", "text", "publisher", "document")
EVENT_FILTERS = (
    *_PARTY, "type", "mode", "context", "quad", "status", "dated", "place", "confidence", *_SOURCE,
)  # fmt: skip
CLAIM_FILTERS = ("actor", "type", "stance", *_SOURCE)
LINK_FILTERS = (*_PARTY, "type", "kind", "status", "confidence", *_SOURCE)
DOCUMENT_FILTERS = EVENT_FILTERS
ACTOR_FILTERS = ("actor", "kind", *_SOURCE)

BUCKETS = {
    "day": "day",
    "week": "date_trunc('week', day)::DATE",
    "month": "left(CAST(day AS VARCHAR), 7)",
    "year": "CAST(extract(year FROM day) AS BIGINT)",
    "type": "type",
    "mode": "mode",
    "quad": "quad",
    "status": "status",
    "publisher": "publisher",
    "place": "place_name",
    "place_country": "place_country",
    "actor": "actor",
    "actor_country": "actor_country",
    "actor_sector": "actor_sector",
    "recipient": "recipient",
    "recipient_country": "recipient_country",
    "recipient_sector": "recipient_sector",
}
"""By what events can be counted."""

_COLUMNS = {"week": "day", "month": "day", "year": "day"}
"""The columns of the buckets that are not named as theirs."""
_TALLIED = {"type": "type", "quad": "quad", "since": "day", "until": "day"}
"""The filters that sums which are kept can hold, and their columns."""
_ROWS_AN_EVENT = 12
_FEW = 2000
_MANY = 50_000
"""Documents that may hold some words are listed up to here."""
_PARTS = (500, 5000)
"""So many of them are asked first."""
_WINDOWS = (3, 31, 124, 366)
"""Where they are too many: days before the last event in which the newest are looked for first."""
_EVENT_COLUMNS = """document, e.id, published, publisher, day, dated, type, mode, contexts, cameo,
quad, goldstein, actors, actor_names, actor_countries, actor_sectors, recipients, recipient_names,
recipient_countries, recipient_sectors, status, "time", time_text, time_start, time_end, place,
place_name, place_country, place_lat, place_lon, quantities, "trigger", trigger_start, trigger_end,
sentence, substring(text, sentence_start + 1, sentence_end - sentence_start) AS sentence_text,
claims, len(mentions) + 1 AS tellings, confidence"""
_CLAIM_COLUMNS = """document, published, publisher, id, source, source_name, source_country,
source_sector, anonymous, source_words, source_start, source_end, cue, cue_start, cue_end, content,
content_spans, quote, stance, about, chain, chain_names"""
_LINK_COLUMNS = """k.document, k.published, k.publisher, k.day, k.id, k.kind, k.status, k.antecedent,
a.type AS antecedent_type, a.actor_names AS antecedent_actors,
a.recipient_names AS antecedent_recipients, antecedent_words, antecedent_start, antecedent_end,
k.response, r.type AS response_type, r.actor_names AS response_actors,
r.recipient_names AS response_recipients, response_words, response_start, response_end,
cue, cue_start, cue_end, k.claims, k.confidence"""
_DOCUMENT_COLUMNS = """id, version, title, published, publisher, url, language, sha256,
length(text) AS characters, len(sentences) AS sentences, events, claims, links, added, talion"""
_ORDERS = {
    "events": ("day", "confidence", "goldstein", "type", "status", "document"),
    "claims": ("day", "document"),
    "links": ("day", "confidence", "kind", "document"),
    "documents": ("day", "added", "events", "document"),
    "actors": ("documents", "mentions", "name"),
}
ORDERS = {name: (*o, *(f"-{x}" for x in o)) for name, o in _ORDERS.items()}
"""In what order rows can come, by question; ``-`` is the largest, or latest, first."""


Ask = Callable[[str, list[Any]], list[tuple[Any, ...]]]
"""Gives the rows of a query."""
_EVERYWHERE: Condition = ("true", [])


class Query(Struct, frozen=True):
    """SQL with its parameters, and what is done with its rows.

    Where it gives fewer rows than ``enough``, ``otherwise`` is asked. ``rows`` makes of the keys that
    were found the question for the rows themselves; without it they are the answer. Where there is a ``plan``,
    it makes the query that is asked instead, of what it learns of the database.
    """

    sql: str
    parameters: list[Any]
    enough: int = 0
    otherwise: Query | None = None
    rows: Callable[[list[int]], Condition] | None = None
    plan: Callable[[Ask], Query] | None = None


class Among(Struct, frozen=True):
    """Where events are looked for: in documents, a condition on ``doc``, and on days, one on ``day``."""

    docs: Condition = _EVERYWHERE
    days: Condition = _EVERYWHERE


def events(f: Filter, order: str, limit: int | None) -> Query:
    """Rows of events: few are found, ordered and cut by their keys, and only then read whole.

    Words are looked for in the documents that may hold them. The newest are asked first: there are likely
    enough in few documents.
    """
    _order("events", order, "event")

    def make(among: Among) -> Query:
        return _events(f, order, limit, among)

    def plan(ask: Ask, docs: Sequence[int] | None) -> Query:
        if order != "-day" or limit is None or limit > _FEW:
            return make(_where(docs))
        some = _last_days(ask, likely(f)) if docs is None else _last_told(ask, docs)
        return _in_turn(chain(some, [_where(docs)]), make, limit)

    return _planned(f, plan, lambda: make(Among()))


def _where(docs: Sequence[int] | None) -> Among:
    return Among() if docs is None else Among(_listed("doc", docs))


def _in_turn(places: Iterator[Among], make: Callable[[Among], Query], enough: int) -> Query:
    """The query in one place after the other, each learned of when it is needed, until rows are enough."""

    def plan(_: Ask) -> Query:
        among = next(places)
        return make(among) if among.days == _EVERYWHERE else _or_else(
            make(among), enough, _in_turn(places, make, enough)
        )  # fmt: skip

    return Query("", [], plan=plan)


def _last_days(ask: Ask, held: Condition | None) -> Iterator[Among]:
    """Events of some last days, as long as few enough documents tell them.

    ``held`` is what is true of the signature of those that may hold the words.
    """
    ((latest,),) = ask("SELECT max(day) FROM events", [])
    for days in _WINDOWS if latest else ():
        since = latest - timedelta(days)
        told = f"SELECT DISTINCT doc FROM events WHERE day >= ? LIMIT {_MANY + 1}"
        docs = [doc for (doc,) in ask(told, [since])]
        if len(docs) > _MANY:
            return
        if held is not None:
            which, values = every([held, _listed("doc", docs)])
            docs = [doc for (doc,) in ask(f"SELECT doc FROM trigrams WHERE {which}", values)]
        yield Among(_listed("doc", docs), ("day >= ?", [since]))


def _last_told(ask: Ask, docs: Sequence[int]) -> Iterator[Among]:
    """Events of some of these documents, later than all of the other documents."""
    if len(docs) <= _PARTS[0]:
        return
    which, values = _listed("doc", docs)
    told = f"SELECT max(day) AS last, doc FROM events WHERE {which} GROUP BY doc HAVING max(day) IS NOT NULL"
    last = ask(f"{told} ORDER BY last DESC", values)
    for size in _PARTS:
        if size < len(last):
            part = _listed("doc", [doc for _, doc in last[:size]])
            yield Among(part, ("day > ?", [last[size][0]]))


def _or_else(query: Query, enough: int, otherwise: Query) -> Query:
    """The query, or where it gives too few rows the other."""
    if query.otherwise is not None:
        otherwise = _or_else(query.otherwise, enough, otherwise)
    return replace_struct(query, enough=enough, otherwise=otherwise)


def _planned(
    f: Filter, plan: Callable[[Ask, Sequence[int] | None], Query], plain: Callable[[], Query]
) -> Query:
    """What is planned once the documents that may hold the words are known; ``None`` where these are too many.

    It is the plain query where no words are asked for.
    """
    found = likely(f)
    if found is None and not f.text:
        return plain()

    def planned(ask: Ask) -> Query:
        if found is None:
            return plan(ask, None)
        sql = f"SELECT doc FROM trigrams WHERE {found[0]} LIMIT {_MANY + 1}"
        docs = [doc for (doc,) in ask(sql, found[1])]
        return plan(ask, docs if len(docs) <= _MANY else None)

    return Query("", [], plan=planned)


def _narrowed(f: Filter, make: Callable[[Among], Query]) -> Query:
    """The query among the documents that may hold the words."""

    return _planned(f, lambda _, docs: make(_where(docs)), lambda: make(Among()))


def _events(f: Filter, order: str, limit: int | None, among: Among) -> Query:
    """Rows of the events among some.

    Of an event with several parties ``dyads`` has several rows. The first rows in order, some times
    as many as are asked for, nearly always hold enough events, and are found without telling all
    events apart; where they do not, all are.
    """
    where, parameters = _event_condition(f, among)
    by, cut = _order("events", order, "event"), _limit(limit)
    dyads = needs_dyads(f)
    keys = f"SELECT event, {order.lstrip('-')} FROM {'dyads' if dyads else 'events'} WHERE {where}"
    exact = f"SELECT event FROM {_distinct(keys)} {by}{cut}" if dyads else (
        f"SELECT event FROM ({keys}) found {by}{cut}"
    )  # fmt: skip

    def rows(found: list[int]) -> Condition:
        told, keys = _among("events", "event", found)
        stories, docs = _among("documents", "doc", {document_of(k) for k in found})
        return _whole(told, stories, by), [*keys, *docs]

    if limit is None or limit > _FEW:
        source = f"(SELECT * FROM events WHERE event IN ({exact}))"
        every_text = Query(_whole(source, "documents", by), parameters)
        return _unless_few(keys, parameters, rows, every_text)
    if not dyads:
        return Query(exact, parameters, rows=rows)
    first = f"SELECT * FROM ({keys}) found {by}{_limit(limit * _ROWS_AN_EVENT)}"
    some = f"SELECT event FROM {_distinct(first)} {by}{cut}"
    return Query(some, parameters, limit, Query(exact, parameters, rows=rows), rows)


def _unless_few(
    keys: str, parameters: list[Any], rows: Callable[[list[int]], Condition], many: Query
) -> Query:
    """The query for many, or where few events are found, the one that reads their texts alone."""

    def plan(ask: Ask) -> Query:
        few = f"SELECT DISTINCT event FROM ({keys}) found LIMIT {_FEW + 1}"
        found = [event for (event,) in ask(few, parameters)]
        return Query(*rows(found)) if len(found) <= _FEW else many

    return Query("", [], plan=plan)


def _whole(events: str, documents: str, by: str) -> str:
    text = f"(SELECT doc, text FROM {documents} told) d"
    return f"SELECT {_EVENT_COLUMNS} FROM {events} e JOIN {text} USING (doc) {by}"


def _among(table: str, key: str, found: Collection[int]) -> Condition:
    """The rows of these keys."""
    where, values = _listed(key, found)
    return f"(SELECT * FROM {table} WHERE {where})", values


def _listed(key: str, found: Collection[int]) -> Condition:
    """The key is one of these; as a join, by which the engine reads but the blocks that hold some."""
    return f"{key} IN (SELECT unnest(CAST(? AS BIGINT[])))", [sorted(found)]


def _distinct(keys: str) -> str:
    return f"(SELECT DISTINCT * FROM ({keys}) found) alone"


def event_count(f: Filter) -> Query:
    """How many events there are."""
    what = "count(DISTINCT event) FROM dyads" if needs_dyads(f) else "count(*) FROM events"

    def make(among: Among) -> Query:
        where, parameters = _event_condition(f, among)
        return Query(f"SELECT {what} WHERE {where}", parameters)

    return _narrowed(f, make)


def counts(f: Filter, by: Sequence[str]) -> Query:
    """Events counted by one or more of :data:`BUCKETS`, with their mean Goldstein score."""
    for name in by:
        if name not in BUCKETS:
            raise QueryError(
                f"events can't be counted by {name!r}",
                remedy=f"count by {', '.join(BUCKETS)}",
            )
    return _tallied(f, by) or _narrowed(f, lambda among: _counts(f, by, among))


def _tallied(f: Filter, by: Sequence[str]) -> Query | None:
    """The counts from sums that are kept, where there are such."""
    asked = {column for name, column in _TALLIED.items() if getattr(f, name)}
    if f != _only(f, *_TALLIED):
        return None
    kind = kind_of({_COLUMNS.get(name, name) for name in by}, asked)
    if kind is None:
        return None
    where, parameters = every([("kind = ?", [kind]), *on_events(f)])
    names = ", ".join(by)
    values = ", ".join(f"{BUCKETS[name]} AS {name}" for name in by)
    sql = (
        f"SELECT {names}, CAST(sum(events) AS BIGINT) AS events, {MEAN} AS goldstein"
        f" FROM (SELECT {values}, events, score FROM tallies WHERE {where}) told"
        f" GROUP BY {names} HAVING sum(events) <> 0 ORDER BY {names}"
    )
    return Query(sql, parameters)


def _counts(f: Filter, by: Sequence[str], among: Among) -> Query:
    where, parameters = _event_condition(f, among)
    sides = any(name.startswith(("actor", "recipient")) for name in by)
    names = ", ".join(by)
    values = ", ".join(f"{BUCKETS[name]} AS {name}" for name in by)
    rows = (
        f"SELECT DISTINCT event, {values}, goldstein FROM dyads WHERE {where}"
        if sides or needs_dyads(f)
        else f"SELECT {values}, goldstein FROM events WHERE {where}"
    )
    counted = (
        f"SELECT {names}, count(*) AS events, avg(goldstein) AS goldstein FROM ({rows}) counted"
    )
    return Query(f"{counted} GROUP BY {names} ORDER BY {names}", parameters)


def claims(f: Filter, order: str, limit: int | None) -> Query:
    """Rows of claims."""
    where, parameters = every([
        *either([party("source", v, "source_name") for v in f.actor]), *_is_one("stance", f.stance),
        *period("published_day", f), *on_source(f),
        *either([contains("array_to_string(content, ' ')", v) for v in f.text]), *_about(f),
    ])  # fmt: skip
    by = _order("claims", order, "doc, n", day="published_day")
    return Query(
        f"SELECT {_CLAIM_COLUMNS} FROM claims WHERE {where} {by}{_limit(limit)}", parameters
    )


def links(f: Filter, order: str, limit: int | None) -> Query:
    """Rows of links; the parties and types asked for are those of the response."""
    conditions = [
        *_is_one("kind", f.kind), *_is_one("status", f.status), *period("day", f), *on_source(f),
        *either([
            contains("concat_ws(' ', antecedent_words, cue, response_words)", v) for v in f.text
        ]),
    ]  # fmt: skip
    if f.confidence is not None:
        conditions.append(("confidence >= ?", [f.confidence]))
    if needs_dyads(f) or f.type:
        acts, values = every(on_events(_only(f, *_PARTY, "type"), time=False))
        table = "dyads" if needs_dyads(f) else "events"
        conditions.append((f"response_event IN (SELECT event FROM {table} WHERE {acts})", values))
    where, parameters = every(conditions)
    by = _order("links", order, "k.doc, k.n", **{name: f"k.{name}" for name in _ORDERS["links"]})
    rows = f"(SELECT * FROM links k WHERE {where} {by}{_limit(limit)}) k"
    sql = (
        f"SELECT {_LINK_COLUMNS} FROM {rows}"
        " LEFT JOIN events a ON a.event = k.antecedent_event"
        " LEFT JOIN events r ON r.event = k.response_event"
        f" {by}"
    )
    return Query(sql, parameters)


def documents(f: Filter, order: str, limit: int | None) -> Query:
    """Rows of documents; parties, types and places asked for are those of an event in them."""
    return _holding(f, lambda docs: _documents(f, order, limit, docs))


def _documents(f: Filter, order: str, limit: int | None, held: Sequence[int] | None) -> Query:
    docs = _where(held).docs
    said = _said(f) if held is None else []
    conditions = [docs, *period("published_day", f), *on_source(f, "id"), *said]
    acts = on_events(f, time=False)
    if acts or f.dated:
        sql, values = every([docs, *acts, *([("dated", [])] if f.dated else [])])
        table = "dyads" if needs_dyads(f) else "events"
        conditions.append((f"doc IN (SELECT doc FROM {table} WHERE {sql})", values))
    where, parameters = every(conditions)
    by = _order("documents", order, "doc", day="published_day", document="id")
    return Query(
        f"SELECT {_DOCUMENT_COLUMNS} FROM documents WHERE {where} {by}{_limit(limit)}", parameters
    )


def actors(f: Filter, order: str, limit: int | None) -> Query:
    """Who appears, over all documents: actors of one name, country, sector and kind are one row."""
    return _holding(f, lambda docs: _actors(f, order, limit, docs))


def _actors(f: Filter, order: str, limit: int | None, held: Sequence[int] | None) -> Query:
    conditions = [
        _where(held).docs,
        *either([_actor(v) for v in f.actor]), *_is_one("kind", f.kind), *on_source(_only(f, "document")),
    ]  # fmt: skip
    said = _said(f) if held is None else []
    inside = [*period("published_day", f), *on_source(replace(f, document=())), *said]
    if inside:
        sql, values = every(inside)
        conditions.append((f"doc IN (SELECT doc FROM documents WHERE {sql})", values))
    where, parameters = every(conditions)
    by = _order("actors", order, "name, country, sector, kind")
    sql = (
        "SELECT name, country, sector, kind, count(DISTINCT doc) AS documents,"
        f" sum(len(mentions))::BIGINT AS mentions FROM actors WHERE {where}"
        f" GROUP BY name, country, sector, kind {by}{_limit(limit)}"
    )
    return Query(sql, parameters)


def _event_condition(f: Filter, among: Among) -> Condition:
    told = either([_told(v, among.docs) for v in f.text])
    return every([among.docs, among.days, *on_events(f), *told])


def _told(words: str, docs: Condition) -> Condition:
    """The words stand in the event's own sentence, in one of the documents."""
    told = "substring(text, sentence_start + 1, sentence_end - sentence_start)"
    stories, values = docs if docs != _EVERYWHERE else contains("text", words)
    return (
        f"event IN (SELECT event FROM events JOIN (SELECT doc, text FROM documents WHERE {stories}) d"
        f" USING (doc) WHERE contains(lower({told}), lower(?)))"
    ), [*values, words]


def _holding(f: Filter, make: Callable[[Sequence[int] | None], Query]) -> Query:
    """The query about the documents whose text holds the words; ``None`` where they are too many to list.

    The texts of those that may are taken out first, by a limit that they don't reach: else the engine would look
    for the words in all texts, as it thinks that cheaper.
    """
    said = _said(f)

    def plan(ask: Ask, docs: Sequence[int] | None) -> Query:
        if docs is None or not said:
            return make(docs)
        which, values = _listed("doc", docs)
        few = f"SELECT doc, text FROM documents WHERE {which} LIMIT {len(docs)}"
        found = ask(f"SELECT doc FROM ({few}) few WHERE {said[0][0]}", [*values, *said[0][1]])
        return make([doc for (doc,) in found])

    return _planned(f, plan, lambda: make(None))


def _said(f: Filter) -> list[Condition]:
    """Of documents: the words stand in their text."""
    return either([contains("text", v) for v in f.text])


def _about(f: Filter) -> list[Condition]:
    """Of claims: an event of the type is what they state."""
    if not f.type:
        return []
    acts, values = every(on_events(_only(f, "type"), time=False))
    sql = f"(doc, id) IN (SELECT doc, unnest(claims) FROM events WHERE {acts})"
    return [(sql, values)]


def _actor(value: str) -> Condition:
    """A party where the columns have no side."""
    sql, values = party("actor", value, "name")
    return re.sub(r"\bactor_", "", sql), values


def _only(f: Filter, *names: str) -> Filter:
    return Filter(**{name: getattr(f, name) for name in names})


def _is_one(column: str, values: tuple[str, ...]) -> list[Condition]:
    return [(f"{column} IN ({', '.join('?' for _ in values)})", list(values))] if values else []


def _order(question: str, order: str, then: str, **columns: str) -> str:
    """An ORDER BY that leaves nothing to chance; what is unknown comes last."""
    if order not in ORDERS[question]:
        raise QueryError(
            f"{question} can't be ordered by {order!r}",
            remedy=f"order by {', '.join(ORDERS[question])}",
        )
    name = order.removeprefix("-")
    direction = "DESC" if order.startswith("-") else "ASC"
    return f"ORDER BY {columns.get(name, name)} {direction} NULLS LAST, {then}"


def _limit(limit: int | None) -> str:
    if limit is None:
        return ""
    if limit < 0:
        raise QueryError(f"a limit of {limit} is none", remedy="give 0 or more")
    return f" LIMIT {int(limit)}"
