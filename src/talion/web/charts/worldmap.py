"""Where events happened, and who acts on whom, on one map of the world."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

from talion.formats.markup import Markup, el, joined
from talion.web.charts import world
from talion.web.charts.world import HEIGHT, WIDTH, Country, Point

_STEPS = 5
_TINY = 5.0
"""Countries whose outline is smaller, in units, get a dot."""


class Land(Struct, frozen=True):
    """A country by its alpha-3 code: how many events, what is said when it is pointed at, and where it leads."""

    code: str
    number: int
    label: str
    href: str


class Flow(Struct, frozen=True):
    """Acts of one country on another; ``hostile`` where their mean intensity is below nought."""

    actor: str
    recipient: str
    number: int
    hostile: bool
    label: str
    href: str


class Spot(Struct, frozen=True):
    """A place, in degrees, with how many events."""

    lat: float
    lon: float
    number: int
    label: str
    href: str


def worldmap(
    lands: Sequence[Land], flows: Sequence[Flow], spots: Sequence[Spot], title: str
) -> Markup:
    """The chart; countries without a shape are left out (:func:`missing` tells them)."""
    shapes = world.countries()
    held = {land.code: land for land in lands}
    most = max((land.number for land in lands), default=1)
    strongest = max((f.number for f in flows), default=1)
    return el(
        "svg", el("title", title), _tips(),
        joined(_land(shape, held.get(code), most) for code, shape in shapes.items()),
        joined(_spot(s, max(x.number for x in spots)) for s in spots),
        joined(_flow(f, shapes, strongest) for f in reversed(flows)),
        viewBox=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}", cls="chart map", role="group", aria_label=title,
    )  # fmt: skip


def missing(codes: Sequence[str]) -> list[str]:
    """Those of the codes that the map has no shape for."""
    return [c for c in codes if c not in world.countries()]


def step(number: int, most: int) -> int:
    """Which of five shades a number gets: equal steps of its logarithm.

    >>> step(1, 10_000), step(100, 10_000), step(10_000, 10_000), step(7, 7)
    (1, 3, 5, 5)
    """
    if most <= 1 or number >= most:
        return _STEPS
    return 1 + min(_STEPS - 1, int(_STEPS * math.log(number) / math.log(most)))


def _land(shape: Country, land: Land | None, most: int) -> Markup:
    if land is None:
        return el("path", d=shape.path, cls="land")
    cls = f"land n{step(land.number, most)}"
    small = max(shape.size) < _TINY
    x, y = shape.middle
    dot = el("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="3", cls=cls) if small else None
    drawn = el("path", d=shape.path, cls=cls)
    return _linked(land.href, land.label, drawn, dot)


def _spot(spot: Spot, most: int) -> Markup:
    x, y = world.place(spot.lat, spot.lon)
    radius = 1.8 + 3.2 * math.sqrt(spot.number / most)
    return _linked(spot.href, spot.label,
                   el("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{radius:.1f}", cls="spot"))  # fmt: skip


def _flow(flow: Flow, shapes: Mapping[str, Country], most: int) -> Markup | None:
    if flow.actor == flow.recipient or missing([flow.actor, flow.recipient]):
        return None
    width = 0.8 + 2.4 * math.log1p(flow.number) / math.log1p(most)
    cls = "flow hostile" if flow.hostile else "flow friendly"
    line = el("path", d=_bow(shapes[flow.actor].middle, shapes[flow.recipient].middle), cls=cls,
              stroke_width=f"{width:.1f}", marker_end=f"url(#{cls.split()[1]})")  # fmt: skip
    return _linked(flow.href, flow.label, line)


def _bow(a: Point, b: Point) -> str:
    """A line that bends to its left, so that there and back are two."""
    across, down = b[0] - a[0], b[1] - a[1]
    x = (a[0] + b[0]) / 2 + down * 0.18
    y = (a[1] + b[1]) / 2 - across * 0.18
    return f"M{a[0]:.1f} {a[1]:.1f}Q{x:.1f} {y:.1f} {b[0]:.1f} {b[1]:.1f}"


def _linked(href: str, label: str, *drawn: Markup | None) -> Markup:
    """A link that the table under the map also has: no stop of the keyboard."""
    return el("a", el("title", label), *drawn, href=href, aria_label=label, tabindex="-1")


def _tips() -> Markup:
    return el("defs", *(_tip(name) for name in ("hostile", "friendly")))


def _tip(name: str) -> Markup:
    tip = el("path", d="M0 0L8 4L0 8z", cls=f"tip {name}")
    return el("marker", tip, id=name, viewBox="0 0 8 8", refX="7", refY="4", markerWidth="7",
              markerHeight="7", markerUnits="userSpaceOnUse", orient="auto")  # fmt: skip
