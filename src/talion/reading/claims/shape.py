"""What the tagger cuts short made whole: sources to noun phrases, contents to clauses and quotations."""

from bisect import bisect
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from talion.language.base import Parsed
from talion.models.tags import CueTag
from talion.reading.claims.governed import Governed, cue_clause, governed_by_cue, runs
from talion.spans import Span, merged, overlap, trim

# what stands before a noun and is no phrase without it
_BEFORE = frozenset(("det", "amod", "compound", "nummod", "poss", "nmod", "predet", "quantmod"))
_MARKS = ",.;:-–—"
_STRONG_MARKS = ":;"
_SIDE_CLAUSES = frozenset(("advcl", "relcl", "parataxis"))
_WORDED = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM", "PRON", "ADV", "INTJ"))
_MOST = 0.6  # of a quotation, for all of it to be said


def shaped(
    parsed: Parsed, tag: CueTag, quotes: Sequence[Span], skip: Sequence[Span] = ()
) -> CueTag:
    """``tag`` with whole phrases and clauses; without contents, where they were but marks and function words.

    Words of ``skip``, such as a dateline, are not added.
    """
    spans = [_bare(parsed, s) for s in tag.contents]
    contents = _near(parsed, _quoted([s for s in spans if s is not None], quotes), tag.cue, quotes)
    sources = _sources(parsed, tag)
    used = [*sources, *([tag.cue] if tag.cue else []), *skip]
    whole = _completed(parsed, contents, used, tag.cue)
    return replace(tag, sources=sources, contents=tuple(whole))


def _near(
    parsed: Parsed, spans: Sequence[Span], cue: Span | None, quotes: Sequence[Span]
) -> list[Span]:
    """``spans`` without those of sentences before the cue's, but in quotations, where its own has some."""
    if cue is None:
        return list(spans)
    here = parsed.tokens_in(cue)[0].sentence
    start, end = parsed.sentences[here].span
    if not any(start <= s[0] < end for s in spans):
        return list(spans)
    return [s for s in spans if s[0] >= start or any(overlap(s, q) for q in quotes)]


def _completed(
    parsed: Parsed, spans: Sequence[Span], used: Sequence[Span], cue: Span | None
) -> list[Span]:
    """``spans`` with the rest of the clause that the cue governs, where they hold some of it."""
    said = governed_by_cue(parsed, cue)
    have = {t.i for s in spans for t in parsed.tokens_in(s)}
    if said is None or not have & said.words:
        return list(spans)
    free = said.words - {t.i for s in used for t in parsed.tokens_in(s)}
    rest = _unparted(parsed, free, have) - _left_out(parsed, said, have)
    return merged([*spans, *runs(parsed, have & said.words | rest)])


def _unparted(parsed: Parsed, words: Iterable[int], have: Iterable[int]) -> set[int]:
    """Those of ``words`` that no colon or semicolon parts from all that a content has."""
    marks = [t.i for t in parsed.tokens if t.text in _STRONG_MARKS]
    parts = {bisect(marks, i) for i in have}
    return {i for i in words if bisect(marks, i) in parts}


def _left_out(parsed: Parsed, said: Governed, have: Collection[int]) -> set[int]:
    """The side clauses of what is said of which a content has no word: they are the writer's."""
    sides = (i for i in said.words if i != said.head and parsed.tokens[i].dep in _SIDE_CLAUSES)
    found = (parsed.subtree(i) for i in sides)
    return {i for side in found if not any(k in have for k in side) for i in side}


def _sources(parsed: Parsed, tag: CueTag) -> tuple[Span, ...]:
    """The tagger's source as a whole phrase; without one, the subject of the cue's verb."""
    if tag.sources:
        return tuple(_with_modifiers(parsed, s, tag.cue) for s in tag.sources)
    clause = cue_clause(parsed, tag.cue)
    if clause is None:
        return ()
    used = [*([tag.cue] if tag.cue else []), *tag.contents]
    taken = frozenset(t.i for s in used for t in parsed.tokens_in(s))
    return tuple(_noun_phrase(parsed, s, taken) for s in clause.subject if s not in taken)[:1]


def _noun_phrase(parsed: Parsed, head: int, taken: frozenset[int]) -> Span:
    """A noun with what hangs on it and stands beside it, up to words that are otherwise used."""
    mine = set(parsed.subtree(head)) - taken
    first = last = head
    while first - 1 in mine:
        first -= 1
    while last + 1 in mine:
        last += 1
    return trim(parsed.text, parsed.span((first, last)))


def _with_modifiers(parsed: Parsed, span: Span, cue: Span | None) -> Span:
    """``span`` with the words before its nouns that belong to them ("*the* spokesman")."""
    tokens = parsed.tokens_in(span)
    while tokens and tokens[0].text in _MARKS:
        tokens = tokens[1:]
    if not tokens:
        return span
    first, last = tokens[0].i, tokens[-1].i
    stop = {t.i for t in parsed.tokens_in(cue)} if cue else set()
    while first and first - 1 not in stop and _belongs(parsed, first - 1, first, last):
        first -= 1
    return parsed.tokens[first].start, max(span[1], parsed.tokens[last].end)


def _belongs(parsed: Parsed, before: int, first: int, last: int) -> bool:
    """Whether the word before a run is part of its noun phrase; an owner's mark leads to the owner."""
    token = parsed.tokens[before]
    modifies = token.dep in _BEFORE and first <= token.head <= last
    return modifies or token.tag == "POS" or parsed.tokens[first].tag == "POS"


def _bare(parsed: Parsed, span: Span) -> Span | None:
    """``span`` without marks of the sentence around it; ``None`` when no word of meaning is in it."""
    tokens = list(parsed.tokens_in(span))
    if not any(t.pos in _WORDED and t.text not in _MARKS for t in tokens):
        return None  # a parser may take a lone dash for a noun
    while tokens[0].text in _MARKS:
        tokens.pop(0)
    while tokens[-1].text in _MARKS and tokens[-1].text != ".":
        tokens.pop()
    return max(span[0], tokens[0].start), min(span[1], tokens[-1].end)


def _quoted(spans: Sequence[Span], quotes: Sequence[Span]) -> list[Span]:
    """``spans``, and the whole of each quotation that they hold most of."""
    whole = [q for q in quotes if _held(q, spans) > _MOST * (q[1] - q[0])]
    return merged([*spans, *whole]) if whole else list(spans)


def _held(quote: Span, spans: Sequence[Span]) -> int:
    """How many of a quotation's characters ``spans`` hold."""
    return sum(max(0, min(s[1], quote[1]) - max(s[0], quote[0])) for s in merged(list(spans)))
