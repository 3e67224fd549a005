"""Event study: after an act of one side, what does the other do, and how much more often than otherwise?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray

from talion.dyads import controls
from talion.dyads.acts import Dyad
from talion.dyads.corrections import Correction, corrected
from talion.dyads.daily import Counts, Daily
from talion.dyads.kinds import ANY, QUADS, kind_of
from talion.errors import QueryError

Control = Literal["shuffled", "matched"]
Window = tuple[int, int]
WINDOWS: tuple[Window, ...] = ((1, 3), (4, 7), (8, 14))
"""Days after the act, both ends included; day 0, whose order is not known, is left out unless asked for."""
_LEAST = 5
_BLOCK = 28
_MOST_DRAWS = 40_000


class Settings(Struct, frozen=True, kw_only=True):
    """How a study is made; ``level`` is that of intervals, and one less the level of false findings.

    ``draws`` is how many shuffles are made at least; many tests take more.
    """

    windows: tuple[Window, ...] = WINDOWS
    control: tuple[Control, ...] = ("shuffled", "matched")
    correction: Correction = "holm"
    level: float = 0.95
    draws: int = 4999
    seed: int = 0


class Effect(Struct, frozen=True, kw_only=True):
    """What ``actor`` does after acts of kind ``after`` by ``recipient``, in one window.

    ``observed`` and ``expected`` are acts of kind ``kind`` a window, after the ``triggers`` (days with such an
    act; with matched controls those that have any) and on control days; ``ratio`` and ``difference``
    compare them, with intervals. ``answered`` and ``answered_expected`` are the shares of windows with at
    least one. ``p`` is two-sided, ``p_corrected`` over all tests of the study; ``found`` says whether
    it is below the level. ``None``: too little to tell.
    """

    actor: str
    recipient: str
    after: str
    kind: str
    first_day: int
    last_day: int
    control: Control
    triggers: int
    observed: float | None
    expected: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    answered: float | None
    answered_expected: float | None
    p: float | None
    p_corrected: float | None
    found: bool


class _Side(Struct, frozen=True):
    """One direction of answers, ready for the tests: windows' sums in columns, a row a day."""

    actor: str
    recipient: str
    after: str
    labels: list[tuple[str, Window]]
    triggers: NDArray[np.bool_]
    own: Counts
    stories: Counts
    sums: NDArray[np.float64]


def study(
    dyad: Dyad,
    after: Sequence[str] = ("conflict",),
    kinds: Sequence[str] = QUADS,
    settings: Settings | None = None,
    *,
    directions: Iterable[bool] = (True, False),
) -> list[Effect]:
    """Effects of acts of each kind in ``after`` on the other side's acts of each of ``kinds``.

    ``directions`` are those of the answers: ``True`` is what the first country of the pair does after
    acts of the second. With fewer than five triggers, or two blocks of days, or not one answer, nothing is
    tested. The same seed gives the same result. :class:`QueryError` when a kind or window makes no sense.
    """
    settings = settings or Settings()
    _check(settings)
    if len(dyad.pair.ways) == 1:
        raise QueryError(
            f"{dyad.pair.first} can't answer itself", remedy="give two parties that differ"
        )
    rng, daily = np.random.default_rng(settings.seed), Daily(dyad)
    sides = [_side(daily, f, cause, kinds, settings.windows) for f in directions for cause in after]
    settings = structs.replace(settings, draws=_draws(sides, settings))
    effects = [e for c in settings.control for s in sides for e in _effects(s, c, settings, rng)]
    return _corrected(effects, settings)


def _draws(sides: Sequence[_Side], settings: Settings) -> int:
    """Enough for the least p value, once corrected, to be half of the level of false findings; up to a limit."""
    tests = len(settings.control) * sum(len(side.labels) for side in sides)
    return max(settings.draws, min(_MOST_DRAWS, int(4 * tests / (1 - settings.level))))


def _check(settings: Settings) -> None:
    for first, last in settings.windows:
        if not 0 <= first <= last:
            raise QueryError(f"{first}-{last} is no window", remedy="write FIRST-LAST, such as 1-3")
    if not 0 < settings.level < 1:
        raise QueryError(f"{settings.level} is no level", remedy="give one between 0 and 1")


def _side(
    daily: Daily, forward: bool, after: str, kinds: Sequence[str], windows: Sequence[Window]
) -> _Side:
    days = max(0, daily.dyad.days - max(last for _, last in windows))
    labels = [(kind_of(k).name, w) for k in kinds for w in windows]
    counts = {kind_of(k).name: daily.count(forward, kind_of(k)) for k in kinds}
    sums = [controls.windowed(counts[k], first, last, days) for k, (first, last) in labels]
    cause = kind_of(after)
    return _Side(
        daily.dyad.pair.actor(forward), daily.dyad.pair.actor(not forward), cause.name, labels,
        daily.count(not forward, cause)[:days] > 0, daily.count(forward, kind_of(ANY))[:days],
        daily.stories()[:days], np.stack(sums, axis=1),
    )  # fmt: skip


