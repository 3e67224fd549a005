"""Finds a user's own kinds of events: by cues, whose frames and readings are learned from examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from talion.errors import KnowledgeError
from talion.language.base import Parsed
from talion.models.tags import TriggerTag
from talion.ontology.own import Cue, Example, OwnKind, span_of
from talion.reading.events.candidates import Candidate
from talion.reading.events.draft import Rejected
from talion.reading.events.own.base import Match, OwnReading, Sign
from talion.reading.events.own.frames import Frames, fill, place_of, slots
from talion.reading.events.own.likeness import Shown, chance, likeness, shown
from talion.reading.events.own.matching import (
    Index,
    at,
    begun,
    forms,
    indexed,
    matches,
    of_trigger,
)
from talion.reading.events.weigh import choose_type
from talion.record import Actor
from talion.spans import Span, overlap

# The probability of a cue that no example speaks against: 11 of 17 in benchmarks/own_ontology; and where others
# of its kind have some, 7 of 7, held towards the former.
_PLAIN, _LOOKED_AT = 0.65, 0.85
_LEAST = 0.5
_UNKNOWN = 0.3  # the likeness to what nobody showed
_OTHER_WORD = 0.8  # how much an example of another cue of the kind counts
_SEEN = 0.3  # confidence from which the tagger's word on status and arguments is taken
_CARRIERS = ("They {}.", "The {}.")


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as the reader needs it; ``asked`` is what the tagger says of the words asked about."""

    parsed: Parsed
    actors: Mapping[str, Actor]
    naming: Mapping[int, tuple[str, ...]]
    asked: Sequence[TriggerTag] = ()

    def tag(self, match: Match) -> TriggerTag | None:
        """What the tagger says of a match's words; ``None`` without the learned part."""
        return next((t for t in self.asked if overlap(t.span, match.trigger)), None)


Parse = Callable[[Iterable[str]], Iterable[Parsed]]
See = Callable[[Parsed, Sequence[Span]], Seen]


@dataclass(frozen=True, slots=True)
class _Taught:
    """An example, read: the kind that it shows, or (``none``) does not, and the places of its parties."""

    kind: OwnKind
    number: int
    example: Example
    match: Match
    shown: Shown
    actor: str | None
    recipient: str | None

    @property
    def none(self) -> bool:
        return self.example.none

    @property
    def said(self) -> str:
        return f"example {self.number}, “{_short(self.example.text)}”"


