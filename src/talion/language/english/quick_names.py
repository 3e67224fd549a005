"""spaCy's name recogniser, made quicker: all words of a batch are judged at once, then names are read off.

spaCy walks through each text word by word. Outside a name, what it makes of a word depends on the word alone, so
all words can be judged as if none stood before them. Within one it depends on the word, the name's first
word and its kind, so all names that may begin somewhere grow side by side. What overlaps an earlier name is
left out at the end, as the walk would have passed over it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.lang.en import English
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span

FACTORY = "talion_ner"
_OUTSIDE = "O"
_NEVER = -np.inf

#: A name of a document: first token, end, and the kind's number in the vocabulary.
Name = tuple[int, int, int]


class QuickRecognizer(EntityRecognizer):  # type: ignore[misc]  # a compiled class without types
    """Finds the names that spaCy's recogniser of the same weights finds, in documents without any."""

    def predict(self, docs: Sequence[Doc]) -> list[list[Name]]:
        """The names of each document, in order."""
        if not any(len(doc) for doc in docs):
            return [[] for _ in docs]
        step = self.model.predict(docs)
        lengths = np.array([len(doc) for doc in docs])
        ends = np.cumsum(lengths)
        flags = np.vstack([doc.to_array(["SENT_START", "IS_SPACE"]) for doc in docs])
        last = np.append(flags[1:, 0] == 1, True)  # words behind which no name goes on
        last[ends[lengths > 0] - 1] = True
        kinds, stops = self._judged(step, last, flags[:, 1] == 1)
        step.clear_memory()
        found = zip(ends - lengths, ends, strict=True)
        return [_read_off(kinds, stops, int(first), int(end)) for first, end in found]

    def set_annotations(self, docs: Sequence[Doc], names: Sequence[Sequence[Name]]) -> None:
        """Write the names into the documents."""
        for doc, found in zip(docs, names, strict=True):
            doc.set_ents([Span(doc, first, end, label=kind) for first, end, kind in found])

    def _judged(
        self, step: Any, last: NDArray[np.bool_], spaces: NDArray[np.bool_]
    ) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """For each token the kind of name that would begin at it, 0 for none, and where that would end."""
        count = len(last)
        labels = self.labels
        names = [self.moves.get_class_name(i) for i in range(self.moves.n_moves)]
        begin, inside, end, alone = (
            np.array([names.index(f"{move}-{label}") for label in labels]) for move in "BILU"
        )
        scores = _scores(step, np.arange(count), None)
        allowed = np.full(scores.shape, _NEVER, dtype=scores.dtype)
        allowed[:, names.index(_OUTSIDE)] = 0
        allowed[np.ix_(~spaces, alone)] = 0
        allowed[np.ix_(~spaces & ~last, begin)] = 0
        best = (scores + allowed).argmax(axis=1)
        kind = np.full(len(names), -1)
        kind[begin] = kind[alone] = np.arange(len(labels))
        kinds, stops = kind[best], np.arange(1, count + 1)
        first = np.flatnonzero(np.isin(best, begin))
        here = first + 1
        while len(first):
            scores = _scores(step, here, first)
            rows, of = np.arange(len(first)), kinds[first]
            ended = last[here] | (scores[rows, end[of]] > scores[rows, inside[of]])
            stops[first[ended]] = here[ended] + 1
            first, here = first[~ended], here[~ended] + 1
        numbers = np.array([self.vocab.strings[label] for label in labels] + [0], dtype=np.uint64)
        return numbers[kinds], stops


def _scores(
    step: Any, here: NDArray[np.int64], first: NDArray[np.int64] | None
) -> NDArray[np.float32]:
    """The logit of each move at the tokens ``here``, in names that began at ``first``, [tokens, moves]."""
    none = np.full(len(here), -1)
    asked = (here, none, none) if first is None else (here, first, here - 1)
    vectors = step.state2vec.predict(np.stack(asked, axis=1).astype(np.int32))
    scores: NDArray[np.float32] = step.vec2scores.predict(vectors)
    return scores


def _read_off(
    kinds: NDArray[np.uint64], stops: NDArray[np.int64], start: int, end: int
) -> list[Name]:
    """The names of one document, whose tokens are those from ``start`` to ``end``."""
    out: list[Name] = []
    free = start
    for at in (start + np.flatnonzero(kinds[start:end])).tolist():
        if at >= free:
            free = int(stops[at])
            out.append((at - start, free - start, int(kinds[at])))
    return out


@English.factory(FACTORY)
def _recognizer(
    nlp: Language,
    name: str,
    model: Any,
    moves: Any,
    update_with_oracle_cut_size: int,
    incorrect_spans_key: str | None,
    scorer: Any,
) -> QuickRecognizer:
    return QuickRecognizer(
        nlp.vocab,
        model,
        name,
        moves,
        update_with_oracle_cut_size=update_with_oracle_cut_size,
        incorrect_spans_key=incorrect_spans_key,
        scorer=scorer,
    )
