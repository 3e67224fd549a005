"""What is fuzzed: each target takes any bytes, and raises when something does not hold that must.

A target is as much of Talion as one kind of input reaches. Errors of Talion's own (``TalionError``) are
answers; anything else that is raised is a finding.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache, partial
from itertools import pairwise

import msgspec
from grammar import parse_from, text_from

from talion.coder import Coder
from talion.errors import RecordError, TalionError
from talion.formats.escapes import safe
from talion.intake import Failed, Item, document_from
from talion.intake.addresses import checked, is_url
from talion.intake.dates import any_date, find_date, iso_date
from talion.intake.encoding import decode
from talion.intake.readers import read_named
from talion.intake.source import Settings, Source
from talion.intake.xml_repair import repaired
from talion.invariants import faults
from talion.language.base import Parsed
from talion.reading.quantities.numbers import find_numbers
from talion.record import Record
from talion.spans import cover, inside, merged, overlap, trim
from talion.web import paging

LIMIT = 100_000
"""Bytes that a document may have here: few, so that limits are reached too."""

FORMATS = (
    "txt", "html", "json", "jsonl", "csv", "tsv", "parquet", "rss", "atom", "warc", "zip", "tar",
    "gz", "warc.gz", "tar.gz", "unnamed",
)  # fmt: skip
PIECEWISE = ("jsonl", "csv", "tsv", "rss", "warc", "tar")
"""Formats that are read as a stream: where the pieces end must not matter.

