"""ICEWS coded event data: tab-separated files with a head, countries by name, CAMEO codes.

Columns are found by their names. The intensity is the file's own; a story is a ``Story ID``.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable, Iterator
from datetime import date

from talion.dyads.acts import Pair, Story
from talion.dyads.sources import rows
from talion.dyads.sources.cameo import from_cameo

_NEEDED = {"Event Date", "CAMEO Code", "Source Country", "Target Country"}


def is_icews(line: str) -> bool:
    """Whether a first line is the head of such a file."""
    return set(_head(line)) >= _NEEDED


def read_icews(lines: Iterable[str], pair: Pair) -> Iterator[rows.Item]:
    """Acts of the pair, and all stories, once each a day."""
    told: dict[tuple[str, date], bool] = {}
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval=""):
        who, whom = _country(row["Source Country"]), _country(row["Target Country"])
        day, story = rows.day_of(row["Event Date"]), row.get("Story ID") or None
        if story and day:
            told[story, day] = told.get((story, day), False) or pair.named((who, whom))
        if pair.directions((who,), (whom,)):
            type_, mode = from_cameo(row["CAMEO Code"]) or (None, None)
            yield from rows.acts(
                pair, [who], [whom], day=day, type_=type_, mode=mode,
                goldstein=rows.number(row.get("Intensity", "")), story=story, origin="icews",
            )  # fmt: skip
    for (story, day), both in told.items():
        yield Story(day=day, id=story, names_both=both)


def _head(line: str) -> list[str]:
    return line.rstrip("\r\n").split("\t")


_country = functools.lru_cache(maxsize=1_000)(rows.country)
