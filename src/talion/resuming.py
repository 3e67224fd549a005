"""A run that was stopped goes on: what its output holds already is not coded again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from talion.errors import RecordError
from talion.intake.items import Failed, Item

_PIECE = 1 << 16
_REMEDY = "give the sources and options of the run that was stopped, or another --out"


class _Document(msgspec.Struct):
    id: str
    sha256: str | None = None


class _Line(msgspec.Struct):
    """What a line tells of its document; ``error`` where it is no record."""

    document: _Document
    error: object = None


class Resumed:
    """The lines of ``path`` that a stopped run wrote, one a document in the order of its sources.

    A line that was cut off is taken away at once. ``same_text`` is whether records hold the text as
    the sources have it, and it is compared. ``failed`` counts the lines that tell of errors,
    and ``passed`` all of them, once :meth:`rest` has passed them.
    """

    def __init__(self, path: Path, *, same_text: bool = True) -> None:
        self._path, self._same_text = path, same_text
        self.passed = self.failed = 0
        if path.exists():
            _cut_half_line(path)

    def rest(self, items: Iterable[Item]) -> Iterator[Item]:
        """The documents that come after those in the file, which are checked one by one.

        :class:`RecordError` when the file holds others, or more, than the sources do.
        """
        stream = iter(items)
        for line in self._lines():
            self._pass(line, next(stream, None))
        yield from stream

    def _lines(self) -> Iterator[_Line]:
        if not self._path.exists():
            return
        decoder = msgspec.json.Decoder(_Line)
        with self._path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    yield decoder.decode(line)
                except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                    raise RecordError(
                        f"it is no record: {error}", where=f"{self._path}:{number}", remedy=_REMEDY
                    ) from error

    def _same(self, line: _Line, item: Item) -> bool:
        digest = None if isinstance(item, Failed) else item.document.sha256
        known = line.document.sha256 if self._same_text else None
        return line.document.id == _id(item) and known in (None, digest)

    def _pass(self, line: _Line, item: Item | None) -> None:
        self.passed += 1
        self.failed += line.error is not None
        if item is None or not self._same(line, item):
            found = "no document" if item is None else f"document {_id(item)!r}"
            raise RecordError(
                f"it tells of {line.document.id!r} where the sources have {found}"
                + (" with another text" if item and _id(item) == line.document.id else ""),
                where=f"{self._path}:{self.passed}",
                remedy=_REMEDY,
            )


def _id(item: Item) -> str:
    return item.id if isinstance(item, Failed) else item.document.id


def _cut_half_line(path: Path) -> None:
    """Shorten the file to its last whole line."""
    with path.open("rb+") as stream:
        at = size = stream.seek(0, 2)
        while at > 0:
            start = max(0, at - _PIECE)
            stream.seek(start)
            end = stream.read(at - start).rfind(b"\n") + 1
            if end:
                at = start + end
                break
            at = start
        if at < size:
            stream.truncate(at)
