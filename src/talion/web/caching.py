"""Entity tags: an answer is the same as long as the database's file, the address and Talion are.

Answers that were given lately are kept under their tags, so that a page which many look at is made once.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from functools import cache
from importlib.metadata import version
from pathlib import Path

from starlette.responses import Response

_MOST_BYTES = 32_000_000
_LARGEST = 1_000_000


class Lately:
    """The answers given last, up to some bytes in all; safe to use from many threads."""

    def __init__(self, most: int = _MOST_BYTES) -> None:
        self._most, self._bytes = most, 0
        self._held: OrderedDict[str, Response] = OrderedDict()
        self._one = threading.Lock()

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


def tag(database: Path, address: str) -> str | None:
    """The tag of the answer to an address; ``None`` when there is no file."""
    files = (database, Path(f"{database}.wal"))
    try:
        stats = [f.stat() for f in files if f is database or f.exists()]
    except OSError:
        return None
    state = [f"{s.st_ino}.{s.st_mtime_ns}.{s.st_size}" for s in stats]
    parts = "\n".join([version("talion"), _own(), *state, address])
    return f'"{hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:24]}"'


def same(tag: str, if_none_match: str | None) -> bool:
    """Whether who asks has this already.

    >>> same('"a"', 'W/"b", "a"'), same('"a"', '"c"'), same('"a"', "*")
    (True, False, True)
    """
    given = [t.strip().removeprefix("W/") for t in (if_none_match or "").split(",")]
    return tag in given or "*" in given


@cache
def _own() -> str:
    """When the pages themselves were last changed: matters to who works on them."""
    files = (f for f in Path(__file__).parent.rglob("*") if f.suffix in (".py", ".html"))
    return str(max(f.stat().st_mtime_ns for f in files))
