"""Bytes to texts and parses that the readers have something to do with.

Random letters rarely say who did what to whom; words that cues, lexicons and grammar know, in any order,
do. A fuzzer that changes one byte changes one word, one relation or one tag.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path

from talion.language.base import Entity, Parsed, Sentence, Token
from talion.language.english.clauses import clauses

ODD = (
    "\n\n", "\n", "\t", " ", "  ", "\u00a0", "\u200b", "\u202e", "\u2028", "\u0301", "\ufeff", "\u00ad",
    "\U0001f1f0\U0001f1ea", "\U0001f469\u200d\U0001f680", "İ", "ß", "ﬁ", "½", "²", "٣", "中", "\x1b[31m",
    "\0", "\ufffd", "\U0010ffff", "\r\n", "|", "http://a.b/c", "A" * 300, "9" * 40, "1,", "'s",
)  # fmt: skip
"""What is no word: marks, other scripts, letters that change their length with their case."""

LABELS = (
    "nsubj", "nsubjpass", "dobj", "iobj", "dative", "pobj", "prep", "agent", "ccomp", "xcomp", "advcl", "acl",
    "relcl", "conj", "cc", "appos", "compound", "amod", "poss", "det", "nummod", "quantmod", "npadvmod",
    "aux", "auxpass", "neg", "mark", "punct", "prt", "attr", "acomp", "csubj", "expl", "parataxis", "dep",
    "case", "nmod", "oprd", "pcomp", "predet", "intj", "meta", "preconj", "advmod",
)  # fmt: skip
KINDS = (
    "", "", "", "GPE", "NORP", "ORG", "PERSON", "DATE", "CARDINAL", "MONEY", "LOC", "FAC", "EVENT",
)  # fmt: skip
MOST_WORDS = 90
_GLUED = frozenset(".,;:?!)]}%’”'s")

Word = tuple[str, str, str, str]


@cache
def words() -> tuple[Word, ...]:
    """Word, lemma, part of speech and tag of each line of ``words.tsv``."""
    lines = Path(__file__).with_name("words.tsv").read_text("utf-8").splitlines()
    return tuple((w, lemma, pos, tag) for w, lemma, pos, tag in (s.split("\t") for s in lines))


def text_from(data: bytes) -> str:
    """A text of known words and odd characters, one of them for every two bytes."""
    known, text = words(), ""
    for high, low in zip(data[::2], data[1::2], strict=False):
        if high >= 250:
            text += ODD[low % len(ODD)]
            continue
        word = known[(high << 8 | low) % len(known)][0]
        text += word if not text or word in _GLUED else f" {word}"
    return text


def parse_from(data: bytes) -> Parsed:
    """A parse of known words whose relations, tags and names are as the bytes say.

    Each sentence is a tree without crossing branches, as a parser's are; nothing else of it is as
    grammar would have it.
    """
    tokens: list[Token] = []
    text, paragraph, sentence = "", 0, 0
    firsts, paragraphs = [0], [0]
    rows = [data[i : i + 6] for i in range(0, min(len(data), 6 * MOST_WORDS) - 5, 6)]
    for row in rows:
        if row[4] & 0x1F == 0x1F and len(tokens) > firsts[-1]:
            sentence += 1
            paragraph += row[4] >> 7
            text += "\n\n" if row[4] >> 7 else ""
            firsts.append(len(tokens))
            paragraphs.append(paragraph)
        word = words()[(row[0] << 8 | row[1]) % len(words())]
        text += " " if text and row[4] & 0x40 else ""
        tokens.append(_token(len(tokens), word, len(text), sentence, row))
        text += word[0]
    bounds = list(zip(firsts, [*firsts[1:], len(tokens)], strict=True))
    for first, last in bounds:
        _hang(tokens, rows, first, last, None)
    sentences = tuple(
        Sentence(n, first, last, (tokens[first].start, tokens[last - 1].end), paragraphs[n])
        for n, (first, last) in enumerate(bounds)
        if last > first
    )
    base = Parsed(text, tuple(tokens), sentences, tuple(_entities(tokens)))
    return replace(base, clauses=tuple(clauses(base)))


def _token(i: int, word: Word, start: int, sentence: int, row: bytes) -> Token:
    form, lemma, pos, tag = word
    if row[5] & 1:  # as if the tagger had taken it for another word
        _, _, pos, tag = words()[row[5] % len(words())]
    return Token(
        i, form, start, start + len(form), lemma, pos, tag, LABELS[row[2] % len(LABELS)], i, sentence,
        KINDS[row[3] % len(KINDS)],
    )  # fmt: skip


def _hang(tokens: list[Token], rows: list[bytes], first: int, last: int, above: int | None) -> None:
    """Make a tree of the tokens from ``first`` to ``last``: one is the head, each side hangs on it."""
    todo = [(first, last, above)]
    while todo:
        low, high, head = todo.pop()
        if low >= high:
            continue
        root = low + rows[low][3] * 7 % (high - low)
        if head is None:
            tokens[root] = replace(tokens[root], dep="ROOT")
        else:
            tokens[root] = replace(tokens[root], head=head)
        todo += [(low, root, root), (root + 1, high, root)]


def _entities(tokens: list[Token]) -> list[Entity]:
    runs = [list(run) for _, run in groupby(tokens, lambda t: (t.sentence, t.entity))]
    return [Entity(run[0].i, run[-1].i + 1, run[0].entity) for run in runs if run[0].entity]
