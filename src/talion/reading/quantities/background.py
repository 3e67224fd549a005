"""Whether a figure is background (a population, an income, who lives where) or part of an event."""

from __future__ import annotations

from talion.language.base import Parsed, Token
from talion.reading.quantities.lexicon import quantity_words
from talion.reading.quantities.phrases import Phrase

_PLACES = frozenset(
    {"country", "nation", "state", "province", "region", "city", "town", "village"}
    | {"district", "territory", "island", "area", "republic"}
)


def is_statistic(parsed: Parsed, phrase: Phrase) -> bool:
    """Whether ``phrase`` says how things stand, and not what was done to whom or how often."""
    if phrase.unit is not None and phrase.unit.endswith((" per person", " of age")):
        return True
    if _harmed(parsed, phrase):
        return False
    words = quantity_words()
    if phrase.kind == "share" and phrase.of is not None:
        lemmas = {t.lemma for t in parsed.tokens_in(phrase.of)}
        return bool(lemmas & (words.wholes | words.background_nouns))
    of = _of_head(parsed, phrase)
    if of is not None and of.lemma in words.background_nouns:
        return True
    if phrase.kind == "duration":
        return False
    return _lives(parsed, phrase) or _of_a_place(parsed, phrase) or _stated(parsed, phrase)


def _of_head(parsed: Parsed, phrase: Phrase) -> Token | None:
    if phrase.head is not None:
        return parsed.tokens[phrase.head]
    if phrase.of is None:
        return None
    inside = parsed.tokens_in(phrase.of)
    return inside[-1] if inside else None


def _governor(parsed: Parsed, phrase: Phrase) -> int | None:
    """The predicate that the phrase hangs on."""
    at = phrase.head if phrase.head is not None else phrase.last
    return next((i for i in parsed.ancestors(at) if parsed.tokens[i].pos in ("VERB", "AUX")), None)


def _harmed(parsed: Parsed, phrase: Phrase) -> bool:
    governor = _governor(parsed, phrase)
    return governor is not None and parsed.tokens[governor].lemma in quantity_words().person_verbs


def _lives(parsed: Parsed, phrase: Phrase) -> bool:
    """ "40,000 welders living in ...", "tens of thousands work on ..."."""
    if phrase.head is None and phrase.number.form != "vague":
        return False
    words, tokens = quantity_words(), parsed.tokens
    at = phrase.head if phrase.head is not None else phrase.last
    for kid in parsed.children[at]:
        if tokens[kid].dep in ("acl", "relcl") and tokens[kid].lemma in words.background_verbs:
            return True
    governor = _subject_of(parsed, at)
    if governor is None:
        return False
    verb = tokens[governor]
    return verb.lemma in words.background_verbs or (
        verb.lemma in words.work_verbs and verb.tag in ("VBP", "VBZ")
    )


def _subject_of(parsed: Parsed, at: int) -> int | None:
    """The verb whose subject is ``at``, or holds it ("tens of thousands of workers")."""
    tokens = parsed.tokens
    for i in (at, *parsed.ancestors(at)):
        if tokens[i].dep == "nsubj":
            return tokens[i].head
        if tokens[i].pos in ("VERB", "AUX"):
            return None
    return None


def _of_a_place(parsed: Parsed, phrase: Phrase) -> bool:
    """ "A province of 3 million people", "home to 40,000"."""
    tokens = parsed.tokens
    before = [t for t in tokens[max(0, phrase.first - 6) : phrase.first] if t.start < phrase.start]
    if len(before) < 2 or phrase.kind != "count" or phrase.value < 100:
        return False
    noun, link = before[-2], before[-1]
    return (link.lower == "of" and noun.lemma in _PLACES) or (
        link.lower == "to" and noun.lower == "home"
    )


def _stated(parsed: Parsed, phrase: Phrase) -> bool:
    """A figure that accounts for, makes up or ranks something."""
    governor = _governor(parsed, phrase)
    if governor is None or phrase.kind not in ("share", "money", "rate"):
        return False
    return parsed.tokens[governor].lemma in quantity_words().background_verbs
