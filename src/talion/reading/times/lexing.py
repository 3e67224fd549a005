"""A text as lexemes, each with the character of its classes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from talion.language.base import Parsed
from talion.reading.times.lexicon import BREAK, OTHER, TimeWords
from talion.spans import Span

_LEXEME = re.compile(
    r"""[Qq][1-4]\b|[AaPp]\.\s?[Mm]\b\.?|[^\W\d_]+
    |\d{4}-\d\d-\d\d(?:[Tt][\d:.]+[Zz]?)?(?![\d-])
    |\d{1,2}([/.])\d{1,2}\1\d{2}(?:\d\d)?(?![\d/])
    |\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b\.?
    |\d{1,2}:\d\d(?::\d\d)?(?![\d:])
    |\d{4}[-–/]\d{2}(?:\d\d)?(?![\d/–-])
    |['’]?\d{2,4}['’]?s\b
    |\d{1,2}(?:st|nd|rd|th)\b
    |[1-4][Qq]\b
    |\d+(?:[.,]\d+)*
    |['’]s\b
    |\S""",
    re.X,
)


@dataclass(frozen=True, slots=True)
class Lexemes:
    """The lexemes of a text: their spans, and ``classes`` with one character each."""

    text: str
    spans: tuple[Span, ...]
    classes: str

    def word(self, i: int) -> str:
        """Lexeme ``i`` in lower case, "" beyond the ends."""
        if not 0 <= i < len(self.spans):
            return ""
        return self.text[self.spans[i][0] : self.spans[i][1]].lower()

    def words(self, first: int, last: int) -> list[str]:
        """Lexemes ``first`` to ``last`` (exclusive) in lower case."""
        return [self.word(i) for i in range(first, last)]


def lexemes(parsed: Parsed, lists: TimeWords) -> Lexemes:
    """The lexemes of all paragraphs, a break between each two."""
    spans: list[Span] = []
    classes: list[str] = []
    known, text = lists.characters, parsed.text
    for start, end in _paragraphs(parsed):
        for match in _LEXEME.finditer(text, start, end):
            lexeme = match[0]
            char = known.get(lexeme)
            if char is None:
                char = OTHER if lexeme.isalpha() else lists.character(lexeme)
            spans.append(match.span())
            classes.append(char)
        spans.append((end, end))
        classes.append(BREAK)
    return Lexemes(text, tuple(spans), "".join(classes))


def _paragraphs(parsed: Parsed) -> Iterator[Span]:
    first: Span | None = None
    number = -1
    for sentence in parsed.sentences:
        if first is not None and sentence.paragraph == number:
            first = (first[0], sentence.span[1])
            continue
        if first is not None:
            yield first
        first, number = sentence.span, sentence.paragraph
    if first is not None:
        yield first
