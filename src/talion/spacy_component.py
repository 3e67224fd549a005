"""Talion as a part of a spaCy pipeline: ``nlp.add_pipe("talion")`` gives every document its record.

The record is read from the document's text by Talion's own parser, whatever else is in the pipeline, so that
it is the same as that of ``talion.code``. It is ``doc._.talion``: ``None`` for a blank text, and before the pipe
has run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from talion.errors import TalionError
from talion.intake import Failed, Item, document_from
from talion.parallel import Start
from talion.record import Failure, Record

if TYPE_CHECKING:
    from talion.coder import Coder

KEY = "talion"
"""The name of the extension, of the group of spans, and of what is kept in ``doc.user_data``."""


Handler = Callable[[str, "TalionComponent", list[Doc], Exception], object]


class TalionComponent:
    """Codes documents; the models load with the first one.

    The date that "on Tuesday" is read against is ``doc.user_data["published"]``, else ``published``. Triggers of
    events are spans in ``doc.spans["talion"]``, labelled with their type. What can't be coded goes to the
    pipeline's error handler.
    """

    def __init__(
        self, name: str, *, fast: bool, published: str | None, knowledge: str | None,
        ontology: str | None = None,
    ) -> None:  # fmt: skip
        self.name = name
        own = [Path(file) if file else None for file in (knowledge, ontology)]
        self._start = Start(fast=fast, knowledge=own[0], ontology=own[1])
        self._published = published
        self._coder: Coder | None = None
        self._handler: Handler = _raise

    def set_error_handler(self, handler: Handler) -> None:
        """What is called with a document that can't be coded; spaCy's pipeline sets it."""
        self._handler = handler

    def __call__(self, doc: Doc) -> Doc:
        """The same document, with its record."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """The same documents with their records, in order, read in batches."""
        for batch in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            docs = list(batch)
            told = [doc for doc in docs if doc.text.strip()]
            for doc, result in zip(told, self._code(told), strict=True):
                if isinstance(result, Record):
                    _attach(doc, result)
                else:
                    error = TalionError(result.error.message, where=self.name)
                    self._handler(self.name, self, [doc], error)
            yield from docs

    def _code(self, docs: list[Doc]) -> Iterator[Record | Failure]:
        if self._coder is None:
            self._coder = self._start.coder()
        return self._coder.code_many(self._item(doc) for doc in docs)

    def _item(self, doc: Doc) -> Item:
        try:
            return document_from(
                doc.text, published=doc.user_data.get("published", self._published)
            )
        except TalionError as error:
            return Failed("text", error)


@Language.factory(
    "talion",
    assigns=["doc._.talion"],
    default_config={"fast": False, "published": None, "knowledge": None, "ontology": None},
)
def make(
    nlp: Language,  # noqa: ARG001
    name: str,
    fast: bool,
    published: str | None,
    knowledge: str | None,
    ontology: str | None,
) -> TalionComponent:
    """The component, as ``nlp.add_pipe("talion", config={...})`` makes it."""
    if not Doc.has_extension(KEY):
        Doc.set_extension(KEY, getter=record_of)
    return TalionComponent(
        name, fast=fast, published=published, knowledge=knowledge, ontology=ontology
    )


def record_of(doc: Doc) -> Record | None:
    """The record of a document; it is kept as JSON, so that it goes where the document goes, to disk and back."""
    line = doc.user_data.get(KEY)
    return Record.from_json(line) if line is not None else None


def _attach(doc: Doc, record: Record) -> None:
    doc.user_data[KEY] = record.to_json()
    doc.spans[KEY] = list(_triggers(doc, record))


def _triggers(doc: Doc, record: Record) -> Iterator[Span]:
    """Each event's trigger with its type, widened to whole tokens; none where the texts differ."""
    if doc.text != record.document.text:
        return
    for event in record.events:
        span = doc.char_span(*event.trigger, label=event.type, alignment_mode="expand")
        if span is not None:
            yield span


def _raise(_: str, __: TalionComponent, ___: list[Doc], error: Exception) -> None:
    raise error
