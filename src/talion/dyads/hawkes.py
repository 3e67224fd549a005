"""Mutually exciting point processes with exponential kernels: likelihood, exact gradient, compensator.

The rate of acts of side i is ``base_i + sum_j excitation_ij decay_i sum_{s in j, s < t} exp(-decay_i (t - s))``
(Hawkes 1971; Ozaki 1979). ``excitation_ij`` is how many acts of i one act of j brings in the end; ``decay_i``
is a day. The decay belongs to the side that acts, so the likelihood falls apart into one for each side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.float64]
_FORGOTTEN = 1e-20


class Earlier:
    """Which of the times ``before`` lie before each of ``at``; both are in order of time."""

    def __init__(self, at: Times, before: Times) -> None:
        self.before = before
        self.number = np.searchsorted(before, at, side="left")
        self._seen = self.number > 0
        self._last = self.number[self._seen] - 1
        self._since = at[self._seen] - before[self._last]

    def faded(self, decay: float) -> tuple[Times, Times]:
        """At each time: the sum over earlier ones of ``exp(-decay lag)``, and of ``lag exp(-decay lag)``."""
        total, lagged = np.zeros(len(self.number)), np.zeros(len(self.number))
        sums = _running(self.before, decay)
        fade, held = np.exp(-decay * self._since), sums[0][self._last]
        total[self._seen] = fade * held
        lagged[self._seen] = fade * (sums[1][self._last] + self._since * held)
        return total, lagged


def _running(times: Times, decay: float) -> tuple[Times, Times]:
    """At each time the same sums over it and all before it.

    Sums over the last 1, 2, 4, ... times make those over twice as many, until older ones are forgotten.
    """
    total, lagged, step = np.ones(len(times)), np.zeros(len(times)), 1
    while step < len(times):
        gap = times[step:] - times[:-step]
        fade = np.exp(-decay * gap)
        if fade.max() < _FORGOTTEN:
            break
        lagged[step:] += fade * (lagged[:-step] + gap * total[:-step])
        total[step:] += fade * total[:-step]
        step *= 2
    return total, lagged


def loss(parameters: Times, own: Sequence[Earlier], horizon: float) -> tuple[float, Times]:
    """Minus the log likelihood of one side's times on (0, horizon), and its gradient.

    ``parameters`` are the base rate, the excitation by each of the sources, and the decay; ``own`` says for
    each source which of its times lie before the side's.
    """
    base, excitation, decay = parameters[0], parameters[1:-1], parameters[-1]
    pasts = [e.faded(decay) for e in own]
    rate = base + sum(
        (a * decay * p[0] for a, p in zip(excitation, pasts, strict=True)),
        np.zeros(len(own[0].number)),
    )
    rate = np.maximum(rate, 1e-300)
    inverse = 1 / rate
    value, gradient = base * horizon - np.log(rate).sum(), np.zeros(len(parameters))
    gradient[0] = horizon - inverse.sum()
    for j, (a, (total, lagged), e) in enumerate(zip(excitation, pasts, own, strict=True), 1):
        left = horizon - e.before
        faded = np.exp(-decay * left)
        value += a * (1 - faded).sum()
        gradient[j] = (1 - faded).sum() - (inverse * decay * total).sum()
        gradient[-1] += a * ((left * faded).sum() - (inverse * (total - decay * lagged)).sum())
    return float(value), gradient


def rescaled(parameters: Times, own: Times, sources: Sequence[Earlier]) -> Times:
    """The gaps between the side's acts in the time of its own rate: Exp(1) where the model holds."""
    base, decay = parameters[0], parameters[-1]
    passed = base * own
    for a, source in zip(parameters[1:-1], sources, strict=True):
        passed = passed + a * (source.number - source.faded(decay)[0])
    return np.diff(passed, prepend=0.0)


def simulated(
    base: Times,
    excitation: NDArray[np.float64],
    decay: Times,
    horizon: float,
    rng: np.random.Generator,
) -> list[Times]:
    """Times of each side on (0, horizon), generation by generation (Hawkes and Oakes 1974)."""
    sides = range(len(base))
    born = [rng.uniform(0, horizon, rng.poisson(base[i] * horizon)) for i in sides]
    found = [[b] for b in born]
    while any(len(b) for b in born):
        born = [np.concatenate([_children(born[j], excitation[i, j], decay[i], rng) for j in sides])
                for i in sides]  # fmt: skip
        born = [b[b < horizon] for b in born]
        for kept, new in zip(found, born, strict=True):
            kept.append(new)
    return [np.sort(np.concatenate(f)) for f in found]


def _children(parents: Times, number: float, decay: float, rng: np.random.Generator) -> Times:
    repeated = np.repeat(parents, rng.poisson(number, len(parents)))
    return np.asarray(repeated + rng.exponential(1 / decay, len(repeated)))
