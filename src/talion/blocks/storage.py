"""Files on local disk or in object storage, by fsspec: found, opened, and written whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from msgspec import Struct

from talion.errors import StorageError


class Folder:
    """A folder, or a prefix in object storage, whose objects appear whole or not at all."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._system, self._root = opened(url)
        self._is_local = "file" in _protocols(self._system)

    def write(self, name: str, content: bytes) -> None:
        """Put an object there; one of this name is replaced in one step.

        In object storage a put is atomic in itself; on a disk a rename is.
        """
        path = f"{self._root}/{name}"
        with reaching(f"{self.url}/{name}"):
            if not self._is_local:
                self._system.pipe_file(path, content)
                return
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            temporary = f"{path}.{uuid.uuid4().hex}.tmp"
            self._system.pipe_file(temporary, content)
            self._system.mv(temporary, path)

    def read(self, name: str) -> bytes | None:
        """An object's bytes, ``None`` where there is none."""
        with reaching(f"{self.url}/{name}"):
            try:
                return bytes(self._system.cat_file(f"{self._root}/{name}"))
            except FileNotFoundError:
                return None

    def read_all(self, names: list[str]) -> list[bytes]:
        """The bytes of these objects, fetched several at a time."""
        with reaching(self.url):
            found = self._system.cat([f"{self._root}/{name}" for name in names]) if names else {}
        return [found[path] for path in sorted(found)]

    def names(self, inside: str = "") -> list[str]:
        """The objects under it, in order, by their names in it."""
        with reaching(self.url):
            self._system.invalidate_cache()
            found = self._system.find(f"{self._root}/{inside}".rstrip("/"))
        return sorted(path.removeprefix(self._root).lstrip("/") for path in found)

    def remove(self, name: str) -> None:
        """Take an object away."""
        with reaching(f"{self.url}/{name}"):
            self._system.rm_file(f"{self._root}/{name}")

    def open(self, name: str) -> BinaryIO:
        """An object to read from, back and forth."""
        with reaching(f"{self.url}/{name}"):
            return cast(BinaryIO, self._system.open(f"{self._root}/{name}", "rb"))


class Found(Struct, frozen=True):
    """A file: where it is, its size in bytes, and what changes when its content does."""

    url: str
    size: int
    stamp: str


def is_remote(source: str) -> bool:
    """Whether this is a URL of storage, and no path or address of the web.

    >>> is_remote("s3://bucket/day"), is_remote("in/day"), is_remote("https://example.org/a")
    (True, False, False)
    """
    scheme, mark, _ = source.partition("://")
    return bool(mark) and scheme.isalnum() and scheme.lower() not in ("http", "https")


def opened(url: str) -> tuple[Any, str]:
    """The file system of a URL or path, and the path in it; :class:`StorageError` when it has none."""
    from fsspec.core import url_to_fs

    with reaching(url):
        try:
            system, path = url_to_fs(url, use_listings_cache=False)
        except (ImportError, ValueError) as error:
            raise StorageError(
                str(error), where=url, remedy="run: pip install 'talion[cluster]'"
            ) from error
    return system, path.rstrip("/")


def found(url: str) -> list[Found]:
    """The file at a URL, or those under it, in order."""
    system, path = opened(url)
    with reaching(url):
        details = system.find(path, detail=True)
    return [_found(system, details[name]) for name in sorted(details)]


@contextmanager
def reading(url: str) -> Iterator[BinaryIO]:
    """A file to read from, back and forth."""
    system, path = opened(url)
    with reaching(url):
        stream = system.open(path, "rb")
    with stream:
        yield cast(BinaryIO, stream)


@contextmanager
def reaching(where: str) -> Iterator[None]:
    """What goes wrong with a disk, a network or rights in here is an error of ours."""
    try:
        yield
    except (OSError, TimeoutError) as error:
        what = error.strerror or str(error) or type(error).__name__
        raise StorageError(what, where=where, remedy="check the path and its rights") from error


def _found(system: Any, details: dict[str, Any]) -> Found:
    changed = details.get("ETag") or details.get("mtime") or details.get("LastModified") or ""
    url = system.unstrip_protocol(details["name"]).removeprefix("file://")
    return Found(url, int(details["size"]), f"{details['size']}-{changed}")


def _protocols(system: Any) -> tuple[str, ...]:
    named = system.protocol
    return (named,) if isinstance(named, str) else tuple(named)
