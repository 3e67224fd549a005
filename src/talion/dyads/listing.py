"""The acts behind the numbers: each once, with everything that tells it."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from talion.dyads.acts import Act, Dyad, same
from talion.dyads.kinds import ANY, Kind, kind_of
from talion.dyads.study import Effect


class Listed(Struct, frozen=True, kw_only=True):
    """An act and its ``tellings``; ``n`` is its number in order of time, over acts of all kinds.

    ``stories`` and ``events`` go together: the ids of each telling, ``""`` where the source names none.
    ``words`` is the sentence of the first telling that has one.
    """

    n: int
    day: date
    actor: str
    recipient: str
    type: str
    mode: str | None
    quad: str
    goldstein: float | None
    tellings: int
    publishers: tuple[str, ...]
    stories: tuple[str, ...]
    events: tuple[str, ...]
    words: str | None


def listing(dyad: Dyad, kind: str | Kind = ANY) -> list[Listed]:
    """All acts of a kind, in order of time."""
    wanted = kind_of(kind) if isinstance(kind, str) else kind
    told: dict[tuple[date, bool, str, str | None], list[Act]] = {}
    for telling in dyad.tellings:
        told.setdefault(same(telling), []).append(telling)
    return [
        _listed(dyad, n, act, told[same(act)])
        for n, act in enumerate(dyad.acts, 1)
        if wanted.holds(act)
    ]


def _listed(dyad: Dyad, n: int, act: Act, tellings: list[Act]) -> Listed:
    return Listed(
        n=n, day=act.day, actor=dyad.pair.actor(act.forward), recipient=dyad.pair.actor(not act.forward),
        type=act.type, mode=act.mode, quad=act.quad, goldstein=act.goldstein, tellings=len(tellings),
        publishers=tuple(dict.fromkeys(t.publisher for t in tellings if t.publisher)),
        stories=tuple(t.story or "" for t in tellings), events=tuple(t.event or "" for t in tellings),
        words=next((t.words for t in tellings if t.words), None),
    )  # fmt: skip


def behind(dyad: Dyad, effect: Effect) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The numbers of the acts that an effect looks at: those that may be answered, and answers in its window."""
    forward = effect.actor == dyad.pair.first
    cause, answer = kind_of(effect.after), kind_of(effect.kind)
    causes = [(n, a) for n, a in enumerate(dyad.acts, 1) if a.forward != forward and cause.holds(a)]
    window = range(effect.first_day, effect.last_day + 1)
    days = {a.day + timedelta(lag) for _, a in causes for lag in window}
    answers = (
        n for n, a in enumerate(dyad.acts, 1)
        if a.forward == forward and a.day in days and answer.holds(a)
    )  # fmt: skip
    return tuple(n for n, _ in causes), tuple(answers)
