"""Who acts and who is acted on: from a predicate's arguments to actors of the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from talion.language.base import Clause, Parsed
from talion.reading.events.candidates import Candidate
from talion.reading.events.kinship import ACTS_OF_SPEECH
from talion.reading.events.own.base import OwnReading
from talion.spans import Span

_AT = ("against", "on", "with", "to", "at", "toward", "towards", "upon", "between", "among")
_AT_OF_TYPE = {
    "RETREAT": ("from", "to"),
    "SANCTION": ("on", "against", "with"),
    "PROTEST": ("against", "at", "over"),
    "ACCUSE": ("of", "against", "at", "into"),
    "SUPPORT": ("to", "for", "with", "of"),
    "AID": ("to", "for"),
    "MOBILIZE": ("to", "against", "in", "near", "along"),
    "REQUEST": ("on", "to", "from", "for"),
}
#: Types of acts in which each party is actor and recipient.
RECIPROCAL = ("CONSULT", "AGREE", "COOPERATE")
_DEEP = 6
_SPOKEN = ("ACCUSE", "REQUEST", "THREATEN")
_INNER = ("poss", "compound", "amod", "nmod")
#: Prepositions of what stands beside an act: who says so, when, why, in spite of what.
_BESIDE = frozenset(
    ("according to", "after", "amid", "because of", "before", "despite", "due to", "during",
     "following", "like", "since", "unlike", "until")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arguments:
    """Ids of the actors and recipients, in the order of the text; ``learned`` names the sides the tagger gave."""

    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    learned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sources:
    """Ids that grammar and the tagger name; ``deeper`` are those that grammar only shows further below."""

    subject: tuple[str, ...]
    target: tuple[str, ...]
    deeper: tuple[str, ...]
    tagged_actors: tuple[str, ...]
    tagged_recipients: tuple[str, ...]


class Finder:
    """Reads arguments; ``by_token`` says which actors each noun phrase's head stands for."""

    def __init__(self, parsed: Parsed, by_token: dict[int, tuple[str, ...]]) -> None:
        self._parsed, self._by_token = parsed, by_token

    def arguments(self, candidate: Candidate, type_: str) -> Arguments:
        """The arguments by grammar, by the tagger where grammar shows none, else the nearest actors below."""
        found = self.sources(candidate, type_)
        subject, target = list(found.subject), list(found.target)
        learned: set[str] = set()
        if not subject and found.tagged_actors:
            subject = [a for a in found.tagged_actors if a not in target]
            learned.add("actors")
        if set(found.tagged_recipients) - set(subject):
            told = [a for a in found.tagged_recipients if a not in subject]
            target = [a for a in told if a in target] or self._owned(candidate) or told
            learned.add("recipients")
        target = target or list(found.deeper)
        if type_ in RECIPROCAL:
            subject, target = _reciprocal(subject, target)
        else:
            target = [t for t in target if t not in subject]
        return Arguments(tuple(subject), tuple(target), frozenset(learned))

    def _owned(self, candidate: Candidate) -> list[str]:
        """Whom a noun's own possessive or "of" names as acted on ("the *pilot's* jailing")."""
        clause = candidate.clause
        return self.of(clause.objects) if clause is not None and clause.nominal else []

    def sources(self, candidate: Candidate, type_: str) -> Sources:
        """What grammar and the tagger each say, not yet weighed against one another."""
        clause, tag, own = candidate.clause, candidate.tag, candidate.own
        plain = Sources(
            tuple(self.of(clause.subject)) if clause is not None else (),
            tuple(self._targets(clause, type_)) if clause is not None else (),
            tuple(self._deeper(clause, type_)) if clause is not None else (),
            tuple(self.of_spans(self._acting(tag.actors, type_))) if tag is not None else (),
            tuple(self.of_spans(tag.recipients)) if tag is not None else (),
        )
        return plain if own is None else self._framed(plain, own)

    def _framed(self, plain: Sources, own: OwnReading) -> Sources:
        """The sources of a user's own kind: where its frame says a side, nothing else does."""
        if own.actors is not None:
            plain = replace(plain, subject=tuple(self.of(own.actors)), tagged_actors=())
        if own.recipients is None:
            return plain
        target = tuple(self.of(own.recipients))
        if own.actors is None:
            plain = replace(plain, subject=tuple(i for i in plain.subject if i not in target))
        return replace(plain, target=target, deeper=(), tagged_recipients=())

    def _acting(self, spans: Iterable[Span], type_: str) -> list[Span]:
        """Spans without those of "according to ...": who says so does nothing else."""
        if type_ in ACTS_OF_SPEECH:
            return list(spans)
        return [s for s in spans if not any(map(self._tells_of, self._parsed.heads_in(s)))]

    def _tells_of(self, token: int) -> bool:
        above = self._parsed.ancestors(token)
        return any(self._parsed.tokens[i].lower == "according" for i in above)

    def of(self, tokens: Iterable[int]) -> list[str]:
        """Ids of the actors that noun phrases name, or that own what they name."""
        out: list[str] = []
        for token in tokens:
            for id in self._phrase(token):
                if id not in out:
                    out.append(id)
        return out

    def of_spans(self, spans: Iterable[Span]) -> list[str]:
        """Ids of the actors whose phrases have their head in a span."""
        out: list[str] = []
        for span in spans:
            tokens = self._parsed.tokens_in(span)
            tops = self._parsed.heads_in(span)
            found = self.of(tops) or self.of([t.i for t in tokens if t.i in self._by_token][:1])
            out.extend(id for id in found if id not in out)
        return out

    def _phrase(self, token: int) -> tuple[str, ...]:
        """The actors of a phrase: itself, those it is made of, or its owner."""
        here = self._parsed.tokens[token]
        direct = self._by_token.get(token)
        if direct:
            return direct
        kids = [self._parsed.tokens[k] for k in self._parsed.children[token]]
        for kid in kids:
            if kid.dep == "appos" and kid.i in self._by_token:
                return self._by_token[kid.i]
        inner = [id for k in kids if k.dep in _INNER for id in self._by_token.get(k.i, ())]
        if inner:
            return tuple(dict.fromkeys(inner))
        clause = self._parsed.clause_at.get(token)
        if clause is not None and clause.nominal and clause.subject:
            return tuple(self.of(s for s in clause.subject if s != token))
        if here.pos in ("VERB", "AUX"):
            return ()
        below = [
            g for k in kids if k.dep in ("prep", "agent") and k.lower in ("of", "by", "in", "from")
            for g in self._parsed.children[k.i] if self._parsed.tokens[g].dep == "pobj"
        ]  # fmt: skip
        return tuple(id for g in below for id in self._by_token.get(g, ()))

    def _targets(self, clause: Clause, type_: str) -> list[str]:
        found = self.of(clause.objects)
        found += [i for i in self.of(clause.indirect) if i not in found]
        prepositions = _AT_OF_TYPE.get(type_, ()) + _AT
        heads = [o.head for o in clause.obliques if o.preposition in prepositions]
        at = [i for i in self.of(heads) if i not in found]
        if type_ in ("AID", "RETREAT", "SANCTION", "PROTEST", *RECIPROCAL) or not found:
            found += at
        if not found:
            found = self._of_noun_objects(clause, prepositions)
        return found

    def _deeper(self, clause: Clause, type_: str) -> list[str]:
        """The nearest actor below the objects, the complement and the obliques, breadth first.

        "refused to give aid *to Chad*", "agreed to a growth of its force *in Mali*".
        """
        away = _BESIDE | ({"from"} if type_ in ("COERCE", "SANCTION", "ASSAULT") else set())
        start = [*clause.objects, *([clause.complement] if clause.complement is not None else [])]
        start += [o.head for o in clause.obliques if o.preposition and o.preposition not in away]
        found = self._breadth_first(start, clause, ("advcl", "conj", "nsubj", "punct"))
        if not found and type_ in _SPOKEN:
            found = self._breadth_first(start, clause, ("punct",))
        return found

    def _breadth_first(self, level: list[int], clause: Clause, skip: tuple[str, ...]) -> list[str]:
        own = {*self.of(clause.subject)}
        for _ in range(_DEEP):
            found = [i for t in level for i in self._by_token.get(t, ()) if i not in own]
            if found:
                return list(dict.fromkeys(found))
            level = [
                k for t in level for k in self._parsed.children[t]
                if self._parsed.tokens[k].dep not in skip
            ]  # fmt: skip
        return []

    def _of_noun_objects(self, clause: Clause, prepositions: tuple[str, ...]) -> list[str]:
        """Recipients that hang on the object: "imposed sanctions *on Iran*"."""
        heads = []
        for token in clause.objects:
            for k in self._parsed.children[token]:
                kid = self._parsed.tokens[k]
                if kid.dep == "prep" and kid.lower in prepositions:
                    heads += [
                        g for g in self._parsed.children[k] if self._parsed.tokens[g].dep == "pobj"
                    ]
        return self.of(heads)


def _reciprocal(subject: list[str], target: list[str]) -> tuple[list[str], list[str]]:
    """They met: each is actor and recipient. A met B: both are as they stand."""
    target = [t for t in target if t not in subject]
    if len(subject) > 1 and not target:
        return subject, list(subject)
    return subject, target
