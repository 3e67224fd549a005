"""Attributions by grammar and quotation marks alone: the reader without the learned tagger."""

import re
from collections.abc import Collection, Iterator

from talion.language.base import Clause, Parsed, Sentence
from talion.models.tags import CueTag
from talion.reading.claims.governed import governed, runs
from talion.reading.claims.lexicon import ClaimWords, claim_words
from talion.spans import Span, merged, overlap, trim

QUOTED = re.compile(
    r"“[^“”]{2,3000}”|\"[^\"]{2,3000}\"|``.{2,3000}?''|(?<!\w)''.{2,3000}?''(?!\w)", re.S
)
_SURE = 0.8


def attributions(parsed: Parsed) -> list[CueTag]:
    """Claims whose cue is a verb of speech, "according to", or an adverb of hearsay; running quotes too."""
    words = claim_words()
    found = [*_by_verb(parsed, words), *_by_according(parsed), *hearsay(parsed, words.hearsay)]
    return sorted(
        [*found, *_running_quotes(parsed, found)],
        key=lambda t: t.contents[0] if t.contents else (0, 0),
    )


def _by_verb(parsed: Parsed, words: ClaimWords) -> Iterator[CueTag]:
    for clause in parsed.clauses:
        verb = clause.lemma.split()[0]
        silent = clause.negated and words.verbs.get(verb) != "denies"  # to not deny is to speak
        if clause.nominal or verb not in words.speech or silent:
            continue
        content = _content(parsed, clause)
        if content:
            cue = parsed.span(clause.words)
            sources = tuple(_phrase(parsed, s, clause) for s in clause.subject)
            yield CueTag(cue, sources, tuple(content), _SURE)


def _content(parsed: Parsed, clause: Clause) -> list[Span]:
    """The clause that the verb takes, else the quotation of its sentence, else what the verb stands in."""
    said = governed(parsed, clause)
    if said is not None and said.head == clause.complement:
        return runs(parsed, said.words)
    sentence = parsed.sentences[parsed.tokens[clause.predicate].sentence]
    quotes = [m.span() for m in QUOTED.finditer(parsed.text, sentence.span[0], sentence.span[1])]
    if quotes:
        return quotes
    around = runs(parsed, said.words) if said else []
    return around or _asked_before(parsed, sentence)


def _asked_before(parsed: Parsed, sentence: Sentence) -> list[Span]:
    """The quotation right before a sentence, which its question or exclamation mark parts from it."""
    if sentence.i == 0:
        return []
    before = parsed.sentences[sentence.i - 1]
    quotes = [m.span() for m in QUOTED.finditer(parsed.text, *before.span)]
    asked = [q for q in quotes if q[1] == before.span[1] and parsed.text[q[1] - 2] in "?!"]
    return asked[-1:] if before.paragraph == sentence.paragraph else []


def _phrase(parsed: Parsed, head: int, clause: Clause) -> Span:
    mine = [i for i in parsed.subtree(head) if i not in clause.words]
    return trim(parsed.text, parsed.span(mine)) if mine else parsed.tokens[head].span


def _by_according(parsed: Parsed) -> Iterator[CueTag]:
    for token in parsed.tokens:
        if token.lower != "according" or token.i + 1 >= len(parsed.tokens):
            continue
        to = parsed.tokens[token.i + 1]
        heads = [k for k in parsed.children[to.i] if parsed.tokens[k].dep == "pobj"]
        if to.lower == "to" and heads:
            source = parsed.span(parsed.subtree(heads[0]))
            sentence = parsed.sentences[token.sentence]
            phrase = {token.i, to.i, *parsed.subtree(heads[0])}
            rest = [i for i in range(sentence.first, sentence.last) if i not in phrase]
            yield CueTag((token.start, to.end), (source,), tuple(runs(parsed, rest)), _SURE)


def hearsay(parsed: Parsed, adverbs: Collection[str]) -> Iterator[CueTag]:
    """A claim without a source for each of ``adverbs`` ("the general *reportedly* fled")."""
    for token in parsed.tokens:
        if token.lower in adverbs and token.pos == "ADV":
            inside = [i for i in parsed.subtree(token.head) if i != token.i and i > token.i]
            if inside:
                yield CueTag(token.span, (), tuple(runs(parsed, inside)), _SURE)


def _running_quotes(parsed: Parsed, found: list[CueTag]) -> Iterator[CueTag]:
    """A quotation that no cue claims belongs to whoever spoke before, in this paragraph or the last."""
    taken = merged([s for tag in found for s in tag.contents])
    last: CueTag | None = None
    for m in QUOTED.finditer(parsed.text):
        own = next((t for t in found if any(overlap(m.span(), c) for c in t.contents)), None)
        if own is not None:
            last = own
        elif (
            last is not None
            and len(m[0].split()) > 5
            and not any(overlap(m.span(), t) for t in taken)
        ):
            yield CueTag(None, last.sources, (m.span(),), 0.6)
