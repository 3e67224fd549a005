"""A chart as a picture of its own: SVG with its colours and a title, or PNG."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from msgspec import Struct

from talion.errors import TalionError
from talion.formats.markup import Markup, el

_HEAD, _FOOT, _SCALE = 34.0, 30.0, 2.0
_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_COLOR = re.compile(r"--([\w-]+): light-dark\((#\w{6}), #\w{6}\)")
_LETTER = 6.6
"""About how wide a letter of the legend is."""


class NoPicture(TalionError):
    """A chart that has nothing to draw, or can't be drawn here."""

    kind = "not-found"


class Key(Struct, frozen=True):
    """A class of marks, and what it stands for."""

    cls: str
    means: str

    @property
    def is_dot(self) -> bool:
        """Whether the marks are dots."""
        return self.cls == "spot"

    @property
    def is_line(self) -> bool:
        """Whether the marks are lines."""
        return self.cls.startswith("arc")


class Drawing(Struct, frozen=True):
    """A chart with its title and legend."""

    chart: Markup
    title: str
    legend: tuple[Key, ...] = ()


def svg(drawing: Drawing, base: str) -> str:
    """The drawing as a file; links in it lead to ``base``. :class:`NoPicture` when there is nothing to draw."""
    found = _VIEW.search(drawing.chart)
    if found is None:
        raise NoPicture("there is nothing to draw", remedy="loosen the filters")
    width, high = max(float(found[1]), 520.0), float(found[2])
    height = high + _HEAD + _FOOT
    chart = drawing.chart.replace(
        "<svg ", f'<svg y="{_HEAD:.0f}" width="{found[1]}" height="{high}" ', 1
    )
    chart = re.sub(r' width="\d+" height="\d+"( class="chart graph")', r"\1", chart)
    whole = el(
        "svg", el("style", Markup(style())),
        el("rect", width="100%", height="100%", cls="ground"),
        el("text", drawing.title, x="10", y="22", cls="title"),
        Markup(re.sub(r'href="/', f'href="{base}/', chart)),
        _legend(drawing.legend, height - 11),
        xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}", height=f"{height:.0f}", cls="chart",
    )  # fmt: skip
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n'


def png(drawing: Drawing) -> bytes:
    """The drawing in twice its size, for screens and print alike."""
    import font_roboto
    import resvg_py

    plain = _without_arrows(svg(drawing, ""))
    return resvg_py.svg_to_bytes(
        svg_string=plain, zoom=_SCALE, font_files=[font_roboto.Roboto, font_roboto.RobotoMedium],
        font_family="Roboto", sans_serif_family="Roboto",
    )  # fmt: skip


@cache
def style() -> str:
    """The rules of charts, with the colours of the light page in the place of their names."""
    static = files("talion.web").joinpath("static")
    rules = re.sub(r"/\*.*?\*/\s*", "", static.joinpath("chart.css").read_text("utf-8"))
    colors = _colors()
    return re.sub(r"var\(--([\w-]+)\)", lambda m: colors[m[1]], rules)


def _colors() -> Mapping[str, str]:
    named = ((("talion.formats", "data", "record.css")), ("talion.web", "static", "site.css"))
    found = (files(p).joinpath(folder, name).read_text("utf-8") for p, folder, name in named)
    return {name: light for css in found for name, light in _COLOR.findall(css)}


def _legend(keys: tuple[Key, ...], y: float) -> Markup:
    drawn, x = [], 10.0
    for key in keys:
        wide = 22.0 if key.is_line else 10.0
        drawn.append(_sign(key, x, y - 9, wide))
        drawn.append(el("text", key.means, x=f"{x + wide + 5:.0f}", y=f"{y:.0f}"))
        x += wide + 20 + _LETTER * len(key.means)
    return el("g", *drawn)


def _sign(key: Key, x: float, y: float, wide: float) -> Markup:
    if key.is_dot:
        return el("circle", cx=f"{x + 5:.0f}", cy=f"{y + 5:.0f}", r="4", cls=key.cls)
    if key.is_line:
        return el("path", d=f"M{x:.0f} {y + 5:.0f}h{wide:.0f}", cls=key.cls)
    return el("rect", x=f"{x:.0f}", y=f"{y:.0f}", width=f"{wide:.0f}", height="10", cls=key.cls)


def _without_arrows(words: str) -> str:
    """Signs that the font of pictures has not, in words."""
    return words.replace(" ↑", " (above)").replace(" ↓", " (below)").replace("→", "to")
