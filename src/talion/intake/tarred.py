"""Tar archives to documents, member by member, as a stream."""

from __future__ import annotations

import tarfile
from collections.abc import Collection, Iterator

from msgspec import Struct

from talion.intake.bytestream import ByteStream
from talion.intake.items import Failed, Item
from talion.intake.members import (
    Inner,
    broken,
    is_story_file,
    member_name,
    read_member,
    without_documents,
)
from talion.intake.meter import Meter, check_depth
from talion.intake.source import Settings, Source

_BLOCK = tarfile.BLOCKSIZE
_LONGEST_NAME = 1 << 16
_REGULAR = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)


class _Member(Struct, frozen=True):
    name: str
    size: int
    regular: bool


def read_tar(
    source: Source,
    parts: Iterator[bytes],
    settings: Settings,
    *,
    inner: Inner,
    suffixes: Collection[str],
) -> Iterator[Item]:
    """The documents of all regular members in the archive's order."""
    check_depth(settings.depth, source.where)
    stream = ByteStream(_measured(parts, settings, meter := Meter(source.where)))
    settings = settings.entered(meter)
    any_member = False
    while member := _next(stream, source.where):
        padded = -(-member.size // _BLOCK) * _BLOCK
        if member.regular and is_story_file(member.name, suffixes):
            any_member = True
            name = member_name(member.name)
            inside, data = source.inside(name), _Data(stream, member.size, source.where)
            yield from read_member(inside, name, data, settings, inner)
            padded -= data.taken
        if stream.pass_over(padded) < padded:
            yield Failed(source.id, broken("tar", "it is cut off", source.where))
            return
    if not any_member:
        yield without_documents(source)


def _measured(parts: Iterator[bytes], settings: Settings, meter: Meter) -> Iterator[bytes]:
    """The pieces, counted where no archive around this one has counted them."""
    for part in parts:
        if settings.meter is None:
            meter.took(len(part))
        yield part


class _Data(Iterator[bytes]):
    """The content of a member, and how much of it was taken."""

    def __init__(self, stream: ByteStream, size: int, where: str) -> None:
        self._pieces, self._size, self._where, self.taken = stream.pieces(size), size, where, 0

    def __next__(self) -> bytes:
        """The next piece."""
        piece = next(self._pieces, b"")
        self.taken += len(piece)
        if piece:
            return piece
        if self.taken < self._size:
            raise broken("tar", "the member is cut off", self._where)
        raise StopIteration


def _next(stream: ByteStream, where: str) -> _Member | None:
    """The next member with its whole name; ``None`` at the end."""
    name: str | None = None
    while (block := stream.read(_BLOCK)).strip(b"\0"):
        info = _header(block, where)
        if info.type == tarfile.GNUTYPE_LONGNAME:
            name = _text(_small(stream, info.size, where).rstrip(b"\0"))
        elif info.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
            name = _pax_path(_small(stream, info.size, where)) or name
        elif info.type in (tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK):
            _small(stream, info.size, where)
        else:
            regular = info.type in _REGULAR
            holds = info.isreg() or info.type not in tarfile.SUPPORTED_TYPES
            return _Member(name or info.name, info.size if holds else 0, regular)
    return None


def _header(block: bytes, where: str) -> tarfile.TarInfo:
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError) as error:
        raise broken("tar", error, where) from error
    if info.size < 0:
        raise broken("tar", "a size below zero", where)
    return info


def _small(stream: ByteStream, size: int, where: str) -> bytes:
    """The content of a header's extension, which is held in memory."""
    padded = -(-size // _BLOCK) * _BLOCK
    if not 0 <= size <= _LONGEST_NAME:
        raise broken("tar", "a header is too long", where)
    return stream.read(padded)[:size]


def _pax_path(data: bytes) -> str | None:
    """The path among the records ``LENGTH KEY=VALUE`` of a pax header."""
    for line in data.split(b"\n"):
        key, _, value = line.partition(b" ")[2].partition(b"=")
        if key == b"path":
            return _text(value)
    return None


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
