"""Pictures of a dyad: what passed, what follows what, how far it goes back and forth, how good forecasts were.

Each function returns a ``matplotlib`` figure (``pip install 'talion[charts]'``); :func:`svg` and :func:`png` make
bytes of it, :func:`inline` makes markup for a page.
"""

from talion.dyads.charts.calibration import calibration
from talion.dyads.charts.drawing import inline, png, svg
from talion.dyads.charts.reciprocity import excitation
from talion.dyads.charts.responses import responses
from talion.dyads.charts.timeline import timeline

__all__ = ["calibration", "excitation", "inline", "png", "responses", "svg", "timeline"]
