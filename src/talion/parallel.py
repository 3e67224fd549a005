"""Many processes that code documents together: in order, in flat memory, dead workers replaced.

Each worker loads the models once. Documents go out in small chunks, at most a few chunks ahead of
what was taken; a chunk whose worker dies, or is silent for too long, is tried again document by
document, so that only the document that kills or holds up its worker fails.
"""

from __future__ import annotations

import gc
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any, Self

from talion.considered import Considered
from talion.errors import TalionError, TookTooLong, WorkerError
from talion.intake.items import Failed, Item, Loaded
from talion.record import Failure

if TYPE_CHECKING:
    from talion.coder import Coder

_CHUNK_DOCUMENTS = 16
_CHUNK_CHARACTERS = 60_000
_AHEAD = 3  # chunks a worker that may wait, be coded or be kept back for their turn
_CHUNK_SECONDS = 60.0  # what several documents together have at least, however short the limit
_BAD_STARTS = 5  # in a row, once workers have started before: memory may be short for a while

LIMIT = 1230.0
"""Seconds that a worker may be silent over one document, where nothing else is said."""


Work = Callable[[Iterable[Item]], Iterable[Considered]]


@dataclass(frozen=True)
class Start:
    """How a coder is started, in this process or another; calling it loads the models."""

    fast: bool = False
    knowledge: Path | None = None
    ontology: Path | None = None
    rejected: bool = False
    time_limit: float | None = None
    mask: bool = False

    def coder(self) -> Coder:
        """The coder."""
        from talion.coder import Coder

        return Coder.load(
            fast=self.fast,
            knowledge=self.knowledge,
            ontology=self.ontology,
            time_limit=self.time_limit,
        )

    def __call__(self) -> Work:
        """What codes documents, in the order given; for a process that does nothing else."""
        work = self._work()
        settle()
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


def settle() -> None:
    """For a process that only codes, after it has loaded.

    What was loaded stays, so the garbage collector need not look at it again and again; and small matrices
    are multiplied on one core, for the other cores have work of their own.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
    gc.collect()
    gc.freeze()


def silence(time_limit: float | None) -> float | None:
    """Seconds that a worker may be silent over one document: it heeds ``time_limit`` by itself, when it
    parses and again when it reads, but not where it hangs in a library, or is stopped."""
    return None if time_limit is None else 2 * time_limit + 30


def code_here(items: Iterable[Item], start: Callable[[], Work]) -> Iterator[Considered]:
    """What became of each document, coded in this process."""
    yield from start()(items)


def code_parallel(
    items: Iterable[Item],
    start: Callable[[], Work],
    *,
    workers: int,
    limit: float | None = LIMIT,
) -> Iterator[Considered]:
    """What became of each document, in order, by ``workers`` processes (at least 1).

    ``start`` is called once in each process and must be picklable; a document that takes longer than
    ``limit`` seconds fails alone. :class:`TalionError` when a process can't start. Processes end when
    the iterator does, however it does.
    """
    with Pool(start, workers, limit=limit) as pool:
        yield from pool.code(items)


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
    heard: float = 0.0  # when it was given its chunk, or last said something of it
    late: bool = False  # it was stopped because it was silent for too long

    def deadline(self, limit: float | None) -> float:
        """When its silence has lasted too long; never, where there is no limit or no work."""
        if limit is None or not self.ready or self.chunk is None:
            return float("inf")
        several = len(self.chunk.rest()) > 1
        return self.heard + (max(limit, _CHUNK_SECONDS) if several else limit)


class Pool:
    """Processes that code; those that die are replaced. ``with`` ends them.

    What :func:`code_parallel` says holds for ``start``, ``workers`` and ``limit``.
    """

    def __init__(
        self, start: Callable[[], Work], workers: int, *, limit: float | None = LIMIT
    ) -> None:
        self._start = start
        self._limit = limit
        self._context = get_context("spawn")
        self._wanted = max(1, workers)
        self._workers: list[_Worker] = []
        self._waiting: deque[_Chunk] = deque()
        self._any_started = False
        self._bad_starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def code(self, items: Iterable[Item]) -> Iterator[Considered]:
        """What became of each document, in order; to be read to its end before the next call."""
        chunks = _chunks(items)
        order: deque[_Chunk] = deque()
        more = True
        while more or order:
            while more and len(order) < self._wanted * _AHEAD:
                chunk = next(chunks, None)
                more = chunk is not None
                if chunk is not None:
                    order.append(_Chunk(chunk))
                    self._waiting.append(order[-1])
            self._send()
            if order and not order[0].complete and self._workers:
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
        """Wait until a worker says something, dies, or has been silent for too long."""
        by_pipe = {id(w.pipe): w for w in self._workers}
        first = min((w.deadline(self._limit) for w in self._workers), default=float("inf"))
        patience = None if first == float("inf") else max(0.0, first - time.monotonic())
        for pipe in wait([w.pipe for w in self._workers], patience):
            self._hear(by_pipe[id(pipe)])
        for worker in [w for w in self._workers if w.deadline(self._limit) <= time.monotonic()]:
            worker.late = True
            worker.process.kill()
            self._lost(worker)

    def _hear(self, worker: _Worker) -> None:
        try:
            said, value = worker.pipe.recv()
        except (EOFError, OSError):
            self._lost(worker)
            return
        worker.heard = time.monotonic()
        if said == "error":
            raise value
        if said == "ready":
            worker.ready = self._any_started = True
            self._bad_starts = 0
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
        worker.heard = time.monotonic()
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
            self._not_started(died)
        chunk = worker.chunk
        if chunk is None:
            return
        if len(chunk.rest()) == 1:
            item = chunk.rest()[0]
            error = _too_slow(item, self._limit) if worker.late else _killed(item, died)
            chunk.done.append(Considered(Failure.of(_id(item), error)))
        chunk.alone = True
        if not chunk.complete:
            self._waiting.appendleft(chunk)

    def _not_started(self, died: str) -> None:
        """One that never started is replaced, unless none ever did, or many did not in a row."""
        self._bad_starts += 1
        if self._any_started and self._bad_starts < _BAD_STARTS:
            time.sleep(self._bad_starts)
            return
        raise WorkerError(
            f"a worker process {died} while it started",
            remedy="see the messages above, or run with fewer workers",
        )

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


def _id(item: Item) -> str:
    return item.id if isinstance(item, Failed) else item.document.id


def _killed(item: Item, died: str) -> WorkerError:
    return WorkerError(
        f"the worker process {died} on this document",
        where=_id(item),
        remedy="it may have run out of memory: split the document, or use fewer workers",
    )


def _too_slow(item: Item, limit: float | None) -> TookTooLong:
    return TookTooLong(
        f"it was not coded within {limit:g} seconds",
        where=_id(item),
        remedy="split the document, or give more time with --time-limit",
    )


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
        try:
            for coded in work(items):
                pipe.send(("coded", coded))
        except (BrokenPipeError, ConnectionResetError):
            return  # the parent is gone
