"""Fetching an address: each redirect checked anew, size and time bounded, no other program asked."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import SpooledTemporaryFile
from threading import Timer
from time import monotonic
from typing import BinaryIO, cast
from urllib.parse import SplitResult, urljoin

from msgspec import Struct

from talion.errors import DocumentTooLarge, IntakeError
from talion.intake.addresses import checked, resolved, shown

_IN_MEMORY = 1 << 20
_PIECE = 1 << 16
_MOVED = (301, 302, 303, 307, 308)


class Bounds(Struct, frozen=True):
    """What fetching may take: bytes, seconds in all, seconds of silence, redirects."""

    size: int = 256 << 20
    seconds: float = 60.0
    silence: float = 15.0
    redirects: int = 5


class Fetched(Struct, frozen=True):
    """What came: its last address, what its server calls it, and its bytes."""

    url: str
    kind: str
    file: BinaryIO


@contextmanager
def fetched(url: str, *, private: bool, bounds: Bounds | None = None) -> Iterator[Fetched]:
    """What is at ``url``, whole; :class:`IntakeError` with the reason when it can't be had.

    ``private`` lets it be on a host that only this network can reach.
    """
    bounds = bounds or Bounds()
    ends = monotonic() + bounds.seconds
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        for _ in range(bounds.redirects + 1):
            parts = checked(url)
            target, kind = _asked(parts, cast(BinaryIO, file), private, bounds, ends)
            if target is None:
                file.seek(0)
                yield Fetched(url, kind, cast(BinaryIO, file))
                return
            url = urljoin(url, target)
        raise _failed(f"it was redirected more than {bounds.redirects} times", url)


def _asked(
    parts: SplitResult, file: BinaryIO, private: bool, bounds: Bounds, ends: float
) -> tuple[str | None, str]:
    """Ask once: where it moved to, or ``None`` with the kind of what was written to ``file``."""
    url = parts.geturl()
    number, port = resolved(parts, private=private)
    connection = _Connection(parts, number, port, bounds.silence)
    watch = Timer(max(0.0, ends - monotonic()), connection.cut)
    watch.daemon = True
    watch.start()
    try:
        with connection.get(parts) as response:
            if response.status in _MOVED and (target := response.getheader("Location")):
                return target, ""
            if response.status != 200:
                raise _failed(f"its server answers {response.status} {response.reason[:60]}", url)
            _copy(response, file, bounds.size, url)
            return None, _kind(response)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _failed(_why(error, connection, bounds), url) from error
    finally:
        watch.cancel()
        connection.close()


def _kind(response: http.client.HTTPResponse) -> str:
    return (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()


def _copy(response: http.client.HTTPResponse, file: BinaryIO, most: int, url: str) -> None:
    size = 0
    while data := response.read(_PIECE):
        size += len(data)
        if size > most:
            raise DocumentTooLarge(
                f"what is there is larger than {most:,} bytes",
                where=shown(url),
                remedy="save it to a file, and give that",
            )
        file.write(data)
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)


class _Connection:
    """One request to a host at a number that was checked; TLS is checked against its name."""

    def __init__(self, parts: SplitResult, number: str, port: int, silence: float) -> None:
        self._parts, self._number, self._port, self._silence = parts, number, port, silence
        self._client = http.client.HTTPConnection(parts.hostname or "", port, timeout=silence)
        self._socket: socket.socket | None = None
        self.was_cut = False

    def get(self, parts: SplitResult) -> http.client.HTTPResponse:
        """The start of the answer."""
        self._socket = socket.create_connection((self._number, self._port), self._silence)
        if self.was_cut:
            raise TimeoutError
        if parts.scheme.lower() == "https":
            secure = ssl.create_default_context()
            self._socket = secure.wrap_socket(self._socket, server_hostname=parts.hostname)
        self._client.sock = self._socket
        headers = {"User-Agent": "talion", "Accept": "*/*", "Connection": "close"}
        self._client.request("GET", _target(parts), headers=headers)
        return self._client.getresponse()

    def cut(self) -> None:
        """End it, from another thread: the time is over."""
        self.was_cut = True
        if self._socket is not None:
            with suppress(OSError):  # it may have ended by itself
                self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let it go."""
        self._client.close()
        if self._socket is not None:
            self._socket.close()


def _target(parts: SplitResult) -> str:
    from urllib.parse import quote

    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    return f"{path}?{query}" if query else path


def _why(error: Exception, connection: _Connection, bounds: Bounds) -> str:
    if connection.was_cut:
        return f"it took more than {bounds.seconds:g} seconds"
    if isinstance(error, TimeoutError):
        return f"its server was silent for {bounds.silence:g} seconds"
    return f"{type(error).__name__}: {error}"[:200].rstrip(": ")


def _failed(why: str, url: str) -> IntakeError:
    return IntakeError(
        f"the address could not be fetched: {why}",
        where=shown(url),
        remedy="try again later, or save it to a file and give that",
    )
