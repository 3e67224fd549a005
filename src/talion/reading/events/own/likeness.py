"""How like a match is to a user's examples: which of the cue's readings it has.

Each match is described by what stands around it; the nearest example of either sort decides. Where the learned
part is there, its vectors of the triggers are compared too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from talion.language.base import Parsed
from talion.models.tags import TriggerTag
from talion.reading.events.own.base import Match
from talion.reading.events.own.frames import Slots
from talion.record import Actor

Traits = Mapping[str, float]
_STEEP = 18.0  # how fast a difference in likeness makes one reading sure: fitted on 24 sentences, and held
# to 54 others (docs/howto/ontology.md). Leaving out each example of a file in turn gives 4, far too little: with
# five examples of either sort, one alone often stands for its word.
_VECTOR = 0.3  # the share of the learned part's vectors in a likeness


@dataclass(frozen=True, slots=True)
class Shown:
    """What is seen of a match: its traits with their weights, and the learned part's vector (empty without)."""

    traits: Traits
    vector: tuple[float, ...] = ()


def shown(
    parsed: Parsed, match: Match, found: Slots, naming: Mapping[int, Sequence[str]],
    actors: Mapping[str, Actor], tag: TriggerTag | None,
) -> Shown:  # fmt: skip
    """What is seen of a match."""
    traits = dict(_traits(parsed, match, found, naming, actors))
    return Shown(traits, tag.same if tag is not None else ())


def _traits(
    parsed: Parsed, match: Match, found: Slots, naming: Mapping[int, Sequence[str]],
    actors: Mapping[str, Actor],
) -> Iterator[tuple[str, float]]:  # fmt: skip
    yield ("noun" if match.nominal else "verb"), 0.5
    for place in ("subject", "object"):
        if place not in found:
            yield f"no {place}", 1.0
    for place, tokens in found.items():
        if place not in ("subject", "object", "modifier"):
            yield place, 1.0
        for token in tokens:
            yield f"{place}: {parsed.tokens[token].lemma}", 1.0
            for sort in _sorts(parsed, token, naming, actors):
                yield f"{place} is {sort}", 1.0
    above = parsed.tokens[parsed.tokens[match.head].head]
    if match.nominal and above.i != match.head:
        yield f"below {above.lemma}", 1.0
    sentence = parsed.sentences[parsed.tokens[match.head].sentence]
    for word in parsed.sentence_tokens(sentence):
        if word.pos in ("NOUN", "VERB", "ADJ") and word.i != match.head:
            yield f"beside {word.lemma}", 0.5


def _sorts(
    parsed: Parsed, token: int, naming: Mapping[int, Sequence[str]], actors: Mapping[str, Actor]
) -> Iterator[str]:
    """What a word names: a state, people of a sector, a name of some kind, a number, or a thing."""
    for actor in [actors[id] for id in naming.get(token, ())[:1]]:
        yield actor.kind
        yield actor.sector or ("GOV" if actor.kind == "state" else "no sector")
        return
    here = parsed.tokens[token]
    yield here.entity or ("thing" if here.pos in ("NOUN", "PROPN") else here.pos.lower())


def likeness(first: Shown, second: Shown) -> float:
    """How like two matches are, 0 to 1."""
    shared = sum(weight for name, weight in first.traits.items() if name in second.traits)
    total = sum({**first.traits, **second.traits}.values())
    alike = shared / total if total else 0.0
    if not first.vector or not second.vector:
        return alike
    cosine = sum(a * b for a, b in zip(first.vector, second.vector, strict=True))
    return (1 - _VECTOR) * alike + _VECTOR * cosine


def chance(for_it: float, against: float) -> float:
    """The probability of a reading from the likeness to the nearest example of it and of another."""
    return 1 / (1 + math.exp(-_STEEP * (for_it - against)))
