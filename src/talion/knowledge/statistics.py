"""Reference figures of countries, from ``knowledge/data/statistics.tsv`` (sources: its head)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from talion.errors import KnowledgeError
from talion.knowledge.entries import rows

SOURCE = "UN World Population Prospects 2022; World Bank, World Development Indicators 2022"
FIRST_YEAR, LAST_YEAR = 2000, 2022


@dataclass(frozen=True, slots=True)
class CountryFigures:
    """People in 2000 and 2022, current US dollars a head in 2022, square kilometres.

    A figure that the table lacks is ``None``.
    """

    code: str
    population_2000: float
    population_2022: float
    gdp_per_head: float | None
    area: float | None

    def population(self, year: int | None = None) -> float:
        """The population in ``year``, at a steady growth from ten years before to ten after.

        Without a year, the later one.

        >>> CountryFigures("X", 1e6, 4e6, None, None).population(2011)
        2000000.0
        """
        if year is None:
            return self.population_2022
        year = max(FIRST_YEAR - 10, min(LAST_YEAR + 10, year))
        share = (year - FIRST_YEAR) / (LAST_YEAR - FIRST_YEAR)
        grown: float = self.population_2000 * (self.population_2022 / self.population_2000) ** share
        return grown


@cache
def country_figures() -> dict[str, CountryFigures]:
    """The table by alpha-3 code; :class:`KnowledgeError` when a cell is no number."""
    return {cells["code"]: _figures(where, cells) for where, cells in rows("statistics.tsv")}


def _figures(where: str, cells: dict[str, str]) -> CountryFigures:
    try:
        return CountryFigures(
            code=cells["code"],
            population_2000=float(cells["population_2000"]),
            population_2022=float(cells["population_2022"]),
            gdp_per_head=float(cells["gdp_per_head"]) if cells["gdp_per_head"] else None,
            area=float(cells["area"]) if cells["area"] else None,
        )
    except ValueError as error:
        raise KnowledgeError(str(error), where=where, remedy="write plain numbers") from error
