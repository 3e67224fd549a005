"""Why an event is as it is: each field's words, the entries and scores that made it, and what else
was considered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from msgspec import Struct

from talion.coder import Coder, Reading
from talion.errors import DocumentError
from talion.formats.index import Index, act
from talion.language.base import Parsed
from talion.reading.events.draft import Draft, Rejected
from talion.reading.events.lexicon import Cue
from talion.reading.events.status import read_status
from talion.record import Event
from talion.spans import Span, overlap

By = Literal["words", "lexicon", "model", "grammar", "ontology", "knowledge", "weights"]
_T = TypeVar("_T")
_LEAST = 0.01  # of the model's other types, those under this are left out
_MOST_ENTRIES = 3


class Words(Struct, frozen=True):
    """Words of the text and where they stand."""

    text: str
    span: Span


class Reason(Struct, frozen=True):
    """What spoke for a value: the lexicon, the model, grammar, ontology, knowledge or weights."""

    by: By
    says: str
    score: float | None = None


class Field(Struct, frozen=True):
    """A field of the event, its words, and what made it."""

    name: str
    value: str | float | list[str] | None
    words: list[Words]
    because: list[Reason]


class Alternative(Struct, frozen=True):
    """What was considered and not taken."""

    what: str
    why: str
    score: float | None = None


class Explanation(Struct, frozen=True):
    """An event, explained field by field."""

    document: str
    event: str
    what: str
    fields: list[Field]
    considered: list[Alternative]


def explain(reading: Reading, coder: Coder, id: str) -> Explanation:
    """The explanation of one event; :class:`DocumentError` when the record has no such event."""
    record = reading.record
    at = next((n for n, e in enumerate(record.events) if e.id == id), None)
    if at is None:
        raise DocumentError(
            f"has no event {id}",
            where=record.document.id,
            remedy=f"its events are {', '.join(e.id for e in record.events) or 'none'}",
        )
    event, draft = record.events[at], reading.events.events[at]
    index = Index(record)
    one = _One(index, reading.parsed, coder, event, draft)
    what = f"{act(event)} {index.sides(event)} ({event.status})"
    considered = [*_other_types(draft), *_other_predicates(one, reading.events.rejected)]
    return Explanation(record.document.id, id, what, list(one.fields()), considered)


class _One:
    """One event, with what led to it."""

    def __init__(
        self, index: Index, parsed: Parsed, coder: Coder, event: Event, draft: Draft
    ) -> None:
        self.index, self.parsed, self.coder = index, parsed, coder
        self.event, self.draft = event, draft

    def words(self, span: Span) -> Words:
        return Words(self.index.words(span), span)

    def fields(self) -> Iterator[Field]:
        """The fields, in the order of the record."""
        yield self._type()
        yield self._mode()
        yield from self._codes()
        yield self._side("actors")
        yield self._side("recipients")
        yield self._status()
        yield from self._around()
        yield self._contexts()
        yield self._confidence()

    def _type(self) -> Field:
        reasons = [*self._own(), *self._cues(lambda cue: cue.type == self.event.type)]
        for telling in self.draft.tellings:
            tag = telling.candidate.tag
            if tag is not None and self.event.type in tag.types:
                chance = tag.types[self.event.type]
                reasons.append(
                    Reason("model", f"{self._quoted(telling)} tells {self.event.type}", chance)
                )
        means = self.coder.ontology.types[self.event.type].means
        reasons.append(Reason("ontology", f"{self.event.type}: {means}"))
        return Field("type", self.event.type, self._triggers(), _once(reasons))

    def _mode(self) -> Field:
        mode = self.event.mode
        if mode is None:
            return Field("mode", None, [], [Reason("lexicon", "no cue and no model names a mode")])
        wanted = (self.event.type, mode)
        reasons = [*self._own(), *self._cues(lambda cue: (cue.type, cue.mode) == wanted)]
        for telling in self.draft.tellings:
            tag = telling.candidate.tag
            if tag is not None and tag.type == self.event.type and mode in tag.modes:
                reasons.append(
                    Reason("model", f"{self._quoted(telling)} has mode {mode}", tag.modes[mode])
                )
        reasons = reasons or [
            Reason("grammar", "from the act that the predicate takes as its object")
        ]
        return Field("mode", mode, self._triggers(), _once(reasons))

    def _own(self) -> Iterator[Reason]:
        """The cue and the examples of the user's own file that a telling is read by."""
        for telling in self.draft.tellings:
            own = telling.candidate.own
            for said in own.because if own is not None else ():
                yield Reason("ontology", f"{self._quoted(telling)}: {said}")

    def _codes(self) -> Iterator[Field]:
        entry = self.coder.ontology.entry(self.event.type, self.event.mode)
        by = [Reason("ontology", f"of {act(self.event)} in {entry.origin}")]
        yield Field("cameo", self.event.cameo, [], by)
        yield Field("quad", self.event.quad, [], by)
        yield Field("goldstein", self.event.goldstein, [], by)

    def _side(self, side: Literal["actors", "recipients"]) -> Field:
        ids = getattr(self.event, side)
        words: list[Words] = []
        reasons: list[Reason] = []
        for telling in self.draft.tellings:
            for id in getattr(telling, side):
                found = self._mention(telling, id)
                words += [self.words(s) for s in found]
                reasons += self._argument(telling, side, found)
        for id in ids:
            reasons += self._known(id)
        return Field(side, [self.index.actor(i) for i in ids], _once(words), _once(reasons))

    def _mention(self, telling: Draft, id: str) -> list[Span]:
        """The actor's mentions in the telling's sentence."""
        actor = self.index.actors.get(id)
        sentence = self.index.record.sentences[telling.sentence]
        return [m for m in actor.mentions if overlap(m, sentence)] if actor is not None else []

    def _argument(self, telling: Draft, side: str, found: Sequence[Span]) -> Iterator[Reason]:
        """Where grammar, or the model, sees the mentions stand."""
        clause, tag = telling.candidate.clause, telling.candidate.tag
        verb = self._quoted(telling)
        if clause is not None:
            slots: list[tuple[str, Iterable[int]]] = [
                ("subject", clause.subject), ("object", clause.objects), ("indirect object", clause.indirect),
                *((f"phrase with “{o.preposition}”", [o.head]) for o in clause.obliques),
            ]  # fmt: skip
            for name, heads in slots:
                if any(self._below(head, found) for head in heads):
                    passive = ", passive" if clause.passive else ""
                    yield Reason("grammar", f"{name} of {verb}{passive}")
        for span in getattr(tag, side, ()) if tag is not None else ():
            if any(overlap(span, m) for m in found):
                role = side.removesuffix("s")
                yield Reason("model", f"“{self.index.words(span)}” is {role} of {verb}")

    def _below(self, head: int, found: Sequence[Span]) -> bool:
        span = self.parsed.span(self.parsed.subtree(head))
        return any(overlap(span, m) for m in found)

    def _known(self, id: str) -> Iterator[Reason]:
        """Entries of the knowledge base under the actor's name."""
        actor = self.index.actors.get(id)
        if actor is None:
            return
        what = " ".join(p for p in (actor.kind, actor.country, actor.sector) if p)
        entries = self.coder.knowledge.named(actor.name)[:_MOST_ENTRIES]
        for entry in entries:
            said = " ".join(
                p for p in (entry.country or entry.international, entry.sector, entry.office) if p
            )
            yield Reason(
                "knowledge", f"{entry.name}: {entry.role} {said}".rstrip() + f" ({entry.origin})"
            )
        if not entries:
            yield Reason("words", f"{actor.name}: {what}, from its own words")

    def _status(self) -> Field:
        reasons = []
        for telling in self.draft.tellings:
            clause = telling.candidate.clause
            ruled = read_status(self.parsed, clause, telling.candidate.head)
            form = _form(telling)
            reasons.append(Reason("grammar", f"{self._quoted(telling)}: {ruled}{form}"))
            tag = telling.candidate.tag
            if tag is not None:
                reasons.append(
                    Reason(
                        "model",
                        f"{self._quoted(telling)}: {tag.status}",
                        tag.statuses.get(tag.status),
                    )
                )
        for id in self.event.claims:
            claim = self.index.claims.get(id)
            if claim is not None and claim.stance == "denies":
                reasons.append(Reason("words", f"{self.index.speaker(claim)} denies it ({id})"))
        return Field("status", self.event.status, self._triggers(), _once(reasons))

    def _around(self) -> Iterator[Field]:
        """Time, place, quantities and claims, which are read on their own and joined by grammar."""
        index, event = self.index, self.event
        time, place = index.times.get(event.time or ""), index.places.get(event.place or "")
        if time is not None:
            says = Reason("grammar", "governs the predicate")
            yield Field("time", index.when(event.time), [self.words(time.span)], [says])
        if place is not None:
            says = Reason("grammar", "stands below the predicate, or is the place of its sentence")
            known = Reason("knowledge", f"GeoNames {place.geonames}") if place.geonames else None
            yield Field(
                "place", place.name, [self.words(place.span)], [says, *([known] if known else [])]
            )
        spans = [index.quantities[q].span for q in event.quantities if q in index.quantities]
        if spans:
            says = Reason(
                "grammar", "counts who acts or is acted on, or stands below the predicate"
            )
            yield Field(
                "quantities", list(event.quantities), [self.words(s) for s in spans], [says]
            )
        for id in event.claims:
            claim = index.claims.get(id)
            if claim is not None:
                says = Reason(
                    "words",
                    f"lies in what {index.speaker(claim)} {claim.stance}",
                )
                yield Field("claim", id, [self.words(s) for s in claim.content], [says])

    def _contexts(self) -> Field:
        sentences = [self.index.record.sentences[t.sentence] for t in self.draft.tellings]
        said = " ".join(self.index.words(s) for s in sentences).lower()
        reasons = []
        for name in self.event.contexts:
            shown = [w for w in self.coder.ontology.contexts.get(name, ()) if w.lower() in said]
            own = name in self.coder.ontology.entry(self.event.type, self.event.mode).contexts
            told = [f"of every {act(self.event)}"] if own and not shown else shown[:5]
            reasons.append(Reason("lexicon", f"{name}: {', '.join(told)}"))
        return Field("contexts", list(self.event.contexts), [], reasons)

    def _confidence(self) -> Field:
        best = max(self.draft.tellings, key=lambda t: t.confidence)
        own = best.candidate.own
        if own is not None:
            said = "likeness to the examples that tell it, against those that do not"
            reasons = [Reason("ontology", said, own.probability)]
            return Field("confidence", self.event.confidence, [self.words(best.trigger)], reasons)
        with_model = self.coder.tagger is not None
        weights = self.coder.weights.with_model if with_model else self.coder.weights.without_model
        reasons = [
            Reason(
                "weights", f"{name} {value:g} × {weights[name]:+g}", round(value * weights[name], 3)
            )
            for name, value in best.features.items()
            if value and weights.get(name)
        ]
        least = self.coder.weights.threshold if with_model else self.coder.weights.threshold_without
        reasons.append(Reason("weights", "an event is coded from", least))
        return Field("confidence", self.event.confidence, [self.words(best.trigger)], reasons)

    def _triggers(self) -> list[Words]:
        return [self.words(s) for s in self.index.tellings(self.event)]

    def _quoted(self, telling: Draft) -> str:
        return f"“{self.index.words(telling.trigger)}”"

    def _cues(self, fits: Callable[[Cue], bool]) -> Iterator[Reason]:
        for telling in self.draft.tellings:
            for cue in telling.candidate.cues:
                if fits(cue):
                    yield Reason("lexicon", f"{self._quoted(telling)}: {_entry(cue, telling)}")


