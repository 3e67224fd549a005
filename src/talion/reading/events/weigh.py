"""How sure an event is: one small logistic model over what speaks for it, fitted on annotated stories.

Its numbers lie in ``reading/data/confidence.toml``; ``benchmarks/calibrate.py`` writes them.
"""

import math
from collections.abc import Mapping, Sequence
from functools import cache

from talion.models.tags import Relation, TriggerTag
from talion.reading.events.arguments import Arguments
from talion.reading.events.candidates import Candidate
from talion.reading.events.weights import Weights, read_weights
from talion.record import Actor

_POLITICAL = frozenset(
    ("COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "IGO", "UNO", "EUR", "OPP",
     "IMG", "NGO", "REF", "LAB", "CVL", "JRN", "ISM", "REL", "SOC", "CRM", "ELI")
)  # fmt: skip


_RELATION_WEIGHT = 0.6
_STRONG_CUE, _WEAK_CUE = 4.0, 1.5  # by how much a word of the lexicon makes its type likelier
_MODE_SURE, _MODE_SURE_BESIDE_CUE = 0.4, 0.7


@cache
def shipped_weights() -> Weights:
    """The weights as shipped; the thresholds are confidences, from which an event is coded."""
    return read_weights("confidence.toml")


def choose_type(
    candidate: Candidate, relation: Relation | None = None
) -> tuple[str, str | None, float]:
    """The likeliest type, its mode, and the model's probability of the type (0 without the model).

    ``relation`` is what the relater says of the two parties: it knows types better, and triggers not at all.
    """
    tag = candidate.tag
    strong = [c for c in candidate.cues if not c.weak]
    if tag is None:
        cue = (strong or list(candidate.cues))[0]
        return cue.type, cue.mode, 0.0
    scores = dict(tag.types)
    scores.pop("NONE", None)
    for cue in candidate.cues:
        if cue.type in scores:
            scores[cue.type] *= _WEAK_CUE if cue.weak else _STRONG_CUE
    if relation is not None:
        for name in scores:
            scores[name] *= relation.types.get(name, 0.0) ** _RELATION_WEIGHT
    type_ = max(scores, key=lambda t: scores[t])
    return type_, _mode(candidate, type_, relation), tag.types.get(type_, 0.0)


def _mode(candidate: Candidate, type_: str, relation: Relation | None) -> str | None:
    """The mode of the chosen type: a clear word's, else the tagger's, else any word's, else the relater's."""
    tag = candidate.tag
    cues = [c for c in candidate.cues if c.type == type_ and c.mode]
    strong = [c.mode for c in candidate.cues if c.type == type_ and not c.weak]
    named = [mode for mode in strong if mode]
    if named:
        return named[0]
    enough = _MODE_SURE_BESIDE_CUE if strong else _MODE_SURE
    if tag is not None and tag.type == type_ and tag.mode and tag.modes.get(tag.mode, 0) >= enough:
        return tag.mode
    if cues:
        return cues[0].mode
    return (relation.mode or None) if relation is not None else None


def features(
    candidate: Candidate,
    type_: str,
    probability: float,
    arguments: Arguments,
    actors: Mapping[str, Actor],
    density: float,
    relation: Relation | None,
) -> dict[str, float]:
    """What speaks for and against: named numbers, 0 to 1 but for the log odds of the model."""
    sides = {}
    for side, ids in (("actor", arguments.actors), ("recipient", arguments.recipients)):
        found = [actors[i] for i in ids]
        sides[side] = float(bool(found))
        sides[f"political_{side}"] = float(any(_is_political(a) for a in found))
    cues = [c for c in candidate.cues if c.type == type_]
    tag = candidate.tag
    return {
        "bias": 1.0,
        "strong": float(any(not c.weak for c in cues)),
        "weak": float(bool(cues) and all(c.weak for c in cues)),
        "nominal": float(candidate.clause is None or candidate.clause.nominal),
        "type_odds": _odds(probability) if tag is not None else 0.0,
        "density": density,
        "related": float(relation is not None),
        "relation_odds": _odds(relation.types.get(type_, 0.0)) if relation else 0.0,
        "relation_none": _odds(relation.none) if relation else 0.0,
        type_: 1.0,
        "no_tag": float(tag is None),
        **sides,
    }


def _odds(p: float) -> float:
    p = min(max(p, 0.001), 0.999)
    return math.log(p / (1 - p))


def density(tags: Sequence[TriggerTag], sentences: int) -> float:
    """How much of a story tells events: likely triggers a sentence, at most 1.

    A story of sport or business has next to none, and what looks like an event there seldom is one.
    """
    return min(1.0, sum(t.confidence for t in tags) / max(sentences, 1))


def _is_political(actor: Actor) -> bool:
    return actor.kind == "state" or actor.sector in _POLITICAL


def confidence(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The probability (0 to 1) that the event is right."""
    total = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-total))
