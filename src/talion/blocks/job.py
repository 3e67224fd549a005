"""A job: sources to a folder of Parquet, in blocks, each of which is coded once whatever stops the run."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from typing import Protocol

import msgspec
from msgspec import Struct

from talion.blocks.output import Entry, Output
from talion.blocks.plan import Block, cut, find_files
from talion.blocks.reading import Reading, read_block
from talion.intake.items import Item
from talion.parallel import Pool, Start, silence
from talion.record import Failure, Record


class Job(Struct, frozen=True):
    """What is to be done: where the records go, how documents are read and coded, and cut into blocks.

    ``size`` is that of a block in bytes of text; without it, what suits each file.
    """

    output: str
    start: Start
    reading: Reading = Reading()
    size: int | None = None

    def said(self) -> dict[str, object]:
        """What decides what the records are, and how their files are named."""
        start = self.start
        return {
            "talion": version("talion"), "fast": start.fast, "mask": start.mask,
            "knowledge": start.knowledge.read_text("utf-8") if start.knowledge else None,
            "ontology": start.ontology.read_text("utf-8") if start.ontology else None,
            "size": self.size, **msgspec.to_builtins(self.reading),
        }  # fmt: skip


class Engine(Protocol):
    """What codes blocks, in any order, and tells of each that is finished."""

    def __call__(self, job: Job, blocks: list[Block], /) -> Iterator[Entry]:
        """The entries of the blocks, as they are finished."""


class Progress(Struct):
    """What became of a job: blocks and documents of this run, and blocks that were finished before."""

    before: int = 0
    blocks: int = 0
    documents: int = 0
    failed: int = 0


def run(
    sources: Iterable[str],
    job: Job,
    engine: Engine,
    tell: Callable[[Entry], object] = lambda _: None,
) -> Progress:
    """Code what is not finished yet; returns what was done. ``tell`` hears of each finished block.

    :class:`TalionError` when sources or output can't be used, or the engine breaks; what is finished
    stays, and the same call goes on with the rest.
    """
    output = Output(job.output)
    finished = output.begin(job.said())
    blocks = [block for file in find_files(sources) for block in cut(file, job.size)]
    output.check(blocks, finished)
    left = [block for block in blocks if block.name not in finished]
    done = Progress(before=len(blocks) - len(left))
    for entry in engine(job, left) if left else ():
        done.blocks += 1
        done.documents += entry.documents
        done.failed += entry.failed
        tell(entry)
    return done


class Here:
    """The engine of this machine: processes that share the documents of one block after another."""

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers

    def __call__(self, job: Job, blocks: list[Block]) -> Iterator[Entry]:
        """The entries of the blocks, in order."""
        with Pool(job.start, self._workers, limit=silence(job.start.time_limit)) as pool:
            yield from coded(job, blocks, pool)


def coded(job: Job, blocks: Iterable[Block], pool: Pool) -> Iterator[Entry]:
    """Read, code and write blocks, in order; the next is begun while the last of one are coded."""
    output = Output(job.output)
    open_blocks: deque[_Open] = deque()

    def items() -> Iterator[Item]:
        for block in blocks:
            one = _Open(block, time.monotonic())
            open_blocks.append(one)
            for item in read_block(block, job.reading):
                one.expected += 1
                yield item
            one.is_read = True

    for considered in pool.code(items()):
        while open_blocks[0].is_done():  # blocks without any document
            yield _close(output, open_blocks.popleft())
        open_blocks[0].results.append(considered.result)
        if open_blocks[0].is_done():
            yield _close(output, open_blocks.popleft())
    while open_blocks:
        yield _close(output, open_blocks.popleft())


class _Open(Struct):
    """A block on its way; ``expected`` counts the documents that were read of it."""

    block: Block
    started: float
    expected: int = 0
    is_read: bool = False
    results: list[Record | Failure] = msgspec.field(default_factory=list)

    def is_done(self) -> bool:
        return self.is_read and len(self.results) == self.expected


def _close(output: Output, one: _Open) -> Entry:
    return output.write(one.block, one.results, one.started)