@dataclass(frozen=True)
class OwnCues:
    """The cues of a user's own kinds, with what their examples taught; use :meth:`learned`."""

    index: Index
    frames: Frames
    taught: Sequence[_Taught]

    @classmethod
    def learned(cls, kinds: Sequence[OwnKind], parse: Parse, see: See) -> OwnCues:
        """The cues of ``kinds``, their examples read with the coder's own parser and tagger.

        ``see`` gives a parse with its actors, and the tagger's word on some spans.
        :class:`KnowledgeError` names the example that can't be read so.
        """
        signs = list(_signs(kinds, parse))
        told = [(k, n, e) for k in kinds for n, e in enumerate(k.examples, 1)]
        parses = list(parse(e.text for _, _, e in told))
        for (kind, n, example), parsed in zip(told, parses, strict=True):
            signs += _sign_of_example(kind, n, example, parsed, signs)
        index = indexed(signs)
        taught = [
            one
            for (kind, n, example), parsed in zip(told, parses, strict=True)
            for one in _taught(kind, n, example, parsed, index, see)
        ]
        places = ((t.match.key, t.actor, t.recipient) for t in taught if not t.none)
        return cls(index, Frames(places), taught)

    def spans(self, parsed: Parsed) -> list[Span]:
        """Where cues stand in a text: what the tagger is to be asked about."""
        return list(dict.fromkeys(m.trigger for m in matches(parsed, self.index)))

    def read(self, seen: Seen) -> tuple[list[Candidate], list[Rejected]]:
        """The predicates that tell a kind of the user's own, and those that only look so, with the reason."""
        found: list[Candidate] = []
        rejected: list[Rejected] = []
        for match in matches(seen.parsed, self.index):
            candidate, reason = self._read(seen, match)
            assert candidate.own is not None
            sure = candidate.own.probability
            if not reason:
                found.append(candidate)
            else:
                rejected.append(
                    Rejected(
                        match.trigger, candidate.sentence, match.sign.kind.name, reason, sure, {}
                    )
                )
        return _best(found), rejected

    def _read(self, seen: Seen, match: Match) -> tuple[Candidate, str]:
        """The match as a candidate, and why it is none ("" where it is one)."""
        parsed, sign = seen.parsed, match.sign
        around, tag = slots(parsed, match), seen.tag(match)
        frame = self.frames.of(match)
        looks = shown(parsed, match, around, seen.naming, seen.actors, tag)
        sure, like, unlike = self._chance(match, looks)
        reasons = [f"“{sign.said}” is a cue of {sign.kind.name} ({sign.where})"]
        reasons += [f"most like {like}"] if like else []
        own = OwnReading(
            sign.kind, sign, round(sure, 3), tuple(reasons),
            fill(around, frame.actors, seen.naming), fill(around, frame.recipients, seen.naming),
        )  # fmt: skip
        candidate = Candidate(
            match.trigger, match.head, parsed.tokens[match.head].sentence, match.clause, (),
            tag if tag is not None and tag.confidence >= _SEEN else None, own,
        )  # fmt: skip
        objects = (parsed.tokens[t] for t in around.get("object", ()))
        if sign.objects and not any(forms(t) & sign.objects for t in objects):
            return candidate, f"the object of the own cue “{sign.said}” is none that it needs"
        if sure < _LEAST:
            return candidate, f"the own cue “{sign.said}” stands here as in {unlike}"
        return candidate, ""

    def _chance(self, match: Match, looks: Shown) -> tuple[float, str, str]:
        """How likely the cue means its kind here, and the nearest examples for and against it."""
        name, lemma = match.sign.kind.name, match.lemma
        same = [t for t in self.taught if t.match.lemma == lemma]
        mine = [t for t in self.taught if t.kind.name == name and not t.none]
        against = [t for t in same if t.none == (t.kind.name == name)]
        for_it = [
            (likeness(looks, t.shown) * (1 if t.match.lemma == lemma else _OTHER_WORD), t.said)
            for t in mine
        ]
        against_it = [(likeness(looks, t.shown), t.said) for t in against]
        best = max(for_it, default=(_UNKNOWN, ""))
        if not against_it:
            looked_at = any(t.kind.name == name and t.none for t in self.taught)
            return (_LOOKED_AT if looked_at else _PLAIN), best[1], ""
        worst = max(against_it)
        return chance(best[0], worst[0]), best[1], worst[1]


def over(candidates: Sequence[Candidate], own: Sequence[Candidate]) -> list[Candidate]:
    """All candidates, a user's own in place of the shipped ones on the same words.

    A verb that only carries an own noun of a like type ("*imposed* a blockade") is none beside it.
    """
    left = [
        c for c in candidates
        if not any(o.head == c.head or overlap(o.trigger, c.trigger) or _carries(c, o) for o in own)
    ]  # fmt: skip
    return sorted((*left, *own), key=lambda c: c.head)


def _carries(verb: Candidate, noun: Candidate) -> bool:
    clause = verb.clause
    if clause is None or clause.nominal or noun.own is None or noun.head not in clause.objects:
        return False
    return choose_type(verb)[0] == noun.own.kind.like


def _best(found: Sequence[Candidate]) -> list[Candidate]:
    """Of those on the same words the likeliest, then the one of the most words."""
    out: list[Candidate] = []
    for one in sorted(found, key=_rank, reverse=True):
        if not any(o.head == one.head or overlap(o.trigger, one.trigger) for o in out):
            out.append(one)
    return out


def _rank(one: Candidate) -> tuple[float, int]:
    assert one.own is not None
    return one.own.probability, len(one.own.sign.words)


