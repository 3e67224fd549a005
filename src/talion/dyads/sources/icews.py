"""ICEWS coded event data: tab-separated files with a head, countries by name, CAMEO codes.

Columns are found by their names. The intensity is the file's own; a story is a ``Story ID``. Its sectors are not
PLOVER's, and not read.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable, Iterator
from datetime import date

from talion.dyads.acts import Pair, Story
from talion.dyads.parties import Who
from talion.dyads.sources import rows
from talion.dyads.sources.cameo import from_cameo

_NEEDED = {"Event Date", "CAMEO Code", "Source Country", "Target Country"}


def is_icews(line: str) -> bool:
    """Whether a first line is the head of such a file."""
    return set(_head(line)) >= _NEEDED


def read_icews(lines: Iterable[str], pair: Pair) -> Iterator[rows.Item]:
    """Acts of the pair, and all stories, once each a day."""
    told: dict[tuple[str, date], tuple[bool, str]] = {}
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval=""):
        who, whom = _sides(row["Source Country"]), _sides(row["Target Country"])
        day, story = rows.day_of(row["Event Date"]), row.get("Story ID") or None
        if story and day:
            both = told.get((story, day), (False, ""))[0] or pair.named((*who, *whom))
            told[story, day] = both, row.get("Publisher", "")
        if pair.directions(who, whom):
            type_, mode = from_cameo(row["CAMEO Code"]) or (None, None)
            yield from rows.acts(
                pair, who, whom, day=day, type_=type_, mode=mode,
                goldstein=rows.number(row.get("Intensity", "")), story=story,
                event=row.get("Event ID") or None, publisher=row.get("Publisher") or None, origin="icews",
            )  # fmt: skip
    for (story, day), (both, publisher) in told.items():
        yield Story(day=day, id=story, names_both=both, publisher=publisher or None)


def _head(line: str) -> list[str]:
    return line.rstrip("\r\n").split("\t")


@functools.lru_cache(maxsize=1_000)
def _sides(name: str) -> tuple[Who, ...]:
    country = rows.country(name)
    return ((country, None),) if country else ()