Not among them: JSON and gzip, of which a piece that breaks gives nothing, even what stands before the break.
"""


def intake(kind: str, data: bytes) -> None:
    """A file of that kind gives documents and failures, each sound, however its bytes come."""
    found = _read(kind, [data])
    for item in found:
        _check(item)
    if kind in PIECEWISE and len(data) < 2000:
        again = _read(kind, [data[i : i + 7] for i in range(0, len(data), 7)])
        assert list(map(_said, again)) == list(map(_said, found)), "pieces change what is read"


def _read(kind: str, parts: list[bytes]) -> list[Item]:
    settings = Settings("2031-05-06", LIMIT, {})
    name = "x" if kind == "unnamed" else f"x.{kind}"
    found: list[Item] = []
    try:
        found.extend(read_named(Source("x", name), name, iter(parts), settings))
    except TalionError as error:
        found.append(Failed("x", error))
    return found


def _said(item: Item) -> object:
    return (item.id, str(item.error)) if isinstance(item, Failed) else item


def _check(item: Item) -> None:
    if isinstance(item, Failed):
        assert item.id.encode(), "an id that can't be written"
        assert str(item.error).encode(), "an error that can't be written"
        return
    text, document = item.document.text, item.document
    assert text.strip(), "a document without text"
    spans = [*item.furniture, *filter(None, [item.byline])]
    if item.dateline is not None:
        spans += [item.dateline.span, *filter(None, [item.dateline.place])]
    assert all(0 <= s < e <= len(text) for s, e in spans), "a span outside of the text"
    assert list(item.furniture) == sorted(item.furniture), "furniture out of order"
    assert document.published is None or iso_date(document.published) == document.published
    assert msgspec.json.decode(msgspec.json.encode(document), type=type(document)) == document


def record(data: bytes) -> None:
    """JSON is a record or refused, and a record that was read is written as it was read."""
    try:
        found = Record.from_json(data)
    except (RecordError, UnicodeDecodeError):
        return
    try:
        assert Record.from_json(found.to_json()) == found
    except UnicodeEncodeError:  # no JSON can hold half of a character
        return


def dates(data: bytes) -> None:
    """What is read as a date is one, and is read the same again."""
    text = data.decode("utf-8", "replace")
    for read in (iso_date, any_date):
        try:
            found = read(text)
        except TalionError:
            continue
        if isinstance(found, str):
            assert date.fromisoformat(found[:10])
            assert iso_date(found) == found
    seen = find_date(text, "2031-05-06")
    assert seen is None or seen.iso is None or date.fromisoformat(seen.iso[:10])


def intervals(data: bytes) -> None:
    """Spans do what sets of places do."""
    spans = [(min(a, b), max(a, b)) for a, b in zip(data[::2], data[1::2], strict=False) if a != b]
    places = [set(range(*s)) for s in spans]
    joined = merged(spans)
    assert set().union(*(range(*s) for s in joined)) == set().union(*places)
    assert all(a[1] < b[0] for a, b in pairwise(joined))
    assert merged(joined) == joined
    for one, held in zip(spans[:6], places, strict=False):
        for other, others in zip(spans[:6], places, strict=False):
            assert overlap(one, other) == bool(held & others)
            assert inside(one, other) == (held <= others)
    whole = cover(spans)
    assert whole == ((min(s for s, _ in spans), max(e for _, e in spans)) if spans else None)
    text = data.decode("latin-1")
    for one in spans[:6]:
        span = (min(one[0], len(text)), min(one[1], len(text)))
        assert text[slice(*trim(text, span))] == text[slice(*span)].strip()


def addresses(data: bytes) -> None:
    """An address is fit to be fetched or refused; a message never shows its query or its user."""
    url = data.decode("utf-8", "replace")
    for address in (url, f"http://{url}", f"https://me:secret@{url}?secret"):
        is_url(address)
        try:
            parts = checked(address)
        except TalionError as error:
            if "secret" in str(error) and "secret" not in url:
                raise AssertionError("a secret in a message") from error
            continue
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert not parts.username
        assert not set(url) & set("\r\n\0"), "a line end in an address"


def encodings(data: bytes) -> None:
    """Bytes are text, without anything lost, or refused."""
    try:
        text = decode(data)
    except TalionError:
        return
    assert "\0" not in text
    text.encode()


def repair(data: bytes) -> None:
    """Mending XML is the same however its bytes come, and leaves nothing to mend."""
    whole = b"".join(repaired(iter([data])))
    assert b"".join(repaired(iter([whole]))) == whole
    if b"\0" not in data:
        parts = (data[i : i + 5] for i in range(0, len(data), 5))
        assert b"".join(repaired(parts)) == whole


def cursors(data: bytes) -> None:
    """A cursor is one that was written, or refused."""
    text = data.decode("utf-8", "replace")
    for given in (text, base64.urlsafe_b64encode(data).decode()):
        try:
            cursor = paging.read(given)
        except TalionError:
            continue
        assert paging.read(paging.written(cursor)) == cursor


def numbers(data: bytes) -> None:
    """Numbers in a text stand where they say, in order, and are numbers."""
    for text in (data.decode("utf-8", "replace"), text_from(data)):
        last = 0
        for found in find_numbers(text):
            assert last <= found.start < found.end <= len(text)
            last = found.end
            assert math.isfinite(found.value)


def escapes(data: bytes) -> None:
    """What a terminal is shown holds nothing that it obeys, and is as long as it was."""
    text = (
        data.decode("utf-16-le", "surrogatepass") if len(data) % 2 == 0 else data.decode("latin-1")
    )
    shown = safe(text)
    assert len(shown) == len(text)
    shown.encode()
    assert all(c in "\t\n" or c.isprintable() or ord(c) > 0x9F for c in shown)


def prose(coder: Callable[[], Coder], data: bytes) -> None:
    """Any text is coded into a sound record, or refused as empty."""
    _code(coder(), text_from(data))


def raw(coder: Callable[[], Coder], data: bytes) -> None:
    """So is any Unicode, halves of characters among it."""
    text = (
        data.decode("utf-8", "replace")
        if len(data) % 2
        else data.decode("utf-16-le", "surrogatepass")
    )
    _code(coder(), text)


def grammar(data: bytes) -> None:
    """So is any parse, however absurd: readers must not rest on the parser's habits."""
    parsed = parse_from(data)
    _code(replace(fast(), parser=_Fixed(parsed)), parsed.text)


def _code(coder: Coder, text: str) -> None:
    try:
        loaded = document_from(text, published="2031-05-06")
    except TalionError:
        return
    _check(loaded)
    made = coder.code(loaded)
    found = faults(made)
    assert not found, found[0]
    assert Record.from_json(made.to_json()) == made


class _Fixed:
    """A parser that says the same of every text."""

    language = "en"

    def __init__(self, parsed: Parsed) -> None:
        self._parsed = parsed

    def parse_many(self, _: object) -> Iterator[Parsed]:
        """That parse."""
        yield self._parsed


@cache
def fast() -> Coder:
    """The coder without its learned part."""
    return Coder.load(fast=True)


@cache
def full() -> Coder:
    """The coder with it."""
    return Coder.load()


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{f"intake-{kind}": partial(intake, kind) for kind in FORMATS},
    "record": record,
    "dates": dates,
    "intervals": intervals,
    "addresses": addresses,
    "encodings": encodings,
    "repair": repair,
    "cursors": cursors,
    "numbers": numbers,
    "escapes": escapes,
    "grammar": grammar,
    "prose-fast": partial(prose, fast),
    "prose-full": partial(prose, full),
    "unicode-fast": partial(raw, fast),
    "unicode-full": partial(raw, full),
}
