"""The tagger: one encoder pass over a text's windows, and all tags from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from talion.models import decode, runtime
from talion.models.pieces import Window, split_pieces, windows
from talion.models.tags import Tags
from talion.spans import Span


@dataclass(frozen=True, slots=True)
class Tagger:
    """Says where a text attributes, links, names places and tells events."""

    session: Any
    tokenizer: Any
    scheme: decode.Scheme

    @classmethod
    def load(cls, threads: int = 1) -> "Tagger":
        """The packaged tagger; `talion.errors.ModelError` when a file is missing or changed."""
        table = runtime.table("tagger")
        return cls(
            runtime.session("tagger.onnx", threads), runtime.tokenizer(), decode.scheme(table)
        )

    def tag(self, text: str, sentences: Sequence[Span], asked: Sequence[Span] = ()) -> Tags:
        """The tags of one text, whose ``sentences`` are spans of it, in order.

        Of the words ``asked`` about it is told what event they would tell, if they told one.
        """
        return joined([self._decoded(w, asked) for w in self._windows(text, sentences)])

    def tag_many(self, documents: Sequence[tuple[str, Sequence[Span]]]) -> list[Tags]:
        """The tags of each document, the same as each gives alone."""
        return [self.tag(text, sentences) for text, sentences in documents]

    def _windows(self, text: str, sentences: Sequence[Span]) -> list[Window]:
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        marks = (self.tokenizer.token_to_id("[CLS]"), self.tokenizer.token_to_id("[SEP]"))
        return windows(split_pieces(encoding, text), text, sentences, marks)

    def _decoded(self, window: Window, asked: Sequence[Span]) -> Tags:
        numbers = self.session.run(None, runtime.inputs(window))
        distance = numbers.pop(3)
        logits, keys, queries, same = (n[0][window.heads] for n in numbers)
        scores = decode.Scores(logits, keys, queries, distance, same)
        return decode.decode(window, scores, self.scheme, asked)


def joined(parts: Sequence[Tags]) -> Tags:
    """The tags of a document from those of its windows, in order."""
    return Tags(
        tuple(c for p in parts for c in p.claims),
        tuple(k for p in parts for k in p.links),
        tuple(t for p in parts for t in p.toponyms),
        tuple(t for p in parts for t in p.triggers),
        tuple(t for p in parts for t in p.asked),
    )
