"""Streams that must be read back and forth: files as they are, all else through a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from talion.errors import DocumentTooLarge
from talion.intake.meter import SPOOLED
from talion.intake.streams import Pieces

_IN_MEMORY = 1 << 20


@contextmanager
def seekable(parts: Iterator[bytes], *, where: str, most: int = SPOOLED) -> Iterator[BinaryIO]:
    """The stream as a file; what is none yet is put into a temporary one.

    :class:`DocumentTooLarge` when that would hold more than ``most`` bytes.
    """
    if isinstance(parts, Pieces) and parts.stream.seekable():
        yield parts.stream
        return
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        size = 0
        for part in parts:
            size += len(part)
            if size > most:
                raise DocumentTooLarge(
                    f"the file is larger than {most:,} bytes, and can't be read as a stream",
                    where=where,
                    remedy="save or unpack it to a file, and give that",
                )
            file.write(part)
        file.seek(0)
        yield cast(BinaryIO, file)
