"""HTML to documents: main text, title, date, publisher, address, language, by trafilatura."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from talion.errors import DocumentTooLarge, EmptyDocument, IntakeError
from talion.intake.documents import Fields, load, primary_language
from talion.intake.encoding import decode, quiet
from talion.intake.furniture import is_furniture
from talion.intake.items import Item
from talion.intake.languages import language_of
from talion.intake.source import Settings, Source
from talion.intake.streams import whole

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE
)
_LANGUAGE = re.compile(r"""<html\b[^>]{0,500}?\slang\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_XML = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_WHOLE = re.compile(r"<html\b", re.IGNORECASE)
_HEAD = 4096
_MOST_TAGS = 200_000
"""Taking a page apart takes more than proportional time; no story's page comes near to this."""


def read_html(source: Source, parts: Iterator[bytes], settings: Settings) -> Iterator[Item]:
    """The one document of a page: title and paragraphs, a blank line between each."""
    data = whole(parts, limit=settings.limit, where=source.where)
    yield load_page(data, source, settings)


def load_page(
    data: bytes, source: Source, settings: Settings, *, charset: str | None = None
) -> Item:
    """The document of a page; ``charset`` is what its server said, and counts before its own word.

    Raises what keeps it from being read.
    """
    declared = _DECLARED.search(data, 0, _HEAD)
    own = declared[1].decode() if declared else None
    page = decode(data, where=source.where, declared=charset or own)
    fields = page_fields(page, id=source.id, where=source.where, url=source.url)
    return load(fields, where=source.where, published=settings.published)


def page_fields(page: str, *, id: str, where: str, url: str | None = None) -> Fields:
    """The fields of a page; :class:`EmptyDocument` when there is no main text in it.

    ``url`` is where the page came from, and stands for its address where it names none itself.
    What language the text is in counts before what the page says: templates are often wrong.
    """
    if page.count("<") > _MOST_TAGS:
        raise DocumentTooLarge(
            f"the page has more than {_MOST_TAGS:,} tags",
            where=where,
            remedy="save the story's text as .txt",
        )
    found = _extracted(_whole_page(page), where)
    title = _known(found and found.title)
    text = _paragraphs(found.text if found else "", title)
    if not text:
        raise EmptyDocument(
            "no main text was found in the page",
            where=where,
            remedy="save the story's text as .txt",
        )
    language = _LANGUAGE.search(page, 0, _HEAD)
    return Fields(
        id=id,
        text=text,
        title=title,
        published=_known(found.date),
        publisher=_known(found.sitename),
        url=_known(found.url) or url,
        language=language_of(text) or (primary_language(language[1]) if language else None),
    )


def _whole_page(page: str) -> str:
    """``page`` as the extractor takes it: no XML declaration, and inside ``<html>``."""
    page = _XML.sub("", page)
    return page if _WHOLE.search(page) else f"<html><body>{page}</body></html>"


def _extracted(page: str, where: str) -> Any:
    """What trafilatura finds, ``None`` when it finds nothing."""
    for library in ("trafilatura", "htmldate", "courlan", "readability"):
        quiet(library)
    import trafilatura  # slow, and only for pages

    try:
        return trafilatura.bare_extraction(
            page,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception as error:  # whatever a hostile page does to the extractor, the run goes on
        raise IntakeError(
            f"the page can't be taken apart ({type(error).__name__})",
            where=where,
            remedy="save the story's text as .txt",
        ) from error


def _paragraphs(text: str, title: str | None) -> str:
    """The paragraphs without furniture and without a first one that repeats the title."""
    kept = [line for raw in text.splitlines() if (line := raw.strip()) and not is_furniture(line)]
    if kept and kept[0] == title:
        kept = kept[1:]
    return "\n\n".join(kept)


def _known(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None
