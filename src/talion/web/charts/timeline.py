"""What two parties did to one another: acts of one above the line, of the other below, answers as arcs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from talion.formats.markup import Markup, el, joined
from talion.web.charts.bars import axis
from talion.web.charts.scale import Scale

_WIDTH, _SIDE, _AXIS, _GAP = 1000.0, 24.0, 24.0, 2.0
_CELL = 22.0
_LEAST_HALF, _ARC_ROOM = 60.0, 34.0
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
    line = _half(held, up=True)
    height = line + _half(held, up=False) + _AXIS
    dots = _placed(held, line)
    title = f"{above}, and {below}"
    return el(
        "svg", el("title", title), arrows(), axis(_scale(acts), line, height),
        joined(_dot(d) for d in dots.values()), joined(_arc(a, dots) for a in arcs),
        el("text", f"{above} ↑", x="8", y="14", cls="side"),
        el("text", f"{below} ↓", x="8", y=f"{height - _AXIS - 4:.0f}", cls="side"),
        viewBox=f"0 0 {_WIDTH:.0f} {height:.0f}", cls="chart timeline", role="group",
        aria_label=title,
    )  # fmt: skip


def _half(held: Mapping[tuple[int, bool], Sequence[Act]], *, up: bool) -> float:
    """The room that one side of the line needs."""
    stacks = [sum(2 * _radius(a) + _GAP for a in acts) for (_, u), acts in held.items() if u is up]
    return max([_LEAST_HALF, *stacks]) + _ARC_ROOM


def _scale(acts: Sequence[Act]) -> Scale:
    days = [a.day for a in acts]
    first, last = min(days), max(days)
    room = max(1, (last - first).days // 40)
    return Scale(first - timedelta(room), last + timedelta(room), _SIDE, _WIDTH - 2 * _SIDE)


def _placed(held: Mapping[tuple[int, bool], Sequence[Act]], line: float) -> dict[Key, _Dot]:
    found = {}
    for (cell, up), acts in held.items():
        at = line
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


def _arc(arc: Arc, dots: Mapping[Key, _Dot]) -> Markup | None:
    start, end = dots.get(arc.antecedent), dots.get(arc.response)
    if start is None or end is None or start is end:
        return None
    cls, tip = ("arc disputed", "contested") if arc.disputed else ("arc", "answer")
    return el("path", el("title", arc.label), d=_path(start, end), cls=cls,
              marker_end=f"url(#{tip})")  # fmt: skip


def _path(start: _Dot, end: _Dot) -> str:
    """From rim to rim: a bow beside what stands together, over what stands on one side, else across."""
    apart = end.x - start.x
    if abs(apart) < 2 * _CELL:
        a, b = (start.x + start.r, start.y), (end.x + end.r + 3, end.y)
        out = max(a[0], b[0]) + 16 + abs(a[1] - b[1]) * 0.12
        bends = (out, a[1]), (out, b[1])
    elif start.act.up == end.act.up:
        way = -1 if start.act.up else 1
        a, b = (start.x, start.y + way * start.r), (end.x, end.y + way * (end.r + 3))
        bow = (min if start.act.up else max)(a[1], b[1]) + way * _ARC_ROOM
        bends = (a[0] + apart / 4, bow), (b[0] - apart / 4, bow)
    else:
        side = 1 if apart > 0 else -1
        a, b = (start.x + side * start.r, start.y), (end.x - side * (end.r + 3), end.y)
        bends = (a[0] + apart / 2, a[1]), (b[0] - apart / 2, b[1])
    points = " ".join(f"{x:.1f} {y:.1f}" for x, y in (*bends, b))
    return f"M{a[0]:.1f} {a[1]:.1f}C{points}"


def arrows() -> Markup:
    """The heads of arcs, which are drawn with them."""
    return el("defs", _arrow("answer"), _arrow("contested"))


def _arrow(name: str) -> Markup:
    tip = el("path", d="M0 0L8 4L0 8z", cls=f"tip {name}")
    return el("marker", tip, id=name, viewBox="0 0 8 8", refX="7", refY="4", markerWidth="7",
              markerHeight="7", orient="auto-start-reverse")  # fmt: skip
