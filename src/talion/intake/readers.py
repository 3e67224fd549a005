"""Which reader reads what: by the suffix of its name, or by how it begins."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from talion.intake.bundles import read_gzip
from talion.intake.encoding import marked
from talion.intake.feeds import read_feed
from talion.intake.html import read_html
from talion.intake.items import Item
from talion.intake.json_documents import read_json, read_json_lines
from talion.intake.parquet import read_parquet
from talion.intake.plain import read_plain
from talion.intake.source import Settings, Source
from talion.intake.streams import peek
from talion.intake.tarred import read_tar
from talion.intake.warc import read_warc
from talion.intake.zipped import read_zip
from talion.plugins import INTAKE, Plugins

Reader = Callable[[Source, Iterator[bytes], Settings], Iterator[Item]]


def read_named(
    source: Source, name: str, parts: Iterator[bytes], settings: Settings
) -> Iterator[Item]:
    """The documents of a file of that name; one without a known suffix is looked into."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in (".gz", ".tgz"):
        yield from read_gzip(source, name, parts, settings, inner=read_named)
        return
    reader = READERS.get(suffix)
    if reader is None:
        head, parts = peek(parts)
        reader = sniff(head)
    yield from reader(source, parts, settings)


def read_zip_archive(source: Source, parts: Iterator[bytes], settings: Settings) -> Iterator[Item]:
    """The documents of a zip."""
    return read_zip(source, parts, settings, inner=read_named, suffixes=READERS)


def read_tar_archive(source: Source, parts: Iterator[bytes], settings: Settings) -> Iterator[Item]:
    """The documents of a tar."""
    return read_tar(source, parts, settings, inner=read_named, suffixes=READERS)


def read_packed(source: Source, parts: Iterator[bytes], settings: Settings) -> Iterator[Item]:
    """The documents of what gzip packed."""
    return read_gzip(source, "", parts, settings, inner=read_named)


READERS: Plugins[Reader] = Plugins(INTAKE, prefix=".")
"""The reader of each suffix; a file with another suffix is looked into."""

_PAGE = re.compile(
    r"\s*<(?:!doctype\s+html|html|head|body|\?xml|!--|meta|div|p|title|article)\b|\s*<!--",
    re.IGNORECASE,
)
_FEED = re.compile(
    r"\s*+(?:<!--(?:(?!-->).)*+-->\s*+|<[?!](?!--)[^>]*+>\s*+)*+<(?:rss|feed|rdf:RDF)\b", re.DOTALL
)
_JSON = re.compile(r'\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:[{\]]|$))')
_TAR_MARK = slice(257, 262)
_BINARY: tuple[tuple[bytes, Reader], ...] = (
    (b"\x1f\x8b\x08", read_packed),
    (b"PK\x03\x04", read_zip_archive),
    (b"PAR1", read_parquet),
    (b"WARC/", read_warc),
)


def sniff(head: bytes) -> Reader:
    """The reader for a stream that begins so: an archive, a feed, JSON, HTML, or else plain text."""
    for start, reader in _BINARY:
        if head.startswith(start):
            return reader
    if head[_TAR_MARK] == b"ustar":
        return read_tar_archive
    text = head.decode(marked(head) or "utf-8", errors="ignore")
    if _FEED.match(text):
        return read_feed
    if _PAGE.match(text):
        return read_html
    if not _JSON.match(text):
        return read_plain
    return read_json_lines if _is_json(text.lstrip().partition("\n")[0]) else read_json


def _is_json(line: str) -> bool:
    """Whether a line is a JSON object, or the start of one too long to be seen whole."""
    if not line.startswith("{"):
        return False
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return len(line) > 10_000
    return True
