"""What is asked for, as conditions on the tables; values always travel as parameters."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypedDict

from talion.errors import QueryError

Words = str | Sequence[str]
_BOTH = re.compile(r"([A-Z]{3})/([A-Z]{3})")
Condition = tuple[str, list[Any]]
"""SQL that is true or false of a row, and its parameters."""


class Filters(TypedDict, total=False):
    """What can be asked for; of several values of one filter any may hold, of several filters all must.

    ``actor`` and ``recipient`` are a country (ISO 3166-1 alpha-3, ``"KEN"``), a PLOVER sector
    (``"MIL"``), both (``"KEN/MIL"``), or a part of a name in any case. ``dyad`` is two such, in either
    direction. ``since`` and ``until`` are days, months or years, both inclusive; an event has the day
    that the text tells, else the day of its story, and ``dated`` asks for the first kind alone.
    ``place`` is a country or a part of a name. ``text`` stands in the sentence of an event, the words
    of a claim or link, the text of a story. ``confidence`` is the least.
    """

    actor: Words
    recipient: Words
    dyad: tuple[str, str]
    type: Words
    mode: Words
    context: Words
    quad: Words
    status: Words
    kind: Words
    stance: Words
    since: str | date
    until: str | date
    dated: bool
    place: Words
    text: Words
    publisher: Words
    document: Words
    confidence: float


@dataclass(frozen=True, slots=True)
class Filter:
    """:class:`Filters`, checked; :class:`QueryError` names the value that is none."""

    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    dyad: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    quad: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    dated: bool = False
    confidence: float | None = None

    @classmethod
    def of(cls, given: Filters, allowed: Sequence[str]) -> Filter:
        """The filter; ``allowed`` names what makes sense of the rows that are asked for."""
        values: dict[str, Any] = {k: v for k, v in given.items() if v not in (None, (), [], False)}
        for name in values:
            if name not in allowed:
                raise QueryError(
                    f"there is no filter {name!r} here",
                    remedy=f"the filters are {', '.join(sorted(allowed))}",
                )
        for name, end in (("since", False), ("until", True)):
            if name in values:
                values[name] = day(values[name], end=end)
        for field in fields(cls):
            if field.name in values and field.default == ():
                values[field.name] = _several(values[field.name])
        found = cls(**values)
        if len(found.dyad) not in (0, 2):
            raise QueryError("a dyad is two parties", remedy='such as "KEN" and "TZA"')
        return found


def day(value: str | date, *, end: bool = False) -> date:
    """A day; of a month or year its first day, or with ``end`` its last.

    >>> day("2031-02", end=True)
    datetime.date(2031, 2, 28)
    """
    if isinstance(value, date):
        return value
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", value.strip())
    try:
        year, month, of_month = (
            (int(g) if g else None for g in match.groups()) if match else (0,) * 3
        )
        month = month or (12 if end else 1)
        last = calendar.monthrange(year or 0, month)[1]
        return date(year or 0, month, of_month or (last if end else 1))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise QueryError(
            f"{value!r} is no day", remedy="write 2031, 2031-05 or 2031-05-02"
        ) from error


def needs_dyads(f: Filter) -> bool:
    """Whether rows of ``dyads`` are asked for, and not events alone."""
    return bool(f.actor or f.recipient or f.dyad)


def on_events(f: Filter, *, time: bool = True) -> list[Condition]:
    """The conditions on ``dyads``, or on ``events`` where no party is asked for."""
    found = [
        *_one_of("type", f.type, upper=True), *_one_of("mode", f.mode), *_one_of("quad", f.quad),
        *_one_of("status", f.status), *_any([_place(v) for v in f.place]),
        *_any([party("actor", v) for v in f.actor]),
        *_any([party("recipient", v) for v in f.recipient]), *_dyad(f),
        *_any([_context(v) for v in f.context]),
    ]  # fmt: skip
    if time:
        found += [*period("day", f), *on_source(f)]
        if f.dated:
            found.append(("dated", []))
    if f.confidence is not None:
        found.append(("confidence >= ?", [f.confidence]))
    return found


def on_source(f: Filter, document: str | None = None) -> list[Condition]:
    """Where the row's story comes from; ``document`` is the column of its id in the table of documents itself."""
    told = _one_of(document or "id", f.document)
    if told and document is None:  # there are far fewer documents than rows that name them
        told = [(f"doc IN (SELECT doc FROM documents WHERE {told[0][0]})", told[0][1])]
    return [*told, *_one_of("publisher", f.publisher, exact=False)]


