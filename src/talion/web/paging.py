"""Answers in pages: a cursor says where the next one starts.

Where rows come by day, the latest first, a cursor holds the last day seen and how many rows of it were
shown: the next page is found without reading those before it, and rows that are added meanwhile move
nothing. In other orders, and among rows without a day, which come last, it counts.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from talion.errors import QueryError

if TYPE_CHECKING:
    import pyarrow

Row = dict[str, Any]
Ask = Callable[[date | None, int], "pyarrow.Table"]
"""The first rows in order, so many, up to a day, or up to the last day asked for."""
_DEEPEST = 1_000_000


class Cursor(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """``day`` of the last row, how many rows of that day were seen, and how many in all."""

    day: str | None
    same: int
    seen: int


class Page(Struct, frozen=True):
    """Some rows, and the cursor of those that follow; ``None`` when these are the last."""

    rows: list[Row]
    next: str | None


def page(ask: Ask, size: int, cursor: str | None, *, by_day: bool, undated: bool = True) -> Page:
    """The page at the cursor; without ``undated`` no row lacks a day.

    :class:`QueryError` when the cursor is none of ours.
    """
    at = read(cursor) if cursor else Cursor(None, 0, 0)
    rows = _rows(ask, at, size + 1, by_day=by_day, undated=undated)
    shown = rows[:size]
    more = len(rows) > size
    return Page(shown, written(_after(at, shown, by_day=by_day)) if more else None)


def read(cursor: str) -> Cursor:
    """The cursor that was written; :class:`QueryError` when it is none."""
    try:
        raw = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
        found = msgspec.json.decode(raw, type=Cursor)
        if found.day is not None:
            date.fromisoformat(found.day)
        if not (0 <= found.same <= found.seen <= _DEEPEST):
            raise ValueError(found.seen)
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise QueryError("the cursor is none of ours", remedy="take `next` of an answer") from error
    return found


def written(cursor: Cursor) -> str:
    """The cursor as one word of an address.

    >>> read(written(Cursor("2031-05-02", 3, 40)))
    Cursor(day='2031-05-02', same=3, seen=40)
    """
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode()


def day_of(row: Row) -> str | None:
    """The day that a row is ordered by: its own, else that of its story."""
    day = row["day"] if "day" in row else row.get("published")
    if day is None:
        return None
    try:
        return date.fromisoformat(str(day)[:10]).isoformat()
    except ValueError:
        return None


def _rows(ask: Ask, at: Cursor, wanted: int, *, by_day: bool, undated: bool) -> list[Row]:
    if by_day and at.day is not None:
        rows = _from(ask(date.fromisoformat(at.day), at.same + wanted), at.same)
        if len(rows) == wanted or not undated:
            return rows
    return _from(ask(None, at.seen + wanted), at.seen)


def _from(table: pyarrow.Table, first: int) -> list[Row]:
    rows: list[Row] = table.slice(first).to_pylist()
    return rows


def _after(at: Cursor, shown: Sequence[Row], *, by_day: bool) -> Cursor:
    seen = at.seen + len(shown)
    last = day_of(shown[-1]) if by_day and shown else None
    if last is None:
        return Cursor(None, 0, seen)
    same = sum(day_of(r) == last for r in shown)
    whole = same == len(shown) and at.day == last
    return Cursor(last, same + (at.same if whole else 0), seen)
