"""Links by cue and structure: which words a sentence ties to which."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talion.language.base import Clause, Parsed, Token
from talion.reading.links.lexicon import LinkWords, Phrase, link_words
from talion.record import LinkKind
from talion.spans import Span


@dataclass(frozen=True, slots=True)
class Told:
    """One telling of an event: its id and type, the head token and the trigger."""

    event: str
    type: str
    head: int
    trigger: Span


@dataclass(frozen=True, slots=True)
class End:
    """One end of a link in the making: its words, and the token that heads them."""

    head: int
    span: Span


@dataclass(frozen=True, slots=True)
class Tie:
    """A link in the making; ``strength`` is its confidence, ``weak`` whether the cue may tell mere order.

    ``tagged`` is whether the tagger read it, and not grammar.
    """

    kind: LinkKind
    antecedent: End
    response: End
    cue: Span | None
    strength: float
    weak: bool
    tagged: bool = False


def ties(parsed: Parsed, told: Sequence[Told]) -> list[Tie]:
    """All ties of a text, by phrase, by verb, and by acts directed at other acts."""
    words = link_words()
    found = [*_by_phrase(parsed, words), *_by_verb(parsed, words), *_directed(parsed, words, told)]
    return sorted(found, key=lambda t: (t.response.span, t.antecedent.span))


def _by_phrase(parsed: Parsed, words: LinkWords) -> Iterator[Tie]:
    i = 0
    while i < len(parsed.tokens):
        phrase = _phrase_at(parsed, i, words)
        if phrase is None:
            i += 1
            continue
        last = i + len(phrase.words) - 1
        tie = _phrase_tie(parsed, i, last, phrase)
        if tie is not None:
            yield tie
        i = last + 1


def _phrase_at(parsed: Parsed, i: int, words: LinkWords) -> Phrase | None:
    for phrase in words.phrases.get(parsed.tokens[i].lower, ()):
        tokens = parsed.tokens[i : i + len(phrase.words)]
        if tuple(t.lower for t in tokens) == phrase.words:
            return phrase
    return None


def _phrase_tie(parsed: Parsed, first: int, last: int, phrase: Phrase) -> Tie | None:
    """What hangs on the cue's last word is the antecedent, what the cue hangs on the response."""
    inside = range(first, last + 1)
    if phrase.kind == "condition" and _asks_whether(parsed, first):
        return None
    below = _below(parsed, last, inside)
    above = _above(parsed, inside)
    if below is None or above is None or below in inside:
        return None
    cue = parsed.span(inside)
    return Tie(
        phrase.kind,
        End(below, _without(parsed, below, (first, last))),
        End(above, _response_words(parsed, above, cue, below)),
        cue,
        phrase.confidence,
        phrase.weak,
    )


def _asks_whether(parsed: Parsed, at: int) -> bool:
    """ "To see *if* he lives", "as *if* he lived": no condition."""
    token = parsed.tokens[at]
    content = token.dep == "mark" and parsed.tokens[token.head].dep == "ccomp"
    return content or (at > 0 and parsed.tokens[at - 1].lower == "as")


def _below(parsed: Parsed, last: int, inside: range) -> int | None:
    """The head of what follows the cue: object, clause, or the clause that the cue marks."""
    token = parsed.tokens[last]
    for k in parsed.children[last]:
        if k > last and parsed.tokens[k].dep in (
            "pobj",
            "pcomp",
            "dobj",
            "ccomp",
            "advcl",
            "xcomp",
        ):
            return k
    if token.dep == "mark" and token.head not in inside:
        return token.head
    if token.pos == "VERB":
        clause = parsed.clause_at.get(last)
        return next(iter(clause.objects), None) if clause is not None else None
    return None


