"""What an expression is resolved against, and what it means once its scene is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from talion.reading.times.calendar import Period


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an expression stands.

    ``now`` is the day of publication (``None`` when it is not known), ``ahead`` whether the
    clause speaks of what is to come (``None`` when it does not show), ``story`` the period that
    the last sentences spoke of, ``day`` the last single day named, ``beside`` a date with its
    year that this one is coordinated with.
    """

    now: date | None = None
    ahead: bool | None = None
    story: Period | None = None
    day: date | None = None
    beside: Period | None = None


Resolver = Callable[[Scene], Period | None]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression says: ``grain`` is "day", "clock", "part", "vague" or another name of a
    length.

    ``relative`` when the words need an anchor; ``explicit`` when they carry their own year.
    """

    grain: str
    resolve: Resolver
    relative: bool = True
    explicit: bool = False


def fixed(grain: str, period: Period | None) -> Meaning | None:
    """A date that needs no scene; ``None`` when there is no such date."""
    return Meaning(grain, lambda _: period, relative=False, explicit=True) if period else None


def vague(grain: str = "vague") -> Meaning:
    """A time that no calendar holds."""
    return Meaning(grain, lambda _: None)


_FAR, _NEAR, _JUST = 300, 65, 45


def choose(options: list[Period], scene: Scene) -> Period | None:
    """The one of some recurring periods that is meant: by the tense, else the nearest to now.

    A tense is not believed where it would mean a date most of a year away and the other one is
    near: "the 3 March vote", told of on 1 March in the past tense.
    """
    if scene.beside is not None:
        middle = scene.beside[0]
        return min(options, key=lambda p: abs((p[0] - middle).days), default=None)
    if scene.now is None:
        return None
    now = scene.now
    begun = max((p for p in options if p[0] <= now), default=None)
    to_come = min((p for p in options if p[1] > now), default=None)
    if begun is None or to_come is None:
        return begun or to_come
    since, until = (now - begun[1]).days, (to_come[0] - now).days
    if scene.ahead is None:
        return to_come if until < _JUST and since > 3 * _JUST else begun
    if scene.ahead:
        return begun if until > _FAR and since < _JUST else to_come
    return to_come if since > _FAR - 15 and until < _NEAR else begun
