"""What follows what: how many times more often than otherwise, by days after the act, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from talion.dyads.charts.drawing import GREY, SIDE_COLOURS, figure, said
from talion.dyads.study import Effect

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = 2
_CONTROLS = {"shuffled": (SIDE_COLOURS[0], -0.12), "matched": ("#c8702a", 0.12)}
_MOST = 16.0
"""Times as often, or as seldom, beyond which a picture is cut off."""


def responses(effects: Sequence[Effect]) -> Figure:
    """A panel for each side, kind of act and kind of answer: the ratio in each window, with its interval.

    Full dots are findings after the correction; at 1 (the line) an answer is as likely as on control days. All
    panels have one scale, of doublings.
    """
    panels: dict[tuple[str, str, str, str], list[Effect]] = {}
    for effect in effects:
        key = (effect.actor, effect.recipient, effect.after, effect.kind)
        panels.setdefault(key, []).append(effect)
    drawn = {k: held for k, held in panels.items() if any(e.ratio is not None for e in held)}
    if not drawn:
        made, (axes,) = figure(1.2)
        said(axes, "too few acts to test")
        return made
    rows = -(-len(drawn) // _COLUMNS)
    made, every = figure(0.8 + 1.8 * rows, rows, min(_COLUMNS, len(drawn)), sharey=True)
    for axes in every[len(drawn) :]:
        axes.axis("off")
    for axes, ((actor, recipient, after, kind), held) in zip(every, drawn.items(), strict=False):
        words = f"{kind} by {actor} after {after} by {recipient}".replace("-", " ")
        axes.set_title(words, fontsize=8, loc="left")
        _panel(axes, held)
    _scale(every[0], [e for held in drawn.values() for e in held])
    for axes in every[:: min(_COLUMNS, len(drawn))]:
        axes.set_ylabel("times as often", fontsize=8)
    controls = [c for c in _CONTROLS if any(e.control == c for e in effects)]
    made.legend(*_key(controls), loc="outside upper left", ncols=4, frameon=False, fontsize=8)
    return made


def _panel(axes: Axes, effects: Sequence[Effect]) -> None:
    windows = sorted({(e.first_day, e.last_day) for e in effects})
    axes.axhline(1, color=GREY, linewidth=0.8)
    for control, (colour, aside) in _CONTROLS.items():
        held = [e for e in effects if e.control == control and e.ratio is not None]
        places = [windows.index((e.first_day, e.last_day)) + aside for e in held]
        ratios = [_cut(e.ratio) for e in held]
        ends = [[max(0.0, r - _cut(e.ratio_low)) for r, e in zip(ratios, held, strict=True)],
                [max(0.0, _cut(e.ratio_high) - r) for r, e in zip(ratios, held, strict=True)]]  # fmt: skip
        axes.errorbar(places, ratios, yerr=ends, color=colour, linewidth=1, capsize=2, alpha=0.9)
        axes.scatter(places, ratios, s=26, zorder=3, edgecolors=colour,
                     facecolors=[colour if e.found else "white" for e in held])  # fmt: skip
    axes.set_xticks(range(len(windows)), [f"{a}–{b}" for a, b in windows])
    axes.set_xlim(-0.5, len(windows) - 0.5)
    axes.set_xlabel("days after", fontsize=8)


def _scale(axes: Axes, effects: Sequence[Effect]) -> None:
    """Doublings, from the lowest to the highest end of all intervals."""
    ends = [_cut(x) for e in effects if e.ratio is not None for x in (e.ratio_low, e.ratio_high)]
    axes.set_yscale("log", base=2, subs=[])
    axes.set_ylim(min(0.5, *ends) * 0.85, max(2.0, *ends) * 1.15)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")


def _cut(ratio: float | None) -> float:
    return min(_MOST, max(1 / _MOST, ratio or 0.0))


def _key(controls: Sequence[str]) -> tuple[list[object], list[str]]:
    """What colours and full dots mean."""
    from matplotlib.lines import Line2D

    lines = [Line2D([], [], color=_CONTROLS[c][0], linewidth=1) for c in controls]
    dots = [
        Line2D([], [], linewidth=0, marker="o", markersize=5, color=GREY, markerfacecolor=inside)
        for inside in (GREY, "white")
    ]
    words = [f"{c} controls" for c in controls]
    return [*lines, *dots], [*words, "a finding", "no finding"]
