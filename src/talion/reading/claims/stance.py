"""How a speaker stands to what is spoken of, and in what kind of quotation."""

from collections.abc import Sequence

from talion.language.base import Parsed
from talion.reading.claims.grammar import QUOTED
from talion.reading.claims.lexicon import claim_words
from talion.reading.claims.weigh import Heard, features, likeliest, stance_words
from talion.record import Quote, Stance
from talion.spans import Span

_STRONG: tuple[Stance, ...] = ("denies", "condemns", "approves", "doubts", "asks")


def read_stance(
    parsed: Parsed,
    cue: Span | None,
    contents: tuple[Span, ...],
    quotes: Sequence[Span],
    heard: Heard | None = None,
) -> Stance:
    """By plain words; where there are none, by the fitted model, with what the tagger ``heard``."""
    shown = shown_by_words(parsed, cue, contents)
    if shown is not None:
        return shown
    words = stance_words()
    weights = words.with_model if heard else words.without_model
    return likeliest(features(parsed, cue, contents, quotes, heard), weights)


def shown_by_words(parsed: Parsed, cue: Span | None, contents: tuple[Span, ...]) -> Stance | None:
    """By the words of the cue; a plain cue leaves it to what is said. ``None`` where neither shows it."""
    by_cue = _of_cue(parsed, cue)
    if by_cue is not None:
        return by_cue
    if _is_question(parsed, contents) or _is_told(parsed, cue, contents):
        return "asks"
    return _judgement(parsed, contents) or _phrase(parsed, contents)


def _of_cue(parsed: Parsed, cue: Span | None) -> Stance | None:
    """The stance that the words of the cue show; to "not deny" is to assert."""
    words = claim_words()
    strong: Stance | None = None
    negated = False
    for token in parsed.tokens_in(cue) if cue else ():
        clause = parsed.clause_at.get(token.i)
        negated = negated or bool(clause and clause.negated and not clause.nominal)
        lemma = clause.lemma if clause is not None else token.lemma
        lists = words.nouns if token.pos == "NOUN" else words.verbs
        stance = lists.get(lemma) or lists.get(lemma.split()[0])
        if strong is None and stance in _STRONG:
            strong = stance
    return "asserts" if strong == "denies" and negated else strong


def _is_told(parsed: Parsed, cue: Span | None, contents: tuple[Span, ...]) -> bool:
    """ "told them *to leave*": what is told is to be done."""
    lemmas = {t.lemma for t in (parsed.tokens_in(cue) if cue else ())}
    if not contents or not lemmas & claim_words().told:
        return False
    first = [t.lower for t in parsed.tokens_in(contents[0])[:2]]
    return first[:1] == ["to"] or first == ["not", "to"]


def _phrase(parsed: Parsed, contents: tuple[Span, ...]) -> Stance | None:
    """The stance of the first phrase of ours in what is said."""
    tokens = [t for s in contents for t in parsed.tokens_in(s)]
    said = " ".join("not" if t.dep == "neg" and t.lower != "no" else t.lemma for t in tokens)
    found = (v for k, v in claim_words().phrases.items() if f" {k} " in f" {said.lower()} ")
    return next(found, None)


def _is_question(parsed: Parsed, contents: tuple[Span, ...]) -> bool:
    return bool(contents) and parsed.words(contents[-1]).rstrip("\"'”’ ").endswith("?")


def _judgement(parsed: Parsed, contents: tuple[Span, ...]) -> Stance | None:
    """What is said of the thing itself: the predicate of "it is unjust", negation turning it round."""
    judgements = claim_words().judgements
    for span in contents:
        for token in parsed.tokens_in(span):
            stance = judgements.get(token.lemma) or judgements.get(token.lower)
            if stance and token.dep in ("acomp", "attr", "amod", "ROOT"):
                head = parsed.clause_at.get(token.head)
                if head is None or not head.negated:
                    return stance
    return None


def quotations(text: str) -> list[Span]:
    """The spans of a text that stand in quotation marks."""
    return [m.span() for m in QUOTED.finditer(text)]


def quote_kind(quotes: Sequence[Span], contents: tuple[Span, ...]) -> Quote:
    """``direct`` where all the words stand in quotation marks, ``mixed`` where some do."""
    total = sum(b - a for a, b in contents)
    quoted = sum(max(0, min(b, end) - max(a, start)) for a, b in contents for start, end in quotes)
    if not quoted:
        return "indirect"
    return "direct" if quoted >= 0.9 * total else "mixed"


def speaks(parsed: Parsed, cue: Span | None) -> bool:
    """Whether a cue holds a known word of saying, thinking or wanting, a preposition or a colon."""
    words = claim_words()
    known = (
        words.verbs.keys()
        | words.nouns.keys()
        | words.hearsay
        | {"accord", "according", "via", ":"}
    )
    return cue is None or any(t.lemma in known or t.lower in known for t in parsed.tokens_in(cue))
