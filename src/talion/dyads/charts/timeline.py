"""What passed: acts of the first side above the line, of the second below it, arcs to what texts call answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from talion.dyads.acts import Act, Dyad, TextAnswer
from talion.dyads.charts.drawing import GREY, QUAD_COLOURS, figure, said
from talion.dyads.kinds import QUADS
from talion.dyads.series import PERIODS, Period, after, start_of, starts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_DOTS = 300
"""Acts above which they are counted instead of drawn each."""
MOST_BARS = 160
MOST_ARCS = 150
_LEAST_DAYS = 14
_ARC = "#333333"
_ARCS = {"-": "an answer, texts say", "--": "an answer, disputed"}


def timeline(dyad: Dyad, address: Callable[[int], str] | None = None) -> Figure:
    """Each act as a dot as high as its intensity; of many acts the number by day, week or month.

    Arcs lead from an act to what a text calls its answer, dashed where that is disputed; the surest ones, where
    there are many. ``address`` gives the link of an act by its number in the dyad, from 1.
    """
    made, (axes,) = figure(3.6)
    pair = dyad.pair
    axes.set_title(
        f"{pair.first} to {pair.second} above, the reverse below", fontsize=9, loc="left"
    )
    if not dyad.acts:
        said(axes, "no acts")
        return made
    height = _dots(axes, dyad, address) if len(dyad.acts) <= MOST_DOTS else _bars(axes, dyad)
    styles = _arcs(axes, dyad, height)
    axes.axhline(0, color=GREY, linewidth=0.8)
    room = timedelta(max(1, (_LEAST_DAYS - dyad.days) // 2))
    axes.set_xlim(dyad.first_day - room, dyad.last_day + room)
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    axes.legend(
        *_key(styles),
        loc="upper left",
        bbox_to_anchor=(0, -0.12),
        ncols=6,
        handletextpad=0.2,
        columnspacing=1,
        frameon=False,
        fontsize=8,
    )
    return made


def _dots(axes: Axes, dyad: Dyad, address: Callable[[int], str] | None) -> Callable[[Act], float]:
    axes.set_ylabel("intensity (Goldstein)")
    for quad in QUADS:
        held = [(n, a) for n, a in enumerate(dyad.acts, 1) if a.quad == quad]
        dots = axes.scatter(
            [a.day for _, a in held], [_height(a) for _, a in held],
            s=22, color=QUAD_COLOURS[quad], alpha=0.85, linewidths=0, zorder=3,
        )  # fmt: skip
        if address is not None:
            dots.set_urls([address(n) for n, _ in held])
    axes.set_ylim(-11, 11)
    return _height


def _height(act: Act) -> float:
    size = max(0.6, abs(act.goldstein or 0.0))
    return size if act.forward else -size


def _bars(axes: Axes, dyad: Dyad) -> Callable[[Act], float]:
    from matplotlib.collections import PolyCollection

    by = _period(dyad)
    counted = Counter((start_of(a.day, by), a.forward, a.quad) for a in dyad.acts)
    places = starts(dyad.first_day, dyad.last_day, by)
    sides = [(_number(day), _number(day) + (after(day, by) - day).days * 0.9) for day in places]
    most = 0.0
    for forward in dyad.pair.ways:
        base = [0.0] * len(places)
        for quad in QUADS:
            tops = [b + (1 if forward else -1) * counted[day, forward, quad]
                    for day, b in zip(places, base, strict=True)]  # fmt: skip
            corners = [
                [(left, b), (left, top), (right, top), (right, b)]
                for (left, right), b, top in zip(sides, base, tops, strict=True) if top != b
            ]  # fmt: skip
            axes.add_collection(
                PolyCollection(corners, facecolors=QUAD_COLOURS[quad], linewidths=0)
            )
            base, most = tops, max(most, *(abs(top) for top in tops))
    axes.xaxis_date()
    axes.set_ylim(-1.05 * most if len(dyad.pair.ways) > 1 else 0, 1.05 * most)
    axes.set_ylabel(f"acts a {by}")
    return lambda _: 0.0


def _period(dyad: Dyad) -> Period:
    return next(
        (p for p in PERIODS if len(starts(dyad.first_day, dyad.last_day, p)) <= MOST_BARS), "month"
    )


def _arcs(axes: Axes, dyad: Dyad, height: Callable[[Act], float]) -> list[str]:
    """Draws the arcs; the styles of line that there are."""
    from matplotlib.patches import FancyArrowPatch

    acts, styles = {(a.story, a.event): a for a in dyad.tellings}, set()
    for link in _shown(dyad.answers):
        ends = [acts.get((link.document, e)) for e in (link.antecedent_event, link.response_event)]
        if ends[0] is None or ends[1] is None:
            continue
        points = [(_number(a.day), height(a)) for a in ends if a is not None]
        style = "--" if link.status == "disputed" else "-"
        styles.add(style)
        arrow = FancyArrowPatch(
            *points, connectionstyle="arc3,rad=-0.35", arrowstyle="-|>", mutation_scale=8,
            linewidth=0.9, linestyle=style, color=_ARC, alpha=0.75, zorder=2,
        )  # fmt: skip
        axes.add_patch(arrow)
    return [s for s in _ARCS if s in styles]


def _shown(answers: Sequence[TextAnswer]) -> list[TextAnswer]:
    return sorted(answers, key=lambda a: -a.confidence)[:MOST_ARCS]


def _number(day: date) -> float:
    from matplotlib.dates import date2num

    return float(date2num(day))


def _key(styles: Sequence[str]) -> tuple[list[object], list[str]]:
    """What colours mean, and arcs of these styles."""
    from matplotlib.lines import Line2D

    dots: list[object] = [
        Line2D([], [], color=QUAD_COLOURS[q], marker="o", linewidth=0, markersize=5) for q in QUADS
    ]
    arcs = [Line2D([], [], color=_ARC, linestyle=s, linewidth=0.9) for s in styles]
    return [*dots, *arcs], [*(q.replace("-", " ") for q in QUADS), *(_ARCS[s] for s in styles)]
