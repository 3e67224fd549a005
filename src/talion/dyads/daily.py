"""Acts as counts a day, in arrays that start with the first day observed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from talion.dyads.acts import Act, Dyad
from talion.dyads.kinds import Kind

Counts = NDArray[np.float64]


class Daily:
    """Counts a day of a dyad's acts, by direction and kind; tallied once, added up when asked for."""

    def __init__(self, dyad: Dyad) -> None:
        self.dyad = dyad
        self._tallies = _tallies(dyad)

    def count(self, forward: bool, kind: Kind) -> Counts:
        """How many acts of that kind and direction there are on each day."""
        found = np.zeros(self.dyad.days)
        for act, counts in self._tallies:
            if act.forward == forward and kind.holds(act):
                found += counts
        return found

    def stories(self) -> Counts:
        """How many stories there are on each day."""
        return on_days(self.dyad, self.dyad.stories)

    def weekdays(self) -> NDArray[np.int64]:
        """The day of the week of each day, 0 for Monday."""
        return (np.arange(self.dyad.days) + self.dyad.first_day.weekday()) % 7


def on_days(dyad: Dyad, counted: Mapping[date, int]) -> Counts:
    """Counts by date as an array over the dyad's days."""
    found = np.zeros(dyad.days)
    for day, number in counted.items():
        at = (day - dyad.first_day).days
        if 0 <= at < dyad.days:
            found[at] += number
    return found


def day_at(dyad: Dyad, offset: int) -> date:
    """The date of an offset from the first day."""
    return dyad.first_day + timedelta(offset)


def _tallies(dyad: Dyad) -> list[tuple[Act, Counts]]:
    """One array for each direction, type, mode and quad, with an act that stands for it."""
    first = dyad.first_day.toordinal()
    groups: dict[tuple[bool, str, str | None, str], list[Act]] = {}
    for act in dyad.acts:
        groups.setdefault((act.forward, act.type, act.mode, act.quad), []).append(act)
    return [
        (acts[0], np.bincount([a.day.toordinal() - first for a in acts], minlength=dyad.days).astype(float))
        for acts in groups.values()
    ]  # fmt: skip
