"""Many processes that code documents together: in order, in flat memory, dead workers replaced.

Each worker loads the models once. Documents go out in small chunks, at most a few chunks ahead of
what was taken; a chunk whose worker dies is tried again document by document, so that only the
document that kills its worker fails.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any

from talion.considered import Considered
from talion.errors import TalionError, WorkerError
from talion.intake.items import Failed, Item, Loaded
from talion.record import Failure

if TYPE_CHECKING:
    from talion.coder import Coder

_CHUNK_DOCUMENTS = 16
_CHUNK_CHARACTERS = 60_000
_AHEAD = 3  # chunks a worker that may wait, be coded or be kept back for their turn


Work = Callable[[Iterable[Item]], Iterable[Considered]]


@dataclass(frozen=True)
class Start:
    """How a coder is started, in this process or another; calling it loads the models."""

    fast: bool = False
    knowledge: Path | None = None
    rejected: bool = False
    time_limit: float | None = None
    mask: bool = False

    def coder(self) -> Coder:
        """The coder."""
        from talion.coder import Coder

        return Coder.load(fast=self.fast, knowledge=self.knowledge, time_limit=self.time_limit)

    def __call__(self) -> Work:
        """What codes documents, in the order given."""
        work = self._work()
        if not self.mask:
            return work
        from talion.masking import Masker

        masker = Masker.load(self.knowledge)
        return lambda items: (
            Considered(masker.result(found.result), found.rejected) for found in work(items)
        )

    def _work(self) -> Work:
        coder = self.coder()
        if self.rejected:
            return lambda items: (_considered(coder, item) for item in items)
        return lambda items: (Considered(result) for result in coder.code_many(items))


def code_here(items: Iterable[Item], start: Callable[[], Work]) -> Iterator[Considered]:
    """What became of each document, coded in this process."""
    yield from start()(items)


def code_parallel(
    items: Iterable[Item], start: Callable[[], Work], *, workers: int
) -> Iterator[Considered]:
    """What became of each document, in order, by ``workers`` processes (at least 1).

    ``start`` is called once in each process and must be picklable. :class:`TalionError` when a
    process can't start. Processes end when the iterator does, however it does.
    """
    pool = _Pool(start, workers)
    try:
        yield from pool.run(_chunks(items))
    finally:
        pool.close()


def _considered(coder: Coder, item: Item) -> Considered:
    if isinstance(item, Failed):
        return Considered(Failure.of(item.id, item.error))
    try:
        reading = coder.read(item)
    except TalionError as error:
        return Considered(Failure.of(item.document.id, error))
    except Exception as error:  # a fault of ours on one document must not lose the others
        wrapped = TalionError(f"{type(error).__name__}: {error}")
        return Considered(Failure.of(item.document.id, wrapped))
    return Considered(reading.record, reading.events.rejected)


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items in order, some at a time, bounded in number and in characters."""
    stream = iter(items)
    while chunk := list(islice(stream, 1)):
        size = _size(chunk[0])
        while len(chunk) < _CHUNK_DOCUMENTS and size < _CHUNK_CHARACTERS:
            more = next(stream, None)
            if more is None:
                break
            chunk.append(more)
            size += _size(more)
        yield chunk


def _size(item: Item) -> int:
    return len(item.document.text) if isinstance(item, Loaded) else 0


@dataclass
class _Chunk:
    """Documents on their way; ``done`` fills from the front."""

    items: Sequence[Item]
    done: list[Considered] = field(default_factory=list)
    alone: bool = False  # one document at a time, after a worker died of the chunk

    @property
    def complete(self) -> bool:
        return len(self.done) == len(self.items)

    def rest(self) -> Sequence[Item]:
        left = self.items[len(self.done) :]
        return left[:1] if self.alone else left


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    ready: bool = False
    chunk: _Chunk | None = None


