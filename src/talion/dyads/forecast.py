"""What each side is likely to do next, with the score that such forecasts had in the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from talion.dyads import logistic
from talion.dyads.acts import Dyad
from talion.dyads.baselines import base_rate, brier, fading_rate, last_value, log_loss, recurrency
from talion.dyads.daily import Counts, Daily, day_at
from talion.dyads.kinds import HALVES, QUADS, Kind, kind_of
from talion.errors import QueryError

HORIZONS = (7, 28)
"""Days ahead."""
_TRAINING = 20
_SCORED = 20
_LEAST = 5
_EVERY = 4
_BACK = (1, 3, 12)
_MARGIN = 0.005
_RIDGES = (20.0, 200.0)
_HALF_LIVES = (8, 26, 104)


class Scores(Struct, frozen=True, kw_only=True):
    """Mean Brier score and log loss over forecasts that were made before what they speak of."""

    model: float
    base_rate: float
    last_value: float
    recurrency: float


class Bin(Struct, frozen=True, kw_only=True):
    """Forecasts of like probability: how many, their mean, and the share that came true."""

    forecasts: int
    mean: float
    happened: float


class Forecast(Struct, frozen=True, kw_only=True):
    """The probability that ``actor`` does at least one act of ``kind`` from ``first_day`` to ``last_day``.

    ``scored`` past forecasts of the same kind, each made from what was known before it, have the
    scores ``brier`` and ``log_loss``; ``beats`` names the baselines that the model is better than in both.
    ``calibration`` holds past probabilities against what happened, in fifths of their range.
    """

    actor: str
    recipient: str
    kind: str
    first_day: date
    last_day: date
    probability: float
    scored: int
    brier: Scores
    log_loss: Scores
    beats: tuple[str, ...]
    calibration: tuple[Bin, ...]


class Unscored(Struct, frozen=True, kw_only=True):
    """A forecast that is not made, since too little is known to score it."""

    actor: str
    kind: str
    horizon: int
    reason: str


def forecast(
    dyad: Dyad, kinds: Sequence[str] = QUADS, horizons: Sequence[int] = HORIZONS
) -> list[Forecast | Unscored]:
    """A forecast for each side, kind and horizon (days), from the day after the last one observed.

    Time is cut into windows of the horizon's length, backwards from the end. Logistic regressions on
    what both sides did in the windows before are fitted to all windows that had ended, anew every
    four, mixed with simple rates, and scored on the next; the first 20 train alone. With fewer
    than 20 to score, or fewer than 5 with such an act, nothing is forecast.
    """
    daily = Daily(dyad)
    return [
        _forecast(daily, forward, kind_of(kind), _checked(horizon))
        for horizon in horizons
        for kind in kinds
        for forward in daily.dyad.pair.ways
    ]


def _checked(horizon: int) -> int:
    if horizon < 1:
        raise QueryError(f"{horizon} days is no horizon", remedy="give one day or more")
    return horizon


def _forecast(daily: Daily, forward: bool, kind: Kind, horizon: int) -> Forecast | Unscored:
    dyad = daily.dyad
    actor, windows = dyad.pair.actor(forward), dyad.days // horizon
    if windows < _TRAINING + _SCORED:
        least = (_TRAINING + _SCORED) * horizon
        reason = f"{dyad.days} days are observed, and {least} needed"
        return Unscored(actor=actor, kind=kind.name, horizon=horizon, reason=reason)
    happened = (_windows(daily.count(forward, kind), horizon) > 0).astype(float)
    if happened.sum() < _LEAST:
        reason = f"only {int(happened.sum())} such windows have been, and {_LEAST} are needed"
        return Unscored(actor=actor, kind=kind.name, horizon=horizon, reason=reason)
    rivals = {"base_rate": base_rate(happened), "last_value": last_value(happened),
              "recurrency": recurrency(happened)}  # fmt: skip
    features = _features(daily, forward, kind, horizon)
    model = _model(features, happened, rivals)
    past, made = happened[_TRAINING:], {"model": model, **rivals}
    scores = [
        {n: float(rule(m[_TRAINING:-1], past).mean()) for n, m in made.items()}
        for rule in (brier, log_loss)
    ]
    return Forecast(
        actor=actor, recipient=dyad.pair.actor(not forward), kind=kind.name,
        first_day=day_at(dyad, dyad.days), last_day=day_at(dyad, dyad.days + horizon - 1),
        probability=float(model[-1]), scored=len(past),
        brier=Scores(**scores[0]), log_loss=Scores(**scores[1]),
        beats=tuple(n for n in rivals if all(s["model"] < s[n] for s in scores)),
        calibration=_calibration(model[_TRAINING:-1], past),
    )  # fmt: skip


def _windows(counts: Counts, horizon: int) -> Counts:
    """Sums over windows of that many days, the last ending with the last day."""
    whole = len(counts) // horizon * horizon
    return np.asarray(counts[len(counts) - whole :].reshape(-1, horizon).sum(axis=1))


def _features(daily: Daily, forward: bool, kind: Kind, horizon: int) -> NDArray[np.float64]:
    """What was known before each window, and before the one to come: a row each.

    Log rates over the last 1, 3 and 12 windows of this kind by either side, and of all conflict and
    cooperation by either side over the last 3.
    """
    own, other = (_windows(daily.count(f, kind), horizon) for f in (forward, not forward))
    columns = [_before(x, back) for x in (own, other) for back in _BACK]
    for half in HALVES:
        for side in (forward, not forward):
            columns.append(_before(_windows(daily.count(side, kind_of(half)), horizon), 3))
    return np.stack(columns, axis=1)


def _before(sums: Counts, back: int) -> Counts:
    """The log of one more than the mean of up to ``back`` windows before each window."""
    total = np.concatenate([[0.0], np.cumsum(sums)])
    at = np.arange(len(sums) + 1)
    start = np.maximum(0, at - back)
    return np.asarray(np.log1p((total[at] - total[start]) / np.maximum(1, at - start)))


def _model(features: NDArray[np.float64], happened: Counts, rivals: Mapping[str, Counts]) -> Counts:
    """Forecasts of each window, and of the one to come, from those before it alone.

    Regressions on what both sides did, and simple rates, mixed.
    """
    often = rivals["base_rate"]
    made = [often, rivals["recurrency"], *(fading_rate(happened, h) for h in _HALF_LIVES)]
    made += [_rolling(features, happened, often, ridge) for ridge in _RIDGES]
    return _mixed(np.clip(np.stack(made), _MARGIN, 1 - _MARGIN), happened)


def _mixed(made: NDArray[np.float64], happened: Counts) -> Counts:
    """The mean of forecasts, a row each, weighed by the likelihood that each gave to what happened so far.

    So it is hardly ever much worse than the best of them (Vovk 1990).
    """
    lost = np.cumsum(log_loss(made[:, :-1], happened), axis=1)
    lost = np.concatenate([np.zeros((len(made), 1)), lost], axis=1)
    weights = np.exp(lost.min(axis=0) - lost)
    return np.asarray((weights * made).sum(axis=0) / weights.sum(axis=0), dtype=np.float64)


def _rolling(
    features: NDArray[np.float64], happened: Counts, often: Counts, ridge: float
) -> Counts:
    """Regressions of the windows before on top of the base rate so far, which stands alone at first."""
    found, logits = often.copy(), np.log(often / (1 - often))
    weights = None
    for start in range(_TRAINING, len(features), _EVERY):
        mean, spread = features[:start].mean(axis=0), features[:start].std(axis=0) + 1e-3
        x = (features - mean) / spread
        weights = logistic.fitted(
            x[:start], happened[:start], ridge, offset=logits[:start], start=weights
        )
        rows = slice(start, min(start + _EVERY, len(features)))
        found[rows] = logistic.predicted(weights, x[rows], logits[rows])
    return found


def _calibration(forecasts: Counts, happened: Counts) -> tuple[Bin, ...]:
    fifth = np.minimum(4, (forecasts * 5).astype(int))
    return tuple(
        Bin(forecasts=int(inside.sum()), mean=float(forecasts[inside].mean()),
            happened=float(happened[inside].mean()))
        for inside in (fifth == i for i in range(5)) if inside.any()
    )  # fmt: skip
