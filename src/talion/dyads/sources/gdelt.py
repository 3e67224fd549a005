"""GDELT event files: the tab-separated export of GDELT 1.0 (57 or 58 columns) and 2.0 (61).

Columns as in the GDELT event codebooks 1.03 and 2.0. The intensity is the file's own ``GoldsteinScale``;
type and mode are those of the CAMEO code, the quad is the type's, a sector is the first role code of a side
(``Actor1Type1Code``) where PLOVER has it. A story is a ``SOURCEURL``, on the day
that it was added; the older files of 57 columns name none.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from talion.dyads.acts import LeftOut, Pair, Story
from talion.dyads.parties import Who
from talion.dyads.sources import rows
from talion.dyads.sources.cameo import from_cameo
from talion.knowledge.dictionaries import read_code
from talion.ontology import plover

WIDTHS = (57, 58, 61)
_EVENT, _DAY, _ACTOR, _RECIPIENT, _CODE, _GOLDSTEIN = 0, 1, 7, 17, 26, 30
_SECTORS = (12, 22)
_ADDED = {57: 56, 58: 56, 61: 59}


def is_gdelt(line: str) -> bool:
    """Whether a first line looks like one of GDELT's."""
    cells = line.split("\t")
    return len(cells) in WIDTHS and cells[0].isdigit() and rows.day_of(cells[_DAY]) is not None


def read_gdelt(lines: Iterable[str], pair: Pair) -> Iterator[rows.Item]:
    """Acts of the pair, and all stories, once each a day."""
    told: dict[tuple[str, date], bool] = {}
    for line in lines:
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) not in WIDTHS:
            yield LeftOut("broken row")
            continue
        who, whom = (
            _sides(cells[_ACTOR], cells[_SECTORS[0]]),
            _sides(cells[_RECIPIENT], cells[_SECTORS[1]]),
        )
        named, added = story(cells)
        if named and added:
            key = (named, added)
            told[key] = told.get(key, False) or pair.named((*who, *whom))
        yield from _acts(cells, pair, who, whom, named)
    for (url, day), both in told.items():
        yield Story(day=day, id=url, names_both=both, publisher=publisher(url))


def _acts(
    cells: list[str], pair: Pair, who: tuple[Who, ...], whom: tuple[Who, ...], url: str | None
) -> Iterator[rows.Item]:
    if not pair.directions(who, whom):
        return
    type_, mode = from_cameo(cells[_CODE]) or (None, None)
    yield from rows.acts(
        pair, who, whom, day=rows.day_of(cells[_DAY]), type_=type_, mode=mode,
        goldstein=rows.number(cells[_GOLDSTEIN]), story=url, event=cells[_EVENT],
        publisher=publisher(url) if url else None, origin="gdelt",
    )  # fmt: skip


def publisher(address: str) -> str:
    """The host of an address; a source that is no web page stands for itself.

    >>> publisher("https://www.example.org/a/b"), publisher("BBC Monitoring")
    ('example.org', 'BBC Monitoring')
    """
    parts = address.split("/", 3)
    return parts[2].removeprefix("www.") if len(parts) > 2 and "//" in address else address


def story(cells: Sequence[str]) -> tuple[str | None, date | None]:
    """The story of a row, and the day that it was added; each ``None`` where the row does not say."""
    at = _ADDED[len(cells)]
    url = cells[at + 1] if len(cells) > at + 1 else ""
    return url or None, rows.day_of(cells[at])


@functools.lru_cache(maxsize=10_000)
def _sides(code: str, sector: str) -> tuple[Who, ...]:
    """The country (alpha-3; codes of regions and bodies are none) and sector of one side, if there is one."""
    found = read_code(code).country if code else None
    country = rows.country(found) if found else None
    known = sector if sector in plover().sectors else None
    return ((country, known),) if country or known else ()
