"""The rules of ``layout.toml``, read on first use and compiled."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from msgspec import Struct

from talion.errors import KnowledgeError
from talion.intake.data import load_data

LONGEST_LINE = 300
"""Code points: a longer line is a paragraph, never furniture as a whole, a by-line or a title."""


class Rules(Struct, frozen=True):
    """What ``layout.toml`` says; ``agencies`` maps each form of a name to the usual one."""

    furniture_line: re.Pattern[str]
    furniture_inline: re.Pattern[str]
    agencies: dict[str, str]
    agency: re.Pattern[str]
    outlets: frozenset[str]
    roles: frozenset[str]
    byline_labels: re.Pattern[str]
    author: re.Pattern[str]
    clock: re.Pattern[str]
    dateline_labels: frozenset[str]
    place_heads: frozenset[str]
    place_small: frozenset[str]
    months: dict[str, int]
    dates: tuple[re.Pattern[str], ...]


@cache
def rules() -> Rules:
    """The compiled rules; :class:`KnowledgeError` when the data breaks its schema."""
    try:
        return _compiled(load_data("layout.toml"))
    except (KeyError, TypeError, re.error) as error:
        raise KnowledgeError(
            f"broken rule: {error!r}", where="intake/layout.toml", remedy="install Talion anew"
        ) from error


def furniture_pattern(entry: dict[str, Any]) -> str:
    """One furniture rule as a regular expression, with its own case setting."""
    return f"(?:{entry['pattern']})" if entry.get("case") else f"(?i:{entry['pattern']})"


def _compiled(data: dict[str, Any]) -> Rules:
    byline, dateline, dates = data["byline"], data["dateline"], data["dates"]
    agencies = {form: entry["name"] for entry in data["agencies"] for form in entry["forms"]}
    months = {form: i for i, forms in enumerate(dates["months"], 1) for form in forms}
    return Rules(
        furniture_line=_furniture(data, "line"),
        furniture_inline=_furniture(data, "inline"),
        agencies=agencies,
        agency=re.compile(rf"(?<!\w)(?:{_any_of(agencies)})(?![\w-])"),
        outlets=frozenset(byline["outlets"]),
        roles=frozenset(byline["roles"]),
        byline_labels=re.compile(rf"(?i)(?<!\w)(?:{byline['labels']})(?!\w)"),
        author=re.compile(byline["author"]),
        clock=re.compile(f"(?i:{byline['time']})|{byline['zone']}"),
        dateline_labels=frozenset(dateline["labels"]),
        place_heads=frozenset(dateline["heads"]),
        place_small=frozenset(dateline["small"]),
        months=months,
        dates=tuple(re.compile(p) for p in _date_patterns(dates["weekday"], _any_of(months))),
    )


def _furniture(data: dict[str, Any], where: str) -> re.Pattern[str]:
    chosen = (furniture_pattern(e) for e in data["furniture"] if e["where"] == where)
    return re.compile("|".join(chosen))


def _any_of(words: dict[str, Any]) -> str:
    """An alternation that prefers the longest."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _date_patterns(weekday: str, month: str) -> list[str]:
    year = r"(?:\s*,?\s*(?P<year>(?:1[89]|20)\d\d)(?!\d))?"
    day, named = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", f"(?P<month>{month})"
    iso = r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)(?!\d)"
    day_first = rf"{day}[\s-](?:of\s)?{named}(?![^\W\d_])\.?(?:-(?=\d{{4}}))?{year}"
    month_first = rf"{named}\.?\s{day}(?!\d){year}"
    mark = r"\s?(?P<mark>[./-])\s?"
    figures = (
        rf"(?<!\d)(?P<first>\d{{1,2}}){mark}(?P<second>\d{{1,2}})\s?(?P=mark)\s?"
        r"(?P<year>(?:19|20)\d\d)(?!\d)"
    )
    named_dates = (rf"(?i)(?<!\w){weekday}{form}" for form in (day_first, month_first))
    return [iso, *named_dates, figures]
