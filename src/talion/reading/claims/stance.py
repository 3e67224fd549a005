"""How a speaker stands to what is spoken of, and in what kind of quotation."""

from collections.abc import Sequence

from talion.language.base import Parsed
from talion.reading.claims.grammar import QUOTED
from talion.reading.claims.lexicon import claim_words
from talion.record import Quote, Stance
from talion.spans import Span

_STRONG = ("denies", "condemns", "approves", "doubts", "asks")


def read_stance(parsed: Parsed, cue: Span | None, contents: tuple[Span, ...]) -> Stance:
    """By the words of the cue; a plain cue leaves it to judging words in what is said."""
    words = claim_words()
    found: list[Stance] = []
    negated = False
    for token in parsed.tokens_in(cue) if cue else ():
        clause = parsed.clause_at.get(token.i)
        negated = negated or bool(clause and clause.negated and not clause.nominal)
        lemma = clause.lemma if clause is not None else token.lemma
        lists = words.nouns if token.pos == "NOUN" else words.verbs
        stance = lists.get(lemma) or lists.get(lemma.split()[0])
        if stance is not None:
            found.append(stance)
    strong = next((s for s in found if s in _STRONG), None)
    if strong == "denies" and negated:
        return "asserts"
    if strong is not None:
        return strong
    if _is_question(parsed, contents):
        return "asks"
    return _judgement(parsed, contents)


def _is_question(parsed: Parsed, contents: tuple[Span, ...]) -> bool:
    return bool(contents) and parsed.words(contents[-1]).rstrip("\"'”’ ").endswith("?")


def _judgement(parsed: Parsed, contents: tuple[Span, ...]) -> Stance:
    """What is said of the thing itself: the predicate of "it is unjust", negation turning it round."""
    judgements = claim_words().judgements
    for span in contents:
        for token in parsed.tokens_in(span):
            stance = judgements.get(token.lemma) or judgements.get(token.lower)
            if stance and token.dep in ("acomp", "attr", "amod", "ROOT"):
                head = parsed.clause_at.get(token.head)
                if head is None or not head.negated:
                    return stance
    return "asserts"


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
