"""The Hawkes process: its gradient, its sums, and known parameters found again."""

from collections.abc import Callable

import numpy as np
import pytest

from talion.dyads.acts import Dyad
from talion.dyads.hawkes import Earlier, loss, rescaled, simulated
from talion.dyads.reciprocity import fit, goodness, reciprocity

TRUE = (np.array([0.2, 0.1]), np.array([[0.3, 0.2], [0.4, 0.1]]), np.array([0.5, 1.0]))


def test_past_is_the_plain_sum() -> None:
    rng = np.random.default_rng(1)
    at, before = (np.sort(rng.uniform(0, 400, n)) for n in (50, 60))
    lags = at[:, None] - before
    weights = np.where(lags > 0, np.exp(-3.0 * np.abs(lags)), 0.0)
    total, lagged = Earlier(at, before).faded(3.0)
    assert total == pytest.approx(weights.sum(axis=1), rel=1e-9)
    assert lagged == pytest.approx((lags * weights).sum(axis=1), rel=1e-8)


def test_past_does_not_see_its_own_moment() -> None:
    times = np.array([1.0, 2.0])
    assert Earlier(times, times).faded(1.0)[0] == pytest.approx([0.0, np.exp(-1.0)])
    assert Earlier(times, np.array([])).faded(1.0)[0].tolist() == [0.0, 0.0]


def test_gradient_is_exact() -> None:
    own, other = simulated(*TRUE, 300.0, np.random.default_rng(2))
    earlier = [Earlier(own, own), Earlier(own, other)]
    at = np.array([0.3, 0.2, 0.4, 0.8])
    gradient = loss(at, earlier, 300.0)[1]
    for i in range(4):
        step = np.eye(4)[i] * 1e-5
        ends = [loss(at + s, earlier, 300.0)[0] for s in (step, -step)]
        assert gradient[i] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-5)


def test_known_parameters_are_found_again() -> None:
    pytest.importorskip("scipy")
    times = simulated(*TRUE, 8000.0, np.random.default_rng(3))
    for i in (0, 1):
        found = fit(times[i], times, 8000.0)
        true = np.array([TRUE[0][i], *TRUE[1][i], TRUE[2][i]])
        assert found.converged
        assert np.all(np.abs(found.parameters - true) < 3 * found.errors)
        assert np.all(found.errors < 0.35 * true)
        assert goodness(found, times[i], times)[1] > 0.01


def test_a_wrong_model_does_not_fit() -> None:
    pytest.importorskip("scipy")
    times = simulated(*TRUE, 8000.0, np.random.default_rng(4))
    found = fit(times[0], times, 8000.0)
    found.parameters[1:3] = 0.0
    found.parameters[0] = len(times[0]) / 8000.0
    assert goodness(found, times[0], times)[1] < 1e-6
    gaps = rescaled(found.parameters, times[0], [Earlier(times[0], t) for t in times])
    assert gaps.mean() == pytest.approx(1, rel=0.01)


def test_a_dyad_that_answers(dyad: Callable[..., Dyad]) -> None:
    pytest.importorskip("scipy")
    excitation = np.array([[0.0, 0.6], [0.0, 0.0]])
    forward, back = simulated(np.array([0.05, 0.1]), excitation, np.array([0.4, 1.0]), 3000.0,
                              np.random.default_rng(5))  # fmt: skip
    sides = reciprocity(dyad(forward.astype(int), back.astype(int), 3000), ["conflict"])
    answers, starts = sides
    assert (answers.actor, answers.acts) == ("KEN", len(forward))
    assert answers.by_other == pytest.approx(0.6, abs=0.15)
    assert answers.by_self == pytest.approx(0.0, abs=0.1)
    assert starts.by_other is not None
    assert starts.by_other < 0.15
    assert answers.gain is not None
    assert answers.gain > 20


def test_too_few_acts_are_not_fitted(dyad: Callable[..., Dyad]) -> None:
    side = reciprocity(dyad([1, 2, 3], [4]), ["any"])[0]
    assert (side.acts, side.base, side.fit_p) == (3, None, None)
