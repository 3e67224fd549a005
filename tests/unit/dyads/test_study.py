"""The event study: nothing is found in noise, an answer that was planted is."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from talion import QueryError
from talion.dyads import controls
from talion.dyads.acts import Dyad
from talion.dyads.corrections import corrected
from talion.dyads.study import Effect, Settings, study

Make = Callable[..., Dyad]
FAST = Settings(draws=199, windows=((1, 3),))
LENGTH = 728


def days(counts: Any) -> Any:
    return np.repeat(np.arange(len(counts)), counts)


def studied(dyad: Make, seed: int, ratio: float = 1.0, **more: Any) -> list[Effect]:
    rng = np.random.default_rng(seed)
    acts, triggers = rng.poisson(0.25, LENGTH), rng.poisson(0.12, LENGTH)
    after = np.zeros(LENGTH, dtype=bool)
    for k in (1, 2, 3):
        after[k:] |= triggers[:-k] > 0
    acts += rng.poisson(0.25 * (ratio - 1) * after)
    made = dyad(days(acts), days(triggers), LENGTH)
    return study(made, ["COERCE"], ["material-conflict"], FAST, directions=[True], **more)


def test_noise_is_seldom_a_finding(dyad: Make) -> None:
    found = [e.found for seed in range(40) for e in studied(dyad, seed)]
    assert np.mean(found) <= 0.1


def test_a_planted_answer_is_found(dyad: Make) -> None:
    runs = [studied(dyad, seed, ratio=2.5) for seed in range(10)]
    assert all(e.found for effects in runs for e in effects)
    effect = runs[0][0]
    assert (effect.actor, effect.recipient, effect.after) == ("KEN", "TZA", "COERCE")
    assert effect.ratio is not None
    assert effect.ratio_low is not None
    assert 1 < effect.ratio_low < effect.ratio
    assert effect.observed is not None
    assert effect.difference == pytest.approx(effect.observed - (effect.expected or 0))


def test_shared_weekdays_are_no_answer(dyad: Make) -> None:
    rng, found = np.random.default_rng(0), []
    for _ in range(20):
        busy = np.where(np.arange(LENGTH) % 7 < 2, 0.6, 0.05)
        made = dyad(days(rng.poisson(busy)), days(rng.poisson(busy)), LENGTH)
        found += study(made, settings=Settings(draws=199, windows=((7, 7),)), directions=[True])
    assert np.mean([e.found for e in found]) <= 0.15


def test_the_same_seed_gives_the_same(dyad: Make) -> None:
    assert studied(dyad, 1) == studied(dyad, 1)


def test_many_tests_take_more_shuffles_and_one_correction(dyad: Make) -> None:
    few = Settings(draws=9, windows=((1, 1), (2, 2)))
    triggers = np.cumsum(np.random.default_rng(0).integers(3, 12, 60))
    made = dyad(triggers + 1, triggers, 600)
    effects = study(made, ["COERCE", "any"], ["COERCE", "any"], few, directions=[True])
    tested = [e.p for e in effects if e.p is not None]
    assert len(tested) == 2 * 2 * 2 * 2
    assert min(tested) < 0.05 / len(tested)
    assert min(e.p_corrected or 0 for e in effects) == pytest.approx(len(tested) * min(tested))


def test_too_few_triggers_are_not_tested(dyad: Make) -> None:
    effect = study(dyad([3, 9], [1, 5], 200), directions=[True])[0]
    assert (effect.triggers, effect.p, effect.found, effect.ratio) == (2, None, False, None)


@pytest.mark.parametrize("window", [(3, 1), (-2, 4)])
def test_no_window(dyad: Make, window: tuple[int, int]) -> None:
    with pytest.raises(QueryError, match="no window"):
        study(dyad([1]), settings=Settings(windows=(window,)))


def test_windows_are_sums_of_the_days_after() -> None:
    counts = np.array([1.0, 2, 3, 4, 5])
    assert controls.windowed(counts, 1, 2, 3).tolist() == [5, 7, 9]
    assert controls.week_before(np.arange(10.0)).tolist() == [0, 0, 1, 3, 6, 10, 15, 21, 28, 35]


def test_shuffles_keep_days_and_weekdays() -> None:
    weights = np.arange(400.0)
    rows = controls.shuffled(weights, np.eye(400), 28, 3, np.random.default_rng(0))
    assert rows.shape == (3, 400)
    for row in rows:
        assert sorted(row) == weights.tolist()
        assert np.all(row % 7 == weights % 7)
        assert np.any(row != weights)


def test_matched_days_are_alike() -> None:
    triggers = np.zeros(140, dtype=bool)
    triggers[[70, 77]] = True
    treated, shares = controls.matched(triggers, np.zeros(140), np.ones(140))
    assert np.flatnonzero(treated).tolist() == [70, 77]
    assert shares.sum() == pytest.approx(2)
    assert set(np.flatnonzero(shares) % 7) == {0}
    own = np.zeros(140)
    own[69] = 5
    assert np.flatnonzero(controls.matched(triggers, own, np.ones(140))[0]).tolist() == [77]


def test_corrections() -> None:
    p = [0.01, 0.5, 0.02]
    assert corrected(p, "none") == p
    assert corrected(p, "holm") == [0.03, 0.5, 0.04]
    assert corrected(p, "benjamini-hochberg") == pytest.approx([0.03, 0.5, 0.03])
