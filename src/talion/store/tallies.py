"""Events counted as they come and go, so that what is asked of all of them needs no look at each.

``tallies`` holds sums by day, type and quad (``days``), by the place's country (``places``) and by both parties'
countries (``parties``). A commit adds rows for the documents that came, and negative ones for those that were
replaced; now and then the rows are added up. So nothing is ever counted anew, and the sums are those of the events
to the last digit.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talion.store.home import Session

KINDS = {
    "days": ("day", "type", "quad"),
    "places": ("place_country",),
    "parties": ("actor_country", "recipient_country"),
}
"""What each kind of sums is told apart by."""
MEAN = "CAST(sum(score) AS DOUBLE PRECISION) / CAST(sum(events) AS DOUBLE PRECISION) / 1000000"
"""The mean Goldstein score of some sums."""
_EACH = 10_000
"""Documents after which the rows are added up."""
_SCORE = "CAST(round(least(greatest(goldstein, -1000), 1000) * 1000000) AS BIGINT)"
"""An event's score; one that is no such score at all can't make the sum too large."""
_ALL = ", ".join(name for columns in KINDS.values() for name in columns)


def kind_of(columns: Collection[str], filters: Collection[str]) -> str | None:
    """The sums that tell events apart by these columns, and hold what the filters ask for; ``None``: none do.

    An event has several rows of ``parties``, so that these answer for both countries together alone.
    """
    if not filters and set(columns) == set(KINDS["parties"]):
        return "parties"
    asked = {*columns, *filters}
    return next((k for k in ("days", "places") if asked <= set(KINDS[k])), None)


def come(session: Session, first: int) -> None:
    """Count the documents with keys from ``first`` on; then add up, when it is time for that."""
    _count(session, "", f"doc >= {first}", first)
    ((last,),) = session.rows("SELECT coalesce(max(doc), 0) FROM documents")
    if first // _EACH < (last + 1) // _EACH:
        _add_up(session, last + 1)


def go(session: Session, docs: Collection[int], first: int) -> None:
    """Count off the documents of these keys, which are about to be deleted."""
    _count(session, "-", f"doc IN ({', '.join(map(str, docs))})", first)


def fill(session: Session) -> None:
    """Count all: those of a database of an older version."""
    _count(session, "", "true", 0)


def _count(session: Session, sign: str, which: str, first: int) -> None:
    alone = f"SELECT DISTINCT event, {', '.join(KINDS['parties'])}, goldstein FROM dyads"
    for kind, columns in KINDS.items():
        names = ", ".join(columns)
        events = alone if kind == "parties" else f"SELECT {names}, goldstein FROM events"
        session.rows(
            f"INSERT INTO tallies (kind, doc, {names}, events, score)"
            f" SELECT '{kind}', {first}, {names}, {sign}count(*), {sign}sum({_SCORE})"
            f" FROM ({events} WHERE {which}) told GROUP BY {names}"
        )


def _add_up(session: Session, next: int) -> None:
    session.rows(
        f"INSERT INTO tallies (kind, doc, {_ALL}, events, score)"
        f" SELECT kind, {next}, {_ALL}, sum(events), sum(score) FROM tallies"
        f" GROUP BY kind, {_ALL} HAVING sum(events) <> 0"
    )
    session.rows(f"DELETE FROM tallies WHERE doc < {next}")
