"""What the statistics of pairs of countries promise, measured on simulated dyads.

    python benchmarks/dyads.py [--runs 200] [study hawkes forecast speed]

Prints a line a measure; `docs/dyads.md` holds them. Every seed is fixed, so a run can be repeated.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from talion.dyads import forecast, gathered, read_dyad, reciprocity, series, study
from talion.dyads.acts import Act, Dyad, Pair
from talion.dyads.forecast import Forecast
from talion.dyads.hawkes import simulated
from talion.dyads.reciprocity import fit
from talion.dyads.study import Settings
from talion.ontology import plover

Counts = NDArray[np.int64]
START, PAIR = date(2031, 1, 6), Pair("KEN", "TZA")
TYPES = ("AGREE", "AID", "THREATEN", "COERCE")
YEARS3, YEARS10 = 3 * 364, 10 * 364
WEEKLY = np.array([1.2, 1.2, 1.2, 1.2, 1.2, 0.5, 0.5])


def main() -> None:
    """Measures what is asked for, and prints it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="*", choices=[*MEASURES, []])
    parser.add_argument("--runs", type=int, default=200)
    options = parser.parse_args()
    for name in options.what or MEASURES:
        for line in MEASURES[name](options.runs):
            print(line, flush=True)


def dyad_of(counts: dict[tuple[bool, str], Counts], days: int) -> Dyad:
    """A dyad with so many acts of each direction and type on each day."""
    made = [
        act
        for (forward, type_), daily in counts.items()
        for at in np.flatnonzero(daily)
        for act in [_act(int(at), forward, type_)] * int(daily[at])
    ]
    dyad = gathered(PAIR, made, START, START + timedelta(days - 1))
    known = {f: getattr(dyad, f) for f in dyad.__struct_fields__}
    return Dyad(**known | {"acts": dyad.tellings})


def _act(at: int, forward: bool, type_: str) -> Act:
    entry = plover().types[type_]
    day = START + timedelta(at)
    return Act(day=day, forward=forward, type=type_, quad=entry.quad, goldstein=entry.goldstein)


# --- Event study ---------------------------------------------------------------------------------


def constant(rng: np.random.Generator, days: int) -> Counts:
    """Acts at a rate that never changes."""
    return rng.poisson(0.25, days)


def bursts(rng: np.random.Generator, days: int) -> Counts:
    """Acts that bring on more of their own side's for a week or so, fewer at weekends."""
    base, own = np.array([0.1]), np.array([[0.6]])
    (times,) = simulated(base, own, np.array([0.2]), float(days), rng)
    daily = np.bincount(times.astype(int), minlength=days)[:days]
    return np.asarray(rng.binomial(daily, WEEKLY[np.arange(days) % 7] / WEEKLY.max()))


def seasons(rng: np.random.Generator, days: int) -> Counts:
    """Acts whose rate swings by half with each side's own season of half a year to two years."""
    swing = np.sin(2 * np.pi * (np.arange(days) / rng.uniform(182, 728) + rng.uniform()))
    return rng.poisson(0.25 * (1 + 0.5 * swing))


def answered(
    rng: np.random.Generator, acts: Counts, triggers: Counts, ratio: float = 2.0
) -> Counts:
    """The acts, with more of them on the three days after triggers: ``ratio`` times the base rate."""
    after = np.zeros(len(acts), dtype=bool)
    for lag in (1, 2, 3):
        after[lag:] |= triggers[:-lag] > 0
    return np.asarray(acts + rng.poisson((ratio - 1) * acts.mean() * after))


def measure_study(runs: int) -> Iterator[str]:
    """False findings without an answer, true ones with one."""
    for make in (constant, bursts, seasons):
        found = [_found(make, seed, 1.0) for seed in range(2 * runs)]
        yield f"study, no answer, {make.__name__}, {len(found)} runs: {_shares(found)}"
    for make in (constant, bursts, seasons):
        found = [_found(make, 10_000 + seed, 2.0) for seed in range(runs)]
        yield f"study, twice the base rate, {make.__name__}, {runs} runs: {_shares(found)}"


def _found(make: Callable[..., Counts], seed: int, ratio: float) -> dict[str, bool]:
    """Whether the command finds anything, by any and by each control; triggers on a day in eight."""
    rng = np.random.default_rng(seed)
    acts, triggers = make(rng, YEARS3), np.minimum(make(rng, YEARS3), 1)
    triggers = triggers * (rng.uniform(size=YEARS3) < 0.6)
    acts = answered(rng, acts, triggers, ratio) if ratio > 1 else acts
    dyad = dyad_of({(True, "COERCE"): acts, (False, "COERCE"): triggers}, YEARS3)
    effects = study(dyad, ["COERCE"], ["COERCE"], Settings(draws=480, seed=seed), directions=[True])
    first = [e for e in effects if ratio == 1 or (e.first_day == 1 and (e.ratio or 0) > 1)]
    by = {c: any(e.found for e in first if e.control == c) for c in ("shuffled", "matched")}
    return {"any": any(by.values()), **by}


def _shares(found: Sequence[dict[str, bool]]) -> str:
    return ", ".join(f"{k} {np.mean([f[k] for f in found]):.1%}" for k in found[0])


# --- Hawkes process ------------------------------------------------------------------------------

BASE = np.array([0.2, 0.1])
EXCITED = np.array([[0.3, 0.2], [0.4, 0.1]])
DECAY = np.array([0.5, 1.0])


