"""``POST /api/v1/code``: the record of a text that is given, which is kept nowhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from talion.errors import DocumentError, DocumentTooLarge, TalionError
from talion.record import Record
from talion.web.settings import MOST_TEXT

if TYPE_CHECKING:
    from talion.coder import Coder
    from talion.parallel import Start
    from talion.reading.events.draft import Rejected


class Busy(TalionError):
    """Another text is being coded."""

    kind = "busy"


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """A document as it is posted; ``published`` is an ISO date."""

    text: str
    id: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None


class Coding:
    """Codes one text at a time; the models load with the first, and stay.

    With a user's own files they load at once: what is wrong in one is an error here, not to whoever asks.
    """

    def __init__(self, start: Start, *, patience: float = 30.0) -> None:
        self._start, self._patience = start, patience
        self._one = threading.Lock()
        self._coder = start.coder() if start.knowledge or start.ontology else None

    def code(self, body: bytes) -> Record:
        """The record; :class:`Busy` when others are coded for too long."""
        from talion.intake import document_from

        given = _text(body)
        loaded = document_from(
            given.text, id=given.id, title=given.title, published=given.published,
            publisher=given.publisher, url=given.url,
        )  # fmt: skip
        with self._alone():
            return self._loaded().code(loaded)

    def considered(self, record: Record) -> tuple[Rejected, ...]:
        """What is considered and not coded when the record's text is read again; :class:`Busy` as above.

        :class:`DocumentError` when the text can't be read again as it stands.
        """
        from talion.intake import document_from

        kept = record.document
        loaded = document_from(
            kept.text, id=kept.id, published=kept.published, publisher=kept.publisher, url=kept.url
        )
        if loaded.document.text != kept.text:
            raise DocumentError(
                "its text is read otherwise now", where=kept.id, remedy="add it again"
            )
        with self._alone():
            return tuple(self._loaded().read(loaded).events.rejected)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._one.acquire(timeout=self._patience):
            raise Busy("another text is being coded", remedy="ask again in a while")
        try:
            yield
        finally:
            self._one.release()

    def _loaded(self) -> Coder:
        if self._coder is None:
            self._coder = self._start.coder()
        return self._coder


def _text(body: bytes) -> Text:
    try:
        given = msgspec.json.decode(body, type=Text)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DocumentError(f"not a document: {error}", remedy='post {"text": "..."}') from error
    if len(given.text) > MOST_TEXT:
        raise DocumentTooLarge(
            f"the text is over {MOST_TEXT:,} characters", remedy="code it with `talion code`"
        )
    return given
