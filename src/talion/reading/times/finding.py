"""From lexemes to the expressions of a text, each with its meaning, not yet resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from talion.language.base import Parsed
from talion.reading.times.guards import GUARDS, Spot, event_anchored
from talion.reading.times.lexicon import Rule, TimeWords
from talion.reading.times.lexing import Lexemes, lexemes
from talion.reading.times.meaning import BUILDERS
from talion.reading.times.parts import Parts
from talion.reading.times.scene import Meaning, vague

_OF_DAY = frozenset(("clock", "part", "part-of"))
_BETWEEN = frozenset(("at", "on", "in", "of", "the", ",", "(", "-", "–"))


@dataclass(frozen=True, slots=True)
class Expression:
    """Lexemes ``first`` to ``last`` (exclusive) that tell a time, and what they mean."""

    first: int
    last: int
    kind: str
    meaning: Meaning


def expressions(parsed: Parsed, lists: TimeWords) -> tuple[Lexemes, list[Expression]]:
    """The lexemes of ``parsed`` and its expressions in order, times of day joined with their
    days.
    """
    found = lexemes(parsed, lists)
    return found, _joined(found, list(_found(parsed, found, lists)))


def _found(parsed: Parsed, found: Lexemes, lists: TimeWords) -> Iterator[Expression]:
    for run in lists.runs.finditer(found.classes):
        if run[1] is None:
            continue
        at = run.start()
        while match := lists.starts.search(found.classes, at, run.end()):
            expression = _best(parsed, found, lists, match.start())
            at = max(expression.last if expression else 0, match.start() + 1)
            if expression is not None:
                yield expression


def _best(parsed: Parsed, found: Lexemes, lists: TimeWords, start: int) -> Expression | None:
    """The longest rule that matches at ``start`` and holds up."""
    matches = [(rule, m) for rule in lists.rules if (m := rule.pattern.match(found.classes, start))]
    for rule, match in sorted(matches, key=lambda pair: -pair[1].end()):
        if match.end() > start and (found_here := _held(parsed, found, lists, rule, match)):
            return found_here
    return None


def _held(
    parsed: Parsed, found: Lexemes, lists: TimeWords, rule: Rule, match: re.Match[str]
) -> Expression | None:
    first, last = match.span()
    first, last = first + max(rule.trim, 0), last + min(rule.trim, 0)
    while first < last - 1 and found.word(last - 1) in (",", "."):
        last -= 1
    spot = Spot(parsed, found, lists, first, last)
    if not GUARDS.get(rule.kind, _always)(spot):
        return None
    meaning = BUILDERS[rule.kind](Parts(match, found, lists, rule.facts))
    if meaning is None:
        return None
    if rule.kind == "story_offset" and event_anchored(spot):
        meaning = vague()
    return Expression(first, last, rule.kind, meaning)


def _always(_: Spot) -> bool:
    return True


def _joined(found: Lexemes, parts: list[Expression]) -> list[Expression]:
    """A time of day and the day beside it are one expression; "the night of" without a day is
    none.
    """
    out: list[Expression] = []
    for part in parts:
        before = out[-1] if out else None
        if before is not None and _one(found, before, part):
            day = part if before.meaning.grain in _OF_DAY else before
            out[-1] = Expression(before.first, part.last, day.kind, day.meaning)
        else:
            out.append(part)
    return [e for e in out if e.meaning.grain != "part-of"]


def _one(found: Lexemes, a: Expression, b: Expression) -> bool:
    grains = a.meaning.grain, b.meaning.grain
    of_day = [g in _OF_DAY for g in grains]
    if not any(of_day) or (not all(of_day) and "day" not in grains):
        return False
    between = found.words(a.last, b.first)
    return len(between) <= 2 and all(word in _BETWEEN for word in between)
