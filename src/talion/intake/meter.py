"""What is read of an archive against what comes out of it, so that bombs are refused."""

from __future__ import annotations

from talion.errors import DocumentTooLarge, IntakeError

RATIO = 200
"""Bytes that may come out of an archive for each that is read of it; text gives 3 to 30."""
FREE = 16 << 20
"""Bytes that may come out of any archive, however small."""
DEPTH = 3
"""Archives that may lie in one another, such as a gzip in a zip."""
DIRECTORY = 16 << 20
"""Bytes of the largest list of members that is read of a zip."""
SPOOLED = 1 << 30
"""Bytes of the largest file inside an archive, or on standard input, that needs a file of its own."""


class Bomb(DocumentTooLarge):
    """An archive that unpacks to more than it may: nothing more of it is read."""


class Meter:
    """Counts the bytes that were read of the outermost archive, and all that came out of it."""

    def __init__(self, where: str, taken: int = 0) -> None:
        self._where, self._taken, self._made = where, taken, 0

    def took(self, count: int) -> None:
        """So many bytes more were read of the archive."""
        self._taken += count

    def made(self, count: int) -> None:
        """So many bytes more came out of it; :class:`Bomb` when these are too many."""
        self._made += count
        if self._made > FREE + RATIO * self._taken:
            raise Bomb(
                f"the archive unpacks to more than {RATIO} times its size",
                where=self._where,
                remedy="unpack it yourself if you trust it, and give what is in it",
            )


def check_depth(depth: int, where: str) -> None:
    """:class:`IntakeError` when one archive more would be one too many."""
    if depth >= DEPTH:
        raise IntakeError(
            f"more than {DEPTH} archives lie in one another",
            where=where,
            remedy="unpack the outer ones",
        )
