"""All that is asked of a dyad for a report, in one value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from talion.dyads.acts import Dyad
from talion.dyads.forecast import HORIZONS, Forecast, Unscored, forecast
from talion.dyads.kinds import QUADS
from talion.dyads.listing import Listed, Numbers, listing
from talion.dyads.parties import groups
from talion.dyads.reciprocity import Side, reciprocity
from talion.dyads.series import Bucket, series
from talion.dyads.stakes import Stake
from talion.dyads.study import Effect, Settings, study
from talion.dyads.text_answers import TextLink, text_links
from talion.errors import TalionError


class Analysis(Struct, frozen=True, kw_only=True):
    """What a report tells; ``unfitted`` says why there is no reciprocity, where there is none."""

    dyad: Dyad
    sources: tuple[str, ...]
    first: str
    second: str
    acts: list[Listed]
    numbers: Numbers
    months: list[Bucket]
    settings: Settings
    effects: list[Effect]
    links: list[TextLink]
    sides: list[Side]
    unfitted: str | None
    forecasts: list[Forecast]
    unscored: list[Unscored]
    stakes: list[Stake]


def analysed(
    dyad: Dyad,
    stakes: Sequence[Stake] = (),
    *,
    sources: Iterable[str | Path] = (),
    after: Sequence[str] = ("conflict",),
    kinds: Sequence[str] = QUADS,
    horizons: Sequence[int] = HORIZONS,
    settings: Settings | None = None,
) -> Analysis:
    """The series by month, event study, answers of texts, reciprocity, forecasts and stakes of a dyad."""
    settings, two = settings or Settings(), len(dyad.pair.ways) == 2
    made = forecast(dyad, kinds, horizons)
    sides, unfitted = _sides(dyad, kinds, settings.seed)
    return Analysis(
        dyad=dyad, sources=tuple(Path(s).name for s in sources),
        first=name_of(dyad.pair.first), second=name_of(dyad.pair.second),
        acts=listing(dyad), numbers=Numbers(dyad), months=series(dyad, "month"), settings=settings,
        effects=study(dyad, after, kinds, settings) if two else [], links=text_links(dyad),
        sides=sides, unfitted=unfitted, forecasts=[f for f in made if isinstance(f, Forecast)],
        unscored=[f for f in made if isinstance(f, Unscored)], stakes=list(stakes),
    )  # fmt: skip


def name_of(party: str) -> str:
    """The name of a country or group, else the party as it is written.

    >>> name_of("KEN"), name_of("EU"), name_of("KEN/MIL")
    ('Kenya', 'European Union', 'KEN/MIL')
    """
    from talion.knowledge.entries import countries

    if party in groups():
        return groups()[party][0]
    return countries()[party].name if party in countries() else party


def _sides(dyad: Dyad, kinds: Sequence[str], seed: int) -> tuple[list[Side], str | None]:
    try:
        return reciprocity(dyad, kinds, seed=seed), None
    except TalionError as error:
        return [], str(error)
