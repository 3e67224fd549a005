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
_REACH = 200.0


def past(at: Times, before: Times, decay: float) -> tuple[Times, Times]:
    """At each time: the sum over earlier ``before`` of ``exp(-decay lag)``, and of ``lag exp(-decay lag)``.

    Both inputs are in order of time. Sums run in stretches over which exponentials stay in range.
    """
    total, lagged = np.zeros(len(at)), np.zeros(len(at))
    if not len(at) or not len(before):
        return total, lagged
    start, stretch = min(at[0], before[0]), _REACH / decay
    carried = carried_lag = 0.0
    while True:
        inside = slice(*np.searchsorted(at, [start, start + stretch]))
        sources = before[slice(*np.searchsorted(before, [start, start + stretch]))] - start
        here = at[inside] - start
        sums = _running(sources, decay)
        seen = np.searchsorted(sources, here, side="left")
        fade = np.exp(-decay * here)
        total[inside] = fade * (carried + sums[0][seen])
        lagged[inside] = fade * (carried_lag + here * (carried + sums[0][seen]) - sums[1][seen])
        if inside.stop == len(at):
            return total, lagged
        end = np.exp(-_REACH)
        carried_lag = end * (carried_lag + stretch * (carried + sums[0][-1]) - sums[1][-1])
        carried = end * (carried + sums[0][-1])
        start += stretch


def _running(sources: Times, decay: float) -> tuple[Times, Times]:
    grown = np.exp(decay * sources)
    return (
        np.concatenate([[0.0], np.cumsum(grown)]),
        np.concatenate([[0.0], np.cumsum(sources * grown)]),
    )


def loss(
    parameters: Times, own: Times, sources: Sequence[Times], horizon: float
) -> tuple[float, Times]:
    """Minus the log likelihood of one side's times on (0, horizon), and its gradient.

    ``parameters`` are the base rate, the excitation by each of the sources, and the decay.
    """
    base, excitation, decay = parameters[0], parameters[1:-1], parameters[-1]
    pasts = [past(own, s, decay) for s in sources]
    rate = base + sum(
        (a * decay * p[0] for a, p in zip(excitation, pasts, strict=True)), np.zeros(len(own))
    )
    inverse = 1 / np.maximum(rate, 1e-300)
    value, gradient = (
        base * horizon - np.log(np.maximum(rate, 1e-300)).sum(),
        np.zeros(len(parameters)),
    )
    gradient[0] = horizon - inverse.sum()
    for j, (a, (total, lagged), source) in enumerate(
        zip(excitation, pasts, sources, strict=True), 1
    ):
        left = horizon - source
        faded = np.exp(-decay * left)
        value += a * (1 - faded).sum()
        gradient[j] = (1 - faded).sum() - (inverse * decay * total).sum()
        gradient[-1] += a * ((left * faded).sum() - (inverse * (total - decay * lagged)).sum())
    return float(value), gradient


def rescaled(parameters: Times, own: Times, sources: Sequence[Times]) -> Times:
    """The gaps between the side's acts in the time of its own rate: Exp(1) where the model holds."""
    base, decay = parameters[0], parameters[-1]
    passed = base * own
    for a, source in zip(parameters[1:-1], sources, strict=True):
        earlier = np.searchsorted(source, own, side="left")
        passed = passed + a * (earlier - past(own, source, decay)[0])
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
