"""A result with the predicates that were read and not coded, where these were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from talion.record import Failure, Record

if TYPE_CHECKING:
    from talion.reading.events.draft import Rejected


class Considered(Struct, frozen=True):
    """What became of a document; ``rejected`` is ``None`` when nobody asked for it."""

    result: Record | Failure
    rejected: tuple[Rejected, ...] | None = None
