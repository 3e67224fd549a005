"""Counts over time as bars on both sides of a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from talion.formats.index import plain
from talion.formats.markup import Markup, el, joined
from talion.web.charts.scale import Scale, ticks

_WIDTH, _LEFT, _RIGHT, _HALF, _AXIS = 1000.0, 8.0, 8.0, 110.0, 22.0
_LEAST = 2.0


class Bar(Struct, frozen=True):
    """A period, ``last`` included, with what is counted above and below the line, by class."""

    first: date
    last: date
    up: tuple[tuple[str, int], ...]
    down: tuple[tuple[str, int], ...]
    label: str
    href: str | None


def bars(found: Sequence[Bar], title: str, above: str, below: str) -> Markup:
    """The chart; "" when there is nothing to draw."""
    if not found:
        return Markup("")
    scale = Scale(found[0].first, found[-1].last, _LEFT, _WIDTH - _LEFT - _RIGHT)
    most = max(max(_sum(b.up), _sum(b.down)) for b in found) or 1
    height = 2 * _HALF + _AXIS
    return el(
        "svg", el("title", title), axis(scale, _HALF, height),
        joined(_drawn(b, scale, most) for b in found),
        el("text", f"{above} ↑", x=_n(_LEFT), y="12", cls="side"),
        el("text", f"{below} ↓", x=_n(_LEFT), y=_n(2 * _HALF - 4), cls="side"),
        el("text", f"highest bar {plain(most)}", x=_n(_WIDTH - _RIGHT), y="12", cls="side end"),
        viewBox=f"0 0 {_n(_WIDTH)} {_n(height)}", cls="chart", role="group", aria_label=title,
    )  # fmt: skip


def axis(scale: Scale, line: float, height: float) -> Markup:
    """The line in the middle, and days under the chart."""
    parts = [el("line", x1=_n(scale.left), x2=_n(scale.left + scale.width), y1=_n(line), y2=_n(line),
                cls="axis")]  # fmt: skip
    for tick in ticks(scale.first, scale.last):
        x = scale.at(tick.day)
        if x < scale.left + scale.width - 58:
            parts.append(el("line", x1=_n(x), x2=_n(x), y1="16", y2=_n(height - 18), cls="grid"))
            parts.append(el("text", tick.label, x=_n(x + 3), y=_n(height - 6), cls="tick"))
    return el("g", *parts, aria_hidden="true")


def _drawn(bar: Bar, scale: Scale, most: int) -> Markup:
    left, right = scale.at(bar.first), scale.at(bar.last) + scale.width / scale.days
    gap = min(1.0, (right - left) * 0.15)
    x, width = left + gap / 2, max(right - left - gap, 1.0)
    parts = [*_stack(bar.up, x, width, most, -1), *_stack(bar.down, x, width, most, 1)]
    whole = el("g", el("title", bar.label), *parts, cls="bar-group")
    if bar.href is None:
        return whole
    return el("a", whole, href=bar.href, aria_label=bar.label)


def _stack(
    parts: Sequence[tuple[str, int]], x: float, width: float, most: int, way: int
) -> list[Markup]:
    found, at = [], _HALF
    for cls, number in parts:
        height = max(_LEAST, (_HALF - 18) * number / most) if number else 0.0
        y = at if way > 0 else at - height
        if number:
            found.append(
                el("rect", x=_n(x), y=_n(y), width=_n(width), height=_n(height), cls=f"q {cls}")
            )
        at += way * height
    return found


def _sum(parts: Sequence[tuple[str, int]]) -> int:
    return sum(n for _, n in parts)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
