"""Plain text and Markdown to documents: the text stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

from talion.intake.documents import Fields, load
from talion.intake.encoding import decode
from talion.intake.items import Item
from talion.intake.source import Settings, Source
from talion.intake.streams import whole


def read_plain(source: Source, parts: Iterator[bytes], settings: Settings) -> Iterator[Item]:
    """The one document of a plain-text file; raises what keeps it from being read."""
    text = decode(whole(parts, limit=settings.limit, where=source.where), where=source.where)
    yield load(Fields(id=source.id, text=text), where=source.where, published=settings.published)
