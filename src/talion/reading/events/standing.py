"""How words of a story, a place's or a time's, stand to those that tell of an event, and which are chosen."""

from __future__ import annotations

import math
import tomllib
from bisect import bisect_right
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from talion.language.base import Parsed
from talion.reading.events.draft import Draft
from talion.record import Actor
from talion.spans import Span


@dataclass(frozen=True, slots=True)
class ChoiceWeights:
    """Weights of what speaks for one of some candidates, in log odds, and the log odds from which it is taken."""

    weights: Mapping[str, float]
    threshold: float

    def odds(self, features: Mapping[str, float]) -> float:
        """The log odds of a candidate with these features."""
        weights = self.weights
        return sum(weights.get(name, 0.0) * value for name, value in features.items())


@cache
def shipped_choice(question: str) -> ChoiceWeights:
    """The weights as shipped for an event's ``"when"`` or ``"where"``."""
    raw = tomllib.loads(
        files("talion.reading").joinpath(f"data/{question}.toml").read_text("utf-8")
    )
    return ChoiceWeights(raw["weights"], raw["threshold"])


@dataclass(frozen=True, slots=True)
class Likeliest:
    """Candidates that mean the same: their log odds together, and which they are, the likeliest first."""

    odds: float
    of: tuple[int, ...]


def likeliest(odds: Sequence[float], means: Sequence[Hashable]) -> Likeliest | None:
    """The candidates that together are likeliest, of some with these log odds and ``means``; ``None`` of none."""
    same: dict[Hashable, list[int]] = {}
    for i, meaning in enumerate(means):
        same.setdefault(meaning, []).append(i)
    found = (
        Likeliest(
            math.log(sum(math.exp(odds[i]) for i in of)),
            tuple(sorted(of, key=lambda i: (-odds[i], i))),
        )
        for of in same.values()
    )
    return max(found, key=lambda each: each.odds, default=None)


@dataclass(frozen=True, slots=True)
class Hung:
    """How words hang in their sentence.

    ``governor`` is the predicate that they hang on, ``above`` all that is above them, ``tie`` the
    preposition or relation between.
    """

    sentence: int
    head: int
    governor: int | None
    above: frozenset[int]
    tie: str


def hung(parsed: Parsed, span: Span, *, through: Collection[str]) -> Hung | None:
    """How the words of ``span`` hang; ``None`` where there are none.

    Relations of ``through`` only set words beside others, and the tie of those is meant.
    """
    tokens = parsed.tokens_in(span)
    if not tokens:
        return None
    head = next(iter(parsed.heads_in(span)), tokens[-1].i)
    above = tuple(parsed.ancestors(head))
    governor = next((a for a in above if a in parsed.clause_at), None)
    tie = _tie(parsed, head, through)
    return Hung(parsed.tokens[head].sentence, head, governor, frozenset(above), tie)


def mentioning(parsed: Parsed, actor: Actor) -> Mapping[int, frozenset[int]]:
    """The sentences that name an actor, each with the head words of its names there."""
    out: dict[int, set[int]] = {}
    for mention in actor.mentions:
        sentence = bisect_right(parsed.sentences, mention[0], key=lambda s: s.span[0]) - 1
        out.setdefault(sentence, set()).update(parsed.heads_in(mention))
    return {sentence: frozenset(heads) for sentence, heads in out.items()}


def stands(parsed: Parsed, telling: Draft, words: Hung) -> str:
    """Whether words hang on the telling's own, on what is above or below, or elsewhere."""
    head, clause = telling.candidate.head, telling.candidate.clause
    own = {head, *(clause.words if clause else ())}
    if words.governor in own or (head in words.above and head not in parsed.clause_at):
        return "own"
    if words.governor is not None and words.governor in parsed.ancestors(head):
        return "above"
    return "below" if own & words.above else "beside"


def _tie(parsed: Parsed, head: int, through: Collection[str]) -> str:
    """The preposition above a head, else its relation."""
    token = parsed.tokens[head]
    for _ in range(4):
        if token.dep not in through or token.head == token.i:
            break
        token = parsed.tokens[token.head]
    if token.dep == "pobj":
        return parsed.tokens[token.head].lower
    if token.dep in ("compound", "nmod") and (above := parsed.tokens[token.head]).dep == "pobj":
        return f"{parsed.tokens[above.head].lower} {token.dep}"
    return token.dep
