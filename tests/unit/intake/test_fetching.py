"""Addresses: what is fetched from a server of the test's own, and what is refused."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest

from talion.errors import DocumentTooLarge, IntakeError
from talion.intake import Failed, Loaded
from talion.intake.addresses import checked, is_public, is_url, resolved, shown
from talion.intake.fetching import Bounds, fetched

FEED = (
    b"<rss><channel><title>The Example</title><item><title>Dam bursts</title>"
    b"<link>https://example.org/1</link><description>Water ran out.</description></item>"
    b"</channel></rss>"
)
PAGE = (
    b"<html><body><article><p>Rebels left the town of Bora on Monday.</p></article></body></html>"
)


class Handler(BaseHTTPRequestHandler):
    """Answers by path."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
            self.end_headers()
        elif path == "/slow":
            self.answer(b"", length=1000)
            for _ in range(100):
                time.sleep(0.05)
                self.wfile.write(b"x")
        elif path == "/silent":
            time.sleep(3)
        elif path == "/short":
            self.answer(FEED, length=len(FEED) + 10)
        elif path == "/endless":
            self.send_response(200)
            self.end_headers()
            for _ in range(1000):
                self.wfile.write(bytes(10_000))
        elif path in PATHS:
            body, kind = PATHS[path]
            self.answer(body, kind)
        else:
            self.send_error(404)

    def answer(self, body: bytes, kind: str = "", *, length: int | None = None) -> None:
        self.send_response(200)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


PATHS = {
    "/rss": (FEED, "application/rss+xml"),
    "/feed": (FEED, ""),
    "/packed": (gzip.compress(FEED), "application/rss+xml"),
    "/story.html": (PAGE, "text/html"),
    "/table": (b"id,text\na,Rebels left.\n", "text/csv; charset=utf-8"),
    "/in.jsonl.gz": (gzip.compress(b'{"id": "j", "text": "x"}'), "application/gzip"),
}


class Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that hangs up is part of the test."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with Server(("127.0.0.1", 0), Handler) as served:
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.server_address[1]}"
        served.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/rss", "/feed", "/packed", "/to//rss", "/to//to//feed"])
def test_a_feed(intake: Any, server: str, path: str) -> None:
    (item,) = intake.run(server + path, private=True)
    assert isinstance(item, Loaded)
    assert item.document.text == "Dam bursts\n\nWater ran out."
    assert item.document.id == item.document.url == "https://example.org/1"


def test_other_things_at_addresses(intake: Any, server: str) -> None:
    paths = [f"{server}{p}" for p in ("/story.html", "/table", "/in.jsonl.gz")]
    page, row, line = intake.run(*paths, private=True)
    assert page.document.url == paths[0]
    assert page.document.id == paths[0].removeprefix("http://")
    assert (row.document.id, line.document.id) == ("a", "j")