def period(column: str, f: Filter) -> list[Condition]:
    """Within the time that is asked for."""
    found: list[Condition] = []
    if f.since is not None:
        found.append((f"{column} >= ?", [f.since]))
    if f.until is not None:
        found.append((f"{column} <= ?", [f.until]))
    return found


def likely(f: Filter) -> Condition | None:
    """The condition on ``trigrams`` of documents that may hold the words asked for; ``None`` where any may."""
    sides = (f.text, f.actor, f.recipient, f.dyad[:1], f.dyad[1:], f.place)
    found = [c for values in sides if (c := _likely(values)) is not None]
    return every(found) if found else None


def _likely(values: tuple[str, ...]) -> Condition | None:
    """Any of these; a code says nothing of words."""
    from talion.store.trigrams import may_hold

    holds = [None if _is_code(v) else may_hold(v) for v in values]
    known = [h for h in holds if h is not None]
    return _any(known)[0] if known and len(known) == len(holds) else None


def _is_code(value: str) -> bool:
    return bool(_BOTH.fullmatch(value)) or value in _sectors() or value in _countries()


def party(side: str, value: str, name: str | None = None) -> Condition:
    """A party of a row, by code or by a part of its name; columns are ``side`` and ``side_country``."""
    name = name or side
    codes = _BOTH.fullmatch(value)
    if codes:
        return f"({side}_country = ? AND {side}_sector = ?)", [codes[1], codes[2]]
    if value in _sectors():
        return f"{side}_sector = ?", [value]
    if value in _countries():
        return f"{side}_country = ?", [value]
    return contains(name, value)


def contains(column: str, value: str) -> Condition:
    """A part of the words, in any case."""
    return f"contains(lower({column}), lower(?))", [value]


def every(conditions: Sequence[Condition]) -> Condition:
    """All of them, as one; true where there are none."""
    parameters = [p for _, values in conditions for p in values]
    return " AND ".join(sql for sql, _ in conditions) or "true", parameters


def either(conditions: Sequence[Condition]) -> list[Condition]:
    """Any of them, as one; none where there are none."""
    return _any(conditions)


def _several(value: Words) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _any(conditions: Sequence[Condition]) -> list[Condition]:
    if not conditions:
        return []
    parameters = [p for _, values in conditions for p in values]
    return [("(" + " OR ".join(sql for sql, _ in conditions) + ")", parameters)]


def _one_of(
    column: str, values: tuple[str, ...], *, upper: bool = False, exact: bool = True
) -> list[Condition]:
    if not values:
        return []
    if not exact:
        return _any([(f"lower({column}) = lower(?)", [v]) for v in values])
    marks = ", ".join("?" for _ in values)
    return [(f"{column} IN ({marks})", [v.upper() if upper else v for v in values])]


def _dyad(f: Filter) -> list[Condition]:
    if not f.dyad:
        return []
    a, b = f.dyad
    there = every([party("actor", a), party("recipient", b)])
    back = every([party("actor", b), party("recipient", a)])
    return _any([(f"({there[0]})", there[1]), (f"({back[0]})", back[1])])


def _place(value: str) -> Condition:
    if value in _countries():
        return "place_country = ?", [value]
    return contains("place_name", value)


def _context(value: str) -> Condition:
    return "event IN (SELECT event FROM events WHERE list_contains(contexts, ?))", [value]


def _countries() -> frozenset[str]:
    from talion.knowledge.entries import countries

    return frozenset(countries())


def _sectors() -> frozenset[str]:
    from talion.ontology import plover

    return frozenset(plover().sectors)
