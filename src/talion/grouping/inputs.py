"""Sources of ``talion stories``: files of records, or of documents that are coded now."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from talion.errors import RecordError, TalionError
from talion.record import SCHEMA, Failure, Record

Found = Record | Failure
Code = Callable[[str], Iterable[Found]]


def found(sources: Iterable[str], code: Code) -> Iterator[Found]:
    """Each source's records, in order; what holds documents is given to ``code``."""
    for source in sources:
        yield from read_records(Path(source)) if holds_records(source) else code(source)


def holds_records(source: str) -> bool:
    """Whether a source is a file whose first line is a record or a failure of ours."""
    path = Path(source)
    if path.suffix != ".jsonl" or not path.is_file():
        return False
    with path.open("rb") as file:
        first = next((line for line in file if line.strip()), b"")
    try:
        value = json.loads(first)
    except ValueError:
        return False
    return isinstance(value, dict) and value.get("schema") == SCHEMA


def read_records(path: Path) -> Iterator[Found]:
    """The records of a file, one a line; :class:`RecordError` says which line is none."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _record(line, f"{path}:{number}")


def _record(line: bytes, where: str) -> Found:
    try:
        return Record.from_json(line)
    except TalionError as error:
        failure = _failure(line)
        if failure is None:
            raise RecordError(
                error.message, where=where, remedy="code the document again"
            ) from error
        return failure


def _failure(line: bytes) -> Failure | None:
    import msgspec

    try:
        return msgspec.json.decode(line, type=Failure)
    except msgspec.MsgspecError:
        return None
