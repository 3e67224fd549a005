"""What a number counts or measures: the noun, its plain name, and the words for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from talion.language.base import Parsed, Token
from talion.reading.quantities.lexicon import quantity_words, unit_table
from talion.record import QuantityKind
from talion.spans import Span

_INNER = frozenset({"ADJ", "NOUN", "PROPN"})
_PLURAL = frozenset({"NNS", "NNPS"})
_LONGEST = 8
_PERCENT = frozenset({"%", "percent", "cent", "pc"})
_MARKS = frozenset('-–,“”"‘’')
_NOT_COUNTED = frozenset(
    {
        "others",
        "more",
        "such",
        "other",
        "another",
        "least",
        "further",
        "additional",
        "less",
        "fewer",
        "few",
        "many",
    }
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A noun phrase behind a number: its head's token, its plain name and its span."""

    head: int
    name: str
    span: Span
    plural: bool
    kind: QuantityKind = "count"


def token_at(parsed: Parsed, offset: int) -> int | None:
    """The index of the token at ``offset``, or at the space's end; ``None`` where there is none."""
    found = parsed.tokens_in((offset, offset + 2))
    return found[0].i if found else None


def counted_after(parsed: Parsed, token: int, end: int) -> Counted | None:
    """The noun phrase that begins behind ``token`` (the number's last), perhaps after "of the".

    ``end`` is the number's end, which may lie inside the token ("3-member").
    """
    tokens = parsed.tokens
    last = parsed.sentences[tokens[token].sentence].last
    at, of = token + 1, False
    if at < last and tokens[at].lower == "of":
        at, of = at + 1, True
        while at < last and (tokens[at].pos in ("DET", "PRON") or tokens[at].lower == "all"):
            if tokens[at].pos == "PRON" and tokens[at].tag != "PRP$":
                return None
            at += 1
    if end < tokens[token].end or parsed.text[end : end + 1] == "-":
        return _hyphened(parsed, end)
    run = _run(parsed, at, last, of)
    return _from_run(parsed, token, run) if run else None


def _hyphened(parsed: Parsed, end: int) -> Counted | None:
    """The noun that a hyphen ties to the number ("11-member", "three-point")."""
    tail = parsed.text[end : end + 24]
    if not tail.startswith("-") or not tail[1:2].isalpha():
        return None
    word = re.match(r"-([A-Za-z]+)", tail)
    assert word is not None
    index = token_at(parsed, end + 1)
    if word[1] == "strong" and index is not None:
        return Counted(index, "person", (end + 1, end + 7), True)
    if index is None or parsed.tokens[index].pos not in ("NOUN", "NUM", "ADJ", "PROPN"):
        return None
    return Counted(index, word[1].lower(), (end + 1, end + 1 + len(word[1])), False)


def _run(parsed: Parsed, at: int, last: int, of: bool) -> list[Token]:
    """The tokens of a noun phrase from ``at`` on, as far as its last noun."""
    tokens = parsed.tokens
    run: list[Token] = []
    while at < last and len(run) < _LONGEST:
        token = tokens[at]
        owned = of and token.tag == "POS" and bool(run)
        if not owned and not _goes_on(parsed, token, run, at, last):
            break
        run.append(token)
        at += 1
    while run and run[-1].pos not in ("NOUN", "PROPN"):
        run.pop()
    return run


def _goes_on(parsed: Parsed, token: Token, run: list[Token], at: int, last: int) -> bool:
    tokens = parsed.tokens
    if (
        run
        and run[-1].pos in ("NOUN", "PROPN")
        and run[-1].tag in _PLURAL
        and token.pos in ("ADJ", "NUM", "ADV")
    ):
        return False
    if (
        token.entity in ("DATE", "TIME")
        and token.pos in ("PROPN", "NOUN")
        and token.dep in ("npadvmod", "tmod")
    ):
        return False
    if not any(c.isalpha() for c in token.text) and token.text not in _MARKS:
        return _is_model(tokens, token, run, at, last)
    if token.pos in _INNER:
        return not (run and run[-1].tag in _PLURAL and token.pos == "PROPN")
    following = tokens[at + 1] if at + 1 < last else None
    if following is None:
        return False
    if token.text in ("“", "”", '"', "‘", "’"):
        return following.pos in _INNER
    if token.text in ("-", "–"):
        return following.pos in _INNER or following.tag in ("VBN", "VBG")
    if token.tag in ("VBN", "VBG"):
        return (token.dep in ("amod", "compound") or not run) and following.pos in _INNER
    if token.pos == "ADV":
        return (not run and following.pos in ("ADJ",)) or (
            following.tag in ("VBN", "VBG") and not run and token.lower.endswith("ly")
        )
    if token.text == "," or token.lower in ("and", "or"):
        return (
            bool(run)
            and run[-1].pos in ("ADJ", "PROPN")
            and following.pos == run[-1].pos
            and _noun_ahead(tokens, at + 2, last)
        )
    if token.pos == "NUM":
        return bool(run) and following.pos in ("PROPN", "NOUN")
    return False


