"""The watcher: one thread looks at the sources, the other codes what waits and adds it to the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from talion.errors import DatabaseError, TalionError
from talion.parallel import Pool
from talion.record import Failure, Record
from talion.store.database import Database
from talion.store.writing import Outcome
from talion.watching.metrics import Metrics
from talion.watching.polling import Polled, Sources
from talion.watching.queue import Queue, Waiting

_BATCH = 64
_IDLE = 1.0
_PAUSES = (1.0, 300.0)
"""Seconds before a database that can't be used is tried again, and at most; twice as many each time."""
STALLED = 900.0
"""Seconds without any document done, though some wait, after which a watcher is not well."""


class Watcher:
    """Follows sources until it is stopped; what it was doing waits in the queue and is done next time.

    ``most`` is how many documents may wait before no source is looked at. ``say`` hears what a person
    may want to know.
    """

    def __init__(
        self,
        sources: Sources,
        queue: Queue,
        database: Database,
        pool: Pool,
        metrics: Metrics,
        *,
        most: int,
        say: Callable[[str], object],
    ) -> None:
        self._sources, self._queue, self._database = sources, queue, database
        self._pool, self._metrics, self._most, self._say = pool, metrics, most, say
        self._stop, self._news = threading.Event(), threading.Event()
        self._poller = threading.Thread(target=self._follow, name="poller", daemon=True)
        self._last_done = time.monotonic()
        self._proven, self._pause, self._trouble = False, _PAUSES[0], ""
        self.failed = 0

    def run(self) -> None:
        """Follow for good; ends with what interrupts it.

        A database that could be used before, and now can't, is waited for; the first time it is an error.
        """
        self._poller.start()
        try:
            while self._poller.is_alive():
                if not self._worked():
                    self._last_done = time.monotonic()
                    self._news.wait(_IDLE)
                    self._news.clear()
        finally:
            self._stop.set()
        raise TalionError("looking at the sources broke off", remedy="see the message above")

    def once(self) -> None:
        """Look at each source once, and do all that waits."""
        for state in self._sources.states():
            self.failed += self._poll(state.source).error is not None
            while self._work():
                pass

    def health(self) -> tuple[bool, dict[str, Any]]:
        """Whether sources are looked at and documents get done, and how each source stands."""
        waiting = self._queue.waiting()
        silent = time.monotonic() - self._last_done
        stalled = not self._poller.is_alive() or (waiting and silent >= STALLED)
        sources = [
            {
                "source": s.source,
                "failures": s.failures,
                "last_success": s.success,
                "error": s.error,
            }
            for s in self._sources.states()
        ]
        status = "stalled" if stalled else "no database" if self._trouble else "ok"
        told = {"status": status, "waiting": waiting, "error": self._trouble or None}
        return status == "ok", {**told, "sources": sources}

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                self._look()
                self._stop.wait(min(_IDLE, self._sources.wait()))
            except DatabaseError as error:  # the queue's: its disk may be full for a while
                self._await(error, _PAUSES[1])

    def _look(self) -> None:
        """Look at the sources whose time has come."""
        for source in self._sources.due():
            while self._queue.waiting() >= self._most and not self._stop.wait(_IDLE):
                pass
            if self._stop.is_set():
                return
            self._poll(source)
            self._news.set()

    def _poll(self, source: str) -> Polled:
        polled = self._sources.poll(source)
        self._metrics.polled(polled)
        if polled.error:
            self._say(f"{source}: {polled.error}")
        elif polled.new:
            self._say(f"{source}: {polled.new:,} new")
        return polled

    def _worked(self) -> bool:
        """:meth:`_work`, or a wait for the database where it can't be used for now."""
        try:
            worked = self._work()
        except DatabaseError as error:
            if not self._proven:
                raise
            self._trouble = str(error)
            self._await(error, self._pause)
            self._pause = min(2 * self._pause, _PAUSES[1])
            return True
        self._proven |= worked
        self._pause, self._trouble = _PAUSES[0], ""
        return worked

    def _await(self, error: DatabaseError, seconds: float) -> None:
        self._say(f"{error}; tried again in {seconds:,.0f} seconds")
        self._stop.wait(seconds)

    def _work(self) -> bool:
        """Code some of what waits and add it; whether there was any."""
        batch = self._queue.take(_BATCH)
        if not batch:
            return False
        started = time.monotonic()
        places = {waiting.document.id: place for place, waiting in batch}

        def tell(outcome: Outcome) -> None:
            self._metrics.committed(outcome.fate)
            self.failed += outcome.fate == "failed"
            self._queue.done(places[outcome.id])
            self._last_done = time.monotonic()
            if outcome.error:
                self._say(f"{outcome.id}: {outcome.error}")

        self._database.add(self._coded([waiting for _, waiting in batch]), tell=tell)
        self._metrics.batch(time.monotonic() - started)
        return True

    def _coded(self, batch: list[Waiting]) -> Iterator[Record | Failure]:
        yield from (w for w in batch if isinstance(w, Failure))
        loaded = [w for w in batch if not isinstance(w, Failure)]
        yield from (considered.result for considered in self._pool.code(loaded))
