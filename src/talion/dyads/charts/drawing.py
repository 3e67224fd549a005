"""What all pictures share: colours, empty figures, and figures as bytes and as markup."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from talion.errors import TalionError
from talion.formats.markup import Markup, escaped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

QUAD_COLOURS = {
    "verbal-cooperation": "#4b83bf",
    "material-cooperation": "#1c5a4c",
    "verbal-conflict": "#c8702a",
    "material-conflict": "#b3261e",
}
"""As on the pages of ``talion serve``."""
SIDE_COLOURS = ("#2c5f8a", "#b3261e")
"""What the first and what the second side does."""
GREY = "#777777"
WIDTH = 9.0
"""Of a figure, in inches."""
_STYLE = {"svg.fonttype": "none", "svg.hashsalt": "talion", "font.size": 9.0}
_PROLOGUE = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
_NAMED = re.compile(r'(\bid="|url\(#|href="#)(?!a\d)')


def figure(
    height: float, rows: int = 1, columns: int = 1, **more: Any
) -> tuple[Figure, list[Axes]]:
    """An empty figure and its axes, row by row; :class:`TalionError` says how to get matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise TalionError(
            "matplotlib is not installed", remedy="pip install 'talion[charts]'"
        ) from error
    made = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = made.subplots(rows, columns, squeeze=False, **more)
    for each in axes.flat:
        each.spines[["top", "right"]].set_visible(False)
        each.tick_params(labelsize=8)
    return made, list(axes.flat)


def said(axes: Axes, words: str) -> None:
    """Words in place of a picture, where there is nothing to draw."""
    axes.axis("off")
    axes.text(0.5, 0.5, words, ha="center", va="center", color=GREY, transform=axes.transAxes)


def svg(made: Figure) -> bytes:
    """The figure as an SVG file; the same figure gives the same bytes, and words stay words."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    stream = io.BytesIO()
    with rc_context(_STYLE):  # savefig would draw everything twice
        FigureCanvasSVG(made).print_svg(stream, metadata={"Date": None})
    return stream.getvalue()


def png(made: Figure) -> bytes:
    """The figure as a PNG file, 150 dots an inch."""
    from matplotlib import rc_context

    stream = io.BytesIO()
    with rc_context(_STYLE):
        made.savefig(stream, format="png", dpi=150)
    return stream.getvalue()


def inline(made: Figure, name: str, label: str) -> Markup:
    """The figure as an element of a page; ``name`` keeps its ids apart from those of other figures.

    ``label`` says what it shows to those who can't see it. Links to ``#a1``, ``#a2``, ... lead out of it.
    """
    drawn = _NAMED.sub(rf"\g<1>{name}-", _PROLOGUE.sub("", svg(made).decode(), count=1))
    return Markup(drawn.replace("<svg ", f'<svg role="img" aria-label="{escaped(label)}" ', 1))
