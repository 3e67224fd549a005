"""What a dyad is made of: the acts of two countries on one another, and the stories around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from talion.errors import QueryError
from talion.record import LinkStatus

Origin = Literal["talion", "gdelt", "icews", "polecat"]


class Pair(Struct, frozen=True):
    """Two countries, ISO 3166-1 alpha-3; *forward* is what ``first`` does to ``second``."""

    first: str
    second: str

    def directions(
        self, actors: Iterable[str | None], recipients: Iterable[str | None]
    ) -> list[bool]:
        """In which directions these actors act on these recipients: forward is ``True``.

        >>> Pair("KEN", "TZA").directions(["TZA"], ["KEN", "UGA"])
        [False]
        """
        who, whom = set(actors), set(recipients)
        ways = ((True, self.first, self.second), (False, self.second, self.first))
        return [forward for forward, a, b in ways if a in who and b in whom]

    def named(self, countries: Iterable[str | None]) -> bool:
        """Whether both countries are among these."""
        return {self.first, self.second} <= set(countries)

    def actor(self, forward: bool) -> str:
        """Who acts in this direction."""
        return self.first if forward else self.second


class Act(Struct, frozen=True, kw_only=True):
    """One telling of an act of one country on the other; ``goldstein`` is its intensity, -10 to 10.

    ``story`` is the document's id, a URL, or ``None`` where the source names none.
    """

    day: date
    forward: bool
    type: str
    mode: str | None = None
    quad: str
    goldstein: float | None
    story: str | None = None
    origin: Origin = "talion"


class Story(Struct, frozen=True, kw_only=True):
    """A story that could have told an act; ``names_both`` says whether it names both countries."""

    day: date
    id: str
    names_both: bool


class TextAnswer(Struct, frozen=True, kw_only=True):
    """A link of one story: an act of one country that the text calls an answer to the other's.

    ``forward`` is the direction of the response; ``day`` is the response's, ``None`` where unknown.
    """

    day: date | None
    forward: bool
    kind: str
    status: LinkStatus
    antecedent: str
    response: str
    document: str
    link: str
    confidence: float


class LeftOut(Struct, frozen=True):
    """Something about this pair that no act was made of, and why."""

    reason: str


class Dyad(Struct, frozen=True, kw_only=True):
    """All that sources tell of a pair from ``first_day`` to ``last_day``, both included.

    ``tellings`` are in order of time; ``acts`` are these without repetitions. ``stories`` and
    ``naming`` count, by day, the stories of the sources, and those that name both countries.
    ``left_out`` counts what was not used, by reason.
    """

    pair: Pair
    first_day: date
    last_day: date
    tellings: tuple[Act, ...]
    acts: tuple[Act, ...]
    stories: Mapping[date, int]
    naming: Mapping[date, int]
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
        found.setdefault((act.day, act.forward, act.type, act.mode), act)
    return tuple(found.values())


def pair_of(first: str, second: str) -> Pair:
    """A checked pair; :class:`QueryError` names the code that is no country."""
    from talion.knowledge.entries import countries

    first, second = first.upper(), second.upper()
    for code in (first, second):
        if code not in countries():
            raise QueryError(
                f"{code!r} is no country", remedy="give ISO 3166-1 alpha-3 codes, such as KEN"
            )
    if first == second:
        raise QueryError(f"{first} twice is no pair", remedy="give two countries")
    return Pair(first, second)
