"""Whether what the tagger takes for a claim is one: a logistic rule, from ``reading/data/claims.toml``."""

import math
from collections.abc import Sequence

from talion.language.base import Parsed
from talion.models.tags import CueTag
from talion.reading.claims.lexicon import claim_words
from talion.reading.claims.shape import cue_clause
from talion.reading.claims.stance import speaks
from talion.spans import Span, overlap

_SPEECH_MARKS = frozenset((":", "accord", "according"))


def is_claim(parsed: Parsed, tag: CueTag, quotes: Sequence[Span]) -> bool:
    """Whether ``tag`` is likely enough to be a claim; one without a cue always is."""
    return tag.cue is None or chance(parsed, tag, quotes) >= claim_words().least


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
