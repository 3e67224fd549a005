"""What a dyad is made of: the acts of two parties on one another, and the stories around them."""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, structs

from talion.dyads.parties import Who, party_of
from talion.errors import QueryError
from talion.record import LinkStatus

Origin = Literal["talion", "gdelt", "icews", "polecat"]
_RETOLD = timedelta(28)


class Pair(Struct, frozen=True):
    """Two parties by their names (:mod:`~talion.dyads.parties`); *forward* is what ``first`` does to ``second``.

    A group beside itself, or anybody beside anybody, has acts among its own: there is one direction then.
    """

    first: str
    second: str

    @property
    def ways(self) -> tuple[bool, ...]:
        """The directions that there are."""
        return (True,) if self.first == self.second else (True, False)

    def directions(self, actors: Iterable[Who], recipients: Iterable[Who]) -> tuple[bool, ...]:
        """In which directions these actors act on these recipients: forward is ``True``.

        >>> Pair("KEN", "TZA").directions([("TZA", "GOV")], [("KEN", None), ("UGA", None)])
        (False,)
        """
        return _directions(self, tuple(actors), tuple(recipients))

    def named(self, who: Iterable[Who]) -> bool:
        """Whether both parties are among these."""
        return _named(self, tuple(who))

    def actor(self, forward: bool) -> str:
        """Who acts in this direction."""
        return self.first if forward else self.second


@functools.lru_cache(maxsize=100_000)
def _directions(
    pair: Pair, actors: tuple[Who, ...], recipients: tuple[Who, ...]
) -> tuple[bool, ...]:
    first, second = party_of(pair.first), party_of(pair.second)
    sides = ((True, first, second), (False, second, first))[: len(pair.ways)]
    return tuple(way for way, a, b in sides if a.holds(actors) and b.holds(recipients))


@functools.lru_cache(maxsize=100_000)
def _named(pair: Pair, who: tuple[Who, ...]) -> bool:
    return party_of(pair.first).holds(who) and party_of(pair.second).holds(who)


class Act(Struct, frozen=True, kw_only=True):
    """One telling of an act of one side on the other; ``goldstein`` is its intensity, -10 to 10.

    ``story`` is the document's id, a URL, or ``None`` where the source names none; ``event`` the event's id
    there, ``words`` the sentence where the source has it. ``contexts`` are PLOVER's.
    """

    day: date
    forward: bool
    type: str
    mode: str | None = None
    quad: str
    goldstein: float | None
    story: str | None = None
    event: str | None = None
    words: str | None = None
    publisher: str | None = None
    contexts: tuple[str, ...] = ()
    origin: Origin = "talion"


class Story(Struct, frozen=True, kw_only=True):
    """A story that could have told an act; ``names_both`` says whether it names both sides."""

    day: date
    id: str
    names_both: bool
    publisher: str | None = None


class Stories(Struct, frozen=True, kw_only=True):
    """The stories of a day, counted: how many, how many name both sides, and who published them."""

    day: date
    number: int
    naming: int
    publishers: tuple[str, ...] = ()


class TextAnswer(Struct, frozen=True, kw_only=True):
    """A link of one story: an act of one side that the text calls an answer to the other's.

    ``forward`` is the direction of the response; ``day`` is the response's, ``None`` where unknown. The two
    ``_event`` are ids of the story's events. ``antecedent`` and ``response`` are types of acts, ``cue`` the
    words that tie them, ``said_by`` and ``denied_by`` who claims the link and who denies or doubts it.
    ``contexts`` are the response's.
    """

    day: date | None
    forward: bool
    kind: str
    status: LinkStatus
    antecedent: str
    antecedent_day: date | None
    antecedent_event: str
    antecedent_words: str
    response: str
    response_event: str
    response_words: str
    cue: str | None
    said_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    document: str
    publisher: str | None
    link: str
    confidence: float
    contexts: tuple[str, ...] = ()


class LeftOut(Struct, frozen=True):
    """Something about this pair that no act was made of, and why."""

    reason: str


class Dyad(Struct, frozen=True, kw_only=True):
    """All that sources tell of a pair from ``first_day`` to ``last_day``, both included.

    ``tellings`` are in order of time; ``acts`` are these without repetitions. ``stories`` and
    ``naming`` count, by day, the stories of the sources, and those that name both sides; ``publishers``
    holds who published a story on a day. ``left_out`` counts what was not used, by reason.
    """

    pair: Pair
    first_day: date
    last_day: date
    tellings: tuple[Act, ...]
    acts: tuple[Act, ...]
    stories: Mapping[date, int]
    naming: Mapping[date, int]
    publishers: Mapping[date, frozenset[str]]
    answers: tuple[TextAnswer, ...]
    left_out: Mapping[str, int]

    @property
    def days(self) -> int:
        """How many days are observed."""
        return (self.last_day - self.first_day).days + 1


def distinct(tellings: Iterable[Act]) -> tuple[Act, ...]:
    """One act for all tellings of one type and mode, in one direction, on one day: the first of them.

    Event data repeat an act as often as it is told; this is the usual one-a-day filter.
    """
    found: dict[tuple[date, bool, str, str | None], Act] = {}
    for act in tellings:
        found.setdefault(same(act), act)
    return tuple(found.values())


def placed(tellings: Sequence[Act], answers: Iterable[TextAnswer]) -> list[Act]:
    """The tellings, those of an answered act on the day that other stories told it on.

    A story of an answer tells again what it answers, often without its day: "arrested ten on Tuesday in
    retaliation for the expulsion of its envoys". Where the story's day of it is not before the answer's, it is
    a telling of the last act of that type and direction in the four weeks before, if there is one.
    """
    again = {
        (a.document, a.antecedent_event)
        for a in answers
        if a.day is None or a.antecedent_day is None or a.antecedent_day >= a.day
    }
    if not again:
        return list(tellings)
    days: dict[tuple[bool, str], list[date]] = {}
    for act in sorted(tellings, key=lambda a: a.day):
        if (act.story, act.event) not in again:
            days.setdefault((act.forward, act.type), []).append(act.day)
    found = []
    for act in tellings:
        before = days.get((act.forward, act.type), [])
        at = bisect_right(before, act.day)
        if (act.story, act.event) in again and at and act.day - before[at - 1] <= _RETOLD:
            act = structs.replace(act, day=before[at - 1])
        found.append(act)
    return found


def same(act: Act) -> tuple[date, bool, str, str | None]:
    """What tellings of one act share."""
    return act.day, act.forward, act.type, act.mode


def pair_of(first: str, second: str) -> Pair:
    """A checked pair; :class:`QueryError` names the party that is none."""
    one, other = party_of(first), party_of(second)
    if one == other and one.members is not None and len(one.members) == 1:
        raise QueryError(
            f"{one.name} twice is no pair", remedy="give two parties, or a group twice"
        )
    return Pair(one.name, other.name)
