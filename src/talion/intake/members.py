"""What the readers of archives share: which members count, and what becomes of a broken one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import PurePosixPath

from talion.errors import EmptyDocument, IntakeError, TalionError
from talion.intake.documents import clean
from talion.intake.items import Failed, Item
from talion.intake.meter import Bomb
from talion.intake.source import Settings, Source

Inner = Callable[[Source, str, Iterator[bytes], Settings], Iterator[Item]]
"""Reads what is in an archive, by its name."""

PACKED = (".gz", ".tgz")
"""Suffixes that stand after the one that says what is in the file."""


def is_story_file(name: str, suffixes: Collection[str]) -> bool:
    """Whether a file of this name is read where it is one of many: by suffix, hidden ones aside.

    >>> is_story_file("a/news.jsonl.gz", {".gz", ".jsonl"}), is_story_file("dump.sql.gz", {".gz"})
    (True, False)
    """
    path = PurePosixPath(name)
    if any(part.startswith((".", "__MACOSX")) and part.strip(".") for part in path.parts):
        return False
    suffix = path.suffix.lower()
    if suffix == ".gz" and PurePosixPath(path.stem).suffix:
        return suffix in suffixes and PurePosixPath(path.stem).suffix.lower() in suffixes
    return suffix in suffixes


def member_name(name: str) -> str:
    """The name as ids and messages show it: no lone surrogates, no way up or to the root."""
    parts = [part for part in PurePosixPath(clean(name)).parts if part not in ("/", "..")]
    return "/".join(parts) or "member"


def read_member(
    member: Source, name: str, parts: Iterator[bytes], settings: Settings, inner: Inner
) -> Iterator[Item]:
    """The documents of one member; what breaks it ends it alone, but a bomb ends the archive."""
    try:
        yield from inner(member, name, parts, settings)
    except Bomb:
        raise
    except TalionError as error:
        yield Failed(member.id, error)


def without_documents(source: Source) -> Failed:
    """The failure of an archive that holds nothing that is read."""
    error = EmptyDocument(
        "the archive holds no documents",
        where=source.where,
        remedy="its members' names must end as files in folders do, such as .txt or .jsonl",
    )
    return Failed(source.id, error)


def broken(kind: str, error: object, where: str) -> IntakeError:
    """The error for an archive, or a member of one, that can't be unpacked."""
    return IntakeError(
        f"broken {kind}: {error}", where=where, remedy="fetch or pack the file again"
    )
