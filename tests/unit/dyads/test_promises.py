"""What the statistics promise, each with a world in which breaking it would show; small, and seeded."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.unit.dyads.conftest import PAIR, act

from talion.dyads import controls
from talion.dyads.acts import Dyad, Story
from talion.dyads.forecast import Forecast, forecast
from talion.dyads.gather import gathered
from talion.dyads.hawkes import simulated
from talion.dyads.reciprocity import fit, goodness
from talion.dyads.series import series
from talion.dyads.study import Effect, Settings, study

Make = Callable[..., Dyad]
DAYS = 728


def days(counts: Any) -> Any:
    return np.repeat(np.arange(len(counts)), counts)


def noise(dyad: Make, seed: int, settings: Settings) -> list[Effect]:
    rng = np.random.default_rng(seed)
    made = dyad(days(rng.poisson(0.25, DAYS)), days(rng.poisson(0.12, DAYS)), DAYS)
    return study(made, ["COERCE"], ["COERCE"], settings)


def test_many_tests_of_noise_find_hardly_anything_when_corrected(dyad: Make) -> None:
    """Ten tests a run: without a correction every third run has a finding."""
    windows, found = tuple((n, n) for n in range(1, 6)), {}
    for by in ("holm", "none"):
        settings = Settings(draws=199, windows=windows, control=("matched",), correction=by)
        found[by] = np.mean([any(e.found for e in noise(dyad, s, settings)) for s in range(40)])
    assert found["holm"] <= 0.125
    assert found["none"] >= 0.2


def test_a_season_that_both_share_is_no_answer(dyad: Make) -> None:
    """Both sides act more in the same months, neither because of the other: so do the control days."""
    found: dict[str, list[bool]] = {"shuffled": [], "matched": []}
    plain = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        busy = np.repeat(rng.choice([0.05, 0.4], DAYS // 182 + 1), 182)[:DAYS]
        acts, triggers = rng.poisson(busy), rng.poisson(busy)
        plain.append(acts[1:][triggers[:-1] > 0].mean() / acts.mean())
        made = dyad(days(acts), days(triggers), DAYS)
        for e in study(made, ["COERCE"], ["COERCE"], Settings(draws=199), directions=[True]):
            found[e.control].append(e.found)
    assert np.mean(plain) > 1.15  # held against all days, what follows an act would be an answer
    assert np.mean(found["matched"]) <= 0.05
    assert np.mean(found["shuffled"]) <= 0.1


def test_an_interval_is_around_its_ratio(dyad: Make) -> None:
    inside = []
    for seed in range(30):
        for e in noise(dyad, seed, Settings(draws=99)):
            if e.ratio is not None:
                assert (e.ratio_low or 0) <= e.ratio <= (e.ratio_high or 0)
                assert (e.difference_low or 0) <= (e.difference or 0) <= (e.difference_high or 0)
                inside.append((e.ratio_low or 0) <= 1 <= (e.ratio_high or 0))
    assert 0.88 <= np.mean(inside) <= 0.99


def test_what_is_expected_is_the_mean_of_the_shuffles() -> None:
    rng = np.random.default_rng(0)
    weights, values = (rng.uniform(size=200) < 0.2).astype(float), rng.normal(size=(200, 3))
    shuffled = controls.shuffled(weights, values, 28, 20_000, rng)
    expected = controls.spread(weights, 28) @ values
    assert shuffled.mean(axis=0) == pytest.approx(
        expected, abs=5 * shuffled.std() / np.sqrt(20_000)
    )


def test_controls_have_as_many_stories_as_their_triggers() -> None:
    """In weeks with three times the news everything is told more often; such days are no controls."""
    stories = np.where(np.arange(392) // 28 % 2, 30.0, 10.0)
    triggers = np.arange(392) % 56 == 48
    treated, shares = controls.matched(triggers, np.zeros(392), stories)
    news = controls.week_before(stories)
    assert treated[triggers].all()
    assert shares @ news == pytest.approx(treated @ news, rel=0.05)
    blind = controls.matched(triggers, np.zeros(392), np.ones(392))[1]
    assert blind @ news < 0.8 * (treated @ news)


def test_more_news_is_told_beside_more_acts() -> None:
    """Twice the stories, twice the acts: the series says how many stories could have told them."""
    acts = [act(d, story=f"s{d}") for d in (1, 3, 8, 9, 10, 11)]
    stories = [Story(day=act(d).day, id=f"{d}-{n}", names_both=n == 0)
               for d in range(14) for n in range(5 if d < 7 else 10)]  # fmt: skip
    one, other = series(gathered(PAIR, [*acts, *stories]), "week")[::2]
    assert (one.acts, one.stories, one.naming_stories) == (2, 35, 7)
    assert (other.acts, other.stories, other.naming_stories) == (4, 70, 7)


def test_rescaled_times_are_even_where_the_model_holds_and_only_there() -> None:
    """Over many fits p is spread over (0, 1); for acts that come too evenly it is next to nought."""
    pytest.importorskip("scipy")
    p = []
    for seed in range(40):
        times = simulated(np.array([0.2]), np.array([[0.5]]), np.array([0.5]), 1500.0,
                          np.random.default_rng(seed))  # fmt: skip
        p.append(goodness(fit(times[0], times, 1500.0), times[0], times)[1])
    assert np.mean(np.array(p) < 0.05) <= 0.1
    assert 0.4 < np.mean(p) < 0.75
    even = np.arange(500.0) + np.random.default_rng(0).uniform(0, 0.2, 500)
    assert goodness(fit(even, [even], 500.0), even, [even])[1] < 1e-6


def test_nothing_can_be_known_of_noise_ahead_of_time(dyad: Make) -> None:
    """A forecast that saw its own week, or later ones, would be better than the base rate here."""
    gains = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        acts, others = (days(rng.poisson(0.1, 1400)) for _ in range(2))
        for f in forecast(dyad(acts, others, 1400), ["material-conflict"], [7]):
            assert isinstance(f, Forecast)
            gains.append(f.brier.base_rate - f.brier.model)
    assert -0.02 < np.mean(gains) < 0.003


def test_forecasts_mean_what_they_say(dyad: Make) -> None:
    """Over pairs, what was said to be so likely was so frequent."""
    bins = []
    for seed in range(6):
        times = simulated(np.array([0.02, 0.02]), np.array([[0.4, 0.4], [0.4, 0.4]]), np.array([0.1, 0.1]),
                          2800.0, np.random.default_rng(seed))  # fmt: skip
        for f in forecast(dyad(*(t.astype(int) for t in times), 2800), ["material-conflict"], [7]):
            assert isinstance(f, Forecast)
            assert f.brier.model < f.brier.base_rate
            bins += [(min(4, int(b.mean * 5)), b) for b in f.calibration]
    for fifth in range(5):
        held = [b for at, b in bins if at == fifth]
        number = sum(b.forecasts for b in held)
        if number >= 100:
            said, true = (sum(b.forecasts * getattr(b, x) for b in held) / number
                          for x in ("mean", "happened"))  # fmt: skip
            assert said == pytest.approx(true, abs=0.08)
