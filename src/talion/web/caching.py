"""Entity tags: an answer is the same as long as the database's file, the address and Talion are.

Answers that were given lately are kept under their tags, so that a page which many look at is made once.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from starlette.responses import Response

_MOST_BYTES = 32_000_000
_LARGEST = 1_000_000
_WORTH = 1_000
"""Bytes from which an answer is packed."""
_PACKED = ("text/", "application/json", "image/svg+xml")


class Lately:
    """The answers given last, up to some bytes in all, and those that are being made.

    At most ``at_once`` are made at a time, else as many as the machine has cores, and two at least; the
    others wait.
    """

    def __init__(self, most: int = _MOST_BYTES, at_once: int | None = None) -> None:
        self._most, self._bytes = most, 0
        self._at_once = at_once or max(2, os.cpu_count() or 2)
        self._held: OrderedDict[str, Response] = OrderedDict()
        self._making: dict[str, asyncio.Task[Response]] = {}
        self._one = threading.Lock()
        self._limiter: CapacityLimiter | None = None

    async def find(self, tag: str, make: Callable[[], Response]) -> Response:
        """The answer of that tag; made, once, where it is not there."""
        found = self.get(tag)
        if found is not None:
            return found
        task = self._making.get(tag)
        if task is None:
            task = asyncio.ensure_future(self._make(tag, make))
            self._making[tag] = task
            task.add_done_callback(lambda _: self._making.pop(tag, None))
        return await asyncio.shield(task)

    async def _make(self, tag: str, make: Callable[[], Response]) -> Response:
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._at_once)
        found = await to_thread.run_sync(make, limiter=self._limiter)
        self.put(tag, found)
        return found

    def get(self, tag: str) -> Response | None:
        """The answer of that tag, if it is still there."""
        with self._one:
            if tag in self._held:
                self._held.move_to_end(tag)
            return self._held.get(tag)

    def put(self, tag: str, answer: Response) -> None:
        """Keep an answer; what was not asked for longest goes."""
        if len(answer.body) > _LARGEST:
            return
        with self._one:
            if tag not in self._held:
                self._bytes += len(answer.body)
            self._held[tag] = answer
            while self._bytes > self._most:
                self._bytes -= len(self._held.popitem(last=False)[1].body)


def tag(database: str | Path, address: str, *, packed: bool = False) -> str | None:
    """The tag of the answer to an address; ``None`` when there is no file, but a server, or nothing."""
    files = (Path(database), Path(f"{database}.wal"))
    try:
        stats = [f.stat() for f in files if f is files[0] or f.exists()]
    except OSError:
        return None
    state = [f"{s.st_ino}.{s.st_mtime_ns}.{s.st_size}" for s in stats]
    parts = "\n".join([_own(), *state, str(packed), address])
    return f'"{hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:24]}"'


def takes_gzip(accept_encoding: str | None) -> bool:
    """Whether who asks takes packed answers.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0"), takes_gzip(None)
    (True, False, False)
    """
    given = [
        e.replace(" ", "").partition(";q=") for e in (accept_encoding or "").lower().split(",")
    ]
    return any(name == "gzip" and share not in ("0", "0.0") for name, _, share in given)


def gzipped(answer: Response) -> Response:
    """The answer, packed where that is worth it."""
    kind = answer.headers.get("content-type", "")
    if len(answer.body) >= _WORTH and kind.startswith(_PACKED):
        answer.body = gzip.compress(answer.body, 6, mtime=0)
        answer.headers["content-length"] = str(len(answer.body))
        answer.headers["content-encoding"] = "gzip"
    return answer


def same(tag: str, if_none_match: str | None) -> bool:
    """Whether who asks has this already.

    >>> same('"a"', 'W/"b", "a"'), same('"a"', '"c"'), same('"a"', "*")
    (True, False, True)
    """
    given = [t.strip().removeprefix("W/") for t in (if_none_match or "").split(",")]
    return tag in given or "*" in given


@cache
def _own() -> str:
    """Which Talion this is, and when its pages were last changed: that matters to who works on them."""
    files = (f for f in Path(__file__).parent.rglob("*") if f.suffix in (".py", ".html"))
    return f"{version('talion')} {max(f.stat().st_mtime_ns for f in files)}"
