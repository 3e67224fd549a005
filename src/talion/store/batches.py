"""Results as they come, some at a time: what one transaction takes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from talion.record import Failure, Record

MOST = 2000
SECONDS = 1.0


def batches(
    results: Iterable[Record | Failure], most: int = MOST, seconds: float = SECONDS
) -> Iterator[list[Record | Failure]]:
    """All results in order, each id once a batch.

    A batch is handed on when it holds ``most`` results, or after ``seconds``, whichever comes
    first. When the results end with an error, or are stopped, what came before is handed on first.
    """
    held: dict[str, Record | Failure] = {}
    since = time.monotonic()
    try:
        for result in results:
            if result.document.id in held:
                yield list(held.values())
                held, since = {}, time.monotonic()
            held[result.document.id] = result
            if len(held) >= most or time.monotonic() - since >= seconds:
                yield list(held.values())
                held, since = {}, time.monotonic()
    except (Exception, KeyboardInterrupt):
        if held:
            yield list(held.values())
        raise
    if held:
        yield list(held.values())