def test_private_addresses_are_refused(intake: Any, server: str) -> None:
    port = server.rpartition(":")[2]
    urls = [f"http://{host}:{port}/rss" for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0")]
    urls += [f"http://{host}:{port}/rss" for host in ("0x7f.1", "2130706433", "[::ffff:127.0.0.1]")]
    items = intake.run(*urls)
    assert len(items) == len(urls)
    for item in items:
        assert isinstance(item, Failed)
        assert "private address" in item.error.message or "not found" in item.error.message
    assert "--private-addresses" in items[0].error.remedy


def test_a_host_is_not_looked_up_twice(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is checked and private when it is asked gains nothing."""
    port = int(server.rpartition(":")[2])
    numbers = iter(["192.0.43.8", "127.0.0.1"])
    asked: list[Any] = []

    def answers(*args: Any, **_: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(numbers), port))]

    def connects(address: Any, *_: Any) -> Any:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    monkeypatch.setattr(socket, "create_connection", connects)
    with (
        pytest.raises(IntakeError, match="could not be fetched"),
        fetched(f"http://rebinding.example:{port}/rss", private=False),
    ):
        pass
    assert asked == [("192.0.43.8", port)]


def test_a_redirect_is_checked_again(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(server.rpartition(":")[2])
    original = socket.getaddrinfo
    connect = socket.create_connection

    def answers(host: str, *args: Any, **more: Any) -> Any:
        number = "192.0.43.8" if host == "public.example" else host
        return original(number, *args, **more)

    def connects(address: Any, *args: Any) -> Any:
        assert address[0] == "192.0.43.8", "only the public one is asked"
        return connect(("127.0.0.1", port), *args)

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    monkeypatch.setattr(socket, "create_connection", connects)
    for target, why in [
        (f"http://127.0.0.1:{port}/rss", "private address"),
        ("http://169.254.169.254/latest", "private address"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://public.example/", "only http and https"),
        ("http://user:secret@public.example/", "names a user"),
    ]:
        with (
            pytest.raises(IntakeError, match=why) as caught,
            fetched(f"http://public.example:{port}/to/{target}", private=False),
        ):
            pass
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("path", "bounds", "why"),
    [
        ("/none", Bounds(), "answers 404"),
        ("/to/" * 9 + "/rss", Bounds(), "redirected more than 5 times"),
        ("/endless", Bounds(size=100_000), "larger than 100,000 bytes"),
        ("/slow", Bounds(seconds=0.5), "took more than 0.5 seconds"),
        ("/silent", Bounds(silence=0.3), "silent for 0.3 seconds"),
        ("/silent", Bounds(seconds=0.3), "took more than 0.3 seconds"),
        ("/short", Bounds(), "IncompleteRead"),
    ],
)
def test_bounds(server: str, path: str, bounds: Bounds, why: str) -> None:
    started = time.monotonic()
    with (
        pytest.raises(IntakeError, match=why) as caught,
        fetched(server + path, private=True, bounds=bounds),
    ):
        pass
    assert time.monotonic() - started < 2.5
    assert isinstance(caught.value, DocumentTooLarge) == (path == "/endless")
    assert caught.value.remedy


def test_a_server_that_is_not_there(intake: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        (item,) = intake.run(f"http://127.0.0.1:{port}/rss?token=secret", private=True)
    assert "could not be fetched" in item.error.message
    assert "secret" not in str(item.error) + item.id


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.org/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("http://", "names no host"),
        ("http://example.org:99999/", "can't be read"),
        ("http://[::1", "can't be read"),
        ("http://exa mple.org/", "names no host"),
        ("http://example.org/\r\nHost: x", "names no host"),
        ("http://me:secret@example.org/", "names a user"),
    ],
)
def test_addresses_that_are_not_fetched(intake: Any, url: str, why: str) -> None:
    with pytest.raises(IntakeError, match=why):
        checked(url)
    (item,) = intake.run(url)
    assert isinstance(item, Failed)
    assert why in item.error.message
    assert "secret" not in str(item.error)


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "fec0::1",
        "3fff::1",
        "192.0.0.8",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b:1::127.0.0.1",
        "5f00::1",
    ],
)
def test_private_numbers(number: str) -> None:
    assert not is_public(ip_address(number))


@pytest.mark.parametrize("number", ["192.0.43.8", "8.8.8.8", "2606:2800::1", "64:ff9b::808:808"])
def test_public_numbers(number: str) -> None:
    assert is_public(ip_address(number))


def test_a_host_is_private_when_any_of_its_numbers_is(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", ("8.8.8.8", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(IntakeError, match="private"):
        resolved(checked("http://two.example/"), private=False)
    assert resolved(checked("http://two.example/"), private=True) == ("8.8.8.8", 80)


def test_what_is_an_address() -> None:
    assert is_url("HTTPS://example.org")
    assert not is_url("C:\\news.txt")
    assert shown("https://example.org:8080/a?b=c#d") == "https://example.org:8080/a"


def test_a_server_without_tls_is_not_believed_to_have_it(intake: Any, server: str) -> None:
    (item,) = intake.run(server.replace("http:", "https:") + "/rss", private=True)
    assert isinstance(item, Failed)
    assert isinstance(item.error, IntakeError)
    assert "SSL" in item.error.message.upper()