def _signs(kinds: Sequence[OwnKind], parse: Parse) -> Iterator[Sign]:
    """The cues of all kinds, in the forms that the parser gives their words as verbs and as nouns."""
    cues = [(k, n, c) for k in kinds for n, c in enumerate(k.cues, 1)]
    carried = [parse(carrier.format(c.words) for _, _, c in cues) for carrier in _CARRIERS]
    for (kind, number, cue), *parses in zip(cues, *carried, strict=True):
        words = _words(parses, cue)
        if not words:
            raise KnowledgeError("has no words", where=f"{kind.where}: cues {number}")
        yield Sign(
            kind, cue.words, f"cue {number} of {kind.where}", words, cue.form,
            _several(cue.actor), _several(cue.recipient), _object_forms(cue, parse),
        )  # fmt: skip


def _words(parses: Sequence[Parsed], cue: Cue) -> tuple[frozenset[str], ...]:
    """The forms of each word of a cue: as it is written, and its lemmas as a verb and as a noun."""
    rows = []
    for parsed in parses:
        start = parsed.text.index(" ") + 1
        rows.append(parsed.tokens_in((start, start + len(cue.words))))
    return tuple(
        frozenset().union(*(forms(r[i]) for r in rows if len(r) == len(rows[0])))
        for i in range(len(rows[0]))
    )


def _object_forms(cue: Cue, parse: Parse) -> frozenset[str]:
    parses = parse(f"The {word}." for word in _several(cue.object))
    return frozenset(form for p in parses for form in forms(p.tokens[1]))


def _several(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else words


def _sign_of_example(
    kind: OwnKind, number: int, example: Example, parsed: Parsed, known: Sequence[Sign]
) -> list[Sign]:
    """The cue that an example's trigger is, where the kind has none there."""
    span = span_of(example.trigger or "", example.text)
    if example.none or span is None:
        return []
    mine = indexed(s for s in known if s.kind.name == kind.name)
    if at(matches(parsed, mine), span):
        return []
    words = of_trigger(parsed, span)
    if not words:
        raise _wrong(
            kind, number, f"{example.trigger!r} is no verb and no noun as the sentence is parsed",
            "give the word that tells the act, or a plainer sentence",
        )  # fmt: skip
    where = f"example {number} of {kind.where}"
    said = " ".join(t.lemma for t in words)
    verbal = words[0].i in parsed.clause_at and not parsed.clause_at[words[0].i].nominal
    return [Sign(kind, said, where, tuple(map(forms, words)), "verb" if verbal else "noun")]


def _taught(
    kind: OwnKind, number: int, example: Example, parsed: Parsed, index: Index, see: See
) -> Iterator[_Taught]:
    """What an example shows, once for each cue in it."""
    found = _matches_of_example(kind, number, example, parsed, index)
    seen = see(parsed, [m.trigger for m in found])
    for match in found:
        around = slots(parsed, match)
        looks = shown(parsed, match, around, seen.naming, seen.actors, seen.tag(match))
        spans = [span_of(w or "", example.text) for w in (example.actor, example.recipient)]
        sides = [place_of(parsed, around, s) if s is not None else None for s in spans]
        yield _Taught(kind, number, example, match, looks, *sides)


def _matches_of_example(
    kind: OwnKind, number: int, example: Example, parsed: Parsed, index: Index
) -> list[Match]:
    """The cues of a kind that stand in its example: at its trigger, where it names one.

    None where the word is there, but already parses as something else ("felt *fine*").
    """
    found = [m for m in matches(parsed, index) if m.sign.kind.name == kind.name]
    span = span_of(example.trigger, example.text) if example.trigger else None
    found = at(found, span) if span is not None else found
    if not found and not (example.none and any(begun(t, index) for t in parsed.tokens)):
        raise _wrong(
            kind, number, f"no cue of {kind.name} stands in {_short(example.text)!r}",
            "give the cue that does not mean it there, or leave the example out",
        )  # fmt: skip
    unlike = {m.head: m for m in found}
    return list(unlike.values())


def _wrong(kind: OwnKind, number: int, why: str, remedy: str) -> KnowledgeError:
    return KnowledgeError(why, where=f"{kind.where}: examples {number}", remedy=remedy)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "..."
