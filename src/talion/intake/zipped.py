"""Zip archives to documents, member by member."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, BinaryIO

from talion.errors import DocumentTooLarge, IntakeError
from talion.intake.items import Item
from talion.intake.members import (
    Inner,
    broken,
    is_story_file,
    member_name,
    read_member,
    without_documents,
)
from talion.intake.meter import DIRECTORY, Meter, check_depth
from talion.intake.source import Settings, Source
from talion.intake.spool import seekable

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

_PIECE = 1 << 16
_END, _END64 = b"PK\x05\x06", b"PK\x06\x06"
_TAIL = (1 << 16) + 22 + 20 + 56
_ENCRYPTED = 0x1


def read_zip(
    source: Source,
    parts: Iterator[bytes],
    settings: Settings,
    *,
    inner: Inner,
    suffixes: Collection[str],
) -> Iterator[Item]:
    """The documents of all members in the archive's order; a broken member fails alone."""
    check_depth(settings.depth, source.where)
    with seekable(parts, where=source.where) as file:
        settings = settings.entered(Meter(source.where, _size(file)))
        archive = _opened(file, source.where)
        seen: Counter[str] = Counter()
        for info in archive.infolist():
            if info.filename.endswith("/") or not is_story_file(info.filename, suffixes):
                continue
            name = member_name(info.filename)
            seen[name] += 1
            member = source.inside(name if seen[name] == 1 else f"{name}#{seen[name]}")
            data = _unpacked(archive, info, member.where, settings.meter)
            yield from read_member(member, name, data, settings, inner)
        if not seen:
            yield without_documents(source)


def _opened(file: BinaryIO, where: str) -> ZipFile:
    from zipfile import BadZipFile, ZipFile  # only where there is one

    _check_directory(file, where)
    try:
        return ZipFile(file)
    except (BadZipFile, ValueError, struct.error, NotImplementedError, OSError) as error:
        raise broken("zip", error, where) from error


def _size(file: BinaryIO) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size


def _check_directory(file: BinaryIO, where: str) -> None:
    """:class:`DocumentTooLarge` when the list of members, which is read whole, is too long."""
    size = _size(file)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    file.seek(0)
    if max(_directory_sizes(tail), default=0) > DIRECTORY:
        raise DocumentTooLarge(
            f"the zip's list of members is larger than {DIRECTORY:,} bytes",
            where=where,
            remedy="pack the stories as .tar.gz, or as JSON lines",
        )


def _directory_sizes(tail: bytes) -> Iterator[int]:
    """What the records at a zip's end say of the size of its directory."""
    for mark, layout, start in ((_END, "<L", 12), (_END64, "<Q", 40)):
        at = tail.rfind(mark)
        if at >= 0 and len(tail) >= at + start + struct.calcsize(layout):
            (size,) = struct.unpack_from(layout, tail, at + start)
            if size != 0xFFFFFFFF:
                yield size


def _unpacked(archive: ZipFile, info: ZipInfo, where: str, meter: Meter | None) -> Iterator[bytes]:
    """The bytes of a member; :class:`IntakeError` where it can't be unpacked."""
    import lzma
    import zlib
    from zipfile import BadZipFile

    if info.flag_bits & _ENCRYPTED:
        raise IntakeError("the member is encrypted", where=where, remedy="unpack it yourself")
    try:
        with archive.open(info) as stream:
            while data := stream.read(_PIECE):
                if meter is not None:
                    meter.made(len(data))
                yield data
    except (
        BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        struct.error,
        OSError,
    ) as error:
        raise broken("member", error, where) from error
