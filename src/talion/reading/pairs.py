"""Pairs: what a text says that one given actor did to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from talion.language.base import Parsed
from talion.ontology import Ontology
from talion.record import Actor, Event, PairAnswer, PairQuestion
from talion.spans import Span, overlap

if TYPE_CHECKING:
    from talion.models.relater import Relater
    from talion.models.tags import Relation


def answer_pairs(
    questions: Sequence[PairQuestion],
    parsed: Parsed,
    actors: Sequence[Actor],
    events: Sequence[Event],
    ontology: Ontology,
    relater: Relater | None,
) -> tuple[PairAnswer, ...]:
    """An answer for each question, in order: the learned relater's, else the event found between the two.

    The relater knows no types of a user's own: where an event of one is found between the two, it answers.
    """
    if relater is None:
        return tuple(_by_event(q, _event(q, actors, events)) for q in questions)
    relations = _relations(questions, parsed, relater)
    return tuple(
        _by_model(q, relation, _event(q, actors, events), ontology)
        for q, relation in zip(questions, relations, strict=True)
    )


def _relations(
    questions: Sequence[PairQuestion], parsed: Parsed, relater: Relater
) -> Iterator[Relation]:
    for question in questions:
        sentence = _sentence(parsed, question)
        yield from relater.relate(parsed.text, [(question.actor, question.recipient)], sentence)


def _sentence(parsed: Parsed, question: PairQuestion) -> Span:
    """The span from the first sentence of the two phrases to the last."""
    both = question.actor, question.recipient
    inside = [s.span for s in parsed.sentences if any(overlap(s.span, b) for b in both)]
    return (
        (min(a for a, _ in inside), max(b for _, b in inside)) if inside else (0, len(parsed.text))
    )


def _event(
    question: PairQuestion, actors: Sequence[Actor], events: Sequence[Event]
) -> Event | None:
    """The surest event whose actor and recipient have mentions that overlap the pair's."""
    mentions = {a.id: a.mentions for a in actors}

    def at(ids: Sequence[str], span: Span) -> bool:
        return any(overlap(m, span) for i in ids for m in mentions[i])

    found = [
        e for e in events if at(e.actors, question.actor) and at(e.recipients, question.recipient)
    ]
    return max(found, key=lambda e: e.confidence, default=None)


def _by_event(question: PairQuestion, event: Event | None) -> PairAnswer:
    if event is None:
        return PairAnswer(id=question.id, confidence=0.0)
    return PairAnswer(
        id=question.id, type=event.type, mode=event.mode, quad=event.quad, status=event.status,
        confidence=event.confidence, event=event.id,
    )  # fmt: skip


def _by_model(
    question: PairQuestion, relation: Relation, event: Event | None, ontology: Ontology
) -> PairAnswer:
    if event is not None and ontology.is_own(event.type, event.mode):
        return _by_event(question, event)
    type_ = max(relation.types, key=lambda t: relation.types[t])
    same = event if event is not None and event.type == type_ else None
    return PairAnswer(
        id=question.id,
        type=type_,
        mode=(same.mode if same else None) or relation.mode or None,
        quad=ontology.types[type_].quad,
        status=same.status if same else relation.status,  # type: ignore[arg-type]
        confidence=round(relation.types[type_] * (1 - relation.none), 3),
        event=same.id if same else None,
    )
