"""Predicates that may tell of an event: what the lexicon and the learned tagger each say of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from talion.language.base import Clause, Parsed
from talion.models.tags import TriggerTag
from talion.reading.events.lexicon import Cue, Cues
from talion.reading.events.own.base import OwnReading
from talion.spans import Span, overlap

_EDGES = frozenset(("ADP", "CCONJ", "DET", "PART", "PRON", "PUNCT", "SCONJ", "SPACE"))
_PARTS = ("amod", "compound", "nummod", "nmod")
_ANSWERS = frozenset(("reprisal", "response", "retaliation", "revenge"))
_TIES = _ANSWERS | {"protest"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A predicate with what speaks for it; at least one of ``cues``, ``tag`` and ``own`` is there."""

    trigger: Span
    head: int
    sentence: int
    clause: Clause | None
    cues: tuple[Cue, ...] = ()
    tag: TriggerTag | None = None
    own: OwnReading | None = None

    @property
    def lemma(self) -> str:
        """The predicate's lemma, or "" where only the tagger saw it."""
        return self.clause.lemma if self.clause else ""


def find_candidates(parsed: Parsed, cues: Cues, tags: Sequence[TriggerTag]) -> list[Candidate]:
    """Candidates in the order of the text; a predicate and a tag on the same words are one."""
    by_token = _tags_by_token(parsed, tags)
    used: set[int] = set()
    out: list[Candidate] = []
    for clause in parsed.clauses:
        tag = next((by_token[i] for i in clause.words if i in by_token), None)
        if clause.complement is not None and by_token.get(clause.complement) is tag:
            tag = None  # "is going to be deported" tells what its last verb says
        if clause.nominal and _only_ties(parsed, clause):
            continue
        found = cues.of(clause.lemma, nominal=clause.nominal)
        if tag is None and not found:
            continue
        if tag is not None:
            if id(tag) in used:
                continue
            used.add(id(tag))
        out.append(_of_clause(parsed, clause, found, tag))
    out.extend(_of_nouns(parsed, cues, out))
    out.extend(_of_tag(parsed, t) for t in tags if id(t) not in used and _tells(parsed, t))
    told = [c for c in out if not (_only_source(parsed, c.head) or _only_equated(parsed, c.head))]
    return sorted(_without_doubles(parsed, told), key=lambda c: c.head)


def _tags_by_token(parsed: Parsed, tags: Iterable[TriggerTag]) -> dict[int, TriggerTag]:
    out: dict[int, TriggerTag] = {}
    for tag in tags:
        for token in parsed.tokens_in(tag.span):
            out.setdefault(token.i, tag)
    return out


def _only_ties(parsed: Parsed, clause: Clause) -> bool:
    """ "In protest at", "in retaliation for": the noun ties two acts and is none itself."""
    before = parsed.tokens[clause.predicate - 1] if clause.predicate else None
    return clause.lemma in _TIES and before is not None and before.lower in ("in", "as")


def _only_source(parsed: Parsed, head: int) -> bool:
    """ "According to the court's *decision*": the noun says where something stands, and is no act."""
    to = parsed.tokens[parsed.tokens[head].head]
    return to.lower == "to" and parsed.tokens[to.head].lower == "according"


def _only_equated(parsed: Parsed, head: int) -> bool:
    """ "The expulsions were part of a *response*": what another act is said to be, and none beside it."""
    if parsed.tokens[head].lemma not in _ANSWERS:
        return False
    for above in parsed.ancestors(head):
        if parsed.tokens[above].lemma == "be":
            return True
        if parsed.tokens[above].lemma not in ("of", "part"):
            return False
    return False


def _of_clause(
    parsed: Parsed, clause: Clause, cues: tuple[Cue, ...], tag: TriggerTag | None
) -> Candidate:
    span = _trimmed(parsed, tag.span) if tag is not None else _words_span(parsed, clause)
    sentence = parsed.tokens[clause.predicate].sentence
    return Candidate(span, clause.predicate, sentence, clause, cues, tag)


def _trimmed(parsed: Parsed, span: Span) -> Span:
    """A tag's words without the articles, prepositions and marks at its ends."""
    tokens = parsed.tokens_in(span)
    told = [t.i for t in tokens if t.pos not in _EDGES]
    return parsed.span((told[0], told[-1])) if told else span


def _words_span(parsed: Parsed, clause: Clause) -> Span:
    """The predicate's words where they stand together, else its main word."""
    words = clause.words
    together = words[-1] - words[0] == len(words) - 1
    return parsed.span(words) if together else parsed.tokens[clause.predicate].span


def _of_nouns(parsed: Parsed, cues: Cues, seen: Sequence[Candidate]) -> list[Candidate]:
    """Nouns of the lexicon that clause reading does not know as predicates, also of two words."""
    taken = {c.head for c in seen}
    out = []
    for token in parsed.tokens:
        if token.pos not in ("NOUN", "PROPN") or token.i in taken or token.i in parsed.clause_at:
            continue
        before = parsed.tokens[token.i - 1] if token.i else None
        pair = f"{before.lower} {token.lemma}" if before is not None else ""
        found = cues.of(pair, nominal=True)
        first = token.i - 1 if found else token.i
        found = found or cues.of(token.lemma, nominal=True)
        if found and token.dep not in ("compound", "amod"):
            span = parsed.span((first, token.i))
            out.append(Candidate(span, token.i, token.sentence, None, found))
    return out


def _tells(parsed: Parsed, tag: TriggerTag) -> bool:
    """Whether a tag holds a word that can tell an act at all; a name or an article alone can't."""
    return any(t.pos in ("VERB", "NOUN", "ADJ") for t in parsed.tokens_in(tag.span))


def _of_tag(parsed: Parsed, tag: TriggerTag) -> Candidate:
    tokens = parsed.tokens_in(tag.span)
    head = parsed.tokens[next(iter(parsed.heads_in(tag.span)), tokens[0].i)]
    return Candidate(
        _trimmed(parsed, tag.span), head.i, head.sentence, parsed.clause_at.get(head.i), (), tag
    )


def _without_doubles(parsed: Parsed, candidates: list[Candidate]) -> list[Candidate]:
    """Where triggers overlap, the one that the tagger saw, or the longer, stays.

    A modifier of a trigger ("*three-way* summit", "*artillery* fire") belongs to it, and so does whoever
    takes part in it ("the *pilot's* jailing"), where no word of the lexicon says that he is an act.
    """
    heads = {c.head for c in candidates}
    candidates = [
        c for c in candidates
        if parsed.tokens[c.head].head not in heads
        or parsed.tokens[c.head].dep not in (_PARTS if c.cues else (*_PARTS, "poss"))
    ]  # fmt: skip
    ranked = sorted(
        candidates, key=lambda c: (c.tag is None, -(c.trigger[1] - c.trigger[0]), c.head)
    )
    kept: list[Candidate] = []
    for candidate in ranked:
        if not any(overlap(candidate.trigger, k.trigger) for k in kept):
            kept.append(candidate)
    return kept
