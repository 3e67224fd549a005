"""Which documents may hold some words: a signature of each, so that few texts are read and no word is missed.

A signature is 2,048 bits. Each run of three characters of a document's text, and of the names in its record,
sets one of them, by a hash; so does each run of seven around a space, which tells what stands beside what. Words
can only stand where all their runs have set their bits (Faloutsos and Christodoulakis 1984, "Signature files").
The bits lie in 32 columns of ``trigrams``, of which a question reads those of its words alone. What is found so
is a superset: the question itself is asked of it as before.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from talion.store.layout import TRIGRAMS

if TYPE_CHECKING:
    from talion.record import Record
    from talion.store.filters import Condition
    from talion.store.home import Session

_BITS = 2048
_A_COLUMN = 64
_FACTORS = np.array([961_748_941, 32_452_843, 15_485_863], np.uint32)
_BESIDE = np.uint32(86_028_121)
_SPACE = 32
_AT_ONCE = 2000
_CODES = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_TOLD = (("documents", "text"), ("actors", "name"), ("places", "name"))
_ENOUGH = 16
"""Runs of one question that are looked up; more don't narrow it."""
Hashes = np.ndarray[Any, np.dtype[np.int64]]
_NONE: Hashes = np.empty(0, np.int64)


def signatures(docs: Sequence[int], texts: Iterable[str]) -> pa.Table:
    """The rows of ``trigrams`` for documents with these keys and texts."""
    bits = np.array([_signature(text) for text in texts], np.int64)
    columns = [pa.array(docs, pa.int64()), *(pa.array(c) for c in bits.T)]
    return pa.Table.from_arrays(columns, schema=TRIGRAMS)


def told_in(record: Record) -> str:
    """All that can be asked for in words: the text, and names that it may not have in these words."""
    names = (p.name for part in (record.actors, record.places) for p in part)
    return "\n".join((record.document.text, *names))


def may_hold(words: str) -> Condition | None:
    """The condition on ``trigrams`` that documents with these words meet; ``None`` for under three characters."""
    around, runs = (sorted(set(found.tolist())) for found in _hashes(words))
    found = around[:_ENOUGH] + runs[:: -(-len(runs) // _ENOUGH) or 1]
    masks: dict[int, int] = {}
    for bit in found[:_ENOUGH]:
        masks[bit // _A_COLUMN] = masks.get(bit // _A_COLUMN, 0) | 1 << bit % _A_COLUMN
    if not masks:
        return None
    signed = [(c, m - (1 << _A_COLUMN) if m >> (_A_COLUMN - 1) else m) for c, m in masks.items()]
    return " AND ".join(f"(b{c} & ({m})) = ({m})" for c, m in signed), []


def fill(session: Session, told: Sequence[tuple[str, str]] = _TOLD) -> None:
    """Make the signatures of documents that have none, of what stands in these columns of these tables."""
    last = 0
    missing = "doc > ? AND NOT EXISTS (SELECT 1 FROM trigrams t WHERE t.doc = d.doc)"
    while True:
        sql = f"SELECT doc FROM documents d WHERE {missing} ORDER BY doc LIMIT {_AT_ONCE}"
        docs = [doc for (doc,) in session.rows(sql, [last])]
        if not docs:
            return
        session.insert("trigrams", signatures(docs, _texts(session, docs, told)))
        last = docs[-1]


def _texts(session: Session, docs: Sequence[int], told: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The words told in each document; those between are read along, for a range is found fastest."""
    found: dict[int, list[str]] = {doc: [] for doc in docs}
    for table, column in told:
        sql = f"SELECT doc, {column} FROM {table} WHERE doc BETWEEN ? AND ?"
        for doc, words in session.rows(sql, [docs[0], docs[-1]]):
            if doc in found and words is not None:
                found[doc].append(words)
    return ("\n".join(found[doc]) for doc in docs)


def _signature(text: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    bits = np.zeros(_BITS, np.bool_)
    for hashes in _hashes(text):
        bits[hashes] = True
    packed: np.ndarray[Any, np.dtype[np.int64]] = np.packbits(bits, bitorder="little").view("<i8")
    return packed


def _hashes(text: str) -> tuple[Hashes, Hashes]:
    """The bits of the runs around spaces, and of all runs of three characters, in any case."""
    codes = np.frombuffer(_lower(text).encode(_CODES, "surrogatepass"), np.uint32)
    if len(codes) < 3:
        return _NONE, _NONE
    runs = codes[:-2] * _FACTORS[0]
    runs += codes[1:-1] * _FACTORS[1]
    runs += codes[2:] * _FACTORS[2]
    before = np.flatnonzero(codes[3:-3] == _SPACE)
    return _bits(runs[before] * _BESIDE + runs[before + 4]), _bits(runs)


def _bits(hashes: np.ndarray[Any, np.dtype[np.uint32]]) -> Hashes:
    return (hashes >> 21).astype(np.int64)


def _lower(text: str) -> str:
    """Small letters, one for one, as the databases make them."""
    return text.lower() if text.isascii() else text.translate(_SMALL)


class _Small(dict[int, str]):
    """The small letter of each character, found when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(code).lower()[0]
        return self[code]


_SMALL = _Small()
