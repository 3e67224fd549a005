"""The watcher: one thread looks at the sources, the other codes what waits and adds it to the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from talion.errors import TalionError
from talion.parallel import Pool
from talion.record import Failure, Record
from talion.store.database import Database
from talion.store.writing import Outcome
from talion.watching.metrics import Metrics
from talion.watching.polling import Polled, Sources
from talion.watching.queue import Queue, Waiting

_BATCH = 64
_IDLE = 1.0
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
        self.failed = 0

    def run(self) -> None:
        """Follow for good; ends with what interrupts it."""
        self._poller.start()
        try:
            while self._poller.is_alive():
                if not self._work():
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
        well = self._poller.is_alive() and (not waiting or silent < STALLED)
        sources = [
            {
                "source": s.source,
                "failures": s.failures,
                "last_success": s.success,
                "error": s.error,
            }
            for s in self._sources.states()
        ]
        status = "ok" if well else "stalled"
        return well, {"status": status, "waiting": waiting, "sources": sources}

    def _follow(self) -> None:
        while not self._stop.is_set():
            for source in self._sources.due():
                while self._queue.waiting() >= self._most and not self._stop.wait(_IDLE):
                    pass
                if self._stop.is_set():
                    return
                self._poll(source)
                self._news.set()
            self._stop.wait(min(_IDLE, self._sources.wait()))

    def _poll(self, source: str) -> Polled:
        polled = self._sources.poll(source)
        self._metrics.polled(polled)
        if polled.error:
            self._say(f"{source}: {polled.error}")
        elif polled.new:
            self._say(f"{source}: {polled.new:,} new")
        return polled

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
