"""Records as ``talion code`` wrote them: JSON lines, told from the other sources by how they start."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import msgspec

from talion.errors import RecordError
from talion.record import Failure, Record

_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"schema"\s*:\s*"talion/')
_SUFFIXES = (".jsonl", ".ndjson", ".json")
_FAILURE = msgspec.json.Decoder(Failure)
STDIN = "-"


class Peekable(Protocol):
    """Lines of a stream whose first bytes can be looked at."""

    def peek(self, size: int, /) -> bytes:
        """What comes next."""

    def __iter__(self) -> Iterator[bytes]:
        """The lines."""


def split(sources: Iterable[str], stdin: Peekable) -> tuple[list[str], list[str]]:
    """The sources that hold records, and those that hold documents; folders are looked into."""
    holding: list[str] = []
    others: list[str] = []
    for source in sources:
        found = _in_folder(source) if os.path.isdir(source) else [source]
        records = [s for s in found if holds_records(s, stdin)]
        holding += records
        others += [source] if not records else [s for s in found if s not in records]
    return holding, others


def read_records(sources: Iterable[str], stdin: Peekable) -> Iterator[Record | Failure]:
    """The records of these sources, a line each; a line that is none is a failure of its own."""
    for source in sources:
        if source == STDIN:
            yield from read_lines(stdin, "standard input")
        else:
            with Path(source).open("rb") as stream:
                yield from read_lines(stream, source)


def _in_folder(folder: str) -> list[str]:
    """The files of a folder when one of them holds records; else the folder itself."""
    from talion.intake.read import READERS
    from talion.intake.sources import find_inputs

    paths = [getattr(i, "path", None) for i in find_inputs([folder], READERS)]
    files = [str(p) for p in paths if p is not None]
    return files or [folder]


def holds_records(source: str, stdin: Peekable) -> bool:
    """Whether a source begins as a file of records does; what stands on standard input is not taken from it."""
    if source == STDIN:
        return bool(_START.match(stdin.peek(64)))
    if not source.lower().endswith(_SUFFIXES):
        return False
    try:
        with open(source, "rb") as stream:
            return bool(_START.match(stream.read(256)))
    except OSError:
        return False  # intake says what is wrong with it


def read_lines(stream: Iterable[bytes], where: str) -> Iterator[Record | Failure]:
    """The record of each line of JSON; a line that holds none is a failure of its own."""
    for number, line in enumerate(stream, 1):
        if line.strip():
            at = f"{where}:{number}"
            try:
                yield _result(line.removeprefix(b"\xef\xbb\xbf"), at)
            except RecordError as error:
                yield Failure.of(at, error)


def _result(line: bytes, where: str) -> Record | Failure:
    """The record, or the failure, that a line holds."""
    try:
        record = Record.from_json(line)
    except (RecordError, UnicodeDecodeError) as error:
        try:
            return _FAILURE.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            what = error.message if isinstance(error, RecordError) else f"not UTF-8: {error}"
            raise RecordError(what, where=where, remedy="write it with `talion code`") from error
    if (
        sha256(record.document.text.encode("utf-8", "replace")).hexdigest()
        != record.document.sha256
    ):
        raise RecordError(
            "its sha256 is not that of its text", where=where, remedy="code the document again"
        )
    return record
