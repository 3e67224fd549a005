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


def responses(effects: Sequence[Effect]) -> Figure:
    """A panel for each side, kind of act and kind of answer: the ratio in each window, with its interval.

    Full dots are findings after the correction; at 1 (the line) an answer is as likely as on control days.
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
    made, every = figure(0.5 + 1.9 * rows, rows, min(_COLUMNS, len(drawn)))
    top = _top([e for held in drawn.values() for e in held])
    for axes in every[len(drawn) :]:
        axes.axis("off")
    for axes, ((actor, recipient, after, kind), held) in zip(every, drawn.items(), strict=False):
        axes.set_title(f"{actor}: {kind} after {after} by {recipient}", fontsize=8, loc="left")
        _panel(axes, held)
        axes.set_ylim(0, top)
    every[0].legend(frameon=False, fontsize=8)
    return made


def _panel(axes: Axes, effects: Sequence[Effect]) -> None:
    windows = sorted({(e.first_day, e.last_day) for e in effects})
    axes.axhline(1, color=GREY, linewidth=0.8)
    for control, (colour, aside) in _CONTROLS.items():
        held = [e for e in effects if e.control == control and e.ratio is not None]
        places = [windows.index((e.first_day, e.last_day)) + aside for e in held]
        ratios = [e.ratio or 0.0 for e in held]
        ends = [[max(0.0, r - (e.ratio_low or 0.0)) for r, e in zip(ratios, held, strict=True)],
                [max(0.0, (e.ratio_high or 0.0) - r) for r, e in zip(ratios, held, strict=True)]]  # fmt: skip
        axes.errorbar(places, ratios, yerr=ends, color=colour, linewidth=1, capsize=2, alpha=0.9,
                      label=f"{control} controls")  # fmt: skip
        axes.scatter(places, ratios, s=26, zorder=3, edgecolors=colour,
                     facecolors=[colour if e.found else "white" for e in held])  # fmt: skip
    axes.set_xlim(-0.5, len(windows) - 0.5)
    axes.set_xticks(range(len(windows)), [f"{a}–{b}" for a, b in windows])
    axes.set_xlabel("days after", fontsize=8)
    axes.set_ylabel("times as often", fontsize=8)


def _top(effects: Sequence[Effect]) -> float:
    """Where all panels end: above all intervals, unless one is far longer than the ratios are large."""
    ratios, ends = [e.ratio or 0.0 for e in effects], [e.ratio_high or 0.0 for e in effects]
    return max(1.5, 1.1 * min(max(ends), 3 * max(ratios)))
