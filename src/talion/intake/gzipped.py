"""Gzip to what is in it: in flat memory, bombs refused, and past broken members where asked."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from talion.errors import IntakeError
from talion.intake.meter import Meter

_PIECE = 1 << 16
START = b"\x1f\x8b\x08"
"""How every gzip member begins."""
_MOST_SOUGHT = 10_000


class Gunzip(Iterator[bytes]):
    """The unpacked bytes of all members of a gzip stream, at most 64 KiB at a time.

    :class:`IntakeError` where it is broken or cut off. Reading may go on after that: it goes on with
    the next member that can be unpacked, as the parts of a WARC file stand for themselves.
    """

    def __init__(
        self, parts: Iterator[bytes], where: str, meter: Meter, *, outermost: bool
    ) -> None:
        self._parts, self._where, self._meter, self._outermost = parts, where, meter, outermost
        self._member = zlib.decompressobj(31)
        self._held = b""
        self._fresh, self._lost, self._ended = True, False, False
        self._sought = 0

    def __next__(self) -> bytes:
        """The next piece."""
        while True:
            if self._member.eof:
                self._next_member()
            if not self._held and not self._fill():
                self._finish()
            piece = self._unpacked()
            if piece:
                self._lost = False
                self._meter.made(len(piece))
                return piece

    def _fill(self) -> bool:
        self._held = next(self._parts, b"")
        if self._outermost:
            self._meter.took(len(self._held))
        return bool(self._held)

    def _finish(self) -> None:
        """The end: of all, or in the middle of a member."""
        cut_off = not (self._ended or self._fresh or self._lost)
        self._ended = True
        if cut_off:
            raise self._broken("it is cut off")
        raise StopIteration

    def _next_member(self) -> None:
        self._held = self._member.unused_data
        while not (held := self._held.lstrip(b"\0")) and self._fill():
            pass  # zeros may fill up the end
        self._held = held
        self._member, self._fresh = zlib.decompressobj(31), True

    def _unpacked(self) -> bytes:
        self._fresh = False
        try:
            piece = self._member.decompress(self._held, _PIECE)
        except zlib.error as error:
            told, self._lost = self._lost, True
            self._seek()
            if not told:
                raise self._broken(str(error).partition(": ")[2] or str(error)) from error
            return b""
        if not self._member.eof:
            self._held = self._member.unconsumed_tail
        return piece

    def _seek(self) -> None:
        """Go to what may be the start of the next member; after too many that were none, to the end."""
        self._sought += 1
        self._held = self._held[1:]
        while self._sought > _MOST_SOUGHT or (at := self._held.find(START)) < 0:
            kept = self._held[-2:]
            if self._sought > _MOST_SOUGHT or not self._fill():
                self._held, self._ended = b"", True
                break
            self._held = kept + self._held
        else:
            self._held = self._held[at:]
        self._member, self._fresh = zlib.decompressobj(31), True

    def _broken(self, what: str) -> IntakeError:
        return IntakeError(
            f"broken gzip: {what}", where=self._where, remedy="fetch or pack the file again"
        )
