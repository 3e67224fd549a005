"""JSON to documents: lines each for themselves; or one document, a list, or several in a row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from talion.errors import EmptyDocument, IntakeError, TalionError
from talion.intake.documents import fields_of, given_id, load
from talion.intake.encoding import decode
from talion.intake.items import Failed, Item
from talion.intake.source import Settings, Source
from talion.intake.streams import TooLong, decoded, split_lines, too_large, utf8

_SPACE = re.compile(r"\s*")
_NEAR_END = 16
"""Code points: what broke nearer than this to the end of what was read may only be cut off."""


def read_json_lines(source: Source, parts: Iterator[bytes], settings: Settings) -> Iterator[Item]:
    """A document a line; a broken line, or one over the limit, fails alone."""
    any_line = False
    for number, line in split_lines(utf8(parts, where=source.where), settings.limit):
        any_line = True
        yield _from_line(line, source.at(number), settings)
    if not any_line:
        yield Failed(source.id, _nothing(source))


def read_json(source: Source, parts: Iterator[bytes], settings: Settings) -> Iterator[Item]:
    """One document, a list of them, or several after one another, read one at a time.

    After broken JSON nothing more can be told apart: one failure stands for the rest.
    """
    any_value = False
    text = decoded(utf8(parts, where=source.where), "utf-8", where=source.where)
    values = _Values(text, source, settings.limit)
    for number, value in values:
        any_value = True
        yield _from_value(value, source.at(number), settings)
    if not any_value:
        yield Failed(source.id, _nothing(source))


def parse(text: str, *, where: str) -> object:
    """The value of a JSON text; :class:`IntakeError` when it is broken."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _broken(error, where) from error


def _from_line(line: bytes | TooLong, source: Source, settings: Settings) -> Item:
    try:
        if isinstance(line, TooLong):
            raise too_large(settings.limit, source.where)
        value = parse(decode(line, where=source.where), where=source.where)
    except TalionError as error:
        return Failed(source.id, error)
    return _from_value(value, source, settings)


def _from_value(value: object, source: Source, settings: Settings) -> Item:
    try:
        fields = fields_of(value, where=source.where)
        return load(fields, where=source.where, published=settings.published)
    except TalionError as error:
        return Failed(given_id(value) or source.id, error)


def _nothing(source: Source) -> EmptyDocument:
    return EmptyDocument("the file holds no documents", where=source.where, remedy="leave it out")


def _broken(error: Exception, where: str) -> IntakeError:
    what = "nested too deeply" if isinstance(error, RecursionError) else str(error)
    return IntakeError(f"broken JSON: {what}", where=where, remedy="write one whole JSON object")


class _Values:
    """The values of a JSON text read in pieces, each with the line that it starts on."""

    def __init__(self, parts: Iterator[str], source: Source, limit: int) -> None:
        self._parts, self._source, self._limit = parts, source, limit
        self._text, self._at, self._line = "", 0, 1
        self._decoder = json.JSONDecoder()

    def __iter__(self) -> Iterator[tuple[int, object]]:
        in_list = self._next() == "["
        if in_list:
            self._skip()
        while character := self._next():
            if in_list and character == "]":
                self._skip()
                if self._next():
                    raise self._error("more after the end of the list")
                return
            line = self._line
            yield line, self._value()
            if in_list and self._next() == ",":
                self._skip()
            elif in_list and self._next() != "]":
                raise self._error("the list is cut off, or a comma is missing")
        if in_list:
            raise self._error("the list is cut off")

    def _next(self) -> str:
        """The next character that is not white space, not yet taken; empty at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._skip(len(match[0]) if match else 0)
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def _skip(self, count: int = 1) -> None:
        self._line += self._text.count("\n", self._at, self._at + count)
        self._at += count

    def _more(self, at_least: int = 1) -> bool:
        """Whether there was more to read; what was taken is let go."""
        read, size = [self._text[self._at :]], 0
        for part in self._parts:
            read.append(part)
            size += len(part)
            if size >= at_least:
                break
        self._text, self._at = "".join(read), 0
        return size > 0

    def _value(self) -> object:
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                held = len(self._text) - self._at
                if held > self._limit:
                    raise too_large(self._limit, self._source.at(self._line).where) from error
                if not self._cut_off(error) or not self._more(at_least=held):
                    raise self._error(error.msg, error.pos) from error
            except (ValueError, RecursionError) as error:
                raise _broken(error, self._source.at(self._line).where) from error
            else:
                self._skip(end - self._at)
                return value

    def _cut_off(self, error: json.JSONDecodeError) -> bool:
        return error.msg.startswith("Unterminated") or error.pos > len(self._text) - _NEAR_END

    def _error(self, what: str, pos: int = 0) -> IntakeError:
        line = self._line + self._text.count("\n", self._at, pos)
        return IntakeError(
            f"broken JSON: {what}",
            where=self._source.at(line).where,
            remedy="give one document, a list of documents, or JSON lines",
        )
