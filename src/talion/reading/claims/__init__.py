"""Claims: who says so, with what stance, and through whom."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from talion.language.base import Parsed
from talion.models.tags import CueTag, TriggerTag
from talion.reading.claims.grammar import attributions, hearsay
from talion.reading.claims.lexicon import claim_words
from talion.reading.claims.likely import is_claim
from talion.reading.claims.shape import shaped
from talion.reading.claims.source import SourceReader
from talion.reading.claims.stance import quotations, quote_kind, read_stance
from talion.reading.claims.weigh import Heard
from talion.record import Actor, Claim
from talion.spans import Span, overlap, trim

__all__ = ["read_claims"]

_QUOTING = ("quote", "cite")
_MERE = frozenset(("ADP", "DET", "PART", "AUX", "CCONJ", "PRON"))


def read_claims(
    parsed: Parsed,
    actors: Sequence[Actor],
    by_token: Mapping[int, tuple[str, ...]],
    *,
    tags: Sequence[CueTag] | None = None,
    events: Sequence[TriggerTag] = (),
    skip: Sequence[Span] = (),
) -> tuple[Claim, ...]:
    """The claims of a text in its order; ``tags`` is ``None`` without the learned tagger.

    ``events`` are what the tagger takes for the words of events: they tell of a stance.
    """
    reader = SourceReader(parsed, actors, by_token)
    quotes = quotations(parsed.text)
    found = attributions(parsed) if tags is None else _likely(parsed, tags, quotes, events, skip)
    claims: list[Claim] = []
    for tag in found:
        contents = _kept(parsed, tag.contents, skip)
        if not contents:
            continue
        heard = Heard(tag.stances, events) if tag.stances else None
        named = reader.source([trim(parsed.text, s) for s in _sources(parsed, tag)])
        source = reader.settled(named, contents, claims)
        claims.append(
            Claim(
                id=f"c{len(claims) + 1}",
                source=source,
                cue=tag.cue,
                content=contents,
                quote=quote_kind(quotes, contents),
                stance=read_stance(parsed, tag.cue, contents, quotes, heard),
                chain=reader.chain(tag.cue, source),
            )
        )
    return tuple(claims)


def _likely(
    parsed: Parsed,
    tags: Sequence[CueTag],
    quotes: Sequence[Span],
    events: Sequence[TriggerTag],
    skip: Sequence[Span],
) -> list[CueTag]:
    """The tagger's claims made whole, without those that are none, with hearsay that it passed over."""
    whole = [
        _requoted(parsed, shaped(parsed, tag, quotes, skip)) for tag in _unnested(parsed, tags)
    ]
    kept = [
        tag for tag in whole
        if tag.contents and _says(parsed, tag.cue) and is_claim(parsed, tag, quotes, events)
    ]  # fmt: skip
    cues = [t.cue for t in tags if t.cue]
    passed_over = [
        tag
        for tag in hearsay(parsed, claim_words().hearsay_only)
        if tag.cue and not any(overlap(tag.cue, c) for c in cues)
    ]
    return sorted([*kept, *passed_over], key=lambda t: t.cue or t.contents[0])


def _says(parsed: Parsed, cue: Span | None) -> bool:
    """Whether a cue is none, or has a word that can say that something is said, or a mark."""
    tokens = parsed.tokens_in(cue) if cue else ()
    return not tokens or any(t.pos not in _MERE for t in tokens)


def _unnested(parsed: Parsed, tags: Sequence[CueTag]) -> list[CueTag]:
    """Without "X quoted Y as saying", where the inner claim holds what was said."""
    cues = [t.cue for t in tags if t.cue]
    return [
        t
        for t in tags
        if not (
            t.cue
            and any(w.lemma in _QUOTING for w in parsed.tokens_in(t.cue))
            and any(overlap(c, s) for c in cues if c != t.cue for s in t.contents)
        )
    ]


def _requoted(parsed: Parsed, tag: CueTag) -> CueTag:
    """Of "X quoted Y as saying that ...", the saying: Y's, and only what is said."""
    saying = (
        next((t.i for t in parsed.tokens_in(tag.cue) if t.lemma in _QUOTING), None)
        if tag.cue
        else None
    )
    inner = _as_saying(parsed, saying) if saying is not None else None
    if inner is None:
        return tag
    token = parsed.tokens[inner]
    contents = [(max(s[0], token.end), s[1]) for s in tag.contents if s[1] > token.end]
    return replace(tag, cue=token.span, contents=tuple(trim(parsed.text, s) for s in contents))


def _as_saying(parsed: Parsed, quoting: int) -> int | None:
    """The verb of saying behind "as" that a verb of quoting governs."""
    for i in parsed.children[quoting]:
        if parsed.tokens[i].lower == "as":
            for k in parsed.children[i]:
                clause = parsed.clause_at.get(k)
                if clause is not None and clause.relation == "prepositional" and clause.subject:
                    return k
    return None


def _sources(parsed: Parsed, tag: CueTag) -> tuple[Span, ...]:
    """The tagger's source; of "quoted a source as *saying*", the one that grammar shows."""
    for token in parsed.tokens_in(tag.cue) if tag.cue else ():
        clause = parsed.clause_at.get(token.i)
        if clause is not None and clause.relation == "prepositional" and clause.subject:
            return tuple(parsed.span(_phrase(parsed, s)) for s in clause.subject)
    return tag.sources


def _phrase(parsed: Parsed, head: int) -> list[int]:
    """A noun with what stands before it, and the phrase right behind it ("a source at the FMS")."""
    out = [i for i in parsed.subtree(head) if i <= head]
    behind = head + 1
    if behind < len(parsed.tokens) and parsed.tokens[behind].lower in ("at", "in", "of", "from"):
        out += [i for i in parsed.subtree(behind) if i >= behind]
    return out


def _kept(parsed: Parsed, contents: Sequence[Span], skip: Sequence[Span]) -> tuple[Span, ...]:
    spans = [trim(parsed.text, s) for s in contents]
    return tuple(s for s in spans if s[0] < s[1] and not any(overlap(s, k) for k in skip))
