"""How far it goes back and forth: acts that one act brings on, of its own side and of the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from talion.dyads.charts.drawing import SIDE_COLOURS, figure, said
from talion.dyads.reciprocity import Side

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PANELS = (
    ("by_other", "brought on by one act of the other side"),
    ("by_self", "by one of its own"),
)


def excitation(sides: Sequence[Side]) -> Figure:
    """Fitted excitations by kind, with two standard errors either way; hollow where there is no error."""
    fitted = [s for s in sides if s.base is not None]
    if not fitted:
        made, (axes,) = figure(1.2)
        said(axes, "too few acts to fit")
        return made
    kinds = list(dict.fromkeys(s.kind for s in fitted))
    actors = list(dict.fromkeys(s.actor for s in sides))
    made, every = figure(1.1 + 0.45 * len(kinds), 1, 2, sharex=True, sharey=True)
    for axes, (name, title) in zip(every, _PANELS, strict=True):
        axes.set_title(title, fontsize=8, loc="left")
        for at, actor in enumerate(actors):
            if held := [s for s in fitted if s.actor == actor]:
                _points(axes, held, kinds, name, at)
        axes.set_ylim(-0.5, len(kinds) - 0.5)
        axes.set_xlabel("acts, ± 2 standard errors", fontsize=8)
    every[0].set_xlim(left=-0.02)
    every[0].set_yticks(range(len(kinds)), [k.replace("-", " ") for k in kinds])
    every[0].invert_yaxis()
    made.legend(
        *every[0].get_legend_handles_labels(), loc="outside right upper", frameon=False, fontsize=8
    )
    return made


def _points(axes: Axes, sides: Sequence[Side], kinds: Sequence[str], name: str, at: int) -> None:
    colour, aside = SIDE_COLOURS[at], 0.12 if at else -0.12
    values = [float(getattr(s, name)) for s in sides]
    errors = [getattr(s, f"{name}_error") for s in sides]
    places = [kinds.index(s.kind) + aside for s in sides]
    axes.errorbar(
        values, places, xerr=[2 * (e or 0.0) for e in errors], fmt="none", ecolor=colour,
        capsize=2, linewidth=1,
    )  # fmt: skip
    axes.scatter(
        values, places, s=26, zorder=3, edgecolors=colour, label=f"{sides[0].actor} acts",
        facecolors=[colour if e is not None else "white" for e in errors],
    )  # fmt: skip
