"""CSV and TSV to documents, row by row, in flat memory."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import chain

from msgspec import Struct

from talion.errors import EmptyDocument, IntakeError, TalionError
from talion.intake.bytestream import ByteStream
from talion.intake.columns import find_columns, row_item
from talion.intake.encoding import decode
from talion.intake.items import Failed, Item
from talion.intake.source import Settings, Source
from talion.intake.streams import too_large, utf8

_DELIMITERS = (b",", b";", b"\t", b"|")
_PIECE = 1 << 16
_MOST_UNCLOSED = 20
"""Rows whose quotes are never closed, after which the rest of the file is given up."""


class _Row(Struct, frozen=True):
    """A row: the number of the line that it begins on, and its bytes, ``None`` when it is broken."""

    line: int
    data: bytes | None
    problem: str = ""


def read_delimited(source: Source, parts: Iterator[bytes], settings: Settings) -> Iterator[Item]:
    """A document a row; the first row names the columns. A broken row fails alone.

    The mark between fields is the one of comma, semicolon, tab and bar that the first row has most
    of. Fields may stand in double quotes, a quote in them doubled, and then hold line ends.
    """
    stream = ByteStream(utf8(parts, where=source.where))
    first, header = 1, stream.line(settings.limit)
    while header and not header.strip():
        first, header = first + 1, stream.line(settings.limit)
    mark = max(_DELIMITERS, key=header.count)
    names = _cells(header.strip(b"\r\n"), mark, source.where)
    found = find_columns(names, settings.columns, where=source.where) if names else {}
    at = {field: names.index(name) for field, name in found.items()}
    any_row = False
    for row in _rows(stream, mark, first + 1, settings.limit):
        any_row = True
        yield _item(row, mark, at, len(names), source.at(row.line), settings)
    if not any_row:
        raise EmptyDocument("the table holds no rows", where=source.where, remedy="leave it out")


def _item(
    row: _Row, mark: bytes, at: dict[str, int], width: int, source: Source, settings: Settings
) -> Item:
    try:
        if row.data is None:
            raise _broken(row.problem, source.where)
        if len(row.data) > settings.limit:
            raise too_large(settings.limit, source.where)
        cells = _cells(row.data, mark, source.where)
        if len(cells) != width:
            raise _broken(f"{len(cells)} fields, where the first row has {width}", source.where)
    except TalionError as error:
        return Failed(source.id, error)
    return row_item({field: cells[n] for field, n in at.items()}, source, settings)


def _cells(data: bytes, mark: bytes, where: str) -> list[str]:
    text = decode(data, where=where)
    if csv.field_size_limit() < len(text):
        csv.field_size_limit(len(text))  # of the whole process; the row was measured before
    lines = chain.from_iterable(csv.reader([text], delimiter=mark.decode()))
    try:
        return list(lines)
    except csv.Error as error:
        raise _broken(str(error), where) from error


def _broken(what: str, where: str) -> IntakeError:
    return IntakeError(
        f"broken row: {what}",
        where=where,
        remedy="put fields that hold line ends, quotes or the mark between fields in double quotes",
    )


def _rows(stream: ByteStream, mark: bytes, line: int, limit: int) -> Iterator[_Row]:
    """The rows that are not blank; what follows an unclosed quote is read as rows again."""
    quotes = _Quotes(mark)
    waiting: list[bytes] = []
    unclosed = 0
    while True:
        held = [waiting.pop() if waiting else stream.line(limit + 1)]
        if not held[0]:
            return
        opened, size = quotes.open_after(held[0], False), len(held[0])
        while opened and size <= limit:
            more = waiting.pop() if waiting else stream.line(limit + 1)
            if not more:
                break
            held.append(more)
            opened, size = quotes.open_after(more, True), size + len(more)
        if len(held[-1]) > limit:
            _pass_line(stream)
        if opened and len(held) > 1:
            unclosed += 1
            waiting.extend(reversed(held[1:]))
            held = held[:1]
        if opened:
            yield _Row(line, None, "a quote is opened and never closed")
        elif data := b"".join(held).strip(b"\r\n"):
            yield _Row(line, data)
        line += sum(part.endswith(b"\n") for part in held)
        if unclosed > _MOST_UNCLOSED:
            yield _Row(line, None, "too many quotes are never closed; the rest was left out")
            return


def _pass_line(stream: ByteStream) -> None:
    """Leave out the rest of a line that was too long."""
    while (more := stream.line(_PIECE)) and not more.endswith(b"\n"):
        pass


class _Quotes:
    """Whether a row goes on after a line: a quote that begins a field was not closed."""

    def __init__(self, mark: bytes) -> None:
        self._opening = re.compile(rb'(?:^|%s)"' % re.escape(mark))
        self._closing = re.compile(rb'(?:[^"]++|"")*+"')

    def open_after(self, line: bytes, opened: bool) -> bool:
        """Whether a quote is open at the line's end, when ``opened`` at its start."""
        at = 0
        while True:
            if opened:
                closing = self._closing.match(line, at)
                if closing is None:
                    return True
                at, opened = closing.end(), False
            opening = self._opening.search(line, at)
            if opening is None:
                return False
            at, opened = opening.end(), True
