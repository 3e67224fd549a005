"""The day of publication: as given, else from a line of the text that is only a date."""

from __future__ import annotations

from datetime import date

from talion.language.base import Parsed
from talion.reading.times.finding import Expression
from talion.reading.times.lexing import Lexemes
from talion.reading.times.scene import Scene

_LINE_WORDS = 8
_FIRST_LINES = 6
_CANDIDATES = 12


def published_day(published: str | None) -> date | None:
    """The day of an ISO date or date-time; ``None`` for none and for what is not one."""
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def date_line(parsed: Parsed, lexemes: Lexemes, found: list[Expression]) -> date | None:
    """The date of a by-line or dateline: a full date on a short line, without a verb, near the
    start.
    """
    for expression in found[:_CANDIDATES]:
        meaning = expression.meaning
        if meaning.grain != "day" or not meaning.explicit:
            continue
        sentence = parsed.sentence_at(lexemes.spans[expression.first][0])
        if sentence is None or sentence.paragraph >= _FIRST_LINES:
            return None
        period = meaning.resolve(Scene())
        if period and _is_date_line(parsed, sentence.paragraph, expression):
            return period[0]
    return None


def _is_date_line(parsed: Parsed, paragraph: int, expression: Expression) -> bool:
    tokens = [
        token
        for sentence in parsed.sentences
        if sentence.paragraph == paragraph
        for token in parsed.sentence_tokens(sentence)
    ]
    if any(token.pos in ("VERB", "AUX") for token in tokens):
        return False
    return len(tokens) <= _LINE_WORDS + expression.last - expression.first