def _effects(
    side: _Side, control: Control, settings: Settings, rng: np.random.Generator
) -> list[Effect]:
    treated, shares = side.triggers.astype(float), None
    if control == "matched":
        treated, shares = controls.matched(side.triggers, side.own, side.stories)
    block = max(_BLOCK, 14 * -(-max(last for _, (_, last) in side.labels) // 7))
    if treated.sum() < _LEAST or len(treated) < 2 * block:
        return [_untested(side, i, control, int(treated.sum())) for i in range(len(side.labels))]
    values = np.concatenate([side.sums, side.sums > 0], axis=1)
    weights = treated if shares is None else treated - shares
    against = controls.spread(treated, block) if shares is None else shares
    null = controls.shuffled(weights, values, block, settings.draws, rng)
    p = _p(weights @ values, null)
    ends = _intervals(treated, against, values, block, settings, rng)
    return [
        _effect(side, i, control, treated, values, against @ values, p, ends)
        if side.sums[:, i].any()
        else _untested(side, i, control, int(treated.sum()))
        for i in range(len(side.labels))
    ]


def _p(observed: Counts, null: NDArray[np.float64]) -> Counts:
    """Two-sided p values from draws under no effect; the draw that was observed counts as one."""
    draws = len(null) + 1
    slack = 1e-9 * (1 + np.abs(observed))
    above = (1 + (null >= observed - slack).sum(axis=0)) / draws
    below = (1 + (null <= observed + slack).sum(axis=0)) / draws
    return np.asarray(np.minimum(1.0, 2 * np.minimum(above, below)), dtype=np.float64)


def _intervals(
    treated: Counts, against: Counts, values: NDArray[np.float64], block: int, settings: Settings,
    rng: np.random.Generator,
) -> NDArray[np.float64]:  # fmt: skip
    """Percentile intervals over blocks of days drawn anew: low and high of the ratio, of the difference."""
    starts = np.arange(0, len(treated), block)
    parts = [
        treated[:, None] * values,
        against[:, None] * values,
        treated[:, None],
        against[:, None],
    ]
    sums = [np.add.reduceat(p, starts, axis=0) for p in parts]
    draws = rng.multinomial(len(starts), np.full(len(starts), 1 / len(starts)), size=999)
    with np.errstate(divide="ignore", invalid="ignore"):
        after, otherwise, times, weight = (draws @ s for s in sums)
        mean, base = after / times, otherwise / weight
        ratio, difference = mean / base, mean - base
        ends = [50 * (1 - settings.level), 50 * (1 + settings.level)]
        found = [np.nanpercentile(x, ends, axis=0) for x in (_bounded(ratio), _bounded(difference))]
    return np.concatenate(found)


def _bounded(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Draws without any trigger say nothing; a column that none says anything of is nought."""
    x = np.where(np.isfinite(x), x, np.nan)
    return np.where(np.isnan(x).all(axis=0), 0.0, x)


def _effect(
    side: _Side, i: int, control: Control, treated: Counts, values: NDArray[np.float64],
    expected: Counts, p: Counts, ends: NDArray[np.float64],
) -> Effect:  # fmt: skip
    number, any_ = treated.sum(), i + len(side.labels)
    mean, base = float(treated @ values[:, i] / number), float(expected[i] / number)
    known = base > 0
    return structs.replace(
        _untested(side, i, control, int(number)),
        observed=mean, expected=base, difference=mean - base,
        difference_low=float(ends[2, i]), difference_high=float(ends[3, i]),
        ratio=mean / base if known else None,
        ratio_low=float(ends[0, i]) if known else None,
        ratio_high=float(ends[1, i]) if known else None,
        answered=float(treated @ values[:, any_] / number),
        answered_expected=float(expected[any_] / number), p=float(p[i]),
    )  # fmt: skip


def _untested(side: _Side, i: int, control: Control, triggers: int) -> Effect:
    kind, (first, last) = side.labels[i]
    blank = dict.fromkeys(Effect.__struct_fields__)
    known = {
        "actor": side.actor, "recipient": side.recipient, "after": side.after, "kind": kind,
        "first_day": first, "last_day": last, "control": control, "triggers": triggers,
    }  # fmt: skip
    return Effect(**{**blank, **known, "found": False})  # type: ignore[arg-type]


def _corrected(effects: list[Effect], settings: Settings) -> list[Effect]:
    tested = [e.p for e in effects if e.p is not None]
    adjusted = iter(corrected(tested, settings.correction))
    found = []
    for effect in effects:
        if effect.p is not None:
            p = next(adjusted)
            effect = structs.replace(effect, p_corrected=p, found=p <= 1 - settings.level + 1e-12)
        found.append(effect)
    return found
