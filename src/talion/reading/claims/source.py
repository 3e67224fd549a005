"""Who speaks: the actor behind the words of a source, and through whom the words came."""

from collections.abc import Mapping, Sequence

from talion.language.base import Clause, Parsed
from talion.reading.claims.lexicon import claim_words
from talion.record import Actor, Claim, Source
from talion.spans import Span, overlap

_MEDIA = ("JRN",)
_SINGULAR = frozenset(("he", "she"))
_NEAR = 4  # claims back, in which "he" may have spoken
_MAIN = ("ROOT", "ccomp", "conj", "advcl", "parataxis")


class SourceReader:
    """Resolves the words of a source; ``by_token`` is the actors' look-up by noun phrase heads."""

    def __init__(
        self, parsed: Parsed, actors: Sequence[Actor], by_token: Mapping[int, tuple[str, ...]]
    ) -> None:
        self._parsed, self._by_token = parsed, by_token
        self._actors = {a.id: a for a in actors}

    def source(self, spans: Sequence[Span]) -> Source:
        """The source that ``spans`` name; without any, an unnamed one."""
        if not spans:
            return Source(anonymous=True)
        spans = [self._phrase(s) for s in spans]
        found = next((i for s in spans for i in self._ids(s)), None)
        return Source(actor=found, span=spans[0], anonymous=self._anonymous(spans[0], found))

    def settled(self, source: Source, contents: Sequence[Span], before: Sequence[Claim]) -> Source:
        """``source``; of a "he" who was last named in what somebody says, the person who says it.

        "The mayor praised Ada Bello. She ...": here "she" is the mayor; ``before`` are the claims up to here.
        """
        if source.span is None or source.actor is None:
            return source
        if self._parsed.words(source.span).lower() not in _SINGULAR:
            return source
        heard = [*(c.content for c in before), contents]
        at = self._last_named_in(source.actor, source.span[0], heard)
        near = before[: at + 1][-_NEAR:] if at is not None else ()
        said = (c.source.actor for c in reversed(near) if c.source.actor)
        found = next((i for i in said if self._actors[i].kind == "person"), source.actor)
        return Source(actor=found, span=source.span, anonymous=self._anonymous(source.span, found))

    def _last_named_in(
        self, actor: str, end: int, contents: Sequence[Sequence[Span]]
    ) -> int | None:
        """Which of ``contents`` holds the last mention of an actor before ``end``."""
        named = max((m for m in self._actors[actor].mentions if m[1] <= end), default=None)
        if named is None:
            return None
        held = [k for k, spans in enumerate(contents) if any(overlap(named, s) for s in spans)]
        return held[-1] if held else None

    def _phrase(self, span: Span) -> Span:
        """The words of a source without the verb behind it ("a source *told*")."""
        tokens = self._parsed.tokens_in(span)
        for token in tokens[1:]:
            if token.pos in ("VERB", "AUX") and token.dep in _MAIN:
                return span[0], self._parsed.tokens[token.i - 1].end
        return span

    def _ids(self, span: Span) -> list[str]:
        direct = [i for h in self._parsed.heads_in(span) for i in self._by_token.get(h, ())]
        if direct:
            return direct
        return [i for t in self._parsed.tokens_in(span) for i in self._by_token.get(t.i, ())][:1]

    def _anonymous(self, span: Span, actor: str | None) -> bool:
        """Whether nobody is named: "a source at the ministry", "officials", "some"."""
        tokens = self._parsed.tokens_in(span)
        if actor is not None and self._actors[actor].kind == "person":
            named = self._actors[actor].name.split()
            if any(w[:1].isupper() for w in named[-1:]):
                return False
        heads = [self._parsed.tokens[h] for h in self._parsed.heads_in(span)]
        lemmas = {t.lemma for t in heads} | {t.lower for t in heads}
        return bool(lemmas & claim_words().anonymous) and not any(
            t.pos == "PROPN" and t.dep == "appos" for t in tokens
        )

    def chain(self, cue: Span | None, source: Source) -> tuple[str, ...]:
        """The media that carried the words, nearest to the source first: "told *Interfax*", "*X* quoted ..."."""
        if cue is None:
            return ()
        out: list[str] = []
        for token in self._parsed.tokens_in(cue):
            clause = self._parsed.clause_at.get(token.i)
            if clause is not None:
                heads = (
                    *clause.objects,
                    *clause.indirect,
                    *clause.subject,
                    *(o.head for o in clause.obliques),
                    *self._quoting(clause),
                )
                out += [i for h in heads for i in self._by_token.get(h, ())]
            out += self._by_token.get(token.i, ())
        media = [i for i in dict.fromkeys(out) if self._actors[i].sector in _MEDIA]
        return tuple(i for i in media if i != source.actor)

    def _quoting(self, clause: Clause) -> tuple[int, ...]:
        """Who quotes somebody "as saying" something: the subject above the clause of the saying."""
        if clause.relation != "prepositional" or clause.parent is None:
            return ()
        above = self._parsed.clause_at.get(clause.parent)
        return above.subject if above is not None else ()
