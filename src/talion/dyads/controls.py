"""Control days for an event study: what to hold the days after an act against.

Everything here is arrays over the days on which a window can start. *Weights* say how a day counts in a
statistic: 1 a trigger, less than 0 a control of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from talion.dyads.daily import Counts

WEEKS = 8
"""Matched days lie at most so many weeks before or after."""
CALIPER = 1.5
"""Matched days have at most so many times more, or fewer, stories in the week before."""
_BLOCKS = 4
_ROWS = 250


def windowed(counts: Counts, first: int, last: int, days: int) -> Counts:
    """The sum of counts from ``first`` to ``last`` days after each of the first ``days`` days."""
    total = np.concatenate([[0.0], np.cumsum(counts)])
    start = np.arange(days)
    return np.asarray(total[start + last + 1] - total[start + first], dtype=np.float64)


def week_before(counts: Counts) -> Counts:
    """The sum of counts over the seven days before each day."""
    total = np.concatenate([np.zeros(8), np.cumsum(counts)])
    return np.asarray(total[7 : 7 + len(counts)] - total[: len(counts)], dtype=np.float64)


def shuffles(
    weights: Counts, block: int, draws: int, rng: np.random.Generator
) -> Iterator[NDArray[np.float64]]:
    """Rearrangements of the weights, some rows at a time: ``draws`` rows in all.

    Within each four blocks of ``block`` days (whole weeks) these change places after a turn by whole
    weeks, so that a day keeps its weekday and its season, and nearly all days keep the days before them.
    """
    for start in range(0, draws, _ROWS):
        yield weights[_rearranged(len(weights), block, min(_ROWS, draws - start), rng)]


def matched(triggers: NDArray[np.bool_], own: Counts, stories: Counts) -> tuple[Counts, Counts]:
    """Weights of trigger days that have matched controls, and the shares of the control days.

    A control is a day without a trigger, of the same weekday, at most :data:`WEEKS` weeks away, before
    which the answering side was about as active (the same doubling of the week's acts), and the news
    about as many (:data:`CALIPER`). All controls of a trigger share its weight.
    """
    days, level = len(triggers), np.floor(np.log2(1 + week_before(own)))
    news = np.log1p(week_before(stories))
    offsets = [7 * k for k in range(-WEEKS, WEEKS + 1) if k]
    fits = np.zeros((len(offsets), days), dtype=bool)
    for row, offset in enumerate(offsets):
        here = np.arange(max(0, -offset), min(days, days - offset))
        there = here + offset
        fits[row, here] = (
            triggers[here] & ~triggers[there] & (level[here] == level[there])
            & (np.abs(news[here] - news[there]) <= np.log(CALIPER))
        )  # fmt: skip
    number = fits.sum(axis=0)
    shares = np.zeros(days)
    for row, offset in enumerate(offsets):
        here = np.flatnonzero(fits[row])
        shares[here + offset] += 1 / number[here]
    return (number > 0).astype(float), shares


def _rearranged(days: int, block: int, rows: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Which day comes to each place, a row a draw; days after the last whole week stay."""
    weeks = days // 7
    spans = max(1, round(7 * weeks / (_BLOCKS * block)))
    edges = [7 * round(i * weeks / spans) for i in range(spans + 1)]
    parts = [a + _within(b - a, block, rows, rng) for a, b in pairwise(edges)]
    rest = np.tile(np.arange(7 * weeks, days), (rows, 1))
    return np.concatenate([*parts, rest], axis=1)


def _within(days: int, block: int, rows: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """The days of one span, turned by whole weeks, then by blocks; a rest is only turned."""
    whole = days // block
    order = rng.permuted(np.tile(np.arange(whole), (rows, 1)), axis=1)
    places = (order[:, :, None] * block + np.arange(block)).reshape(rows, -1)
    rest = np.tile(np.arange(whole * block, days), (rows, 1))
    turn = 7 * rng.integers(max(1, days // 7), size=(rows, 1))
    return np.asarray((np.concatenate([places, rest], axis=1) + turn) % days, dtype=np.int64)