class _Pool:
    def __init__(self, start: Callable[[], Work], workers: int) -> None:
        self._start = start
        self._context = get_context("spawn")
        self._wanted = max(1, workers)
        self._workers: list[_Worker] = []
        self._waiting: deque[_Chunk] = deque()

    def run(self, chunks: Iterator[list[Item]]) -> Iterator[Considered]:
        """Send chunks out as workers are free, and hand results back in order."""
        order: deque[_Chunk] = deque()
        more = True
        while more or order:
            while more and len(order) < self._wanted * _AHEAD:
                items = next(chunks, None)
                more = items is not None
                if items is not None:
                    order.append(_Chunk(items))
                    self._waiting.append(order[-1])
            self._send()
            if order and not order[0].complete:
                self._receive()
            while order and order[0].complete:
                yield from order.popleft().done

    def close(self) -> None:
        """End the workers: at once, for they hold nothing that must be kept."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(timeout=5)
        self._workers.clear()

    def _send(self) -> None:
        """Start workers as long as chunks wait for them, and give chunks to those that are idle."""
        starting = sum(not w.ready for w in self._workers)
        for _ in range(min(len(self._waiting) - starting, self._wanted - len(self._workers))):
            self._workers.append(self._started())
        for worker in [w for w in self._workers if w.ready and w.chunk is None]:
            if self._waiting:
                worker.chunk = self._waiting.popleft()
                self._give(worker, worker.chunk)

    def _receive(self) -> None:
        """Wait until a worker says something, or dies."""
        by_pipe = {id(w.pipe): w for w in self._workers}
        for pipe in wait([w.pipe for w in self._workers]):
            worker = by_pipe[id(pipe)]
            try:
                said, value = worker.pipe.recv()
            except (EOFError, OSError):
                self._lost(worker)
                continue
            if said == "error":
                raise value
            if said == "ready":
                worker.ready = True
            else:
                self._coded(worker, value)

    def _coded(self, worker: _Worker, coded: Considered) -> None:
        chunk = worker.chunk
        if chunk is None:
            return
        chunk.done.append(coded)
        if chunk.complete:
            worker.chunk = None
        elif chunk.alone:
            self._give(worker, chunk)

    def _give(self, worker: _Worker, chunk: _Chunk) -> None:
        try:
            worker.pipe.send(chunk.rest())
        except (BrokenPipeError, ConnectionResetError):
            self._lost(worker)

    def _lost(self, worker: _Worker) -> None:
        """A worker died: its chunk goes on elsewhere, without the document that killed it."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join(timeout=5)
        died = _how(worker.process.exitcode)
        if not worker.ready:
            raise WorkerError(
                f"a worker process {died} while it started",
                remedy="see the messages above, or run with one worker",
            )
        chunk = worker.chunk
        if chunk is None:
            return
        if len(chunk.rest()) == 1:
            chunk.done.append(_killed(chunk.rest()[0], died))
        chunk.alone = True
        if not chunk.complete:
            self._waiting.appendleft(chunk)

    def _started(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._start), daemon=True)
        with _deaf_to_interrupts():
            process.start()
        theirs.close()
        return _Worker(process, ours)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """A process started in here ignores Ctrl-C from its first instruction on."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _how(exitcode: int | None) -> str:
    """What became of a process, in words."""
    if exitcode is None:
        return "stopped answering"
    if exitcode >= 0:
        return f"ended with status {exitcode}"
    try:
        name = signal.Signals(-exitcode).name
    except ValueError:
        name = f"signal {-exitcode}"
    return f"was killed by {name}"


def _killed(item: Item, died: str) -> Considered:
    id = item.id if isinstance(item, Failed) else item.document.id
    error = WorkerError(
        f"the worker process {died} on this document",
        where=id,
        remedy="it may have run out of memory: split the document, or use fewer workers",
    )
    return Considered(Failure.of(id, error))


def _serve(pipe: Connection, start: Callable[[], Work]) -> None:
    """A worker's life: load, then code what comes until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and ends us
    try:
        work = start()
    except TalionError as error:
        pipe.send(("error", error))
        return
    pipe.send(("ready", None))
    while True:
        try:
            items: Sequence[Item] = pipe.recv()
        except (EOFError, OSError):
            return
        for coded in work(items):
            pipe.send(("coded", coded))
