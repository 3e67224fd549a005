"""Sentences to prison: told by words that elsewhere tell of custody, and coded as two events.

The codebook: "a sentence to prison is SANCTION/convict and also COERCE/arrest".
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from talion.language.base import Parsed
from talion.reading.events.draft import Draft
from talion.record import Actor

_SENTENCE = ("SANCTION", "convict")
_CUSTODY = ("COERCE", "arrest")


@dataclass(frozen=True, slots=True)
class _Words:
    prison: frozenset[str]
    sentence: frozenset[str]
    terms: frozenset[str]
    places: frozenset[str]


@cache
def _words() -> _Words:
    raw = tomllib.loads(files("talion.reading").joinpath("data/sentencing.toml").read_text("utf-8"))
    return _Words(*(frozenset(raw[n]) for n in ("prison", "sentence", "terms", "places")))


def with_sentences(
    parsed: Parsed, drafts: Sequence[Draft], actors: Mapping[str, Actor]
) -> list[Draft]:
    """The drafts, those that tell of a jailing as sentences where a term or a court is told of it.

    One told with neither is a sentence too where the story tells of the same people's.
    """
    jailings = [d for d in drafts if _jails(d)]
    sentences = [d for d in jailings if _to_prison(parsed, d) or _by_court(d, actors)]
    return [
        replace(d, type=_SENTENCE[0], mode=_SENTENCE[1])
        if d in jailings and any(d is s or _of_same(d, s, actors) for s in sentences)
        else d
        for d in drafts
    ]


def with_custody(parsed: Parsed, events: Sequence[Draft]) -> list[Draft]:
    """The events, each sentence to prison followed by the arrest that the codebook has beside it."""
    out = []
    for event in events:
        out.append(event)
        sentence = (event.type, event.mode) == _SENTENCE
        if sentence and any(_jails(t) or _to_prison(parsed, t) for t in event.tellings):
            out.append(replace(event, type=_CUSTODY[0], mode=_CUSTODY[1], beside=True))
    return out


def _jails(draft: Draft) -> bool:
    lemma, shipped = draft.candidate.lemma, draft.candidate.own is None
    return shipped and draft.type in (_SENTENCE[0], _CUSTODY[0]) and lemma in _words().prison


def _to_prison(parsed: Parsed, draft: Draft) -> bool:
    """Whether a term or a prison stands with a verb of jailing or of sentencing."""
    words, clause = _words(), draft.candidate.clause
    if clause is None or clause.lemma not in words.prison | words.sentence:
        return False
    told = words.terms if clause.lemma in words.prison else words.terms | words.places
    return any(
        o.preposition in ("for", "to") and parsed.tokens[o.head].lemma in told
        for o in clause.obliques
    )


def _by_court(draft: Draft, actors: Mapping[str, Actor]) -> bool:
    return any(actors[i].sector == "JUD" for i in draft.actors)


def _of_same(first: Draft, second: Draft, actors: Mapping[str, Actor]) -> bool:
    """Whether two jailings are of the same people, or of people of one country, as far as is told."""
    if not first.recipients or set(first.recipients) & set(second.recipients):
        return True
    countries = [{actors[i].country for i in d.recipients} - {None} for d in (first, second)]
    return bool(countries[0] & countries[1])
