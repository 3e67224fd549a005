"""Paths and addresses to sources: folders walked in order, each file with an id of its own."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from talion.errors import IntakeError
from talion.intake.addresses import checked, is_url, shown
from talion.intake.documents import clean
from talion.intake.items import Failed
from talion.intake.members import is_story_file
from talion.intake.source import Source

STDIN = "-"


class Input(Struct, frozen=True):
    """A source with the path to open; ``path`` is ``None`` for standard input and for addresses."""

    source: Source
    path: Path | None


def find_inputs(paths: Iterable[str], suffixes: Collection[str]) -> list[Input | Failed]:
    """The files of ``paths`` in order, folders recursively; what can't be looked at fails.

    In folders only files with one of ``suffixes`` count, hidden ones and links to folders aside.
    """
    found = [item for path in paths for item in _under(path, suffixes)]
    ids = iter(unique_ids([item for item in found if isinstance(item, Path)]))
    return [_input(item, next(ids)) if isinstance(item, Path) else item for item in found]


def unique_ids(paths: list[Path]) -> list[str]:
    """The stem of each path, without what only says how it is packed; of paths with the same one,
    as much as tells them apart.

    >>> unique_ids([Path("a/news.warc.gz")])
    ['news']
    >>> unique_ids([Path("a/x.txt"), Path("b/x.txt"), Path("b/y.txt")])
    ['a/x.txt', 'b/x.txt', 'y']
    """
    ids = {path: _stem(path) for path in paths}
    for length in range(1, max((len(path.parts) for path in ids), default=0) + 1):
        if doubles := _doubles(ids.values()):
            longer = {path: Path(*path.parts[-length:]).as_posix() for path in ids}
            ids = {path: longer[path] if id in doubles else id for path, id in ids.items()}
    return [clean(id) for id in _numbered(ids[path] for path in paths)]


def _stem(path: Path) -> str:
    inner = Path(path.stem)
    packed = path.suffix.lower() == ".gz" and inner.suffix and inner.stem
    return inner.stem if packed else path.stem


def _doubles(ids: Iterable[str]) -> set[str]:
    return {id for id, count in Counter(ids).items() if count > 1}


def _numbered(ids: Iterable[str]) -> Iterator[str]:
    """The same file given twice keeps its id the first time."""
    seen: Counter[str] = Counter()
    for id in ids:
        seen[id] += 1
        yield id if seen[id] == 1 else f"{id}#{seen[id]}"


def _input(path: Path, id: str) -> Input:
    return Input(Source(id, clean(str(path))), path)


def _under(path: str, suffixes: Collection[str]) -> Iterator[Path | Input | Failed]:
    if path == STDIN:
        yield Input(Source("stdin", "standard input"), None)
    elif is_url(path):
        yield _at_address(path)
    elif os.path.isdir(path):
        yield from _in_folder(path, suffixes)
    else:
        yield Path(path)


def _at_address(url: str) -> Input | Failed:
    """The address as a source; its id is its host and path."""
    try:
        checked(url)
    except IntakeError as error:
        return Failed(clean(shown(url)), error)
    where = clean(shown(url))
    return Input(Source(where.partition("://")[2].rstrip("/"), where, url), None)


def _in_folder(folder: str, suffixes: Collection[str]) -> Iterator[Path | Failed]:
    any_item = False
    errors: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if is_story_file(name, suffixes):
                any_item = True
                yield Path(root, name)
    yield from (
        Failed(clean(e.filename or folder), unopened(e, e.filename or folder)) for e in errors
    )
    if not any_item and not errors:
        yield Failed(clean(folder), _without_documents(folder, suffixes))


def unopened(error: OSError, path: str) -> IntakeError:
    """The error for a file or folder that the system does not open."""
    remedies = {
        FileNotFoundError: "check the path",
        PermissionError: "make it readable, or run as a user who may read it",
    }
    remedy = remedies.get(type(error), "check the file and its disk")
    what = {FileNotFoundError: "no such file or folder", PermissionError: "permission denied"}
    return IntakeError(
        what.get(type(error), error.strerror or str(error)), where=clean(str(path)), remedy=remedy
    )


def _without_documents(folder: str, suffixes: Collection[str]) -> IntakeError:
    return IntakeError(
        "the folder holds no documents",
        where=clean(folder),
        remedy=f"files must end in one of {', '.join(sorted(suffixes))}",
    )
