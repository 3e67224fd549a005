"""The folder that a job writes: parts by month, and a manifest of which blocks are finished.

A block is finished when its entry stands in the manifest, which is written after all its parts. An object
appears whole or not at all, and its name follows from the block alone. So whoever codes a block again,
after a crash or beside someone who only seemed dead, writes the same objects in place of the same.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from talion.blocks.parts import by_month, to_parquet
from talion.blocks.plan import Block
from talion.blocks.storage import Folder
from talion.errors import StorageError
from talion.record import Failure, Record

_JOB = "_talion/job"
_BLOCKS = "_talion/blocks"


class Entry(Struct, frozen=True):
    """A finished block: its part of which file, what it held, and where the records are."""

    block: str
    source: str
    unit: str
    start: int
    end: int
    documents: int
    failed: int
    parts: tuple[str, ...]
    seconds: float
    worker: str


class Output:
    """A folder of parts with its manifest."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._folder = Folder(url)

    def begin(self, job: dict[str, object]) -> set[str]:
        """The names of the blocks that are finished; parts of others are taken away.

        ``job`` is what decides what the records are. :class:`StorageError` when the folder holds those of
        another job, or something else.
        """
        names = self._folder.names()
        there = self._folder.read(_JOB)
        if there is None and names:
            raise StorageError(
                "the folder holds something else",
                where=self.url,
                remedy="give an empty or a new one",
            )
        if there is not None and (before := msgspec.json.decode(there)) != job:
            other = ", ".join(k for k in job if before.get(k) != job[k])
            raise StorageError(
                f"its records were coded with other options ({other})",
                where=self.url,
                remedy="give the options of the first run, or another folder",
            )
        self._folder.write(_JOB, msgspec.json.encode(job))
        finished = {_block(name) for name in names if name.startswith(_BLOCKS)}
        for name in names:
            if not name.startswith("_talion/") and _block(name) not in finished:
                self._folder.remove(name)
        return finished

    def check(self, blocks: Iterable[Block], finished: set[str]) -> None:
        """:class:`StorageError` when a file has changed since some of its blocks were finished."""
        stamps = dict(name.split("-")[:2] for name in finished)
        for block in blocks:
            path, stamp = block.file.key.split("-")
            if stamps.get(path, stamp) != stamp:
                raise StorageError(
                    "the file has changed since some of it was coded",
                    where=block.file.url,
                    remedy=f"give another folder than {self.url}",
                )

    def write(self, block: Block, results: list[Record | Failure], started: float) -> Entry:
        """Write a block's results, and that it is finished; ``started`` is when it was, monotonic."""
        parts = []
        for folder, some in by_month(results).items():
            parts.append(f"{folder}/{block.name}.parquet")
            self._folder.write(parts[-1], to_parquet(some))
        entry = Entry(
            block.name, block.file.url, block.unit, block.start, block.end, len(results),
            sum(isinstance(r, Failure) for r in results), tuple(parts),
            round(time.monotonic() - started, 3), f"{socket.gethostname()}:{os.getpid()}",
        )  # fmt: skip
        self._folder.write(f"{_BLOCKS}/{block.name}.done", msgspec.json.encode(entry))
        return entry

    def entries(self) -> Iterator[Entry]:
        """The finished blocks, by name."""
        decoder = msgspec.json.Decoder(Entry)
        found = self._folder.read_all(self._folder.names(_BLOCKS))
        yield from (decoder.decode(content) for content in found)


def finished_parts(url: str) -> list[str]:
    """The paths or URLs of the parts of finished blocks, in order; none where no job wrote here."""
    output = Output(url)
    return [f"{url.rstrip('/')}/{part}" for entry in output.entries() for part in entry.parts]


def _block(name: str) -> str:
    """The name of the block that an object is of."""
    return name.rpartition("/")[2].partition(".")[0]
