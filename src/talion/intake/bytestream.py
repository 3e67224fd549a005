"""A stream of pieces read by length or by line, in flat memory."""

from __future__ import annotations

from collections.abc import Iterator


class ByteStream:
    """Reads exact lengths and lines from pieces of bytes as they come.

    What the pieces raise passes through; what was held back is kept, and reading can go on where
    the pieces can.
    """

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._held, self._at = parts, b"", 0

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes, fewer only at the end."""
        taken: list[bytes] = []
        while size > 0 and self._fill():
            piece = self._held[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            taken.append(piece)
        return b"".join(taken)

    def pass_over(self, size: int) -> int:
        """Leave out ``size`` bytes; how many there were."""
        left = size
        while left > 0 and self._fill():
            step = min(left, len(self._held) - self._at)
            self._at += step
            left -= step
        return size - left

    def line(self, longest: int) -> bytes:
        """The next line with its end, or its first ``longest`` bytes; empty at the end."""
        taken: list[bytes] = []
        while longest > 0 and self._fill():
            stop = min(self._at + longest, len(self._held))
            end = self._held.find(b"\n", self._at, stop) + 1 or stop
            taken.append(self._held[self._at : end])
            longest -= end - self._at
            self._at = end
            if taken[-1].endswith(b"\n"):
                break
        return b"".join(taken)

    def pieces(self, size: int) -> Iterator[bytes]:
        """The next ``size`` bytes in pieces, fewer only at the end."""
        while size > 0 and self._fill():
            piece = self._held[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            yield piece

    def _fill(self) -> bool:
        while self._at >= len(self._held):
            piece = next(self._parts, None)
            if piece is None:
                return False
            self._held, self._at = piece, 0
        return True
