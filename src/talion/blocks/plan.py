"""Sources to blocks: where each begins and ends, so that anyone can read it alone, and always the same."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from msgspec import Struct

from talion.blocks.storage import Found, found, is_remote, reading
from talion.errors import IntakeError, TalionError
from talion.intake.bytestream import ByteStream
from talion.intake.encoding import marked
from talion.intake.gzipped import START
from talion.intake.members import is_story_file
from talion.intake.readers import READERS
from talion.intake.sources import unique_ids
from talion.intake.warc import count_records

SMALLEST, LARGEST = 64 << 10, 8 << 20
"""Bytes of text in a block, where nothing else is said: from a dozen articles to some thousand."""
_SHARES = 64  # blocks of a file in between: workers that share so many end at nearly the same time
_PIECE = 1 << 20
_PACKED = 4  # text is about so many times as large once unpacked

Unit = Literal["whole", "bytes", "rows"]


class File(Struct, frozen=True):
    """A file to be coded, its size in bytes, and the id that stands for it in those of its documents."""

    url: str
    id: str
    stamp: str
    size: int

    @property
    def key(self) -> str:
        """What stands for its path and its content in the names of its blocks."""
        return f"{_digest(self.url)}-{_digest(self.stamp)[:8]}"


class Block(Struct, frozen=True):
    """A part of a file: bytes or rows from ``start`` to ``end``, or all of it.

    ``before`` is how many lines, rows or records of the file come before, which ids count on from.
    """

    file: File
    unit: Unit = "whole"
    start: int = 0
    end: int = 0
    before: int = 0

    @property
    def name(self) -> str:
        """The same for the same part of the same content, and different for any other."""
        return f"{self.file.key}-{self.start:012x}"


def find_files(sources: Iterable[str]) -> list[File]:
    """The files of paths, folders and URLs of storage, in order, each with an id of its own.

    :class:`IntakeError` when a source holds nothing that is read.
    """
    every = [one for source in sources for one in _under(source)]
    ids = unique_ids([Path(one.url.partition("://")[2] or one.url) for one in every])
    return [File(one.url, id, one.stamp, one.size) for one, id in zip(every, ids, strict=True)]


def suited(length: int) -> int:
    """The bytes of a block that suit a file of ``length`` bytes of text, whoever is to code it."""
    return min(max(length // _SHARES, SMALLEST), LARGEST)


def cut(file: File, size: int | None = None) -> list[Block]:
    """The blocks of a file, in order; one where it can't be cut.

    They are of about ``size`` bytes of text, or of as many as are :func:`suited` to the file.
    """
    name = PurePosixPath(file.url).name.lower()
    with reading(file.url) as stream:
        if name.endswith((".jsonl", ".ndjson")) and not _is_wide(stream):
            return _between(file, _line_cuts(stream, size or suited(file.size)))
        if name.endswith(".warc.gz"):
            text = size or suited(file.size * _PACKED)
            return _between(file, _member_cuts(stream, max(1, text // _PACKED)))
        if name.endswith(".parquet"):
            return _row_blocks(file, stream, size)
    return [Block(file)]


def _under(source: str) -> list[Found]:
    files = found(source)
    if len(files) == 1 and PurePosixPath(files[0].url).name == PurePosixPath(source).name:
        return files
    stories = [f for f in files if is_story_file(_inside(f.url, source), READERS)]
    if not stories:
        raise IntakeError(
            "it holds no documents" if files else "no such file or folder",
            where=source,
            remedy="give JSON lines, Parquet or WARC files, or a folder of them",
        )
    return stories


def _inside(url: str, source: str) -> str:
    """The part of the path that lies in the source: hidden folders above it don't count."""
    root = source if is_remote(source) else str(Path(source).absolute())
    return url.removeprefix(root.rstrip("/")).lstrip("/")


def _is_wide(stream: BinaryIO) -> bool:
    """Whether the text is in UTF-16 or UTF-32, where a byte that ends lines may be any other."""
    encoding = marked(stream.read(4))
    stream.seek(0)
    return encoding is not None and not encoding.startswith("utf-8")


Cut = tuple[int, int]
"""A byte where a block may begin, and how many lines or records come before it."""


def _between(file: File, cuts: Iterable[Cut]) -> list[Block]:
    """The blocks from each cut to the next; one whole where there are but a start and an end."""
    at = list(cuts)
    if len(at) <= 2:
        return [Block(file)]
    return [Block(file, "bytes", start, end, before) for (start, before), (end, _) in pairwise(at)]


def _line_cuts(stream: BinaryIO, size: int) -> Iterator[Cut]:
    """The start, the first line that begins after each ``size`` bytes, and the end."""
    yield 0, 0
    position, lines, wanted = 0, 0, size
    while piece := stream.read(_PIECE):
        at = 0
        while position + len(piece) > wanted and (
            end := piece.find(b"\n", max(at, wanted - position - 1)) + 1
        ):
            lines += piece.count(b"\n", at, end)
            at, wanted = end, position + end + size
            yield position + end, lines
        lines += piece.count(b"\n", at)
        position += len(piece)
    if position > wanted - size:
        yield position, lines


def _member_cuts(stream: BinaryIO, size: int) -> Iterator[Cut]:
    """The same for the members of a gzip file, which are the records of a packed WARC.

    What comes after a broken member is not cut: reading seeks its own way there.
    """
    yield 0, 0
    records, last = 0, 0
    members = _Members(stream)
    while (start := members.start) < members.size:
        if start - last >= size:
            yield start, records
            last = start
        try:
            records += count_records(ByteStream(members.next()))
        except (zlib.error, TalionError, EOFError):
            break
    yield members.size, records


class _Members:
    """The members of a gzip file one after another; ``start`` is the byte where the next begins."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = stream.seek(0, 2)
        stream.seek(0)
        self._held, self.start = b"", 0

    def next(self) -> Iterator[bytes]:
        """What is in the next member; ``EOFError`` when it is cut off, ``zlib.error`` when broken."""
        member = zlib.decompressobj(31)
        taken = 0
        while not member.eof:
            if not self._held and not self._fill():
                raise EOFError
            piece = member.decompress(self._held, _PIECE)
            left = member.unused_data if member.eof else member.unconsumed_tail
            taken += len(self._held) - len(left)
            self._held = left
            yield piece
        self.start += taken
        if self._held and not START.startswith(self._held[:3]):
            self.start = self.size  # padding, or no gzip: no more members

    def _fill(self) -> bool:
        self._held = self._stream.read(_PIECE)
        return bool(self._held)


def _row_blocks(file: File, stream: BinaryIO, size: int | None) -> list[Block]:
    """Blocks of as many rows as make about ``size`` bytes, or as many as are suited."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        about = pq.ParquetFile(stream).metadata
    except (pa.ArrowException, OSError, ValueError):
        return [Block(file)]  # its reader says what is wrong with it
    groups = range(about.num_row_groups)
    unpacked = sum(about.row_group(n).total_byte_size for n in groups)
    rows = max(1, about.num_rows * (size or suited(unpacked)) // max(unpacked, 1))
    if about.num_rows <= rows:
        return [Block(file)]
    starts = range(0, about.num_rows, rows)
    return [Block(file, "rows", n, min(n + rows, about.num_rows), n) for n in starts]


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
