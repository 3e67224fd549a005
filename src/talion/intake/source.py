"""Where bytes come from, and what a reader of them is told."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from talion.intake.meter import Meter


class Source(Struct, frozen=True):
    """A file, standard input, an address, or a part of one.

    ``id`` names a document that has no id of its own, ``where`` is how messages point at it, ``url``
    is the address that it was fetched from, ``None`` where that is not known. ``before`` counts the
    lines, rows or records of the file that come before this part of it.
    """

    id: str
    where: str
    url: str | None = None
    before: int = 0

    def at(self, line: int) -> Source:
        """The line of that number, from 1.

        >>> Source("news", "in/news.jsonl", before=100).at(3).where
        'in/news.jsonl:103'
        """
        number = self.before + line
        return Source(f"{self.id}:{number}", f"{self.where}:{number}", self.url)

    def inside(self, name: str) -> Source:
        """The member of that name of an archive.

        >>> Source("news", "in/news.zip").inside("a/b.txt").id
        'news/a/b.txt'
        """
        return Source(f"{self.id}/{name}", f"{self.where}/{name}")


class Settings(Struct, frozen=True):
    """What holds for a whole run, and how deep in archives it stands.

    ``published`` stands in where a document says no date; ``limit`` is in bytes a document;
    ``columns`` says which column of a table holds a field. ``meter`` measures the archive that is
    being read, ``depth`` counts the archives that lie around it.
    """

    published: str | None
    limit: int
    columns: Mapping[str, str] = {}
    meter: Meter | None = None
    depth: int = 0

    def entered(self, meter: Meter) -> Settings:
        """The same inside an archive: of archives in archives the outermost has the meter."""
        return replace(self, meter=self.meter or meter, depth=self.depth + 1)
