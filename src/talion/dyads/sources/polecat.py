"""POLECAT event files: tab- or comma-separated with a head, coded in PLOVER.

Columns are found by their names. Countries are alpha-3 codes, several parted by ``;``; modes that Talion's
ontology lacks are dropped, intensity is the file's own. The files name no stories, so a story is a row's
publication day with its source and headline where these are given, else nothing.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable, Iterator
from datetime import date

from talion.dyads.acts import Pair, Story
from talion.dyads.parties import Who
from talion.dyads.sources import rows
from talion.ontology import plover

_NEEDED = {"Event Date", "Event Type", "Actor Country", "Recipient Country"}


def is_polecat(line: str) -> bool:
    """Whether a first line is the head of such a file."""
    return set(next(csv.reader([line], delimiter=_delimiter(line)), [])) >= _NEEDED


def read_polecat(lines: Iterable[str], pair: Pair) -> Iterator[rows.Item]:
    """Acts of the pair, and all stories, once each a day."""
    told: dict[tuple[str, date], bool] = {}
    for row in rows_of(lines):
        who, whom = _sides(row, "Actor"), _sides(row, "Recipient")
        story, published = _story(row)
        if story and published:
            both = told.get((story, published), False) or pair.named((*who, *whom))
            told[story, published] = both
        type_ = row["Event Type"].strip().upper()
        yield from rows.acts(
            pair, who, whom, day=rows.day_of(row["Event Date"]), type_=type_,
            mode=mode(type_, row.get("Event Mode", "")),
            goldstein=rows.number(row.get("Intensity", "")), story=story,
            event=row.get("Event ID") or None, publisher=row.get("Source") or None,
            contexts=contexts(row.get("Contexts", "")), origin="polecat",
        )  # fmt: skip
    for (story, day), both in told.items():
        publisher = story.split("|")[1]
        yield Story(day=day, id=story, names_both=both, publisher=publisher)


def rows_of(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """The rows of a file by the names of their columns."""
    it = iter(lines)
    head = next(it, "")
    delimiter = _delimiter(head)
    names = next(csv.reader([head], delimiter=delimiter), [])
    yield from csv.DictReader(it, names, delimiter=delimiter, restval="")


def _delimiter(head: str) -> str:
    return "\t" if "\t" in head else ","


def _sides(row: dict[str, str], side: str) -> tuple[Who, ...]:
    return _who(row[f"{side} Country"], row.get(f"Primary {side} Sector", "").strip().upper())


@functools.lru_cache(maxsize=10_000)
def _who(cell: str, sector: str) -> tuple[Who, ...]:
    """The countries of one side, each with the side's primary sector."""
    known = sector if sector in plover().sectors else None
    found = [rows.country(c.strip()) for c in cell.split(";") if c.strip()]
    return tuple((c, known) for c in found or [None] if c or known)


@functools.lru_cache(maxsize=10_000)
def contexts(cell: str) -> tuple[str, ...]:
    """The contexts that Talion's ontology has."""
    names = (c.strip().lower().replace(" ", "_") for c in cell.split(";"))
    return tuple(c for c in names if c in plover().contexts)


def mode(type_: str, cell: str) -> str | None:
    """The mode, where Talion's ontology has it."""
    known = cell.strip().lower()
    entry = plover().types.get(type_)
    return known if entry is not None and known in entry.modes else None


def _story(row: dict[str, str]) -> tuple[str | None, date | None]:
    published = row.get("Publication Date", "")
    parts = [row.get(name, "") for name in ("Source", "Headline")]
    return ("|".join((published, *parts)) if all(parts) else None), rows.day_of(published)
