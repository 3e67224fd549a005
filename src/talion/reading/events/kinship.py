"""Whether two tellings tell one act: a small logistic model over what they share, fitted on annotated stories.

Its numbers lie in ``reading/data/merging.toml``; ``benchmarks/calibrate.py`` writes them.
"""

import math
from collections.abc import Mapping
from functools import cache

from talion.language.base import Parsed
from talion.reading.events.draft import Draft
from talion.reading.events.weights import Weights, read_weights
from talion.record import Actor

_REAL = ("happened", "ongoing")
_UNREAL = ("planned", "possible")
#: Types of acts that are done by saying something.
ACTS_OF_SPEECH = frozenset(
    ("ACCUSE", "AGREE", "CONCEDE", "REJECT", "REQUEST", "SUPPORT", "THREATEN")
)
_SURE = 0.6
_POINTING = frozenset(
    ("the", "this", "that", "these", "those", "his", "her", "their", "its", "such")
)


@cache
def shipped_kin_weights() -> Weights:
    """The weights as shipped; the thresholds are log odds, from which two tellings are one event."""
    return read_weights("merging.toml")


def kinship(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The log odds that two tellings tell one act."""
    return sum(weights.get(name, 0.0) * value for name, value in found.items())


def kin_features(
    parsed: Parsed, first: Draft, second: Draft, actors: Mapping[str, Actor]
) -> dict[str, float]:
    """What speaks for and against two tellings of one type, in the order of the text, being one act."""
    apart = second.sentence - first.sentence
    tags = first.candidate.tag, second.candidate.tag
    out = {
        "bias": 1.0,
        first.like: 1.0,
        "same_word": float(first.candidate.lemma == second.candidate.lemma),
        "one_sentence": float(apart == 0),
        "far": math.log1p(apart),
        "in_title": float(first.sentence == 0 and apart > 0),
        "in_lead": float(first.sentence <= 1 and apart > 0),
        "noun_first": float(first.nominal),
        "noun_second": float(second.nominal),
        "verbs": float(not first.nominal and not second.nominal),
        "coordinate": float(apart == 0 and not first.nominal and not second.nominal),
        "pointing": float(second.nominal and _points(parsed, second)),
        "governed": float(_governed(first, second) or _governed(second, first)),
        "modes_differ": float(bool(first.mode and second.mode and first.mode != second.mode)),
        "modes_same": float(bool(first.mode) and first.mode == second.mode),
        **_status(first, second),
        **_speakers(first, second),
    }
    for side in ("actors", "recipients"):
        out |= _side(getattr(first, side), getattr(second, side), actors, side)
    if tags[0] is not None and tags[1] is not None:
        alike = sum(a * b for a, b in zip(tags[0].same, tags[1].same, strict=True))
        out |= {"alike": alike, "tagged": 1.0, "alike_far": alike * math.log1p(apart)}
        if tags[0].type == tags[1].type == first.type:
            same = bool(out["modes_same"])
            out |= _modes(first.type, tags[0].modes, tags[1].modes, same=same)
    return out


def _modes(
    type_: str, first: Mapping[str, float], second: Mapping[str, float], *, same: bool
) -> dict[str, float]:
    """How likely two tellings are of one mode for the tagger, and whether both are sure of different ones.

    They aren't where they are told as the ``same`` mode: a word of the lexicon may know better.
    """
    together = sum(p * second.get(mode, 0.0) for mode, p in first.items())
    tops = [max(m, key=lambda k: m[k]) for m in (first, second)]
    sure = all(m[t] >= _SURE and t for m, t in zip((first, second), tops, strict=True))
    clash = float(sure and tops[0] != tops[1] and not same)
    return {"one_mode": together, "clash": clash, f"clash_{type_}": clash}


def _speakers(first: Draft, second: Draft) -> dict[str, float]:
    """Of acts of speech: whether one speaker's words tell both."""
    if first.like not in ACTS_OF_SPEECH or not first.speaker or not second.speaker:
        return {}
    return {"speaker_same" if first.speaker == second.speaker else "speaker_other": 1.0}


def _status(first: Draft, second: Draft) -> dict[str, float]:
    sides = {first.status, second.status}
    return {
        "status_same": float(len(sides) == 1),
        "said_not": float(len(sides) == 2 and bool(sides & {"negated", "denied"})),
        "plan_and_deed": float(bool(sides & set(_REAL)) and bool(sides & set(_UNREAL))),
    }


def _side(
    mine: tuple[str, ...], theirs: tuple[str, ...], actors: Mapping[str, Actor], side: str
) -> dict[str, float]:
    """Whether the two name the same on a side, people of one country, or others; or one names nobody."""
    if not mine or not theirs:
        return {f"{side}_open": 1.0}
    if set(mine) & set(theirs):
        return {f"{side}_same": 1.0}
    countries = [{actors[i].country for i in ids} - {None} for ids in (mine, theirs)]
    if countries[0] & countries[1]:
        return {f"{side}_country": 1.0}
    if all(countries):
        return {f"{side}_foreign": 1.0}
    return {f"{side}_other": 1.0}


def _points(parsed: Parsed, draft: Draft) -> bool:
    """A noun with "the" or the like, or one that takes up the clause before it."""
    return any(parsed.tokens[k].lower in _POINTING for k in parsed.children[draft.candidate.head])


def _governed(verb: Draft, noun: Draft) -> bool:
    """A verb and the noun that is its object or subject ("a summit was *held*")."""
    clause = verb.candidate.clause
    if clause is None or clause.nominal or not noun.nominal:
        return False
    parts = (*clause.objects, *clause.subject, *(o.head for o in clause.obliques))
    return noun.candidate.head in parts
