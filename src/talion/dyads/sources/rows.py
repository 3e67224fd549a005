"""What readers of event files share: a row as an act, countries by name, days, files of any packing."""

from __future__ import annotations

import functools
import gzip
import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from talion.dyads.acts import Act, LeftOut, Origin, Pair, Stories, Story, TextAnswer
from talion.dyads.parties import Who
from talion.errors import IntakeError
from talion.knowledge.entries import countries, former_country_entries
from talion.ontology import plover
from talion.store.home import is_server

_DATABASES = (".duckdb", ".db")
"""Suffixes of Talion's databases."""
Item = Act | Story | Stories | TextAnswer | LeftOut
"""What a reader finds in a source, in the source's order."""


def acts(
    pair: Pair,
    actors: Sequence[Who],
    recipients: Sequence[Who],
    *,
    day: date | None,
    type_: str | None,
    mode: str | None,
    goldstein: float | None,
    story: str | None,
    event: str | None,
    publisher: str | None,
    origin: Origin,
    words: str | None = None,
    contexts: tuple[str, ...] = (),
    quad: str | None = None,
) -> Iterator[Act | LeftOut]:
    """A row as acts of the pair, one a direction; or why there is none.

    ``quad`` is given where the source has it: a type of a user's own has none in PLOVER.
    """
    known = plover().types.get(type_ or "")
    quad = known.quad if known is not None else quad
    for forward in pair.directions(actors, recipients):
        if day is None:
            yield LeftOut("no day")
        elif type_ is None or quad is None:
            yield LeftOut("no PLOVER type")
        else:
            yield Act(
                day=day, forward=forward, type=type_, mode=mode, quad=quad,
                goldstein=goldstein, story=story, event=event, words=words, publisher=publisher,
                contexts=contexts, origin=origin,
            )  # fmt: skip


def answered(
    pair: Pair, antecedent: tuple[list[Who], list[Who]], response: tuple[list[Who], list[Who]]
) -> Iterator[bool]:
    """The directions in which a response answers an antecedent; each is who acts, and on whom."""
    before = pair.directions(*antecedent)
    for forward in pair.directions(*response):
        asked = forward if len(pair.ways) == 1 else not forward
        if asked in before:
            yield forward


@functools.lru_cache(maxsize=100_000)
def day_of(text: str) -> date | None:
    """The day of ``2031-05-02``, ``20310502`` or a longer form of these; else ``None``.

    >>> day_of("20310502143000"), day_of("soon")
    (datetime.date(2031, 5, 2), None)
    """
    digits = text.strip()[:10].replace("-", "")[:8]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def number(text: str) -> float | None:
    """A number, ``None`` where there is none."""
    try:
        return float(text)
    except ValueError:
        return None


def country(text: str) -> str | None:
    """The alpha-3 code of a code or a name, ``None`` where it is not known.

    >>> country("KEN"), country("Russian Federation"), country("Atlantis")
    ('KEN', 'RUS', None)
    """
    return text if text in countries() else _by_name().get(text.strip().casefold())


@functools.cache
def _by_name() -> dict[str, str]:
    found = {e.name.casefold(): e.country for e in former_country_entries() if e.country}
    for code, known in countries().items():
        found |= {name.casefold(): code for name in (known.name, *known.aliases)}
    return found


def is_database(source: str | Path) -> bool:
    """Whether a source is a database of ours: a file with its suffix, or the address of a server."""
    return is_server(source) or Path(source).suffix.lower() in _DATABASES


@contextmanager
def opened(path: Path) -> Iterator[io.TextIOBase]:
    """A text file as UTF-8, unpacked where it is gzip or a zip of one file."""
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(_only(archive, path)) as stream:
                yield _text(stream)
        else:
            with _stream(path) as stream:
                yield _text(stream)
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        raise IntakeError(f"can't be read: {error}", where=str(path)) from error


def _stream(path: Path) -> io.BufferedIOBase:
    return gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb")


def _text(stream: object) -> io.TextIOBase:
    return io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")  # type: ignore[type-var]


def _only(archive: zipfile.ZipFile, path: Path) -> str:
    names = [n for n in archive.namelist() if not n.endswith("/")]
    if len(names) != 1:
        raise IntakeError(f"holds {len(names)} files", where=str(path), remedy="unpack it first")
    return names[0]
