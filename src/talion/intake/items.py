"""What intake hands on: a document that was read, or the reason why it could not be."""

from __future__ import annotations

from msgspec import Struct

from talion.errors import TalionError
from talion.record import Document, PairQuestion
from talion.spans import Span


class Dateline(Struct, frozen=True):
    """Where, when and by whom a story was filed: ``NAIROBI, Nov 12 (Reuters) -``.

    ``span`` covers it with its dash, ``place`` its place words (``None`` without any). ``date`` is
    an ISO date, ``None`` where it has none or its year can't be told. ``agency`` is the agency's
    usual name.
    """

    span: Span
    place: Span | None
    date: str | None
    agency: str | None


class Loaded(Struct, frozen=True):
    """A document, the questions put to it, and the words in it that are no statement of the story.

    ``furniture`` is in the order of the text, without overlaps; ``byline`` covers the by-line.
    """

    document: Document
    pairs: tuple[PairQuestion, ...] = ()
    furniture: tuple[Span, ...] = ()
    dateline: Dateline | None = None
    byline: Span | None = None


class Failed(Struct, frozen=True):
    """A document that could not be read: the id it would have had, and why."""

    id: str
    error: TalionError


Item = Loaded | Failed