def _entry(cue: Cue, telling: Draft) -> str:
    """A cue's entry in the lexicon."""
    name = f"{cue.type}/{cue.mode}" if cue.mode else cue.type
    kind = (
        "nouns" if telling.candidate.clause is None or telling.candidate.clause.nominal else "verbs"
    )
    lemma = f"“{telling.candidate.lemma}” among " if telling.candidate.lemma else ""
    return f"{lemma}the {'weak words' if cue.weak else kind} of {name} ({cue.origin})"


def _form(telling: Draft) -> str:
    """The grammatical form of a telling, in brackets."""
    clause = telling.candidate.clause
    if clause is None:
        return " (a noun)"
    said = [
        "a noun" if clause.nominal else clause.tense or "no tense",
        "negated" if clause.negated else "",
        f"“{clause.modality}”" if clause.modality else "",
        "perfect" if clause.perfect else "",
        "progressive" if clause.progressive else "",
        f"under “{clause.marker}”" if clause.marker else "",
    ]
    return f" ({', '.join(s for s in said if s)})"


def _other_types(draft: Draft) -> Iterator[Alternative]:
    """Other types that cues or the model saw in the same words."""
    cues = {c.type for t in draft.tellings for c in t.candidate.cues} - {draft.type}
    scores = _scores(draft)
    for name in sorted(cues - set(scores)):
        yield Alternative(name, "the lexicon knows the word for this type, too")
    for name, score in scores.items():
        what = "no event" if name == "NONE" else name
        also = ", as does the lexicon" if name in cues else ""
        yield Alternative(what, f"the model gives it less{also}", round(score, 3))


def _scores(draft: Draft) -> Mapping[str, float]:
    tag = draft.candidate.tag
    if tag is None:
        return {}
    others = {n: s for n, s in tag.types.items() if n != draft.type and s >= _LEAST}
    return dict(sorted(others.items(), key=lambda item: -item[1]))


def _other_predicates(one: _One, rejected: Sequence[Rejected]) -> Iterator[Alternative]:
    """Predicates of the event's sentences that were read and not coded."""
    sentences = {t.sentence for t in one.draft.tellings}
    for found in rejected:
        if found.sentence in sentences:
            what = f"“{one.index.words(found.trigger)}” as {found.type}"
            yield Alternative(what, found.reason, round(found.confidence, 3))


def _once(items: Iterable[_T]) -> list[_T]:
    """Each item the first time it comes."""
    out: list[_T] = []
    for item in items:
        if item not in out:
            out.append(item)
    return out
