"""Where the words of a user's cues stand, in any form: as a verb with what belongs to it, or as a noun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from talion.language.base import Clause, Parsed, Token
from talion.reading.events.own.base import Match, Sign
from talion.spans import Span, overlap

Index = Mapping[str, Sequence[Sign]]
_NO_WORDS = frozenset(("AUX", "DET", "NUM", "PRON", "PUNCT"))
_PARTS = ("amod", "compound", "nmod")


def indexed(signs: Iterable[Sign]) -> Index:
    """The signs by each form of their first word."""
    out: dict[str, list[Sign]] = {}
    for sign in signs:
        for form in sign.words[0]:
            out.setdefault(form, []).append(sign)
    return out


def forms(token: Token) -> frozenset[str]:
    """The forms by which a word is known again."""
    return frozenset((token.lower, token.lemma))


def matches(parsed: Parsed, index: Index) -> list[Match]:
    """Each place where a sign stands, in the order of the text; one match a sign and predicate."""
    found = [m for t in parsed.tokens for s in begun(t, index) if (m := _match(parsed, s, t))]
    return sorted(found, key=lambda m: m.trigger)


def begun(token: Token, index: Index) -> list[Sign]:
    """The signs whose first word this is."""
    return list(dict.fromkeys((*index.get(token.lower, ()), *index.get(token.lemma, ()))))


def _match(parsed: Parsed, sign: Sign, token: Token) -> Match | None:
    clause = parsed.clause_at.get(token.i)
    if clause is not None and not clause.nominal:
        return _of_verb(parsed, sign, clause) if sign.form != "noun" else None
    return _of_words(parsed, sign, token)


def _of_verb(parsed: Parsed, sign: Sign, clause: Clause) -> Match | None:
    """A verb whose other words stand below it; a particle that the cue does not have makes another verb."""
    rest = sign.words[1:]
    particles = clause.lemma.split()[1:]
    if not all(any(p in forms for forms in rest) for p in particles):
        return None
    around = _around(parsed, clause)
    told = [next((t for t in around if _is(t, forms)), None) for forms in rest]
    if any(t is None for t in told):
        return None
    words = sorted({*clause.words, *(t.i for t in told if t is not None)})
    together = words[-1] - words[0] == len(words) - 1
    span = parsed.span(words) if together else parsed.tokens[clause.predicate].span
    return Match(sign, span, clause.predicate, clause, clause.lemma)


def _around(parsed: Parsed, clause: Clause) -> list[Token]:
    """The words of a clause but its subject: objects, particles, phrases, and what these are made of."""
    stop = {*clause.subject} - {*clause.objects}
    start = [*clause.objects, *(k for k in parsed.children[clause.predicate])]
    seen: dict[int, None] = {}
    stack = [i for i in start if i not in stop]
    while stack:
        here = stack.pop()
        below = parsed.clause_at.get(here)
        if here in seen or here == clause.predicate or (below is not None and not below.nominal):
            continue
        seen[here] = None
        stack.extend(parsed.children[here])
    return [parsed.tokens[i] for i in sorted(seen)]


def _of_words(parsed: Parsed, sign: Sign, first: Token) -> Match | None:
    """Words that stand together, with a noun as their head."""
    tokens = parsed.tokens[first.i : first.i + len(sign.words)]
    if len(tokens) < len(sign.words) or not all(map(_is, tokens, sign.words)):
        return None
    span = parsed.span((tokens[0].i, tokens[-1].i))
    heads = parsed.heads_in(span)
    head = parsed.tokens[heads[-1]]
    if sign.form == "verb" or head.pos not in ("NOUN", "PROPN") or head.dep in _PARTS:
        return None
    clause = parsed.clause_at.get(head.i)
    return Match(sign, span, head.i, clause, " ".join(t.lemma for t in tokens))


def _is(token: Token, forms: frozenset[str]) -> bool:
    return token.lemma in forms or token.lower in forms


def of_trigger(parsed: Parsed, span: Span) -> list[Token]:
    """The words of a trigger that make a cue, the predicate first; empty where none can tell an act."""
    tokens = [t for t in parsed.tokens_in(span) if t.pos not in _NO_WORDS]
    heads = [parsed.tokens[i] for i in parsed.heads_in(span)]
    verb = next((t for t in heads if t.i in parsed.clause_at), None)
    if verb is not None and not parsed.clause_at[verb.i].nominal:
        return [verb, *(t for t in tokens if t.i != verb.i)]
    return tokens if any(t.pos in ("NOUN", "PROPN") for t in heads) else []


def at(found: Sequence[Match], span: Span) -> list[Match]:
    """Those whose words are among those of ``span``."""
    return [m for m in found if overlap(m.trigger, span)]
