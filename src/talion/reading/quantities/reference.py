"""Background figures of countries held against :mod:`talion.knowledge.statistics`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talion.knowledge.entries import countries
from talion.knowledge.statistics import FIRST_YEAR, LAST_YEAR, CountryFigures, country_figures
from talion.language.base import Parsed
from talion.reading.quantities.agreement import bounds
from talion.reading.quantities.countries import named_in
from talion.reading.quantities.phrases import Phrase
from talion.record import Check

# How far off a figure may be: populations are counted, incomes depend on method and year.
POPULATION_SLACK = 1.25
INCOME_SLACK = 2.5
INCOME_SLACK_A_YEAR = 0.05
AREA_SLACK = 1.15

# A smaller sum beside "economy" is a part of one, or a change.
_LEAST_ECONOMY = 1e9
_POPULATION = re.compile(
    r"\b(?:population|populace|inhabitants|nation of|country of)\b", re.IGNORECASE
)
_PEOPLE = re.compile(r"(?:['’]s|\bhome to(?: about| some| nearly| more than)?|\bwith its) $")
_LIVE = re.compile(r" (?:who )?(?:live|lived|living) (?:in|across) ")
_ECONOMY = re.compile(r"\b(?:gdp|gross domestic product|economy)\b", re.IGNORECASE)
_PER_HEAD = re.compile(r"\bper (?:capita|head|person)\b", re.IGNORECASE)
_INCOME = re.compile(r"\b(?:income|gdp|gni|gnp|product|output)\b", re.IGNORECASE)
_AREA = re.compile(r"\b(?:area|size|territory|covers?|covering|land)\b", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:city|town|province|region|district|urban|rural|capital|prison|muslim|christian|minority|camp|village|county|jewish|arab|kurdish|ethnic|tribe|group)\b",
    re.IGNORECASE,
)
_SQUARE = {"square kilometre": 1.0, "square mile": 2.58999, "hectare": 0.01, "acre": 0.00404686}


def reference_check(parsed: Parsed, phrase: Phrase, year: int | None) -> Check | None:
    """Whether a background figure is plausible for its country; ``None`` where nothing tells which.

    Where several countries stand in the sentence it is plausible when it is for one of them; of a
    figure that fits none nothing is said unless only one country is there. Without a ``year`` a
    population may be that of any year of the table.
    """
    measure = _measure(parsed, phrase)
    if measure is None:
        return None
    named = list(_countries(parsed, phrase))
    fits = [
        (code, known)
        for code, known, slack in _known(named, measure, year)
        if _fits(phrase, known, slack)
    ]
    if fits:
        code, known = fits[0]
        return _check(measure, True, code, known)
    known_all = list(_known(named, measure, year))
    if len({code for code, _, _ in known_all}) == 1:
        return _check(measure, False, known_all[0][0], known_all[0][1])
    return None


def _check(measure: str, plausible: bool, code: str, known: float) -> Check:
    word = "plausible" if plausible else "not plausible"
    note = f"{word} for {countries()[code].name}: the reference table has about {known:,.0f}"
    return Check(against=(), kind=f"reference-{measure}", consistent=plausible, note=note)


def _measure(parsed: Parsed, phrase: Phrase) -> str | None:
    """ "population", "income", "economy", "area", or ``None``."""
    sentence = parsed.sentences[phrase.sentence].span
    before = parsed.text[max(sentence[0], phrase.start - 60) : phrase.start]
    if before.endswith(" by "):  # a change
        return None
    if phrase.unit == "dollar per person":
        return "income" if _INCOME.search(before) else None
    if phrase.unit in _SQUARE:
        return "area" if _AREA.search(before) and not _PART.search(before) else None
    if phrase.unit == "dollar" and phrase.value >= _LEAST_ECONOMY and _ECONOMY.search(before):
        return None if _PER_HEAD.search(before) or _PART.search(before) else "economy"
    if phrase.kind == "count" and phrase.unit == "person" and phrase.value >= 10_000:
        most = phrase.value >= 1e6 and (
            _PEOPLE.search(before) or _LIVE.match(parsed.text, phrase.end)
        )
        said = _POPULATION.search(before) or most
        return "population" if said and not _PART.search(before) else None
    return None


def _known(codes: list[str], measure: str, year: int | None) -> Iterator[tuple[str, float, float]]:
    """For each country its reference figure and the factor by which a figure may be off."""
    for code in codes:
        figures = country_figures().get(code)
        if figures is None:
            continue
        # without a year, a population may be of any year that the table spans
        years = (LAST_YEAR, FIRST_YEAR) if year is None and measure == "population" else (year,)
        for when in years:
            value = _figure(figures, measure, when)
            if value is not None:
                yield code, value, _slack(measure, year)


def _figure(figures: CountryFigures, measure: str, year: int | None) -> float | None:
    if measure == "population":
        return figures.population(year)
    if measure == "economy":
        head = figures.gdp_per_head
        return head * figures.population_2022 if head is not None else None
    return figures.gdp_per_head if measure == "income" else figures.area


def _slack(measure: str, year: int | None) -> float:
    if measure in ("income", "economy"):
        return INCOME_SLACK + INCOME_SLACK_A_YEAR * abs(LAST_YEAR - (year or LAST_YEAR))
    return POPULATION_SLACK if measure == "population" else AREA_SLACK


def _fits(phrase: Phrase, known: float, slack: float) -> bool:
    factor = _SQUARE.get(phrase.unit or "", 1.0)
    low, high = bounds(phrase)
    return low * factor <= known * slack and high * factor >= known / slack


def _countries(parsed: Parsed, phrase: Phrase) -> Iterator[str]:
    """The countries of the phrase's sentence, the nearest before first; else of the one before."""
    for sentence in (phrase.sentence, phrase.sentence - 1):
        if sentence < 0:
            return
        found = list(named_in(parsed, parsed.sentences[sentence].span))
        if found:
            near = sorted(found, key=lambda f: (f[0] > phrase.start, abs(f[0] - phrase.start)))
            yield from dict.fromkeys(code for _, code in near)
            return
