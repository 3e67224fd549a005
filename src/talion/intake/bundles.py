"""Gzip files to documents: what is in them is read as if it were not packed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from talion.intake.gzipped import Gunzip
from talion.intake.items import Item
from talion.intake.members import Inner
from talion.intake.meter import Meter, check_depth
from talion.intake.source import Settings, Source


def read_gzip(
    source: Source, name: str, parts: Iterator[bytes], settings: Settings, *, inner: Inner
) -> Iterator[Item]:
    """The documents of what is packed, which is named as the file without its last suffix."""
    check_depth(settings.depth, source.where)
    meter = settings.meter or Meter(source.where)
    data = Gunzip(parts, source.where, meter, outermost=settings.meter is None)
    yield from inner(source, unpacked_name(name), data, settings.entered(meter))


def unpacked_name(name: str) -> str:
    """What a gzip file's content is called.

    >>> unpacked_name("a/news.warc.gz"), unpacked_name("news.tgz"), unpacked_name("-")
    ('a/news.warc', 'news.tar', '-')
    """
    path = PurePosixPath(name)
    known = {".gz": "", ".tgz": ".tar"}.get(path.suffix.lower())
    return name if known is None else str(path.with_suffix(known))
