"""Entity tags: an answer is the same as long as the database's file, the address and Talion are."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path


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
