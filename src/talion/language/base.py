"""What every parser yields: a text cut into sentences, tokens and clauses.

Readers see only these types, so that another parser, or another language, can stand behind them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from talion.spans import Span


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark; ``i``, ``head`` and ``sentence`` are indices into the parse.

    ``pos`` is a universal part of speech, ``tag`` the treebank's own, ``dep`` the parser's relation to
    ``head`` (English: the CLEAR labels), ``entity`` the kind of name that the parser saw ("" for none).
    """

    i: int
    text: str
    start: int
    end: int
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    sentence: int
    entity: str

    @property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @property
    def span(self) -> Span:
        """Where it stands, in code points."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens ``first`` to ``last`` (exclusive), the span of their text, and the paragraph's number."""

    i: int
    first: int
    last: int
    span: Span
    paragraph: int


@dataclass(frozen=True, slots=True)
class Entity:
    """A name as the parser saw it: tokens ``first`` to ``last`` (exclusive) and its kind (OntoNotes)."""

    first: int
    last: int
    kind: str


@dataclass(frozen=True, slots=True)
class Oblique:
    """A modifier with its preposition (lower case, "" for none); ``head`` is the noun's token."""

    preposition: str
    head: int
    marker: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A predicate with its arguments, verbal or nominal; all numbers are token indices.

    ``subject`` and ``objects`` are the deep ones: in a passive, ``subject`` is the agent of the
    by-phrase (or empty) and ``objects`` what was the surface subject. ``words`` are the predicate's own
    tokens (the verb with its particle; of a light verb, also its noun). ``complement`` is the token of the
    clause that this one takes ("threatened to *arrest*"), ``parent`` the predicate that takes this one.
    ``modality`` is "" or one of the language's modal notions: "will", "would", "can", "may", "must",
    "should". ``tense`` is "past", "present", "future" or "" (non-finite).
    """

    predicate: int
    lemma: str
    words: tuple[int, ...]
    nominal: bool
    subject: tuple[int, ...] = ()
    objects: tuple[int, ...] = ()
    indirect: tuple[int, ...] = ()
    obliques: tuple[Oblique, ...] = ()
    passive: bool = False
    negated: bool = False
    modality: str = ""
    tense: str = ""
    perfect: bool = False
    progressive: bool = False
    complement: int | None = None
    parent: int | None = None
    relation: str = ""
    marker: str = ""
    question: bool = False


@dataclass(frozen=True)
class Parsed:
    """A text and its parse. Immutable; the look-ups are computed when first asked for."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]
    clauses: tuple[Clause, ...] = field(default=())

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each token the tokens that hang on it, in order."""
        out: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                out[token.head].append(token.i)
        return tuple(tuple(kids) for kids in out)

    @cached_property
    def clause_at(self) -> dict[int, Clause]:
        """Clauses by the token of their predicate."""
        return {clause.predicate: clause for clause in self.clauses}

    def subtree(self, i: int) -> tuple[int, ...]:
        """Token ``i`` and all that hang on it, in the order of the text."""
        out, stack = [], [i]
        while stack:
            here = stack.pop()
            out.append(here)
            stack.extend(self.children[here])
        return tuple(sorted(out))

    def span(self, tokens: Iterable[int]) -> Span:
        """The smallest span that covers ``tokens`` (at least one)."""
        at = list(tokens)
        return self.tokens[min(at)].start, self.tokens[max(at)].end

    def words(self, span: Span) -> str:
        """The text of ``span``."""
        return self.text[span[0] : span[1]]

    def tokens_in(self, span: Span) -> Sequence[Token]:
        """The tokens that overlap ``span``, in order."""
        first = bisect_right(self._ends, span[0])
        last = bisect_left(self._starts, span[1], first)
        return self.tokens[first:last]

    def heads_in(self, span: Span) -> list[int]:
        """The tokens of ``span`` that hang on nothing inside it, in order: the heads of its phrases."""
        tokens = self.tokens_in(span)
        inside = {t.i for t in tokens}
        return [t.i for t in tokens if t.head not in inside or t.head == t.i]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds ``offset``, or the next one; ``None`` behind the last."""
        return next((s for s in self.sentences if offset < s.span[1]), None)

    def sentence_tokens(self, sentence: Sentence) -> Sequence[Token]:
        """The tokens of one sentence."""
        return self.tokens[sentence.first : sentence.last]

    def ancestors(self, i: int) -> Iterator[int]:
        """The heads above token ``i``, nearest first."""
        while self.tokens[i].head != i:
            i = self.tokens[i].head
            yield i

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    @cached_property
    def _ends(self) -> list[int]:
        return [token.end for token in self.tokens]


class Parser(Protocol):
    """A language's parser."""

    language: str

    def parse_many(self, texts: Iterable[str]) -> Iterator[Parsed]:
        """The parse of each text, in order; an empty text gives a parse without sentences."""
        ...