def measure_hawkes(runs: int) -> Iterator[str]:
    """How often fitted parameters lie within two standard errors of those that were simulated."""
    within = []
    for seed in range(runs):
        times = simulated(BASE, EXCITED, DECAY, 3000.0, np.random.default_rng(seed))
        for i in (0, 1):
            true = np.array([BASE[i], *EXCITED[i], DECAY[i]])
            found = fit(times[i], times, 3000.0)
            known = np.isfinite(found.errors)
            inside = np.abs(found.parameters - true) <= 2 * found.errors
            within.append(np.where(known, inside, np.nan))
    each = np.nanmean(np.array(within), axis=0)
    yield (
        f"hawkes, 3000 days, {runs} runs: within two standard errors {np.nanmean(within):.1%}; base,"
        f" by self, by other, decay: {', '.join(f'{x:.1%}' for x in each)};"
        f" without an error {np.isnan(within).mean():.1%}"
    )


# --- Forecast ------------------------------------------------------------------------------------


def world(seed: int, days: int = YEARS10) -> Dyad:
    """Ten years of a pair whose four kinds of acts bring on one another, as its character has it.

    Some pairs quarrel (conflict answers conflict), some trade favours, some hardly touch; all have
    weekends, and a rate that drifts by half over the years.
    """
    rng = np.random.default_rng(seed)
    sides = 2 * len(TYPES)
    base = rng.gamma(1.0, 0.02, sides)
    excitation = rng.gamma(0.5, 0.1, (sides, sides)) * (rng.uniform(size=(sides, sides)) < 0.4)
    excitation *= rng.uniform(0.2, 0.85) / max(np.abs(np.linalg.eigvals(excitation)).max(), 1e-9)
    decay = np.exp(rng.uniform(np.log(0.03), np.log(1.0), sides))
    drift = 1 + 0.5 * np.sin(2 * np.pi * (np.arange(days) / days + rng.uniform()))
    kept = WEEKLY[np.arange(days) % 7] / WEEKLY.max() * drift / 1.5
    times = simulated(base, excitation, decay, float(days), rng)
    daily = [np.bincount(t.astype(int), minlength=days)[:days] for t in times]
    keys = [(forward, t) for forward in (True, False) for t in TYPES]
    return dyad_of(
        {k: np.asarray(rng.binomial(d, kept)) for k, d in zip(keys, daily, strict=True)}, days
    )


def measure_forecast(runs: int) -> Iterator[str]:
    """Mean Brier score and log loss over a generated world, beside the baselines'."""
    pairs = max(1, runs // 5)
    found = [f for seed in range(pairs) for f in forecast(world(seed)) if isinstance(f, Forecast)]
    for horizon in (7, 28):
        of = [f for f in found if (f.last_day - f.first_day).days + 1 == horizon]
        beats = np.mean([len(f.beats) == 3 for f in of])
        yield (
            f"forecast, {horizon} days, {len(of)} series of {pairs} pairs:"
            f" Brier {_means([f.brier for f in of])}; log loss {_means([f.log_loss for f in of])};"
            f" beats all three in {beats:.0%}; calibration {_calibration(of):.3f}"
        )


def _means(scores: Sequence[object]) -> str:
    names = ("model", "base_rate", "last_value", "recurrency")
    return ", ".join(f"{n} {np.mean([getattr(s, n) for s in scores]):.4f}" for n in names)


def _calibration(forecasts: Sequence[Forecast]) -> float:
    """The mean distance of forecasts, in fifths, from the share that came true, over all of them."""
    bins = [(round(b.mean * 5 - 0.5), b) for f in forecasts for b in f.calibration]
    total, far = 0, 0.0
    for fifth in range(5):
        held = [b for at, b in bins if at == fifth]
        n = sum(b.forecasts for b in held)
        far += abs(sum(b.forecasts * (b.mean - b.happened) for b in held))
        total += n
    return far / total


# --- Speed ---------------------------------------------------------------------------------------


def measure_speed(_: int) -> Iterator[str]:
    """Seconds of processor time for each question to 100,000 rows over ten years; the best of three."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pair.export.CSV"
        path.write_text("\n".join(_rows(100_000)), encoding="utf-8")
        dyad = read_dyad("KEN", "TZA", [path])
        questions: dict[str, Callable[[], object]] = {
            "read": lambda: read_dyad("KEN", "TZA", [path]), "series": lambda: series(dyad, "week"),
            "study": lambda: study(dyad), "reciprocity": lambda: reciprocity(dyad),
            "forecast": lambda: forecast(dyad),
        }  # fmt: skip
        spent = {name: min(_timed(q) for _ in range(3)) for name, q in questions.items()}
    each = ", ".join(f"{n} {s:.2f}" for n, s in spent.items())
    held = f"{len(dyad.tellings):,} tellings, {len(dyad.acts):,} acts"
    yield f"speed, {held}, seconds of processor time: {each}; all {sum(spent.values()):.2f}"


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _rows(number: int) -> Iterator[str]:
    """GDELT 2.0 rows of one pair."""
    rng = np.random.default_rng(0)
    codes = np.array(["010", "040", "042", "050", "070", "111", "112", "130", "172", "190"])
    for at in np.sort(rng.integers(0, 3650, number)):
        day = f"{START + timedelta(int(at)):%Y%m%d}"
        forward = rng.uniform() < 0.5
        cells = [""] * 61
        cells[0], cells[1], cells[26] = "1", day, str(rng.choice(codes))
        cells[7], cells[17] = ("KEN", "TZA") if forward else ("TZA", "KEN")
        cells[30], cells[59] = "-2.0", f"{day}120000"
        cells[60] = f"https://paper{rng.integers(50)}.example/{rng.integers(50_000)}"
        yield "\t".join(cells)


MEASURES = {
    "study": measure_study, "hawkes": measure_hawkes, "forecast": measure_forecast,
    "speed": measure_speed,
}  # fmt: skip

if __name__ == "__main__":
    main()
