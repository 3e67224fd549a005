"""Documents from a text and its fields, however they came."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from talion.errors import DocumentError, EmptyDocument
from talion.intake.dates import iso_date
from talion.intake.items import Loaded
from talion.intake.layout import Layout, find_layout
from talion.record import Document, PairQuestion
from talion.spans import Span

_SURROGATE = re.compile("[\ud800-\udfff]")
_NOTHING = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]*")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:$|[-_.])")


class _Pair(msgspec.Struct):
    id: str | int
    actor: Span
    recipient: Span


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of an input document; other keys of a JSON document are ignored."""

    id: str | int | None = None
    text: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    pairs: tuple[_Pair, ...] | None = None


def document_from(
    text: str,
    *,
    id: str | None = None,
    title: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
) -> Loaded:
    """The document of a text, which is kept as it is but for a separate ``title``, put before it.

    Without an id, the first 16 digits of the text's SHA-256 stand for one. :class:`EmptyDocument`
    without any text, :class:`DocumentError` when ``published`` is no ISO date or date-time.

    >>> loaded = document_from("Minister resigns\\n\\nReuters, 3 March 2014\\n\\nShe left.")
    >>> loaded.document.title, loaded.document.published, loaded.document.publisher
    ('Minister resigns', '2014-03-03', 'Reuters')
    """
    fields = Fields(
        id=id, text=text, title=title, published=published, publisher=publisher, url=url
    )
    return load(fields, where=id or "text")


def document_from_dict(data: dict[str, Any]) -> Loaded:
    """The document of a dict with the keys of an input document, ``id`` and ``text`` required.

    Spans of ``pairs`` are of the canonical text. :class:`DocumentError` when a field is missing or
    wrong, :class:`EmptyDocument` without any text.

    >>> document_from_dict({"id": "a", "text": "Rebels left."}).document.text
    'Rebels left.'
    """
    return load(fields_of(data, where="document"), where=f"document {data['id']}")


def given_id(value: object) -> str | None:
    """The id that a JSON document gives, ``None`` without a usable one."""
    found = value.get("id") if isinstance(value, dict) else None
    usable = isinstance(found, str | int) and not isinstance(found, bool)
    return clean(str(found)) if usable else None


def fields_of(value: object, *, where: str) -> Fields:
    """The fields of a JSON document; :class:`DocumentError` when they are not what they must be."""
    remedy = 'give each document a string "id" and a string "text"'
    if not isinstance(value, dict):
        raise DocumentError(
            f"a JSON object is needed, not {_kind(value)}", where=where, remedy=remedy
        )
    if value.get("id") is None:
        raise DocumentError("the document has no 'id'", where=where, remedy=remedy)
    try:
        return msgspec.convert(value, Fields)
    except msgspec.ValidationError as error:
        raise DocumentError(str(error), where=where, remedy=remedy) from error


def load(fields: Fields, *, where: str, published: str | None = None) -> Loaded:
    """The document of ``fields``; ``published`` stands in where there is none."""
    title = clean(fields.title) if fields.title and fields.title.strip() else None
    text, shown = _canonical(clean(fields.text), title)
    if _NOTHING.fullmatch(text):
        raise EmptyDocument("the document has no text", where=where, remedy="leave it out")
    given = iso_date(fields.published, where=where)
    layout = find_layout(text, given_title=shown, published=given or published)
    document = _document(fields, text, title, given, layout, published)
    return Loaded(
        document=document,
        pairs=_pairs(fields, len(text), where),
        furniture=layout.furniture,
        dateline=layout.dateline,
        byline=layout.byline,
    )


def clean(text: str) -> str:
    """``text`` with lone surrogates, which no encoding can carry, as U+FFFD: as long as it was."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def digest(text: str) -> str:
    """The SHA-256 of the text's UTF-8, in hexadecimal digits."""
    import hashlib  # slow to import, and needed with the first document only

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def primary_language(tag: str | None) -> str | None:
    """The language of a tag such as ``en-GB``, in lower case; ``None`` when it is no such tag.

    >>> primary_language("en-GB"), primary_language("ENG"), primary_language("English")
    ('en', 'en', None)
    """
    match = _LANGUAGE.match(tag.strip()) if tag else None
    found = match[1].lower() if match else None
    return "en" if found == "eng" else found


def _canonical(text: str, title: str | None) -> tuple[str, int]:
    """The canonical text, and how much of its start is the given title."""
    if title is None:
        return text, 0
    start = len(text) - len(text.lstrip())
    end = start + len(title)
    if text.startswith(title, start) and text[end : end + 1] in ("\n", "\r"):
        return text, end  # not separate: it stands in the text already
    return f"{title}\n\n{text}", len(title)


def _document(
    fields: Fields,
    text: str,
    title: str | None,
    given: str | None,
    layout: Layout,
    published: str | None,
) -> Document:
    sha256 = digest(text)
    found = " ".join(text[slice(*layout.title)].split()) if layout.title else None
    return Document(
        id=clean(str(fields.id)) if fields.id is not None else sha256[:16],
        title=title or found,
        published=given or layout.published or published,
        publisher=_said(fields.publisher) or layout.publisher,
        url=_said(fields.url),
        language=primary_language(fields.language),
        text=text,
        sha256=sha256,
    )


def _said(value: str | None) -> str | None:
    return clean(value) if value and value.strip() else None


def _pairs(fields: Fields, length: int, where: str) -> tuple[PairQuestion, ...]:
    return tuple(
        PairQuestion(
            id=clean(str(pair.id)),
            actor=_checked(pair.actor, length, f"{where}, pair {pair.id}"),
            recipient=_checked(pair.recipient, length, f"{where}, pair {pair.id}"),
        )
        for pair in fields.pairs or ()
    )


def _checked(span: Span, length: int, where: str) -> Span:
    if 0 <= span[0] < span[1] <= length:
        return span
    raise DocumentError(
        f"span {list(span)} does not lie in the text of {length} code points",
        where=where,
        remedy="count code points of the canonical text (title, two line ends, text)",
    )


def _kind(value: object) -> str:
    names = {list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
