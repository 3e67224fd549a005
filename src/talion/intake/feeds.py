"""RSS and Atom feeds to documents: each item's own text, title, date, publisher and link."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

from msgspec import Struct

from talion.errors import EmptyDocument, IntakeError, TalionError
from talion.intake.dates import any_date
from talion.intake.documents import Fields, load, primary_language
from talion.intake.html import read_html
from talion.intake.items import Failed, Item
from talion.intake.languages import language_of
from talion.intake.markup import to_text
from talion.intake.source import Settings, Source
from talion.intake.streams import peek, too_large
from talion.intake.xml_repair import repaired

_ITEMS = ("item", "entry")
_ROOTS = ("rss", "RDF", "feed")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TEXTS = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "issued", "date", "updated", "modified")
_PICTURES = ("{http://search.yahoo.com/mrss", "{http://www.itunes.com/")


class _Channel(Struct):
    """What a feed says of itself before its items."""

    title: str | None = None
    language: str | None = None


def read_feed(source: Source, parts: Iterator[bytes], settings: Settings) -> Iterator[Item]:
    """A document an item. Where the XML breaks off, one failure stands for the rest.

    XML that is a web page is read as one; :class:`IntakeError` when it is neither.
    """
    head, parts = peek(parts)
    if _is_page(head):
        yield from read_html(source, parts, settings)
        return
    number, channel = 0, _Channel()
    for element in _elements(parts, settings.limit, source.where):
        if _local(element) not in _ITEMS:
            _tell(channel, element)
            continue
        number += 1
        yield _item(element, channel, source.at(number), settings)
        _let_go(element)
    if not number:
        yield Failed(source.id, _nothing(source.where))


def _is_page(head: bytes) -> bool:
    start = head[:2000].lower()
    return b"<html" in start and not any(b"<" + r.lower().encode() in start for r in _ROOTS)


def _elements(parts: Iterator[bytes], limit: int, where: str) -> Iterator[Any]:
    """Items, and what stands beside them, each once it is whole.

    Nothing outside the feed is loaded, and no entity of its own is put in.
    :class:`DocumentTooLarge` when an item takes more than ``limit`` bytes.
    """
    from lxml import etree  # only for feeds

    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    seen, size = _Depth(where), 0
    for part in repaired(parts):
        size += len(part)
        if size > limit + len(part):
            raise too_large(limit, where)
        problem = _fed(parser, part)
        for element in seen.whole(parser.read_events()):
            size = 0 if _local(element) in _ITEMS else size
            yield element
        if problem:
            raise _broken(problem, where)
    if problem := _fed(parser, None):
        raise _broken(problem, where)


def _fed(parser: Any, part: bytes | None) -> str | None:
    """Give the parser a piece, or the end; what is wrong, prefixes without a name space aside."""
    from lxml import etree

    try:
        if part is None:
            parser.close()
        elif part:
            parser.feed(part)
    except etree.XMLSyntaxError as error:
        if any(entry.domain_name != "NAMESPACE" for entry in error.error_log) or part is not None:
            return str(error.msg).partition(", line ")[0][:200]
    return None


class _Depth:
    """Sorts out the elements that are items, or that say something of the feed."""

    def __init__(self, where: str) -> None:
        self._where, self._depth, self._in_item = where, 0, 0

    def whole(self, events: Iterator[tuple[str, Any]]) -> Iterator[Any]:
        """Elements that end, if they are items or stand outside of them."""
        for event, element in events:
            if event == "start":
                self._start(element)
                continue
            self._depth -= 1
            if _local(element) in _ITEMS:
                self._in_item -= 1
                if self._in_item == 0:
                    yield element
            elif not self._in_item:
                yield element

    def _start(self, element: Any) -> None:
        if self._depth == 0 and _local(element) not in _ROOTS:
            raise IntakeError(
                f"the XML is no RSS or Atom feed, but <{_local(element)[:40]}>",
                where=self._where,
                remedy="give a feed, or the stories as text, HTML, JSON or a table",
            )
        self._depth += 1
        self._in_item += _local(element) in _ITEMS


def _tell(channel: _Channel, element: Any) -> None:
    parent = element.getparent()
    if parent is None or _local(parent) not in ("channel", "feed"):
        return
    if _local(element) == "title":
        channel.title = channel.title or _line(element)
    if _local(element) == "language":
        channel.language = _line(element)
    channel.language = channel.language or parent.get(_LANG)


def _item(element: Any, channel: _Channel, source: Source, settings: Settings) -> Item:
    id = source.id
    try:
        link = _link(element)
        id = _given_id(element) or link or source.id
        text = _text(element, source.where)
        if len(text) > settings.limit:
            raise too_large(settings.limit, source.where)
        title = _title(element)
        if not text and not title:
            raise EmptyDocument("the item has no text", where=source.where, remedy="leave it out")
        said = primary_language(element.get(_LANG) or channel.language)
        fields = Fields(
            id=id,
            text=text,
            title=title,
            published=_published(element, source.where),
            publisher=_publisher(element) or channel.title,
            url=link,
            language=language_of(text) or said,
        )
        return load(fields, where=source.where, published=settings.published)
    except TalionError as error:
        return Failed(id, error)


def _children(element: Any, *names: str) -> Iterator[Any]:
    """The children of these names, in the names' order."""
    for name in names:
        for child in element:
            if _local(child) == name and not child.tag.startswith(_PICTURES):
                yield child


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def _line(element: Any) -> str | None:
    return " ".join(to_text("".join(element.itertext())).split()) or None


def _first(element: Any, *names: str) -> str | None:
    return next((line for child in _children(element, *names) if (line := _line(child))), None)


def _title(element: Any) -> str | None:
    return _first(element, "title")


def _text(element: Any, where: str) -> str:
    """The longest of the item's texts."""
    texts = (to_text(_inner(child), where=where) for child in _children(element, *_TEXTS))
    return max(texts, key=len, default="")


def _inner(child: Any) -> str:
    """The content, which is markup in a string, or elements (``type="xhtml"``)."""
    if len(child) == 0:
        return child.text or ""
    from lxml import etree

    return (child.text or "") + "".join(etree.tostring(c, encoding="unicode") for c in child)


def _published(element: Any, where: str) -> str | None:
    written = _first(element, *_DATES)
    found = any_date(written, where=where)
    return found if isinstance(found, str) else None


def _publisher(element: Any) -> str | None:
    """The source that the item itself names: RSS writes it, Atom gives its feed's title."""
    for child in _children(element, "source"):
        if line := _first(child, "title") or _line(child):
            return line
    return None


def _link(element: Any) -> str | None:
    for child in _children(element, "link"):
        link = (child.get("href") or child.text or "").strip()
        if link and child.get("rel", "alternate") == "alternate":
            return unescape(link)
    return None


def _given_id(element: Any) -> str | None:
    """The item's id where it is one in the whole world: an address, a URN or a tag."""
    found = _first(element, "guid", "id")
    return found if found and ":" in found else None


def _let_go(element: Any) -> None:
    """Free what was read, so that memory stays flat."""
    parent = element.getparent()
    element.clear()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _broken(what: str, where: str) -> IntakeError:
    return IntakeError(
        f"broken XML: {what}; items after it may be missing",
        where=where,
        remedy="fetch the feed again",
    )


def _nothing(where: str) -> TalionError:
    return EmptyDocument("the feed holds no items", where=where, remedy="leave it out")
