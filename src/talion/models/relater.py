"""The relater: what a sentence says that one marked actor did to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from talion.models import runtime
from talion.models.decode import mode_chances
from talion.models.pieces import OTHER, SHAPES, Pieces, Window, split_pieces
from talion.models.runtime import Floats, sigmoid, softmax
from talion.models.tags import Relation
from talion.spans import Span, cover

#: The shapes of the four marks: before and after the actor, before and after the recipient.
MARK_SHAPES = tuple(range(SHAPES, SHAPES + 4))
MOST = 190  # pieces of a sentence that are read; the part around the two actors


@dataclass(frozen=True, slots=True)
class Relater:
    """Answers what A did to B in a sentence."""

    session: Any
    tokenizer: Any
    table: dict[str, Any]

    @classmethod
    def load(cls, threads: int = 1) -> "Relater":
        """The packaged relater; `talion.errors.ModelError` when a file is missing or changed."""
        table = runtime.table("relater")
        return cls(runtime.session("relater.onnx", threads), runtime.tokenizer(), table)

    def relate(
        self, text: str, pairs: Sequence[tuple[Span, Span]], sentence: Span
    ) -> tuple[Relation, ...]:
        """An answer a pair of (actor, recipient) spans of ``text``.

        ``sentence`` is read, and whatever of the text lies between it and the two.
        """
        marks = (self.tokenizer.token_to_id("[CLS]"), self.tokenizer.token_to_id("[SEP]"))
        out = []
        for pair in pairs:
            start, end = cover([sentence, *pair]) or sentence
            encoding = self.tokenizer.encode(text[start:end], add_special_tokens=False)
            pieces = split_pieces(encoding, text[start:end])
            actor, recipient = ((s - start, e - start) for s, e in pair)
            window = marked(pieces, actor, recipient, marks, self.table["markers"])
            (pooled,) = self.session.run(None, runtime.inputs(window))
            out.append(relation(pooled[0], self.table))
        return tuple(out)


def relation(row: Floats, table: dict[str, Any]) -> Relation:
    """A relation from the model's numbers: types, none, modes, statuses."""
    kinds, modes, statuses = table["types"], table["modes"], table["statuses"]
    cuts = np.cumsum([len(kinds), 1, len(modes)])
    type_part, none_part, mode_part, status_part = np.split(row, cuts)
    types = dict(zip(kinds, softmax(type_part / table["temperature"]).tolist(), strict=True))
    best = max(types, key=lambda k: types[k])
    chances = mode_chances(mode_part, best, modes)
    status = statuses[int(status_part.argmax())]
    mode = max(chances, key=lambda m: chances[m]) or None
    return Relation(types, mode, status, float(sigmoid(none_part)[0]))


def marked(
    pieces: Pieces, actor: Span, recipient: Span, marks: tuple[int, int], markers: Sequence[int]
) -> Window:
    """A window of ``pieces`` with four marker pieces around the actor and the recipient."""
    ranges = [_range(pieces, actor), _range(pieces, recipient)]
    lo, hi = _kept(ranges, len(pieces.ids))
    inserts: list[tuple[int, int, int]] = []
    for role, (start, end) in enumerate(ranges):
        inserts.append((start, 1, 2 * role))
        inserts.append((max(end, start), 0, 2 * role + 1))
    ids, shapes, at = [marks[0]], [OTHER], lo
    for place, _, mark in sorted(inserts):
        ids += [*pieces.ids[at:place].tolist(), markers[mark]]
        shapes += [*pieces.shapes[at:place].tolist(), MARK_SHAPES[mark]]
        at = max(at, place)
    ids += [*pieces.ids[at:hi].tolist(), marks[1]]
    shapes += [*pieces.shapes[at:hi].tolist(), OTHER]
    none = np.zeros(0, dtype=np.int64)
    return Window(np.array(ids, dtype=np.int64), np.array(shapes, dtype=np.int64), none, (), none)


def _range(pieces: Pieces, span: Span) -> tuple[int, int]:
    inside = np.flatnonzero((pieces.starts < span[1]) & (pieces.ends > span[0])).tolist()
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _kept(ranges: Sequence[tuple[int, int]], count: int) -> tuple[int, int]:
    """The pieces that are read: all, or the most around both ranges."""
    if count <= MOST:
        return 0, count
    first, last = min(r[0] for r in ranges), max(r[1] for r in ranges)
    spare = max(0, MOST - (last - first)) // 2
    lo = max(0, min(first - spare, count - MOST))
    return lo, min(count, max(lo + MOST, last))
