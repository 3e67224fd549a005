"""What two parties did to one another: acts of one above the line, of the other below, answers as arcs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from talion.formats.markup import Markup, el, joined
from talion.web.charts.bars import axis
from talion.web.charts.scale import Scale

_WIDTH, _SIDE, _AXIS, _GAP, _TOP = 1000.0, 24.0, 24.0, 2.0, 30.0
_CELL = 22.0
_LEAST_HALF, _ARC_ROOM = 76.0, 26.0
HIGHEST = 18
"""Acts that may stand on one another before counts are the better picture."""

Key = tuple[str, str]


class Act(Struct, frozen=True):
    """An event: ``intensity`` from 0 to 10; ``real`` when it happened or goes on."""

    key: Key
    day: date
    up: bool
    intensity: float
    quad: str
    real: bool
    label: str
    href: str


class Arc(Struct, frozen=True):
    """From an act to its answer."""

    antecedent: Key
    response: Key
    disputed: bool
    label: str


class _Dot(Struct, frozen=True):
    act: Act
    x: float
    y: float
    r: float


def columns(acts: Sequence[Act]) -> dict[tuple[int, bool], list[Act]]:
    """The acts that stand on one another, by place on the line and side."""
    scale = _scale(acts)
    found: dict[tuple[int, bool], list[Act]] = {}
    for act in sorted(acts, key=lambda a: (a.day, -a.intensity, a.key)):
        found.setdefault((int(scale.at(act.day) / _CELL), act.up), []).append(act)
    return found


def timeline(acts: Sequence[Act], arcs: Sequence[Arc], above: str, below: str) -> Markup:
    """The chart; "" without acts."""
    if not acts:
        return Markup("")
    held = columns(acts)
    half = max(_LEAST_HALF, *(sum(2 * _radius(a) + _GAP for a in c) for c in held.values()))
    half += _ARC_ROOM + _TOP / 2
    dots = _placed(held, half)
    title = f"{above}, and {below}"
    height = 2 * half + _AXIS
    return el(
        "svg", el("title", title), _arrows(), axis(_scale(acts), half, height),
        joined(_arc(a, dots, half) for a in arcs), joined(_dot(d) for d in dots.values()),
        el("text", f"{above} ↑", x="8", y="14", cls="side"),
        el("text", f"{below} ↓", x="8", y=f"{2 * half - 4:.0f}", cls="side"),
        viewBox=f"0 0 {_WIDTH:.0f} {height:.0f}", cls="chart timeline", role="group",
        aria_label=title,
    )  # fmt: skip


def _scale(acts: Sequence[Act]) -> Scale:
    days = [a.day for a in acts]
    first, last = min(days), max(days)
    room = max(1, (last - first).days // 40)
    return Scale(first - timedelta(room), last + timedelta(room), _SIDE, _WIDTH - 2 * _SIDE)


def _placed(held: Mapping[tuple[int, bool], Sequence[Act]], half: float) -> dict[Key, _Dot]:
    found = {}
    for (cell, up), acts in held.items():
        at = half
        for act in acts:
            r, way = _radius(act), -1 if up else 1
            y = at + way * (r + _GAP)
            at = y + way * r
            found[act.key] = _Dot(act, (cell + 0.5) * _CELL, y, r)
    return found


def _radius(act: Act) -> float:
    return 4 + 0.6 * min(10.0, act.intensity)


def _dot(dot: _Dot) -> Markup:
    real = "real" if dot.act.real else "unreal"
    circle = el("circle", cx=f"{dot.x:.1f}", cy=f"{dot.y:.1f}", r=f"{dot.r:.1f}",
                cls=f"q {dot.act.quad} {real}")  # fmt: skip
    return el("a", el("title", dot.act.label), circle, href=dot.act.href, aria_label=dot.act.label)


def _arc(arc: Arc, dots: Mapping[Key, _Dot], half: float) -> Markup | None:
    start, end = dots.get(arc.antecedent), dots.get(arc.response)
    if start is None or end is None or start is end:
        return None
    path = _path(start, end, half)
    cls = "arc disputed" if arc.disputed else "arc"
    return el("path", el("title", arc.label), d=path, cls=cls, marker_end="url(#answer)")


def _path(start: _Dot, end: _Dot, half: float) -> str:
    """From rim to rim; acts of one side are joined by a bow outside of them."""
    if start.act.up == end.act.up:
        way = -1 if start.act.up else 1
        outer = min if start.act.up else max
        a, b = (start.x, start.y + way * start.r), (end.x, end.y + way * (end.r + 4))
        bow = outer(a[1], b[1]) + way * (_ARC_ROOM + abs(a[0] - b[0]) * 0.06)
        bow = max(6.0, min(2 * half - 6, bow))
    else:
        way = 1 if start.act.up else -1
        side = 1 if end.x >= start.x else -1
        a = (start.x + side * start.r, start.y)
        b = (end.x - side * (end.r + 4) * 0.4, end.y - way * (end.r + 4) * 0.92)
        return (
            f"M{a[0]:.1f} {a[1]:.1f}C{a[0] + side * 24:.1f} {a[1]:.1f} {b[0]:.1f}"
            f" {b[1] - way * 40:.1f} {b[0]:.1f} {b[1]:.1f}"
        )
    return f"M{a[0]:.1f} {a[1]:.1f}Q{(a[0] + b[0]) / 2:.1f} {bow:.1f} {b[0]:.1f} {b[1]:.1f}"


def _arrows() -> Markup:
    tip = el("path", d="M0 0L8 4L0 8z", cls="tip")
    marker = el("marker", tip, id="answer", viewBox="0 0 8 8", refX="7", refY="4", markerWidth="7",
                markerHeight="7", orient="auto-start-reverse")  # fmt: skip
    return el("defs", marker)
