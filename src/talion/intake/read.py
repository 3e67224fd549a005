"""Files, folders, addresses and standard input to documents, one at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import BinaryIO
from urllib.parse import urlsplit

from msgspec.structs import replace

from talion.errors import TalionError
from talion.intake.columns import check_columns
from talion.intake.dates import iso_date
from talion.intake.gzipped import START as GZIP
from talion.intake.items import Failed, Item
from talion.intake.languages import READ, in_read_language
from talion.intake.members import PACKED
from talion.intake.readers import READERS, read_named, sniff
from talion.intake.source import Settings
from talion.intake.sources import Input, find_inputs, unopened
from talion.intake.streams import pieces

LIMIT = 10_000_000
"""Bytes of the largest document that is read: a text or HTML file, a line, a row, an item."""

_SUFFIXES = {
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "text/plain": ".txt",
}
"""What a server may call it that can't be told from how it begins."""


def read(
    paths: Iterable[str],
    *,
    stdin: BinaryIO,
    published: str | None = None,
    limit: int = LIMIT,
    columns: Mapping[str, str] | None = None,
    languages: Collection[str] | None = READ,
    private: bool = False,
) -> Iterator[Item]:
    """The documents of files, folders, addresses and ``-``, in order, read as they are asked for.

    ``published`` stands in for documents that say no date; ``limit`` is in bytes a document;
    ``columns`` says which column of a table holds a field; documents in other languages than
    ``languages`` come as :class:`Failed` (``None`` for all), ``private`` lets addresses be on hosts
    that only this network reaches. What can't be read comes as :class:`Failed` and the rest follows.
    :class:`DocumentError` at once when ``published`` is no ISO date, or ``columns`` names no field.
    """
    return read_inputs(
        find_inputs(paths, READERS), stdin=stdin, published=published, limit=limit,
        columns=columns, languages=languages, private=private,
    )  # fmt: skip


def read_inputs(
    inputs: Iterable[Input | Failed],
    *,
    stdin: BinaryIO,
    published: str | None = None,
    limit: int = LIMIT,
    columns: Mapping[str, str] | None = None,
    languages: Collection[str] | None = READ,
    private: bool = False,
) -> Iterator[Item]:
    """The same for sources that were found already."""
    given = dict(columns or {})
    check_columns(given)
    settings = Settings(iso_date(published, where="published"), limit, given)
    items = _read_all(inputs, stdin, settings, private)
    return (in_read_language(item, languages) for item in items)


def _read_all(
    inputs: Iterable[Input | Failed], stdin: BinaryIO, settings: Settings, private: bool
) -> Iterator[Item]:
    for item in inputs:
        if isinstance(item, Failed):
            yield item
        else:
            yield from _read_one(item, stdin, settings, private)


def _read_one(item: Input, stdin: BinaryIO, settings: Settings, private: bool) -> Iterator[Item]:
    """The documents of one source; what breaks it ends it with a failure."""
    try:
        if item.path is not None:
            with item.path.open("rb") as stream:
                yield from read_named(item.source, item.path.name, pieces(stream), settings)
        elif item.source.url is not None:
            yield from _read_address(item, settings, private)
        else:
            yield from read_named(item.source, "-", pieces(stdin), settings)
    except TalionError as error:
        yield Failed(item.source.id, error)
    except OSError as error:
        yield Failed(item.source.id, unopened(error, item.source.where))


def _read_address(item: Input, settings: Settings, private: bool) -> Iterator[Item]:
    from talion.intake.fetching import fetched  # only where the net is asked for

    with fetched(item.source.url or "", private=private) as found:
        name = PurePosixPath(urlsplit(found.url).path).name
        if PurePosixPath(name).suffix.lower() not in READERS:
            name += _SUFFIXES.get(found.kind, "")
        if found.file.read(len(GZIP)) == GZIP and PurePosixPath(name).suffix.lower() not in PACKED:
            name += ".gz"  # packed on its way, though it was asked for as it is
        found.file.seek(0)
        source = replace(item.source, url=found.url)
        yield from read_named(source, name, pieces(found.file), settings)


__all__ = ["LIMIT", "READERS", "read", "read_inputs", "sniff"]
