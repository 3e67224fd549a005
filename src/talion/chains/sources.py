"""Where chains find stories: a database, or records in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Protocol

from talion.chains.reports import Report, report
from talion.record import Record
from talion.store import Database

MOST = 400
"""Stories that are looked at, at most, on one side of a story; the nearest in time are taken."""
_NEAR = """SELECT document FROM (
SELECT document, day FROM events WHERE day BETWEEN $1 AND $2
AND (list_has_any(actor_countries, $4) OR list_has_any(recipient_countries, $4)
OR event IN (SELECT event FROM dyads WHERE day BETWEEN $1 AND $2
AND (lower(actor) = ANY($5) OR lower(recipient) = ANY($5))))
UNION ALL SELECT d.id, d.published_day FROM documents d JOIN actors a ON a.doc = d.doc
WHERE d.published_day BETWEEN $1 AND $2 AND a.country = ANY($4) AND a.n < 4
AND d.doc NOT IN (SELECT doc FROM events WHERE day BETWEEN $1 AND $2 AND sentence < 2)
) AS found WHERE document <> $3
GROUP BY document ORDER BY min(abs(day - $6::DATE)), document LIMIT $7"""
"""Stories with an act of these parties, or that name them early and tell no event in the first two sentences."""


class Source(Protocol):
    """Stories by id, and those before or after one that tell of the same parties."""

    def report(self, document: str) -> Report:
        """A story; ``KeyError`` when there is none of that id."""

    def before(self, of: Report, days: int) -> list[Report]:
        """Stories with acts of the same parties up to so many days before the last act of one."""

    def after(self, of: Report, days: int) -> list[Report]:
        """Stories with acts of the same parties up to so many days after the first act of one."""


class RecordSource:
    """Records in memory, such as those of one file."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._reports = {r.document.id: report(r) for r in records}

    def report(self, document: str) -> Report:
        """A story; ``KeyError`` when there is none of that id."""
        return self._reports[document]

    def before(self, of: Report, days: int) -> list[Report]:
        """Stories with acts of the same parties up to so many days before the last act of one."""
        span = _back(of, days)
        return self._near(of, *span) if span else []

    def after(self, of: Report, days: int) -> list[Report]:
        """Stories with acts of the same parties up to so many days after the first act of one."""
        span = _ahead(of, days)
        return self._near(of, *span) if span else []

    def _near(self, of: Report, first: date, last: date) -> list[Report]:
        parties = of.countries | _names(of)
        days = (first.isoformat(), last.isoformat())
        return [
            other
            for other in self._reports.values()
            if other.id != of.id
            and any(
                a.day and days[0] <= a.day <= days[1] and parties & _parties(other, a.reference)
                for a in other.acts
            )
        ]


class DatabaseSource:
    """Stories of a database; keep it open (``with database:``) for many questions."""

    def __init__(self, database: Database, most: int = MOST) -> None:
        self._database, self._most = database, most
        self._reports: dict[str, Report] = {}

    def report(self, document: str) -> Report:
        """A story; ``KeyError`` when there is none of that id."""
        if document not in self._reports:
            self._reports[document] = report(self._database.record(document))
        return self._reports[document]

    def before(self, of: Report, days: int) -> list[Report]:
        """Stories with acts of the same parties up to so many days before the last act of one."""
        span = _back(of, days)
        return self._near(of, *span, span[1]) if span else []

    def after(self, of: Report, days: int) -> list[Report]:
        """Stories with acts of the same parties up to so many days after the first act of one."""
        span = _ahead(of, days)
        return self._near(of, *span, span[0]) if span else []

    def _near(self, of: Report, first: date, last: date, nearest: date) -> list[Report]:
        asked = [first, last, of.id, sorted(of.countries), sorted(_names(of)), nearest, self._most]
        near = self._database.sql(_NEAR, asked).column(0).to_pylist()
        for record in self._database.records(d for d in near if d not in self._reports):
            self._reports[record.document.id] = report(record)
        return [self._reports[d] for d in near if d in self._reports]


def _names(of: Report) -> frozenset[str]:
    return frozenset(n for a in of.acts for side in (a.actors, a.recipients) for n in side.names)


def _parties(of: Report, reference: str) -> frozenset[str]:
    found: Iterator[frozenset[str]] = (
        side.names | side.countries
        for a in of.acts
        if a.reference == reference
        for side in (a.actors, a.recipients)
    )
    return frozenset().union(*found)


def _back(of: Report, days: int) -> tuple[date, date] | None:
    """From so many days before its last act; ``None`` where it has no day."""
    last = max((a.day for a in of.acts if a.day), default=None)
    return (date.fromisoformat(last) - timedelta(days), date.fromisoformat(last)) if last else None


def _ahead(of: Report, days: int) -> tuple[date, date] | None:
    """Up to so many days after its first act; ``None`` where it has no day."""
    first = min((a.day for a in of.acts if a.day), default=None)
    return (
        (date.fromisoformat(first), date.fromisoformat(first) + timedelta(days)) if first else None
    )
