"""Forecasts: they use the past alone, beat baselines where there is something to know, and carry scores."""

from collections.abc import Callable

import numpy as np
import pytest

from talion import QueryError
from talion.dyads import logistic
from talion.dyads.acts import Dyad
from talion.dyads.baselines import base_rate, brier, fading_rate, last_value, log_loss, recurrency
from talion.dyads.daily import Daily
from talion.dyads.forecast import Forecast, Unscored, _features, _mixed, _model, _windows, forecast
from talion.dyads.hawkes import simulated
from talion.dyads.kinds import kind_of

Make = Callable[..., Dyad]


def answering(dyad: Make, seed: int, length: int = 3650) -> Dyad:
    """The first country answers the second for some weeks, and the second is seldom active."""
    rates, decays = np.array([0.01, 0.008]), np.array([0.06, 0.06])
    excitation = np.array([[0.3, 0.9], [0.0, 0.6]])
    times = simulated(rates, excitation, decays, float(length), np.random.default_rng(seed))
    return dyad(*(t.astype(int) for t in times), length)


def test_where_one_answers_the_other_the_model_beats_all(dyad: Make) -> None:
    found = forecast(answering(dyad, 1), ["material-conflict"], [7])[0]
    assert isinstance(found, Forecast)
    assert found.beats == ("base_rate", "last_value", "recurrency")
    assert found.scored == 3650 // 7 - 20
    assert 0 < found.probability < 1
    assert (found.last_day - found.first_day).days == 6
    assert sum(b.forecasts for b in found.calibration) == found.scored
    far = [abs(b.mean - b.happened) for b in found.calibration if b.forecasts >= 30]
    assert max(far) < 0.15


def test_a_forecast_uses_the_past_alone(dyad: Make) -> None:
    whole = answering(dyad, 2, 700)
    later = whole.first_day.toordinal() + 7 * 60
    known = {f: getattr(whole, f) for f in whole.__struct_fields__}
    acts = tuple(a for a in whole.acts if a.day.toordinal() < later)
    emptied = Dyad(**known | {"acts": acts})
    one, other = (_forecasts(d) for d in (whole, emptied))
    assert one[:61] == other[:61]
    assert one[61:] != other[61:]


def _forecasts(dyad: Dyad) -> list[float]:
    """The model's forecast of each week, and of the one to come."""
    daily, kind = Daily(dyad), kind_of("conflict")
    happened = (_windows(daily.count(True, kind), 7) > 0).astype(float)
    rivals = {"base_rate": base_rate(happened), "recurrency": recurrency(happened)}
    return [float(p) for p in _model(_features(daily, True, kind, 7), happened, rivals)]


def test_short_time_gives_no_forecast(dyad: Make) -> None:
    found = forecast(dyad([1, 5], [3], 100), ["any"], [7])[0]
    assert isinstance(found, Unscored)
    assert "280 needed" in found.reason
    found = forecast(dyad([1, 5], [3], 400), ["any"], [7])[0]
    assert isinstance(found, Unscored)
    assert "only 1 such" in found.reason


def test_no_horizon(dyad: Make) -> None:
    with pytest.raises(QueryError, match="no horizon"):
        forecast(dyad([1]), horizons=[0])


def test_baselines_know_the_past_alone() -> None:
    happened = np.array([1.0, 0, 0, 1])
    assert base_rate(happened) == pytest.approx([1 / 2, 2 / 3, 2 / 4, 2 / 5, 3 / 6])
    assert last_value(happened).tolist() == [0.5, 0.95, 0.05, 0.05, 0.95]
    assert fading_rate(happened, 1.0) == pytest.approx([1 / 2, 5 / 6, 5 / 14, 5 / 30, 37 / 62])
    long = np.tile([1.0] * 10 + [0.0] * 30, 3)
    changed = long.copy()
    changed[60:] = 0
    assert recurrency(long)[:61] == pytest.approx(recurrency(changed)[:61])
    better = log_loss(recurrency(long)[:-1], long).mean()
    assert better < log_loss(base_rate(long)[:-1], long).mean()


def test_a_mixture_learns_which_forecasts_are_good() -> None:
    happened = np.tile([1.0, 0.0], 50)
    good, blind = np.append(np.where(happened > 0, 0.9, 0.1), 0.9), np.full(101, 0.5)
    mixed = _mixed(np.stack([good, blind]), happened)
    assert mixed[0] == pytest.approx(0.7)
    assert mixed[-1] == pytest.approx(0.9)


def test_scores() -> None:
    forecasts, happened = np.array([0.8, 0.2]), np.array([1.0, 1.0])
    assert brier(forecasts, happened) == pytest.approx([0.04, 0.64])
    assert log_loss(forecasts, happened) == pytest.approx([-np.log(0.8), -np.log(0.2)])


def test_logistic_finds_weights_and_bears_separation() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(5000, 2))
    y = (rng.uniform(size=5000) < 1 / (1 + np.exp(0.5 - x[:, 0] + 2 * x[:, 1]))).astype(float)
    assert logistic.fitted(x, y) == pytest.approx([-0.5, 1, -2], abs=0.15)
    sure = logistic.fitted(np.ones((30, 1)), np.ones(30))
    assert np.isfinite(sure).all()
