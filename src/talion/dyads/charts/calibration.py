"""How good forecasts were: what was said to be likely, held against what happened."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING

from talion.dyads.charts.drawing import GREY, QUAD_COLOURS, figure, said
from talion.dyads.forecast import Bin, Forecast, Unscored

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_Z = 1.96


def calibration(forecasts: Sequence[Forecast | Unscored]) -> Figure:
    """Past probabilities, in fifths, against the share that came true, over all kinds and both sides.

    A panel a horizon, with Wilson intervals; dots grow with the number of forecasts. On the diagonal what was
    said to be so likely was so frequent. Scores stand above.
    """
    made_of = [f for f in forecasts if isinstance(f, Forecast)]
    horizons = sorted({days(f) for f in made_of})
    if not horizons:
        made, (axes,) = figure(1.2)
        said(axes, "no forecast could be scored")
        return made
    made, every = figure(3.4, 1, len(horizons), sharey=True)
    for axes, horizon in zip(every, horizons, strict=True):
        _panel(axes, horizon, [f for f in made_of if days(f) == horizon])
    every[0].set_ylabel("share that came true", fontsize=8)
    return made


def days(forecast: Forecast) -> int:
    """How many days a forecast is about."""
    return (forecast.last_day - forecast.first_day).days + 1


def pooled(forecasts: Sequence[Forecast]) -> list[Bin]:
    """The fifths of all these forecasts together, the least likely first."""
    held = [b for f in forecasts for b in f.calibration]
    found = []
    for fifth in range(5):
        of = [b for b in held if min(4, int(b.mean * 5)) == fifth]
        number = sum(b.forecasts for b in of)
        if number:
            mean, true = (
                sum(b.forecasts * getattr(b, x) for b in of) / number for x in ("mean", "happened")
            )
            found.append(Bin(forecasts=number, mean=mean, happened=true))
    return found


def wilson(share: float, number: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927).

    >>> [round(x, 3) for x in wilson(0.5, 100)]
    [0.404, 0.596]
    """
    middle = (share + _Z**2 / (2 * number)) / (1 + _Z**2 / number)
    half = _Z * sqrt(share * (1 - share) / number + _Z**2 / (4 * number**2)) / (1 + _Z**2 / number)
    return middle - half, middle + half


def _panel(axes: Axes, horizon: int, forecasts: Sequence[Forecast]) -> None:
    bins = pooled(forecasts)
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8)
    ends = [wilson(b.happened, b.forecasts) for b in bins]
    errors = [[max(0.0, b.happened - e[0]) for b, e in zip(bins, ends, strict=True)],
              [max(0.0, e[1] - b.happened) for b, e in zip(bins, ends, strict=True)]]  # fmt: skip
    means, shares = [b.mean for b in bins], [b.happened for b in bins]
    colour = QUAD_COLOURS["verbal-cooperation"]
    axes.errorbar(
        means, shares, yerr=errors, fmt="none", ecolor=colour, capsize=2, linewidth=1, clip_on=False
    )
    most = max(b.forecasts for b in bins)
    axes.scatter(
        means,
        shares,
        s=[20 + 80 * b.forecasts / most for b in bins],
        color=colour,
        zorder=3,
        clip_on=False,
    )
    for bin_ in bins:
        axes.annotate(f"{bin_.forecasts:,}", (bin_.mean, bin_.happened), (6, -9),
                      textcoords="offset points", fontsize=7, color=GREY)  # fmt: skip
    score, base = (sum(getattr(f.brier, n) * f.scored for f in forecasts) / sum(f.scored for f in forecasts)
                   for n in ("model", "base_rate"))  # fmt: skip
    axes.set_title(
        f"{horizon} days ahead: Brier {score:.3f} (base rate {base:.3f})", fontsize=8, loc="left"
    )
    axes.set(xlim=(0, 1), ylim=(0, 1), box_aspect=1)
    axes.set_xlabel("probability that was said", fontsize=8)
