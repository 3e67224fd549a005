"""Whether what the tagger takes for a claim is one: a logistic rule, from ``reading/data/claims.toml``."""

import math
from collections.abc import Sequence

from talion.language.base import Parsed
from talion.models.tags import CueTag, TriggerTag
from talion.reading.claims.governed import cue_clause
from talion.reading.claims.lexicon import claim_words
from talion.reading.claims.stance import speaks
from talion.spans import Span, overlap

_SPEECH_MARKS = frozenset((":", "accord", "according"))
_DEEDS = frozenset(
    ("AID", "ASSAULT", "COERCE", "COOPERATE", "MOBILIZE", "PROTEST", "RETREAT", "SANCTION")
)


def is_claim(
    parsed: Parsed, tag: CueTag, quotes: Sequence[Span], events: Sequence[TriggerTag] = ()
) -> bool:
    """Whether ``tag`` is likely enough to be a claim; one without a cue always is.

    Where the tagger's ``events`` have a deed in the cue ("jailed"), that is done and not said.
    """
    if tag.cue is None:
        return True
    likely = chance(parsed, tag, quotes) >= claim_words().least
    return likely and (speaks(parsed, tag.cue) or not _is_deed(tag.cue, events))


def _is_deed(cue: Span, events: Sequence[TriggerTag]) -> bool:
    """Whether the words of a cue are likelier to tell a deed than not."""
    return any(overlap(t.span, cue) and sum(t.types[d] for d in _DEEDS) >= 0.5 for t in events)


def chance(parsed: Parsed, tag: CueTag, quotes: Sequence[Span]) -> float:
    """The probability (0 to 1) that somebody says or thinks the contents of ``tag``."""
    weights = claim_words().likely
    found = features(parsed, tag, quotes)
    return 1 / (1 + math.exp(-sum(weights[name] * value for name, value in found.items())))


def features(parsed: Parsed, tag: CueTag, quotes: Sequence[Span]) -> dict[str, float]:
    """What speaks for a claim; the data file says what each name means."""
    sure = min(max(tag.confidence, 0.001), 0.999)
    clause = cue_clause(parsed, tag.cue)
    words = {w for t in (parsed.tokens_in(tag.cue) if tag.cue else ()) for w in (t.lemma, t.lower)}
    length = sum(len(parsed.tokens_in(s)) for s in tag.contents)
    return {
        "always": 1.0,
        "tagger": math.log(sure / (1 - sure)),
        "known": speaks(parsed, tag.cue),
        "speech": bool(words & (claim_words().speech | _SPEECH_MARKS)),
        "source": bool(tag.sources),
        "length": math.log(length + 1),
        "quote": any(overlap(q, s) for q in quotes for s in tag.contents),
        "complement": clause is not None and clause.complement is not None,
        "nominal": clause is None or clause.nominal,
    }
