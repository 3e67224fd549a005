"""Pairs of countries over time: what passes between them, what answers what, what is to be expected.

>>> from datetime import date
>>> from talion.dyads import Act, Pair, gathered, series
>>> act = Act(day=date(2031, 5, 2), forward=True, type="AID", quad="material-cooperation", goldstein=10.0)
>>> [(b.actor, b.acts) for b in series(gathered(Pair("KEN", "TZA"), [act]), "month")]
[('KEN', 1), ('TZA', 0)]
"""

from talion.dyads.acts import Act, Dyad, Pair, Story, TextAnswer
from talion.dyads.forecast import Forecast, Scores, Unscored, forecast
from talion.dyads.gather import gathered, read_dyad
from talion.dyads.reciprocity import Side, reciprocity
from talion.dyads.series import Bucket, series
from talion.dyads.stakes import Stake, read_stakes
from talion.dyads.study import Effect, Settings, study
from talion.dyads.text_answers import TextLink, Told, text_answers, text_links

__all__ = [
    "Act", "Bucket", "Dyad", "Effect", "Forecast", "Pair", "Scores", "Settings", "Side", "Stake",
    "Story", "TextAnswer", "TextLink", "Told", "Unscored", "forecast", "gathered", "read_dyad",
    "read_stakes", "reciprocity", "series", "study", "text_answers", "text_links",
]  # fmt: skip
