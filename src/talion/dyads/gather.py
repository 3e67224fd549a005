"""Sources to a dyad: what each source holds is read by its reader, and gathered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from talion.dyads.acts import (
    Act,
    Dyad,
    LeftOut,
    Pair,
    Stories,
    Story,
    TextAnswer,
    distinct,
    pair_of,
    placed,
)
from talion.dyads.sources import gdelt, icews, polecat, records, rows
from talion.errors import IntakeError, QueryError
from talion.store import Database

_BACK = timedelta(7)
HAPPENED = ("happened", "ongoing")
"""The statuses that count as an act, unless others are asked for."""


def read_dyad(
    first: str,
    second: str,
    sources: Iterable[str | Path | Database],
    *,
    statuses: Collection[str] = HAPPENED,
    since: date | None = None,
    until: date | None = None,
    themes: Collection[str] = (),
) -> Dyad:
    """What sources tell of two parties between two days, both included.

    A party is a country (ISO 3166-1 alpha-3), a PLOVER sector, both (``"KEN/MIL"``), a group (``"EU"``),
    several with ``+`` between, or ``"any"``. ``themes`` are PLOVER contexts, of which an act has at least one.

    A source is a file of records (JSON lines), a database (``.duckdb``, ``postgresql://``, or an open one), or an
    event file of GDELT, ICEWS or POLECAT, each plain, gzipped or zipped. Without ``since`` and ``until`` time is
    that of the stories, and up to a week before the first where it tells of acts then; or that of the acts, where
    no source names its stories. :class:`QueryError` when there is
    no such pair or nothing about it, :class:`IntakeError` when a source can't be read or told.
    """
    pair = pair_of(first, second)
    found = chain.from_iterable(read_source(s, pair, statuses) for s in sources)
    return gathered(pair, found, since, until, _themes(themes))


def read_source(
    source: str | Path | Database, pair: Pair, statuses: Collection[str]
) -> Iterator[rows.Item]:
    """What one source holds about the pair, and its stories."""
    if isinstance(source, Database) or rows.is_database(source):
        from talion.dyads.sources.database import read_database

        yield from read_database(source, pair, statuses)
        return
    path = Path(source)
    with rows.opened(path) as lines:
        start = lines.readline()
        yield from _reader(start, chain([start], lines), pair, statuses, str(path))


def gathered(
    pair: Pair,
    items: Iterable[rows.Item],
    since: date | None = None,
    until: date | None = None,
    themes: Collection[str] = (),
) -> Dyad:
    """The dyad that these items make; with themes, of acts that have at least one of them."""
    tellings: list[Act] = []
    answers: list[TextAnswer] = []
    stories: Counter[date] = Counter()
    naming: Counter[date] = Counter()
    publishers: dict[date, set[str]] = {}
    left_out: Counter[str] = Counter()
    for item in items:
        if themes and isinstance(item, Act | TextAnswer) and not set(themes) & set(item.contexts):
            left_out["of another theme, or of none that is told"] += 1
        elif isinstance(item, Act):
            tellings.append(item)
        elif isinstance(item, Story):
            stories[item.day] += 1
            naming[item.day] += item.names_both
            if item.publisher:
                publishers.setdefault(item.day, set()).add(item.publisher)
        elif isinstance(item, Stories):
            stories[item.day] += item.number
            naming[item.day] += item.naming
            if item.publishers:
                publishers.setdefault(item.day, set()).update(item.publishers)
        elif isinstance(item, LeftOut):
            left_out[item.reason] += 1
        else:
            answers.append(item)
    tellings = placed(tellings, answers)
    first, last = _period(stories or [a.day for a in tellings], since, until, pair)
    if since is None:
        first = min([first, *(a.day for a in tellings if first - a.day <= _BACK)])
    kept = sorted((a for a in tellings if first <= a.day <= last), key=lambda a: a.day)
    left_out["outside the time observed"] += len(tellings) - len(kept)
    return Dyad(
        pair=pair, first_day=first, last_day=last, tellings=tuple(kept), acts=distinct(kept),
        stories={d: n for d, n in sorted(stories.items()) if first <= d <= last},
        naming={d: n for d, n in sorted(naming.items()) if n and first <= d <= last},
        publishers={d: frozenset(p) for d, p in sorted(publishers.items()) if first <= d <= last},
        answers=tuple(answers), left_out={k: n for k, n in sorted(left_out.items()) if n},
    )  # fmt: skip


def _themes(given: Collection[str]) -> frozenset[str]:
    from talion.ontology import plover

    known = plover().contexts
    for theme in given:
        if theme not in known:
            raise QueryError(f"{theme!r} is no theme", remedy=f"give {', '.join(sorted(known))}")
    return frozenset(given)


def _period(
    days: Iterable[date], since: date | None, until: date | None, pair: Pair
) -> tuple[date, date]:
    known = sorted(days)
    if not known and (since is None or until is None):
        raise QueryError(
            f"nothing is told of {pair.first} and {pair.second}",
            remedy="check the codes and the sources",
        )
    first, last = since or known[0], until or known[-1]
    if last < first:
        raise QueryError(f"{last} is before {first}", remedy="give a day since before until")
    return first, last


def _reader(
    start: str, lines: Iterable[str], pair: Pair, statuses: Collection[str], where: str
) -> Iterator[rows.Item]:
    """The items of a text file, by what its first line looks like."""
    if start.lstrip().startswith("{"):
        return records.read_records(lines, pair, statuses, where)
    if gdelt.is_gdelt(start):
        return gdelt.read_gdelt(lines, pair)
    if icews.is_icews(start):
        return icews.read_icews(lines, pair)
    if polecat.is_polecat(start):
        return polecat.read_polecat(lines, pair)
    raise IntakeError(
        "is no file of events that is known",
        where=where,
        remedy="give records of `talion code`, a database, or a GDELT, ICEWS or POLECAT file",
    )
