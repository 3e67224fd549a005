"""How long one document may take, so that none holds up the others for good."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

from talion.errors import TookTooLong

_AGAIN = 1.0  # seconds after which the alarm rings again, where a library swallowed it


@contextmanager
def at_most(seconds: float | None, where: str = "") -> Iterator[None]:
    """Ends the block with :class:`TookTooLong` after so many seconds; ``None`` sets no limit.

    It rests on the alarm clock that Unix gives a process: in other threads than the main one, on
    Windows, and in programs that have set an alarm of their own, there is no limit.

    >>> with at_most(0.01, "a"):
    ...     while True:
    ...         pass
    Traceback (most recent call last):
    talion.errors.TookTooLong: a: it took more than 0.01 seconds; split it, or give more time with --time-limit
    """
    if seconds is None or not _free():
        yield
        return

    def ring(*_: object) -> None:
        raise TookTooLong(
            f"it took more than {seconds:g} seconds",
            where=where,
            remedy="split it, or give more time with --time-limit",
        )

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _free() -> bool:
    """Whether an alarm can be set, and nobody has one running."""
    if not hasattr(signal, "setitimer") or current_thread() is not main_thread():
        return False
    return signal.getitimer(signal.ITIMER_REAL)[0] == 0
