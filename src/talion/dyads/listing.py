"""The acts behind the numbers: each once, with everything that tells it."""

from __future__ import annotations

from datetime import date

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

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


class Numbers:
    """The numbers of a dyad's acts by direction and kind, each kind looked for once."""

    def __init__(self, dyad: Dyad) -> None:
        self.dyad = dyad
        self._days = np.array([(a.day - dyad.first_day).days for a in dyad.acts], dtype=np.int64)
        self._held: dict[tuple[bool, str], NDArray[np.int64]] = {}

    def of(self, actor: str, kind: str) -> tuple[int, ...]:
        """The numbers of what a side does, of one kind, in order of time."""
        return tuple((self._at(actor == self.dyad.pair.first, kind) + 1).tolist())

    def behind(self, effect: Effect) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Those that an effect looks at: acts that may be answered, and answers in its window."""
        forward = effect.actor == self.dyad.pair.first
        causes, answers = self._at(not forward, effect.after), self._at(forward, effect.kind)
        window = np.arange(effect.first_day, effect.last_day + 1)
        days = (np.unique(self._days[causes])[:, None] + window).ravel()
        inside = answers[np.isin(self._days[answers], days)]
        return tuple((causes + 1).tolist()), tuple((inside + 1).tolist())

    def _at(self, forward: bool, kind: str) -> NDArray[np.int64]:
        if (forward, kind) not in self._held:
            wanted = kind_of(kind)
            self._held[forward, kind] = np.array(
                [i for i, a in enumerate(self.dyad.acts) if a.forward == forward and wanted.holds(a)],
                dtype=np.int64,
            )  # fmt: skip
        return self._held[forward, kind]


def behind(dyad: Dyad, effect: Effect) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The numbers of the acts that one effect looks at (:meth:`Numbers.behind`)."""
    return Numbers(dyad).behind(effect)
