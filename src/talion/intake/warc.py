"""WARC files to documents: the web pages among the responses, record by record."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from talion.errors import EmptyDocument, IntakeError, TalionError
from talion.intake.bytestream import ByteStream
from talion.intake.documents import clean
from talion.intake.html import load_page
from talion.intake.items import Failed, Item
from talion.intake.meter import Bomb
from talion.intake.source import Settings, Source
from talion.intake.streams import too_large

_LINE = 1 << 16
_HEADER = 1 << 18
_PIECE = 1 << 16
_START = b"WARC/"
_PAGES = ("text/html", "application/xhtml+xml")
_MAY_BE_PAGE = re.compile(rb"text/html|application/xhtml", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


class _Head(Struct, frozen=True):
    """A record's header as it stands, and what it says."""

    raw: bytes
    fields: dict[str, str]
    size: int


class _Count(Struct):
    records: int = 0
    pages: int = 0


def read_warc(source: Source, parts: Iterator[bytes], settings: Settings) -> Iterator[Item]:
    """A document for each response that is a web page with status 200 to 299.

    Its id is its address. Other records are passed over; a broken one fails alone, and reading goes
    on where the next begins.
    """
    stream, count = ByteStream(parts), _Count()
    while True:
        try:
            first = _next_record(stream)
            if not first:
                break
            count.records += 1
            yield from _items(stream, first, source.at(count.records), settings, count)
        except Bomb:
            raise
        except TalionError as error:
            count.pages += 1
            yield Failed(source.at(count.records).id, error)
    if not count.pages:
        yield Failed(source.id, _nothing(count.records, source.where))


def count_records(stream: ByteStream) -> int:
    """How many records there are, to the end; :class:`IntakeError` where one is broken."""
    count = 0
    while first := _next_record(stream):
        _pass(stream, _head(stream, first, "").size, "")
        count += 1
    return count


def _next_record(stream: ByteStream) -> bytes:
    """The first line of the next record, whatever stands before it; empty at the end."""
    starts = True
    while line := stream.line(_LINE):
        if starts and line.startswith(_START):
            return line
        starts = line.endswith(b"\n")
    return b""


def _items(
    stream: ByteStream, first: bytes, source: Source, settings: Settings, count: _Count
) -> Iterator[Item]:
    head = _head(stream, first, source.where)
    if not _may_be_page(head):
        _pass(stream, head.size, source.where)
        return
    url = clean(head.fields.get("warc-target-uri", "").strip("<>")) or None
    named = Source(url or source.id, f"{source.where} ({url})" if url else source.where, url)
    if head.size > settings.limit:
        count.pages += 1
        yield Failed(named.id, too_large(settings.limit, named.where))
        _pass(stream, head.size, source.where)
        return
    body = stream.read(head.size)
    if len(body) < head.size:
        raise _broken("the record is cut off", source.where)
    if not _MAY_BE_PAGE.search(body, 0, _HEADER):
        return
    if (item := _page(head.raw + body, named, settings)) is not None:
        count.pages += 1
        yield item


def _head(stream: ByteStream, first: bytes, where: str) -> _Head:
    """The record's header; :class:`IntakeError` where it is none."""
    raw, fields = [first], {}
    size = len(first)
    while (line := stream.line(_LINE)).strip():
        size += len(line)
        if not line.endswith(b"\n"):
            raise _broken("its header is too long, or cut off", where)
        if size > _HEADER:
            raise _broken("its header is too long", where)
        raw.append(line)
        name, _, value = line.decode("utf-8", "replace").partition(":")
        fields[name.strip().lower()] = value.strip()
    length = fields.get("content-length", "")
    if not (length.isascii() and length.isdecimal() and len(length) < 16):
        raise _broken("its header says no length", where)
    return _Head(b"".join([*raw, b"\r\n"]), fields, int(length))


def _may_be_page(head: _Head) -> bool:
    kind = head.fields.get("content-type", "").replace(" ", "").lower()
    is_response = head.fields.get("warc-type", "").lower() == "response"
    return is_response and kind.startswith("application/http") and head.size > 0


def _pass(stream: ByteStream, size: int, where: str) -> None:
    if stream.pass_over(size) < size:
        raise _broken("the record is cut off", where)


def _page(data: bytes, source: Source, settings: Settings) -> Item | None:
    """The document of one record; ``None`` when it is no page, or one that was not found."""
    try:
        record = _record(data, source.where)
        http = record.http_headers
        status = http.get_statuscode() if http else ""
        kind = (http.get_header("Content-Type") or "") if http else ""
        if not status.startswith("2") or not kind.strip().lower().startswith(_PAGES):
            return None
        charset = _CHARSET.search(kind)
        content = _content(record, settings.limit, source.where)
        return load_page(content, source, settings, charset=charset[1] if charset else None)
    except TalionError as error:
        return Failed(source.id, error)


def _record(data: bytes, where: str) -> Any:
    from warcio.archiveiterator import ArchiveIterator  # only for these files

    try:
        return next(iter(ArchiveIterator(io.BytesIO(data + b"\r\n\r\n"))))
    except Exception as error:  # whatever a hostile record does to the library, the run goes on
        raise _broken(f"it can't be taken apart ({type(error).__name__})", where) from error


def _content(record: Any, limit: int, where: str) -> bytes:
    """The page's bytes, unpacked as its server packed them; :class:`DocumentTooLarge` if many."""
    stream, content = record.content_stream(), bytearray()
    try:
        while data := stream.read(_PIECE):
            content += data
            if len(content) > limit:
                raise too_large(limit, where)
    except TalionError:
        raise
    except Exception as error:  # as above
        raise _broken(f"its content can't be unpacked ({error})", where) from error
    if not content:
        raise EmptyDocument("the response is empty", where=where, remedy="leave it out")
    return bytes(content)


def _broken(what: str, where: str) -> IntakeError:
    return IntakeError(f"broken WARC record: {what}", where=where, remedy="fetch the file again")


def _nothing(records: int, where: str) -> IntakeError:
    if not records:
        return IntakeError(
            "there is no WARC record in the file",
            where=where,
            remedy="a packed one must be named .warc.gz",
        )
    return EmptyDocument(
        "the WARC file holds no web pages",
        where=where,
        remedy="give one with responses; files of requests or metadata alone hold no stories",
    )
