"""Reciprocity: how far each side's acts bring on its own and the other's, by quad (a Hawkes process)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from talion.dyads.acts import Dyad
from talion.dyads.daily import Daily
from talion.dyads.hawkes import Earlier, Times, loss, rescaled
from talion.dyads.kinds import QUADS, Kind, kind_of
from talion.errors import TalionError

LEAST = 20
"""Acts of a side below which nothing is fitted to it."""
_STARTS = (0.03, 0.4, 5.0)
_DECAYS = (1e-3, 24.0)
_AT_BOUND = 1e-6


class Side(Struct, frozen=True, kw_only=True):
    """The fitted rate of one side's acts of one kind; rates are a day, the decay as well.

    ``by_self`` and ``by_other`` are how many acts one act of its own, or of the other side, brings in the
    end; ``half_life`` is in days. ``_error`` are standard errors, ``None`` where a parameter lies at its
    bound or the data can't tell it. ``gain`` is the log likelihood over that of a constant rate.
    ``fit_p`` is that of a Kolmogorov-Smirnov test of rescaled gaps: when small, the model does not fit.
    All but ``acts`` are ``None`` below :data:`LEAST` acts.
    """

    actor: str
    recipient: str
    kind: str
    acts: int
    base: float | None = None
    base_error: float | None = None
    by_self: float | None = None
    by_self_error: float | None = None
    by_other: float | None = None
    by_other_error: float | None = None
    decay: float | None = None
    decay_error: float | None = None
    half_life: float | None = None
    log_likelihood: float | None = None
    gain: float | None = None
    fit_statistic: float | None = None
    fit_p: float | None = None
    converged: bool | None = None


class Fit(Struct, frozen=True):
    """A side's parameters (base, an excitation for each source, decay), errors (NaN: none), and fit."""

    parameters: NDArray[np.float64]
    errors: NDArray[np.float64]
    log_likelihood: float
    converged: bool


def reciprocity(dyad: Dyad, kinds: Sequence[str] = QUADS, *, seed: int = 0) -> list[Side]:
    """A fit for each kind and side; needs scipy (``pip install 'talion[dyads]'``).

    Sources give days, so acts are spread evenly by chance over theirs; ``seed`` says which chance.
    What happens within a day can't be told by it.
    """
    rng, daily = np.random.default_rng(seed), Daily(dyad)
    found = []
    for kind in map(kind_of, kinds):
        times = {forward: _times(daily, forward, kind, rng) for forward in (True, False)}
        found += [_side(dyad, f, kind, times[f], times[not f]) for f in dyad.pair.ways]
    return found


def fit(own: Times, sources: Sequence[Times], horizon: float) -> Fit:
    """The likeliest rate of a side's times on (0, horizon), each array in order, from slow and fast starts."""
    optimize, pools = _library("scipy.optimize"), _library("threadpoolctl")
    rate, earlier = max(len(own) / horizon, 1e-9), [Earlier(own, s) for s in sources]
    bounds = [(1e-9, None), *((0.0, None if len(s) else 0.0) for s in sources), _DECAYS]
    starts = [np.array([0.5 * rate, *([0.5 / len(sources)] * len(sources)), d]) for d in _STARTS]
    with pools.threadpool_limits(1):  # threads wait for one another far longer than steps take
        runs = [
            optimize.minimize(
                loss,
                start,
                args=(earlier, horizon),
                jac=True,
                method="L-BFGS-B",
                bounds=bounds,
                options={"maxiter": 500, "ftol": 1e-11},
            )
            for start in starts
        ]
    best = min(runs, key=lambda r: r.fun)
    errors = _errors(best.x, earlier, horizon)
    return Fit(best.x, errors, -float(best.fun), bool(best.success))


def goodness(fitted: Fit, own: Times, sources: Sequence[Times]) -> tuple[float, float]:
    """The Kolmogorov-Smirnov statistic of rescaled gaps against Exp(1), and its p value.

    The parameters are fitted to the same acts, so the mean gap is next to 1 whatever the model: the p value is
    that for an exponential whose mean is estimated, a curve through the table of Stephens (1974).
    """
    gaps = rescaled(fitted.parameters, own, [Earlier(own, s) for s in sources])
    expected, root = -np.expm1(-np.sort(gaps)), np.sqrt(len(gaps))
    steps = np.arange(len(gaps) + 1) / len(gaps)
    apart = float(max((steps[1:] - expected).max(), (expected - steps[:-1]).max()))
    far = (apart - 0.2 / len(gaps)) * (root + 0.26 + 0.5 / root)
    return apart, min(1.0, float(2.27 * np.exp(-3.17 * far**2)))


def _side(dyad: Dyad, forward: bool, kind: Kind, own: Times, other: Times) -> Side:
    actor, recipient = dyad.pair.actor(forward), dyad.pair.actor(not forward)
    if len(own) < LEAST:
        return Side(actor=actor, recipient=recipient, kind=kind.name, acts=len(own))
    found = fit(own, [own, other], dyad.days)
    constant = len(own) * np.log(len(own) / dyad.days) - len(own)
    statistic, p = goodness(found, own, [own, other])
    values = [float(x) for x in found.parameters]
    errors = [float(x) if np.isfinite(x) else None for x in found.errors]
    excited = values[1] > _AT_BOUND or values[2] > _AT_BOUND
    return Side(
        actor=actor, recipient=recipient, kind=kind.name, acts=len(own), base=values[0], base_error=errors[0],
        by_self=values[1], by_self_error=errors[1], by_other=values[2], by_other_error=errors[2],
        decay=values[3] if excited else None, decay_error=errors[3] if excited else None,
        half_life=float(np.log(2)) / values[3] if excited else None,
        log_likelihood=found.log_likelihood, gain=found.log_likelihood - float(constant),
        fit_statistic=statistic, fit_p=p, converged=found.converged,
    )  # fmt: skip


def _times(daily: Daily, forward: bool, kind: Kind, rng: np.random.Generator) -> Times:
    """Days since the first day began, each act at some moment of its day."""
    counts = daily.count(forward, kind).astype(np.int64)
    days = np.repeat(np.arange(len(counts), dtype=np.float64), counts)
    return np.sort(days + rng.uniform(0, 1, len(days)))


def _errors(parameters: Times, earlier: Sequence[Earlier], horizon: float) -> NDArray[np.float64]:
    """Standard errors from the Hessian of the parameters within their bounds, by differences of the gradient."""
    errors = np.full(len(parameters), np.nan)
    free = parameters > _AT_BOUND
    free[-1] = _DECAYS[0] * 1.01 < parameters[-1] < _DECAYS[1] * 0.99 and free[1:-1].any()
    which = np.flatnonzero(free)
    hessian = np.zeros((len(which), len(which)))
    for row, i in enumerate(which):
        step = np.zeros(len(parameters))
        step[i] = 1e-4 * parameters[i]
        ends = [loss(parameters + s, earlier, horizon)[1][which] for s in (step, -step)]
        hessian[row] = (ends[0] - ends[1]) / (2 * step[i])
    try:
        variances = np.diag(np.linalg.inv((hessian + hessian.T) / 2))
    except np.linalg.LinAlgError:
        return errors
    errors[which] = np.sqrt(np.where(variances > 0, variances, np.nan))
    return errors


def _library(name: str) -> Any:
    """A library that reciprocity alone needs, loaded now; :class:`TalionError` says how to get it."""
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError as error:
        missing = name.partition(".")[0]
        raise TalionError(
            f"{missing} is not installed", remedy="pip install 'talion[dyads]'"
        ) from error
