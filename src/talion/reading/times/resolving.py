"""The pass over a text that gives each expression its dates and remembers the story's time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from talion.language.base import Parsed
from talion.reading.times.calendar import Period, grain_of
from talion.reading.times.finding import Expression
from talion.reading.times.lexicon import TimeWords
from talion.reading.times.lexing import Lexemes
from talion.reading.times.scene import Scene
from talion.reading.times.tense import ahead
from talion.spans import Span

_CONNECTORS = frozenset(
    ("and", "or", "to", "-", "–", "until", "till", "through", ",", "the", "from", "between")
)
_RECENT = 2
_NAMING = frozenset(("nummod", "compound", "amod", "nmod", "poss"))
_ENDS = frozenset(("until", "till", "since", "before", "after"))
_LONG_OVER = 2
"""Years from which on a month told behind a year is that year's, not the last one's."""
_OF_DAY = frozenset(("clock", "part"))
_NEEDS_TENSE = frozenset(
    (
        *("weekday", "weekday_the", "day_in_month", "days", "bare_month", "month_run", "holiday"),
        *("bare_season", "quarter", "first_months", "shifted", "shifted_season", "weekend"),
        *("edge_of_unit", "month_of_shifted_year"),
    )
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """An expression's span and its period, ``None`` where it has none."""

    span: Span
    period: Period | None
    relative: bool


@dataclass(frozen=True, slots=True)
class _Story:
    """What was spoken of last: a period, a day and a year, and in which sentences.

    A year is told where it opens a sentence, and is none that only names something ("the 2011 treaty").
    """

    period: Period | None = None
    period_in: int = -9
    day: date | None = None
    day_in: int = -9
    year: int | None = None
    year_in: int = -9


def resolved(
    parsed: Parsed, lexemes: Lexemes, found: list[Expression], now: date | None, lists: TimeWords
) -> Iterator[Resolved]:
    """Each expression with its period, in the order of the text."""
    story = _Story()
    for i, expression in enumerate(found):
        span = lexemes.spans[expression.first][0], lexemes.spans[expression.last - 1][1]
        token = _head_token(parsed, span)
        sentence = parsed.tokens[token].sentence if token is not None else -1
        scene = _scene(story, sentence, now, expression)
        if expression.kind in _NEEDS_TENSE and token is not None:
            tense = ahead(parsed, token, lists)
            beside = _beside(lexemes, found, i, now)
            if beside is None and expression.kind == "bare_month" and tense is not True:
                beside = _year_told(story, sentence, now)
            if beside is None and expression.kind == "day_in_month" and tense is not True:
                beside = _with_its_year(found, expression)
            scene = replace(scene, ahead=tense, beside=beside)
        period = expression.meaning.resolve(scene)
        yield Resolved(span, period, expression.meaning.relative)
        story = _told(story, expression, period, sentence)
        if period and grain_of(period) == "year" and _opens(parsed, token):
            story = replace(story, year=period[0].year, year_in=sentence)


def _scene(story: _Story, sentence: int, now: date | None, expression: Expression) -> Scene:
    near = _RECENT if expression.meaning.grain not in _OF_DAY else 0
    period = story.period if sentence - story.period_in <= _RECENT else None
    day_near = story.day is not None and (
        expression.meaning.grain not in _OF_DAY or sentence - story.day_in <= near
    )
    return Scene(now=now, story=period, day=story.day if day_near else None)


def _told(story: _Story, expression: Expression, period: Period | None, sentence: int) -> _Story:
    """The story's memory after ``expression``; a time of day and a rolling stretch leave no
    trace.
    """
    if period is None or expression.meaning.grain in ("clock", "part", "rolling"):
        return story
    story = replace(story, period=period, period_in=sentence)
    if grain_of(period) == "day":
        return replace(story, day=period[0], day_in=sentence)
    return story


def _beside(lexemes: Lexemes, found: list[Expression], i: int, now: date | None) -> Period | None:
    """A date that expression ``i`` is coordinated with and that says its year or week ("April and
    June 2008", "Thursday and Friday next week").
    """
    if found[i].meaning.explicit:
        return None
    for j in (i + 1, i - 1):
        if not 0 <= j < len(found) or not _says_when(found[i], found[j], j - i):
            continue
        between = lexemes.words(*_gap(found[i], found[j]))
        if 0 < len(between) <= 2 and all(word in _CONNECTORS for word in between):
            return found[j].meaning.resolve(Scene(now=now))
    return None


def _says_when(here: Expression, other: Expression, step: int) -> bool:
    if here.kind == "weekday":
        return step == 1 and other.kind == "weekday_of_week"
    return other.meaning.explicit


def _year_told(story: _Story, sentence: int, now: date | None) -> Period | None:
    """The middle of the year that opened the sentence, where it is long over ("In 2009, it met in May")."""
    if story.year is None or now is None or sentence != story.year_in:
        return None
    middle = date(story.year, 7, 1)
    return (middle, middle) if now.year - story.year >= _LONG_OVER else None


def _with_its_year(found: list[Expression], day: Expression) -> Period | None:
    """The same day of a month where the text gives its year, too ("9/11", and then "on 11 September")."""
    given = (e.meaning.resolve(Scene()) for e in found if e.meaning.explicit and e is not day)
    return next((p for p in given if p and day.meaning.resolve(Scene(beside=p)) == p), None)


def _opens(parsed: Parsed, token: int | None) -> bool:
    """Whether this time stands before the sentence's first verb, names nothing and ends no stretch."""
    if token is None or parsed.tokens[token].dep in _NAMING:
        return False
    if parsed.tokens[parsed.tokens[token].head].lower in _ENDS:
        return False
    first = parsed.sentences[parsed.tokens[token].sentence].first
    return all(t.pos not in ("VERB", "AUX") for t in parsed.tokens[first:token])


def _gap(a: Expression, b: Expression) -> tuple[int, int]:
    return (a.last, b.first) if a.last <= b.first else (b.last, a.first)


def _head_token(parsed: Parsed, span: Span) -> int | None:
    """The token of ``span`` that hangs on a token outside it."""
    tokens = parsed.tokens_in(span)
    inside = {token.i for token in tokens}
    for token in tokens:
        if token.head not in inside or token.head == token.i:
            return token.i
    return tokens[0].i if tokens else None
