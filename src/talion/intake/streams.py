"""Streams of bytes: peeked at, read whole up to a limit, or split into lines, in flat memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from msgspec import Struct

from talion.errors import DocumentTooLarge, EmptyDocument, IntakeError
from talion.intake.encoding import marked

_PIECE = 1 << 16


class TooLong(Struct, frozen=True):
    """Stands for a line over the limit, whose bytes were passed over."""


class Pieces(Iterator[bytes]):
    """The bytes of ``stream`` as they come, at most 64 KiB at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self._read = getattr(stream, "read1", stream.read)

    def __next__(self) -> bytes:
        """The next piece."""
        if data := self._read(_PIECE):
            return bytes(data)
        raise StopIteration


def pieces(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of ``stream`` as they come, at most 64 KiB at a time."""
    return Pieces(stream)


def peek(parts: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The start of a stream, through its first line with words, and the whole stream again."""
    if isinstance(parts, Pieces) and parts.stream.seekable():
        start = parts.stream.tell()
        head = _head(parts)
        parts.stream.seek(start)
        return head, parts
    head = _head(parts)
    return head, chain([head] if head else [], parts)


def _head(parts: Iterator[bytes]) -> bytes:
    head = b""
    for part in parts:
        head += part
        if len(head) >= _PIECE or b"\n" in head.lstrip():
            break
    return head


def whole(parts: Iterable[bytes], *, limit: int, where: str) -> bytes:
    """All bytes; :class:`DocumentTooLarge` over ``limit``, :class:`EmptyDocument` without any."""
    data = bytearray()
    for part in parts:
        data += part
        if len(data) > limit:
            raise too_large(limit, where)
    if not data:
        raise EmptyDocument("the file is empty", where=where, remedy="leave it out")
    return bytes(data)


def too_large(limit: int, where: str) -> DocumentTooLarge:
    """The error for a document of more than ``limit`` bytes."""
    return DocumentTooLarge(
        f"the document is larger than {limit:,} bytes",
        where=where,
        remedy="split it into its stories, or raise the limit",
    )


def utf8(parts: Iterator[bytes], *, where: str) -> Iterator[bytes]:
    """The stream without its byte order mark, in UTF-8 when the mark is of UTF-16 or UTF-32."""
    head = next(parts, b"")
    while len(head) < 4 and (more := next(parts, b"")):
        head += more
    encoding = marked(head)
    if encoding is None or encoding == "utf-8-sig":
        yield head.removeprefix(codecs.BOM_UTF8)
        yield from parts
    else:
        yield from (text.encode() for text in decoded(chain([head], parts), encoding, where=where))


def decoded(parts: Iterable[bytes], encoding: str, *, where: str) -> Iterator[str]:
    """The text of a stream in a known encoding; :class:`IntakeError` where it breaks."""
    decoder = codecs.getincrementaldecoder(encoding)()
    taken = start = 0
    try:
        for part in parts:
            start = taken - len(decoder.getstate()[0])  # of what the decoder looks at
            yield decoder.decode(part)
            taken += len(part)
        start = taken - len(decoder.getstate()[0])
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise IntakeError(
            f"broken {encoding.upper()}: {error.reason} at byte {start + error.start + 1:,}",
            where=where,
            remedy="convert the file to UTF-8",
        ) from error


def split_lines(parts: Iterable[bytes], limit: int) -> Iterator[tuple[int, bytes | TooLong]]:
    """The lines of a stream that are not blank, with their numbers from 1.

    A line of more than ``limit`` bytes is passed over and :class:`TooLong` stands for it.
    """
    held, size, number = bytearray(), 0, 1
    for part in parts:
        first, *others = part.split(b"\n")
        size += len(first)
        held += first if size <= limit else b""
        for piece in others:
            yield from _line(number, held, size, limit)
            held, size, number = bytearray(piece), len(piece), number + 1
    yield from _line(number, held, size, limit)


def _line(
    number: int, held: bytearray, size: int, limit: int
) -> Iterator[tuple[int, bytes | TooLong]]:
    if size > limit:
        yield number, TooLong()
    elif line := held.strip():
        yield number, bytes(line)
