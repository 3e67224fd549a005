"""Text to word pieces and windows: what the encoder reads, with the way back to code points.

Words are the tokenizer's own (runs of letters and digits, single marks); everything that the heads
say is said of a word, at its first piece.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talion.spans import Span

Ints = NDArray[np.int64]

#: The shapes of a piece, to give case back to an uncased vocabulary; four more say the same of a
#: piece that starts a paragraph.
LOWER, TITLE, UPPER, OTHER = range(4)
SHAPES = 8
LIMIT = 254  # pieces in a window; two more mark its ends


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text: ids, shapes, offsets in code points, and where words start."""

    ids: Ints
    shapes: Ints
    starts: Ints
    ends: Ints
    heads: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text that is encoded at once.

    ``ids`` and ``shapes`` carry the two end marks; ``heads`` are the places in them of words' first
    pieces; ``words`` are the words' spans in the text; ``sentence`` is each word's sentence.
    """

    ids: Ints
    shapes: Ints
    heads: Ints
    words: tuple[Span, ...]
    sentence: Ints


def split_pieces(encoding: Any, text: str) -> Pieces:
    """The pieces of ``text`` from its ``tokenizers.Encoding`` without special tokens."""
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    words = np.array([-1 if w is None else w for w in encoding.word_ids], dtype=np.int64)
    heads = np.ones(len(words), dtype=np.bool_)
    heads[1:] = words[1:] != words[:-1]
    shapes = np.array([_shape(text[s:e]) for s, e in encoding.offsets], dtype=np.int64)
    opens = [m.end() for m in re.finditer(r"\n\s*|\A\s*", text)]
    shapes[np.isin(offsets[:, 0], opens)] += 4
    ids = np.array(encoding.ids, dtype=np.int64)
    return Pieces(ids, shapes, offsets[:, 0], offsets[:, 1], heads)


def _shape(piece: str) -> int:
    if piece.islower():
        return LOWER
    if piece.isupper():
        return UPPER if len(piece) > 1 else TITLE
    return TITLE if piece[:1].isupper() else OTHER


def windows(
    pieces: Pieces, text: str, sentences: Sequence[Span], marks: tuple[int, int], limit: int = LIMIT
) -> list[Window]:
    """``text`` in windows of whole sentences, cut between paragraphs where half a window is left.

    ``marks`` are the ids of the tokenizer's start and end marks. A sentence over the limit is cut.
    """
    bounds = _bounds(pieces, text, sentences, limit)
    return [_window(pieces, run, marks) for run in _packed(bounds, limit)]


#: A sentence, or a part of one: first piece, end, its index, whether it opens a paragraph.
_Bound = tuple[int, int, int, bool]


def _bounds(pieces: Pieces, text: str, sentences: Sequence[Span], limit: int) -> list[_Bound]:
    out: list[_Bound] = []
    before = 0
    for index, (start, end) in enumerate(sentences):
        lo = int(np.searchsorted(pieces.starts, start, "left"))
        hi = int(np.searchsorted(pieces.starts, end, "left"))
        opens = "\n" in text[before:start]
        before = end
        while lo < hi:
            cut = min(hi, lo + limit)
            out.append((lo, cut, index, opens))
            lo, opens = cut, False
    return out


def _packed(bounds: Sequence[_Bound], limit: int) -> Iterator[Sequence[_Bound]]:
    at = 0
    while at < len(bounds):
        end, size = at, 0
        while end < len(bounds) and size + bounds[end][1] - bounds[end][0] <= limit:
            size += bounds[end][1] - bounds[end][0]
            end += 1
        if end < len(bounds):
            end = _paragraph_cut(bounds, at, end, limit)
        yield bounds[at:end]
        at = end


def _paragraph_cut(bounds: Sequence[_Bound], at: int, end: int, limit: int) -> int:
    size = sum(hi - lo for lo, hi, _, _ in bounds[at:end])
    for cut in range(end, at, -1):
        if bounds[cut][3] and size * 2 >= limit:
            return cut
        size -= bounds[cut - 1][1] - bounds[cut - 1][0]
    return end


def _window(pieces: Pieces, run: Sequence[_Bound], marks: tuple[int, int]) -> Window:
    index = np.concatenate([np.arange(lo, hi) for lo, hi, _, _ in run])
    owner = np.concatenate([np.full(hi - lo, sentence) for lo, hi, sentence, _ in run])
    ids = np.concatenate([[marks[0]], pieces.ids[index], [marks[1]]])
    shapes = np.concatenate([[OTHER], pieces.shapes[index], [OTHER]])
    first = np.flatnonzero(pieces.heads[index])
    if len(index) and (not len(first) or first[0] != 0):  # the limit cut a word in two
        first = np.concatenate([[0], first])
    last = np.concatenate([first[1:], [len(index)]]) - 1
    starts, ends = pieces.starts[index[first]], pieces.ends[index[last]]
    words = tuple(zip(starts.tolist(), ends.tolist(), strict=True))
    return Window(ids, shapes, first + 1, words, owner[first])


def word_range(words: Sequence[Span], span: Span) -> tuple[int, int]:
    """The half-open range of the words that overlap ``span``; empty when none does."""
    lo = next((i for i, (_, end) in enumerate(words) if end > span[0]), len(words))
    hi = next((i for i in range(lo, len(words)) if words[i][0] >= span[1]), len(words))
    return lo, hi
