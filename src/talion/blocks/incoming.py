"""Parquet that ``talion code --to parquet`` wrote, told from other sources, and read back as records."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from talion.blocks.output import finished_parts
from talion.blocks.parts import holds_records, lines
from talion.blocks.storage import is_remote, reading
from talion.errors import StorageError
from talion.record import Failure, Record
from talion.store.incoming import read_lines

_SUFFIX = ".parquet"


def split_parts(sources: Iterable[str]) -> tuple[list[str], list[str]]:
    """The files of Parquet with records among the sources, and the other sources.

    Of a folder that a job wrote, or is writing, these are the parts of finished blocks.
    """
    parts: list[str] = []
    others: list[str] = []
    for source in sources:
        if os.path.isdir(os.path.join(source, "_talion")) or is_remote(source):
            parts += finished_parts(source)
        elif _is_part(source):
            parts.append(source)
        else:
            others.append(source)
    return parts, others


def read_parts(parts: Iterable[str]) -> Iterator[Record | Failure]:
    """Their records, in order; a row that holds none is a failure of its own."""
    for part in parts:
        with reading(part) as stream:
            yield from read_lines(lines(stream), part)


def _is_part(source: str) -> bool:
    if not source.lower().endswith(_SUFFIX) or not os.path.isfile(source):
        return False
    try:
        with reading(source) as stream:
            return holds_records(stream)
    except StorageError:
        return False  # intake says what is wrong with it
