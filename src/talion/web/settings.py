"""What a server is started with."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from talion.parallel import Start
from talion.store.database import DEFAULT

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_TEXT = 50_000
"""Characters of a text that ``POST /api/v1/code`` takes."""
MOST_BODY = 400_000
"""Bytes of its request."""
MOST_ADDRESS = 8_192
"""Bytes of an address with its query."""


class Settings(Struct, frozen=True):
    """Where the database is, who may ask, and how texts are coded.

    ``hosts`` are the names that requests may come to, any where it is empty; ``token`` is asked of
    everybody where it is not ``None``; ``wait`` is how many seconds a page waits for a writer; ``start`` is how
    the coder of posted texts is started.
    """

    database: str | Path = DEFAULT
    wait: float = 5.0
    hosts: tuple[str, ...] = LOOPBACK
    token: str | None = None
    start: Start = Start()
