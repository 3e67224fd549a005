"""A dyad over time: what each side does, by day, week or month, and how many stories could have told it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from talion.dyads.acts import Act, Dyad
from talion.dyads.kinds import ANY, QUADS, Kind, kind_of

Period = Literal["day", "week", "month"]
PERIODS: tuple[Period, ...] = ("day", "week", "month")


class Bucket(Struct, frozen=True, kw_only=True):
    """What ``actor`` does to ``recipient`` in a period that starts on ``start``.

    ``acts`` are counted once a day, type and mode; ``tellings`` as often as they are told. ``goldstein_sum``
    and ``goldstein_mean`` are over acts with a known intensity, the mean is ``None`` without any.
    ``telling_stories`` counts the stories that tell them, ``naming_stories`` those that name both sides,
    ``stories`` all that could have told them; the last two are of the pair, not of the direction.
    ``telling_publishers`` counts who tells them, ``publisher_share`` is their share of the ``publishers`` of any
    story in the period, ``None`` where no publisher is known.
    ``whole`` says whether the period lies within the time observed.
    """

    start: date
    actor: str
    recipient: str
    acts: int
    tellings: int
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int
    goldstein_sum: float
    goldstein_mean: float | None
    telling_stories: int
    naming_stories: int
    stories: int
    telling_publishers: int
    publishers: int
    publisher_share: float | None
    whole: bool


def series(dyad: Dyad, by: Period = "day", kind: str | Kind = ANY) -> list[Bucket]:
    """All periods of the time observed, the empty ones as well, a row a direction: forward, then back."""
    wanted = kind_of(kind) if isinstance(kind, str) else kind
    acts, tellings = (_grouped(a, by, wanted) for a in (dyad.acts, dyad.tellings))
    stories, naming = (_summed(n, by) for n in (dyad.stories, dyad.naming))
    publishers = _united(dyad.publishers, by)
    return [
        _bucket(dyad, by, start, forward, acts.get((start, forward), []),
                tellings.get((start, forward), []), naming.get(start, 0), stories.get(start, 0),
                publishers.get(start, set()))
        for start in starts(dyad.first_day, dyad.last_day, by)
        for forward in dyad.pair.ways
    ]  # fmt: skip


def start_of(day: date, by: Period) -> date:
    """The first day of the period that a day lies in; weeks start on Monday.

    >>> start_of(date(2031, 5, 2), "week"), start_of(date(2031, 5, 2), "month")
    (datetime.date(2031, 4, 28), datetime.date(2031, 5, 1))
    """
    if by == "week":
        return day - timedelta(day.weekday())
    return day.replace(day=1) if by == "month" else day


def starts(first: date, last: date, by: Period) -> list[date]:
    """The starts of all periods from the first day to the last."""
    found = [start_of(first, by)]
    while (following := after(found[-1], by)) <= last:
        found.append(following)
    return found


def after(start: date, by: Period) -> date:
    """The start of the next period."""
    if by == "month":
        return (start + timedelta(31)).replace(day=1)
    return start + timedelta(7 if by == "week" else 1)


def _grouped(acts: Iterable[Act], by: Period, kind: Kind) -> dict[tuple[date, bool], list[Act]]:
    found: dict[tuple[date, bool], list[Act]] = {}
    for act in acts:
        if kind.holds(act):
            found.setdefault((start_of(act.day, by), act.forward), []).append(act)
    return found


def _summed(counted: Mapping[date, int], by: Period) -> dict[date, int]:
    found: dict[date, int] = {}
    for day, number in counted.items():
        start = start_of(day, by)
        found[start] = found.get(start, 0) + number
    return found


def _united(held: Mapping[date, frozenset[str]], by: Period) -> dict[date, set[str]]:
    found: dict[date, set[str]] = {}
    for day, names in held.items():
        found.setdefault(start_of(day, by), set()).update(names)
    return found


def _bucket(
    dyad: Dyad, by: Period, start: date, forward: bool, acts: list[Act], tellings: list[Act],
    naming: int, stories: int, publishers: set[str],
) -> Bucket:  # fmt: skip
    quads = {q: sum(a.quad == q for a in acts) for q in QUADS}
    scores = [a.goldstein for a in acts if a.goldstein is not None]
    telling = len({a.publisher for a in tellings} & publishers)
    return Bucket(
        start=start, actor=dyad.pair.actor(forward), recipient=dyad.pair.actor(not forward),
        acts=len(acts), tellings=len(tellings),
        **{q.replace("-", "_"): n for q, n in quads.items()},
        goldstein_sum=round(sum(scores), 6),
        goldstein_mean=round(sum(scores) / len(scores), 6) if scores else None,
        telling_stories=len({a.story for a in tellings if a.story}), naming_stories=naming,
        stories=stories, telling_publishers=telling, publishers=len(publishers),
        publisher_share=telling / len(publishers) if publishers else None,
        whole=dyad.first_day <= start and after(start, by) <= dyad.last_day + timedelta(1),
    )  # fmt: skip