def _is_model(
    tokens: tuple[Token, ...], token: Token, run: list[Token], at: int, last: int
) -> bool:
    """Whether digits are part of the counted thing's name ("two new *747* Jumbo jets")."""
    if not run or token.pos != "NUM" or not token.text.isdecimal():
        return False
    named = at + 2 < last and tokens[at + 1].pos == "PROPN"
    noun = tokens[at + 2 if named else at + 1] if at + 1 < last else token
    return (
        noun.tag in _PLURAL
        and token.head == noun.i == run[0].head
        and (named or run[-1].pos == "PROPN")
    )


def _noun_ahead(tokens: tuple[Token, ...], at: int, last: int) -> bool:
    return at < last and tokens[at].pos == "NOUN" and tokens[at].tag == "NNS"


def _from_run(parsed: Parsed, number: int, run: list[Token]) -> Counted | None:
    head = _head(parsed, number, run)
    if head.lower == "strong":
        return Counted(head.i, "person", head.span, True)
    inside = run[: run.index(head) + 1]
    if head.lower in _NOT_COUNTED or head.lower in quantity_words().months:
        return None
    span = _with_complement(parsed, inside, head)
    plural = head.tag in _PLURAL or (head.pos == "PROPN" and _looks_plural(head.lower))
    unit = unit_table().words.get(head.lower)
    if unit is not None and unit.kind in ("duration", "measure"):
        return Counted(head.i, unit.name, span, plural, unit.kind)
    return Counted(head.i, plain_name(inside), span, plural)


def _head(parsed: Parsed, number: int, run: list[Token]) -> Token:
    """The token that the parser hangs the number on, else the first plural, else the last noun."""
    owners = [i for i, t in enumerate(run) if t.tag == "POS"]
    nouns = [t for t in run[owners[-1] + 1 if owners else 0 :] if t.pos in ("NOUN", "PROPN")]
    governor = parsed.tokens[number].head
    for token in nouns:
        if token.i == governor and (token.tag in _PLURAL or token is nouns[-1]):
            return token
    plural = [t for t in nouns if t.tag in _PLURAL]
    if plural:
        first = plural[0]
        return nouns[-1] if first.dep == "compound" and first.head == nouns[-1].i else first
    return nouns[-1]


def _with_complement(parsed: Parsed, inside: list[Token], head: Token) -> Span:
    """The phrase with its of-complement ("citizens of Elbonia")."""
    tokens = parsed.tokens
    start, end = inside[0].start, head.end
    at = head.i + 1
    if at + 1 < len(tokens) and tokens[at].lower in ("of", "from") and tokens[at].head == head.i:
        words = [i for i in parsed.subtree(at) if tokens[i].sentence == head.sentence]
        if len(words) <= 6 and words[0] == at:
            end = tokens[words[-1]].end
    return start, end


def _looks_plural(word: str) -> bool:
    return len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def singular(token: Token) -> str:
    """The token's singular in lower case.

    The parser's lemma, but for names, whose plural it leaves.
    """
    if token.lower in ("people", "persons"):
        return "person"
    if token.pos == "PROPN" and (token.tag in _PLURAL or _looks_plural(token.lower)):
        return (
            token.lower[:-3] + "y" if token.lower.endswith("ies") else token.lower.removesuffix("s")
        )
    return token.lemma or token.lower


def plain_name(inside: list[Token]) -> str:
    """A phrase's plain name: its head in the singular, with the words that make it a kind.

    Nationalities stay outside ("52 Elbonian welders" are welders): the phrase itself has them.
    """
    head = inside[-1]
    if head.lower in ("people", "persons"):
        return "person"
    owners = [i for i, t in enumerate(inside) if t.tag == "POS"]
    inside = inside[owners[-1] + 1 if owners else 0 :]
    words = [t.lower for t in inside[:-1] if not _left_out(t, head)]
    return " ".join([*words, singular(head)]).replace(" - ", "-")