def _above(parsed: Parsed, inside: range) -> int | None:
    """What the cue hangs on, over the clause that it marks."""
    head = parsed.tokens[inside[0]]
    for i in inside:
        if parsed.tokens[i].head not in inside:
            head = parsed.tokens[i]
            break
    if head.dep == "mark":
        marked = parsed.tokens[head.head]
        return marked.head if marked.head != marked.i else None
    if head.head == head.i:
        return None
    above = parsed.tokens[head.head]
    return _over_prepositions(parsed, above)


def _over_prepositions(parsed: Parsed, token: Token) -> int:
    while token.dep in ("prep", "pcomp") and token.pos == "ADP" and token.head != token.i:
        token = parsed.tokens[token.head]
    return token.i


def _without(parsed: Parsed, head: int, cue: tuple[int, int]) -> Span:
    return parsed.span(
        trimmed(parsed, [i for i in parsed.subtree(head) if not cue[0] <= i <= cue[1]])
    )


def _response_words(parsed: Parsed, head: int, cue: Span, below: int) -> Span:
    """The words of the response: its subtree less the antecedent and the cue."""
    away = set(parsed.subtree(below))
    mine = [
        i for i in parsed.subtree(head)
        if i not in away and not cue[0] <= parsed.tokens[i].start < cue[1]
    ]  # fmt: skip
    before = [i for i in mine if parsed.tokens[i].end <= cue[0]]
    return parsed.span(trimmed(parsed, before or mine or [head]))


def trimmed(parsed: Parsed, tokens: list[int]) -> list[int]:
    """Tokens without the marks at either end; one at least."""
    while len(tokens) > 1 and parsed.tokens[tokens[-1]].pos == "PUNCT":
        tokens = tokens[:-1]
    while len(tokens) > 1 and parsed.tokens[tokens[0]].pos == "PUNCT":
        tokens = tokens[1:]
    return tokens


def _by_verb(parsed: Parsed, words: LinkWords) -> Iterator[Tie]:
    for clause in parsed.clauses:
        lemma = clause.lemma.split()[0]
        if clause.nominal or clause.negated:
            continue
        objects = list(clause.objects) + _through(clause, words.prepositions.get(lemma, ()))
        if clause.complement is not None:
            objects.append(clause.complement)
        if not clause.subject or not objects:
            continue
        ends = (
            End(clause.subject[0], _words_of(parsed, clause.subject[0], clause)),
            End(objects[0], _words_of(parsed, objects[0], clause)),
        )
        cue = parsed.span(clause.words)
        if lemma in words.antecedent_subject or f"{lemma} to" in words.antecedent_subject:
            yield Tie("cause", ends[0], ends[1], cue, 0.75, False)
        elif lemma in words.response_subject and (lemma not in words.prepositions or len(objects)):
            yield Tie(
                words.kinds.get(lemma, "cause"), ends[1], ends[0], cue, 0.7, lemma == "follow"
            )


def _through(clause: Clause, prepositions: tuple[str, ...]) -> list[int]:
    return [o.head for o in clause.obliques if o.preposition in prepositions]


def _words_of(parsed: Parsed, head: int, clause: Clause) -> Span:
    mine = [i for i in parsed.subtree(head) if i not in clause.words and i != clause.predicate]
    return parsed.span(trimmed(parsed, mine or [head]))


def _directed(parsed: Parsed, words: LinkWords, told: Sequence[Told]) -> Iterator[Tie]:
    """An act whose object is itself an act: "condemned the raid", "a verdict protested by Moscow"."""
    by_head = {t.head: t for t in told}
    for one in told:
        kind = words.directed.get(one.type)
        clause = parsed.clause_at.get(one.head)
        if kind is None or clause is None:
            continue
        at = (o.head for o in clause.obliques if o.preposition in words.directed_prepositions)
        for head in (*clause.objects, *at):
            other = by_head.get(head)
            if other is not None and other.event != one.event:
                response = End(one.head, one.trigger)
                yield Tie(kind, End(head, other.trigger), response, None, 0.8, False)
