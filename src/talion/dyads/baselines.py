"""What a forecast must beat. Each gives, for every window in turn, a probability from those before it.

``happened`` is 1 for each window, in order of time, in which there was such an act; a window's forecast
uses none of its own or later values.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Outcomes = NDArray[np.float64]
_SURE = 0.05
_FADES = (0.5, 0.7, 0.85, 0.95)
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def base_rate(happened: Outcomes) -> Outcomes:
    """The share of earlier windows, with one of each kind added (Laplace); one value more than windows."""
    before = np.concatenate([[0.0], np.cumsum(happened)])
    return (before + 1) / (np.arange(len(before)) + 2)


def fading_rate(happened: Outcomes, half_life: float) -> Outcomes:
    """The base rate, a window counting half as much for each ``half_life`` of windows that it lies back."""
    fade, value, weight, found = 0.5 ** (1 / half_life), 0.5, 1.0, []
    for x in happened:
        found.append(value / weight)
        value, weight = value * fade + x, weight * fade + 1
    return np.array([*found, value / weight])


def last_value(happened: Outcomes) -> Outcomes:
    """As the window before, held to 0.05 and 0.95; 0.5 for the first."""
    return np.concatenate([[0.5], np.where(happened > 0, 1 - _SURE, _SURE)])


def recurrency(happened: Outcomes) -> Outcomes:
    """The recurrency baseline: mixes how lately there was one with how often (Gastinger et al. 2024).

    ``share * fade^(windows since the last) + (1 - share) * base rate``; share and fade are those with the
    best log loss so far.
    """
    often = base_rate(happened)
    lately = [_faded(happened, fade) for fade in _FADES]
    mixed = [s * f + (1 - s) * often for f in lately for s in _SHARES]
    candidates = np.clip(np.stack(mixed), 0.01, 0.99)
    losses = log_loss(candidates[:, :-1], happened)
    so_far = np.concatenate([np.zeros((len(mixed), 1)), np.cumsum(losses, axis=1)], axis=1)
    best: Outcomes = candidates[so_far.argmin(axis=0), np.arange(len(often))]
    return best


def brier(forecast: Outcomes, happened: Outcomes) -> Outcomes:
    """The squared distance of each forecast from what happened (Brier 1950)."""
    return (forecast - happened) ** 2


def log_loss(forecast: Outcomes, happened: Outcomes) -> Outcomes:
    """Minus the natural log of the probability that was given to what happened."""
    return -np.log(np.where(happened > 0, forecast, 1 - forecast))


def _faded(happened: Outcomes, fade: float) -> Outcomes:
    """``fade`` to the power of the whole windows since the last with such an act; 0 before the first."""
    at = np.arange(len(happened) + 1)
    last = np.concatenate([[-1], np.maximum.accumulate(np.where(happened > 0, at[:-1], -1))])
    return np.where(last >= 0, fade ** (at - 1.0 - last), 0.0)
