"""Results into the database, batch by batch: one is committed while the next is read and made ready."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

from talion.store.batches import batches
from talion.store.gate import PAUSE
from talion.store.writing import ready, uncollected, write

if TYPE_CHECKING:
    from talion.record import Failure, Record
    from talion.store.home import Home
    from talion.store.writing import Batch, Outcome


def add(
    home: Home,
    results: Iterable[Record | Failure],
    most: int,
    tell: Callable[[Outcome], object],
) -> None:
    """Write all results, at most ``most`` in a commit; ``tell`` hears of each once it is committed.

    After a full batch more may come at once, so that the next is drawn while it is committed. Whatever ends
    this, what was under way is committed and told of before.
    """
    with _Writer(home, tell) as writer:
        for batch in batches(results, most):
            full = len(batch) >= most
            with uncollected():
                writer.write(ready(batch, ahead=full and writer.all_new))
            if not full:
                writer.wait()


class _Writer:
    """Writes batches, and commits them in a thread of its own: there the database needs none of Python's time."""

    def __init__(self, home: Home, tell: Callable[[Outcome], object]) -> None:
        self._home, self._tell = home, tell
        self._thread = ThreadPoolExecutor(1, "talion-add")
        self._under_way: tuple[Future[None], list[Outcome]] | None = None
        self._closed = 0.0
        self.all_new = True
        """Whether no document of the last batch was in before."""

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        with self._thread:
            self.wait()

    def write(self, batch: Batch) -> None:
        """Write a batch, once the one before it is committed; others get a moment between the two."""
        self.wait()
        time.sleep(max(0.0, self._closed + PAUSE - time.monotonic()))
        with ExitStack() as stack:
            session = stack.enter_context(self._home.writing())
            stack.enter_context(session.transaction())
            outcomes = write(session, batch)
            self._under_way = self._thread.submit(stack.pop_all().close), outcomes
        self.all_new = all(outcome.fate in ("added", "failed") for outcome in outcomes)

    def wait(self) -> None:
        """Until all is committed; raises what went wrong with it."""
        if self._under_way is None:
            return
        committing, outcomes = self._under_way
        try:
            committing.result()
        except KeyboardInterrupt:
            raise  # it goes on, and is waited for again
        except BaseException:
            self._under_way = None
            raise
        self._under_way = None
        self._closed = time.monotonic()
        for outcome in outcomes:
            self._tell(outcome)
