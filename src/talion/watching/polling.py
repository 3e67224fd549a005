"""Looking at a source: its new documents go into the queue, and its next time is set."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from talion.blocks.reading import Reading
from talion.errors import TalionError
from talion.intake.addresses import is_url
from talion.intake.items import Failed, Item
from talion.intake.read import read_inputs
from talion.intake.readers import READERS
from talion.intake.sources import Input, find_inputs
from talion.watching.queue import Queue, State, now

SETTLED = 2.0
"""Seconds that a file must not have changed, so that none is read while it is written."""
_LONGEST = 6 * 3600.0
_SPREAD = 0.1
_DOUBLINGS = 10


class Polled(Struct, frozen=True):
    """What looking at a source gave: how many documents were new, and why it failed, if it did."""

    source: str
    new: int = 0
    error: str | None = None


class Sources:
    """The sources that are followed, and when each is due; what is kept of them lies in the queue."""

    def __init__(
        self, sources: list[str], queue: Queue, reading: Reading, *, private: bool, every: float
    ) -> None:
        self.every = every
        self._sources, self._queue = sources, queue
        self._reading, self._private = reading, private

    def states(self) -> list[State]:
        """How each stands."""
        return [self._queue.state(source) for source in self._sources]

    def due(self) -> list[str]:
        """Those whose time has come, or lies further off than any pause: the clock was set back."""
        longest = max(self.every, _LONGEST) * (1 + _SPREAD)
        return [s.source for s in self.states() if not 0 < s.due - now() <= longest]

    def wait(self) -> float:
        """Seconds until the next is due."""
        return max(0.0, min(state.due for state in self.states()) - now())

    def poll(self, source: str) -> Polled:
        """Look at a source, queue what is new in it, and set when it is due again."""
        try:
            polled = self._poll(source)
        except (TalionError, OSError) as error:
            polled = Polled(source, 0, str(error))
        before = self._queue.state(source)
        failures = 0 if polled.error is None else before.failures + 1
        success = now() if polled.error is None else before.success
        due = now() + pause(self.every, failures)
        self._queue.remember(State(source, due, failures, success, polled.error))
        return polled

    def _poll(self, source: str) -> Polled:
        found = find_inputs([source], READERS)
        if is_url(source):
            return self._address(source, found)
        files = [item for item in found if isinstance(item, Input)]
        new = sum(self._file(item, item.path) for item in files if item.path is not None)
        errors = [str(i.error) for i in found if isinstance(i, Failed) and i.id != source]
        if not files:
            next(Path(source).iterdir(), None)  # a folder may be empty, but it must be there
        return Polled(source, new, errors[0] if errors else None)

    def _file(self, item: Input, path: Path) -> int:
        """How many documents of a file are new; none where it was read as it is, or may not be whole."""
        stat = path.stat()
        if abs(time.time() - stat.st_mtime) < SETTLED:  # more in the future is another clock's
            return 0
        if self._queue.knows_file(str(path), stat.st_size, stat.st_mtime_ns):
            return 0
        new = self._queue.offer(self._documents([item]))
        self._queue.has_read(str(path), stat.st_size, stat.st_mtime_ns)
        return new

    def _address(self, source: str, found: list[Input | Failed]) -> Polled:
        """What a feed gives; a failure under its own name is of the feed, and no document."""
        names = {i.id if isinstance(i, Failed) else i.source.id for i in found}
        broken: list[str] = []

        def documents() -> Iterator[Item]:
            for item in self._documents(found):
                if isinstance(item, Failed) and item.id in names:
                    broken.append(str(item.error))
                else:
                    yield item

        new = self._queue.offer(documents())
        return Polled(source, new, broken[0] if broken else None)

    def _documents(self, inputs: list[Input | Failed]) -> Iterator[Item]:
        return read_inputs(
            inputs, stdin=io.BytesIO(), published=self._reading.published,
            columns=self._reading.columns, languages=self._reading.languages,
            private=self._private,
        )  # fmt: skip


def pause(every: float, failures: int) -> float:
    """Seconds until a source is looked at again: twice as long after each failure, up to six hours, and
    never all at the same moment.

    >>> 54 <= pause(60, 0) <= 66, 216 <= pause(60, 2) <= 264, pause(60, 99) <= 1.1 * 6 * 3600
    (True, True, True)
    """
    longest = max(every, _LONGEST)
    return min(every * 2.0 ** min(failures, _DOUBLINGS), longest) * random.uniform(
        1 - _SPREAD, 1 + _SPREAD
    )