def _left_out(token: Token, head: Token) -> bool:
    if token.pos not in ("ADJ", "NOUN", "PROPN", "NUM") or token.tag == "VBN":
        return True
    if token.lower in _NOT_COUNTED or token.text.isdecimal():
        return True
    # "World Cups" are one name; "US troops" are troops
    return token.text[:1].isupper() and head.pos != "PROPN"


def counts_persons(parsed: Parsed, first: int, last: int) -> Span | None:
    """The word that shows that a bare number counts people ("25 dead", "12 were arrested").

    ``None`` where none does.
    """
    tokens, words = parsed.tokens, quantity_words()
    if last + 1 < len(tokens) and tokens[last + 1].sentence == tokens[last].sentence:
        following = tokens[last + 1]
        if following.lower in ("others", "more", "people") and last + 2 < len(tokens):
            following = tokens[last + 2]
        if following.lower in words.person_states:
            return following.span
    governor = tokens[tokens[last].head]
    if (
        tokens[last].dep in ("dobj", "nsubjpass", "nsubj", "conj")
        and governor.lemma in words.person_verbs
    ):
        return governor.span
    if first and tokens[first - 1].lemma in words.person_verbs and tokens[first - 1].pos == "VERB":
        return tokens[first - 1].span
    return None


def alternative(parsed: Parsed, first: int) -> Token | None:
    """The noun before "or two" ("a day or two", "another envoy or two")."""
    tokens = parsed.tokens
    start = parsed.sentences[tokens[first].sentence].first
    if first - 3 < start or tokens[first - 1].lower != "or" or tokens[first].lower != "two":
        return None
    noun = tokens[first - 2]
    return noun if noun.tag == "NN" and tokens[first - 3].pos in ("DET", "ADJ", "NUM") else None


def governed_noun(parsed: Parsed, first: int) -> Token | None:
    """The noun that a bare number states ("a population of 9 million", "the toll rose to 30")."""
    tokens = parsed.tokens
    start = parsed.sentences[tokens[first].sentence].first
    implied = quantity_words().implied
    for at in range(first - 1, max(start, first - 10) - 1, -1):
        token = tokens[at]
        if token.lemma in implied and token.pos == "NOUN":
            return token
        if token.pos in ("NOUN", "PROPN") or token.text in (";", ","):
            if token.pos == "NOUN" and at and tokens[at - 1].lower in ("of", "the"):
                continue
            return None
    return None


def measured(parsed: Parsed, first: int, end: int) -> Span | None:
    """What a measure, share or sum is of: an of-phrase, the noun that it states, or the subject."""
    tokens = parsed.tokens
    sentence = parsed.sentences[tokens[first].sentence]
    behind = token_at(parsed, end)
    if behind is not None and tokens[behind].start >= end and tokens[behind].sentence == sentence.i:
        span = _phrase_behind(parsed, behind)
        if span is not None:
            return span
    before = first - 1
    while (
        before > sentence.first
        and tokens[before].pos in ("ADV", "SYM", "ADJ", "PUNCT", "NUM")
        and before > first - 5
    ):
        before -= 1
    if (
        before > sentence.first
        and tokens[before].lower == "of"
        and tokens[before - 1].pos in ("NOUN", "PROPN")
    ):
        return _phrase_before(parsed, before - 1)
    return _subject(parsed, first)


def _phrase_behind(parsed: Parsed, preposition: int) -> Span | None:
    if parsed.tokens[preposition].lower != "of":
        return None
    kids = [k for k in parsed.children[preposition] if parsed.tokens[k].dep == "pobj"]
    if not kids:
        return None
    words = [i for i in parsed.subtree(kids[0]) if i > preposition and i <= kids[0]]
    return parsed.span(words)


def _phrase_before(parsed: Parsed, noun: int) -> Span:
    words = [
        i
        for i in parsed.subtree(noun)
        if i <= noun and parsed.tokens[i].sentence == parsed.tokens[noun].sentence
    ]
    keep = [i for i in words if parsed.tokens[i].dep not in ("det", "punct")] or [noun]
    first = max(min(keep), noun - _LONGEST)
    return parsed.tokens[first].start, parsed.tokens[noun].end


def _subject(parsed: Parsed, first: int) -> Span | None:
    for at in (first, *parsed.ancestors(first)):
        if parsed.tokens[at].pos in ("VERB", "AUX"):
            if parsed.tokens[at].lemma not in quantity_words().level_verbs:
                return None
            for kid in parsed.children[at]:
                token = parsed.tokens[kid]
                if token.dep in ("nsubj", "nsubjpass") and kid != first:
                    named = token.pos in ("NOUN", "PROPN") and token.lower not in _PERCENT
                    return _phrase_before(parsed, kid) if named else None
            return None
    return None
