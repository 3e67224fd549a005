"""Files, folders and standard input to documents, one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from talion.errors import TalionError
from talion.intake.dates import iso_date
from talion.intake.encoding import marked
from talion.intake.html import read_html
from talion.intake.items import Failed, Item
from talion.intake.json_documents import read_json, read_json_lines
from talion.intake.plain import read_plain
from talion.intake.source import Settings, Source
from talion.intake.sources import Input, find_inputs, unopened
from talion.intake.streams import peek, pieces

LIMIT = 10_000_000
"""Bytes of the largest document that is read: a text or HTML file, a line or item of JSON."""

Reader = Callable[[Source, Iterator[bytes], Settings], Iterator[Item]]

READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".md": read_plain,
    ".html": read_html,
    ".htm": read_html,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}
"""The reader of each suffix; a file with another suffix is looked into."""

_PAGE = re.compile(
    r"\s*<(?:!doctype\s+html|html|head|body|\?xml|!--|meta|div|p|title|article)\b|\s*<!--",
    re.IGNORECASE,
)
_JSON = re.compile(r'\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:[{\]]|$))')


def read(
    paths: Iterable[str],
    *,
    stdin: BinaryIO,
    published: str | None = None,
    limit: int = LIMIT,
) -> Iterator[Item]:
    """The documents of files, folders and ``-`` (``stdin``), in order, read as they are asked for.

    ``published`` stands in for documents that say no date; ``limit`` is in bytes a document. What
    can't be read comes as :class:`Failed` and the rest follows. :class:`DocumentError` at once when
    ``published`` is no ISO date.
    """
    settings = Settings(iso_date(published, where="published"), limit)
    return _read_all(find_inputs(paths, READERS), stdin, settings)


def sniff(head: bytes) -> Reader:
    """The reader for a stream that begins so: JSON lines, JSON, HTML, or else plain text."""
    text = head.decode(marked(head) or "utf-8", errors="ignore")
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


def _read_all(
    inputs: Iterable[Input | Failed], stdin: BinaryIO, settings: Settings
) -> Iterator[Item]:
    for item in inputs:
        if isinstance(item, Failed):
            yield item
        else:
            yield from _read_one(item, stdin, settings)


def _read_one(item: Input, stdin: BinaryIO, settings: Settings) -> Iterator[Item]:
    """The documents of one source; what breaks it ends it with a failure."""
    try:
        if item.path is None:
            yield from _read_stream(item.source, stdin, settings, None)
        else:
            with item.path.open("rb") as stream:
                yield from _read_stream(item.source, stream, settings, item.path)
    except TalionError as error:
        yield Failed(item.source.id, error)
    except OSError as error:
        yield Failed(item.source.id, unopened(error, item.source.where))


def _read_stream(
    source: Source, stream: BinaryIO, settings: Settings, path: Path | None
) -> Iterator[Item]:
    parts = pieces(stream)
    reader = READERS.get(path.suffix.lower()) if path else None
    if reader is None:
        head, parts = peek(parts)
        reader = sniff(head)
    yield from reader(source, parts, settings)
