"""Where bytes come from, and what a reader of them is told."""

from __future__ import annotations

from msgspec import Struct


class Source(Struct, frozen=True):
    """A file, standard input, or a line of either.

    ``id`` names a document that has no id of its own, ``where`` is how messages point at it.
    """

    id: str
    where: str

    def at(self, line: int) -> Source:
        """The line of that number, from 1.

        >>> Source("news", "in/news.jsonl").at(3)
        Source(id='news:3', where='in/news.jsonl:3')
        """
        return Source(f"{self.id}:{line}", f"{self.where}:{line}")


class Settings(Struct, frozen=True):
    """``published`` stands in where a document says no date; ``limit`` is in bytes a document."""

    published: str | None
    limit: int
