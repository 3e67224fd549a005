"""Who speaks: the actor behind the words of a source, and through whom the words came."""

from collections.abc import Mapping, Sequence

from talion.language.base import Clause, Parsed
from talion.reading.claims.lexicon import claim_words
from talion.record import Actor, Source
from talion.spans import Span

_MEDIA = ("JRN",)
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
