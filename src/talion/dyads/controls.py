"""Control days for an event study: what to hold the days after an act against.

Everything here is arrays over the days on which a window can start. *Weights* say how a day counts in a
statistic: 1 a trigger, less than 0 a control of one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from talion.dyads.daily import Counts

WEEKS = 8
"""Matched days lie at most so many weeks before or after."""
CALIPER = 1.5
"""Matched days have at most so many times more, or fewer, stories in the week before."""
_BLOCKS = 4


def windowed(counts: Counts, first: int, last: int, days: int) -> Counts:
    """The sum of counts from ``first`` to ``last`` days after each of the first ``days`` days."""
    total = np.concatenate([[0.0], np.cumsum(counts)])
    start = np.arange(days)
    return np.asarray(total[start + last + 1] - total[start + first], dtype=np.float64)


def week_before(counts: Counts) -> Counts:
    """The sum of counts over the seven days before each day."""
    total = np.concatenate([np.zeros(8), np.cumsum(counts)])
    return np.asarray(total[7 : 7 + len(counts)] - total[: len(counts)], dtype=np.float64)


def shuffled(
    weights: Counts, values: Counts, block: int, draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """The sums of ``values`` (a row a day), each day weighed, for ``draws`` rearrangements of the weights.

    Within each four blocks of ``block`` days (whole weeks) these change places after a turn by whole
    weeks, so that a day keeps its weekday and its season, and nearly all days keep the days before them.
    Days after the last whole week stay.
    """
    whole = len(weights) // 7 * 7
    stays = weights[whole:] @ values[whole:]
    found = np.tile(np.asarray(stays, dtype=np.float64), (draws, 1))
    for span in _spans(whole, block):
        found += _turned(weights[span], values[span], block, draws, rng)
    return found


def spread(weights: Counts, block: int) -> Counts:
    """The mean of all these rearrangements: each day has the mean weight of its weekday within its span."""
    found, whole = weights.astype(np.float64), len(weights) // 7 * 7
    for span in _spans(whole, block):
        weeks = found[span].reshape(-1, 7)
        weeks[:] = weeks.mean(axis=0)
    return found


def _spans(days: int, block: int) -> Iterator[slice]:
    """About four blocks each, of whole weeks."""
    spans = max(1, round(days / (_BLOCKS * block)))
    edges = [7 * round(i * days / 7 / spans) for i in range(spans + 1)]
    return map(slice, edges, edges[1:])


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


def _turned(
    weights: Counts, values: Counts, block: int, draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """The sums of one span, turned by whole weeks, then by blocks; a rest is only turned.

    A place of a block can hold the days from any week on: their sums are made once, and drawn from.
    """
    weeks, whole = len(weights) // 7, len(weights) // block
    order = rng.permuted(np.tile(np.arange(whole), (draws, 1)), axis=1)
    turn = rng.integers(max(1, weeks), size=draws)
    twice = np.concatenate([weights, weights])
    found = np.zeros((draws, values.shape[1]))
    for place in range(whole + 1):
        there = values[place * block : (place + 1) * block]
        if not len(there):
            continue
        sums = np.stack([twice[7 * w : 7 * w + len(there)] @ there for w in range(weeks)])
        held = order[:, place] if place < whole else whole
        found += sums[(held * (block // 7) + turn) % weeks]
    return found
