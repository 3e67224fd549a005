"""WARC files, written by the library that writes them for others."""

import gzip
import io
import zlib
from collections.abc import Iterable
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from talion.errors import DocumentTooLarge, EmptyDocument, IntakeError
from talion.intake import Loaded

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning")
"""The library leaves its own temporary files to the collector when it writes."""


def page(n: int, more: str = "") -> bytes:
    return (
        f"<html><head><title>Ferry {n} sinks off Vanora</title></head><body><article>"
        f"<h1>Ferry {n} sinks off Vanora</h1><p>A ferry with {n} people sank on Monday off the port "
        f"of Vanora, the coast guard said.</p><p>Divers pulled {n} passengers from the water and took "
        f"them to the port, officials said.{more}</p></article></body></html>"
    ).encode()


def record(
    body: bytes,
    n: int,
    *,
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    headers: Iterable[tuple[str, str]] = (),
) -> tuple[str, str, bytes, StatusAndHeaders]:
    http = StatusAndHeaders(status, [("Content-Type", kind), *headers], protocol="HTTP/1.1")
    return "response", f"https://example.org/{n}", body, http


def warc(*records: Any, packed: bool = True) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "made up"}))
    for kind, url, body, http in records:
        writer.write_record(
            writer.create_warc_record(url, kind, payload=io.BytesIO(body), http_headers=http)
        )
    return out.getvalue()


STORIES = [record(page(n), n) for n in range(1, 6)]
URLS = [f"https://example.org/{n}" for n in range(1, 6)]


@pytest.mark.parametrize("packed", [True, False])
def test_pages_are_documents(intake: Any, packed: bool) -> None:
    name = "crawl.warc.gz" if packed else "crawl.warc"
    items = intake.of(name, warc(*STORIES, packed=packed))
    assert intake.ids(items) == URLS
    document = items[1].document
    assert document.url == "https://example.org/2"
    assert document.title == "Ferry 2 sinks off Vanora"
    assert "Divers pulled 2 passengers" in document.text
    assert document.published is None
    assert intake.ids(intake.run("-", stdin=warc(*STORIES, packed=packed))) == URLS


def test_a_file_packed_as_one(intake: Any) -> None:
    data = gzip.compress(warc(*STORIES, packed=False))
    assert intake.ids(intake.of("crawl.warc.gz", data)) == URLS


def test_what_is_no_page_is_passed_over(intake: Any) -> None:
    others = [
        record(b"\xff\xd8\xff", 7, kind="image/jpeg"),
        record(page(8), 8, status="404 Not Found"),
        record(b"", 9, status="301 Moved", headers=[("Location", "/10")]),
        ("metadata", "https://example.org/m", b"a: b", None),
        record(b'{"a": 1}', 10, kind="application/json"),
    ]
    assert intake.ids(intake.of("a.warc.gz", warc(*others, *STORIES[:1]))) == URLS[:1]
    (item,) = intake.of("b.warc.gz", warc(*others))
    assert isinstance(item.error, EmptyDocument)
    assert "no web pages" in item.error.message


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_content_packed_by_its_server(intake: Any, coding: str) -> None:
    packed = gzip.compress(page(3)) if coding == "gzip" else zlib.compress(page(3))
    data = warc(record(packed, 3, headers=[("Content-Encoding", coding)]))
    (item,) = intake.of("a.warc.gz", data)
    assert "Ferry 3" in item.document.text


def test_content_in_chunks(intake: Any) -> None:
    body = page(3)
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    (item,) = intake.of(
        "a.warc.gz", warc(record(chunks, 3, headers=[("Transfer-Encoding", "chunked")]))
    )
    assert "Ferry 3" in item.document.text


def test_the_charset_of_the_server(intake: Any) -> None:
    text = "Ministerstwo w Łodzi: żółw, gęś, the army of Bora and the police of Vanora said so."
    body = f"<html><body><article><p>{text}</p></article></body></html>".encode("iso8859-2")
    (item,) = intake.of("a.warc.gz", warc(record(body, 1, kind="text/html;charset=ISO-8859-2")))
    assert item.document.text == text


def test_a_bomb_in_a_page_fails_alone(intake: Any) -> None:
    bomb = gzip.compress(bytes(30_000_000))
    data = warc(record(bomb, 7, headers=[("Content-Encoding", "gzip")]), *STORIES)
    items = intake.of("a.warc.gz", data)
    assert isinstance(items[0].error, DocumentTooLarge)
    assert intake.ids(items) == ["https://example.org/7", *URLS]


def test_a_page_over_the_limit_fails_alone(intake: Any) -> None:
    data = warc(record(page(7, "x" * 50_000), 7), *STORIES)
    items = intake.of("a.warc.gz", data, limit=20_000)
    assert isinstance(items[0].error, DocumentTooLarge)
    assert len(intake.loaded(items)) == 5


def members(data: bytes) -> list[bytes]:
    found = []
    while data:
        member = zlib.decompressobj(31)
        member.decompress(data)
        found.append(data[: len(data) - len(member.unused_data)])
        data = member.unused_data
    return found


@pytest.mark.parametrize("at", [5, 40, -3])
def test_a_broken_member_fails_alone(intake: Any, at: int) -> None:
    parts = members(warc(*STORIES))
    broken = bytearray(parts[2])
    broken[at] ^= 0xFF
    items = intake.of("a.warc.gz", b"".join([*parts[:2], bytes(broken), *parts[3:]]))
    good = [i.document.id for i in items if isinstance(i, Loaded)]
    assert good[0] == URLS[0]
    assert good[-3:] == URLS[2:]
    assert len(items) == 5 or (at == 5 and len(good) == 5)  # bytes 4 to 7 are a date, not checked


def test_a_broken_record_fails_alone(intake: Any) -> None:
    data = warc(*STORIES, packed=False)
    at = data.index(b"https://example.org/2")
    length = data.index(b"Content-Length: ", data.index(b"WARC-Type: response", at - 400))
    items = intake.of("a.warc", data[:length] + b"Content-Length: x" + data[length + 17 :])
    assert [i.document.id for i in intake.loaded(items)] == [URLS[0], *URLS[2:]] or len(items) >= 5
    assert any("says no length" in message for message in intake.errors(items))


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_is_cut_off(intake: Any, packed: bool) -> None:
    data = warc(*STORIES, packed=packed)
    name = "a.warc.gz" if packed else "a.warc"
    for cut in (len(data) - 200, len(data) * 2 // 3):
        items = intake.of(name, data[:cut])
        assert isinstance(items[-1].error, IntakeError)
        assert "cut off" in items[-1].error.message
        assert intake.ids(items[:-1]) == URLS[: len(items) - 1]


HEADER = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"


@pytest.mark.parametrize(
    "data",
    [
        b"WARC/1.0",
        b"WARC/1.0\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: -1\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: 999999999999\r\n\r\nabc",
        b"WARC/1.0\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
        b"WARC/1.0\r\nX: " + b"y" * 1_000_000,
        b"WARC/" * 100_000,
        HEADER + b"Content-Length: 4\r\n\r\nabcd",
        HEADER + b"WARC-Target-URI: https://example.org/\r\nContent-Length: 4\r\n\r\nabcd",
        b"",
        b"nonsense",
    ],
)
def test_what_is_no_record(intake: Any, data: bytes) -> None:
    items = intake.of("a.warc", data)
    assert len(items) == 1
    assert isinstance(items[0].error, IntakeError)
    assert items[0].error.remedy
