"""From drafts to the record's events: time, place, quantities, contexts, codes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from talion.language.base import Parsed
from talion.ontology import Ontology
from talion.reading.events.draft import Draft
from talion.reading.events.standing import ChoiceWeights
from talion.reading.events.when import Calendar
from talion.reading.events.where import Ground
from talion.record import Actor, Claim, Event, Mention, Place, Quantity, Status, Time
from talion.spans import Span, overlap

_MAX_CONTEXTS = 4
_AUTHORITY = ("COP", "GOV", "MIL", "SPY")


@dataclass(frozen=True)
class Around:
    """The other layers of the record, and what says which time and place an event has."""

    published: str | None
    actors: Sequence[Actor]
    times: Sequence[Time]
    places: Sequence[Place]
    quantities: Sequence[Quantity]
    claims: Sequence[Claim]
    when: ChoiceWeights
    where: ChoiceWeights


def to_events(
    parsed: Parsed, drafts: Sequence[Draft], ontology: Ontology, around: Around
) -> tuple[Event, ...]:
    """The record's events, with ids in the order of the text."""
    mentions = {a.id: a.mentions for a in around.actors}
    ground = Ground(parsed, around.places, {a.id: a for a in around.actors}, drafts)
    calendar = Calendar(parsed, around.times, around.published, around.actors, drafts)
    out = []
    for n, draft in enumerate(drafts, 1):
        when, where = calendar.of(draft, around.when), ground.of(draft, around.where)
        out.append(_event(parsed, draft, n, ontology, around, mentions, when, where))
    return tuple(out)


def _event(
    parsed: Parsed, draft: Draft, n: int, ontology: Ontology, around: Around,
    mentions: Mapping[str, tuple[Span, ...]], time: Time | None, place: Place | None,
) -> Event:  # fmt: skip
    claims = _claims(draft, around.claims)
    actors = draft.actors or _officials(draft, claims, {a.id: a for a in around.actors})
    return Event(
        id=f"e{n}",
        type=draft.type,
        mode=draft.mode,
        contexts=_contexts(parsed, draft, ontology),
        cameo=ontology.cameo(draft.type, draft.mode),
        quad=ontology.types[draft.type].quad,
        goldstein=ontology.goldstein(draft.type, draft.mode),
        actors=actors,
        recipients=draft.recipients,
        status=_status(draft, claims),
        time=time.id if time else None,
        place=place.id if place else None,
        quantities=_quantities(parsed, draft, around.quantities, mentions),
        trigger=draft.trigger,
        sentence=draft.sentence,
        claims=tuple(c.id for c in claims),
        mentions=tuple(Mention(sentence=d.sentence, trigger=d.trigger) for d in draft.also),
        confidence=round(draft.confidence, 3),
    )


def _officials(
    draft: Draft, claims: Sequence[Claim], actors: Mapping[str, Actor]
) -> tuple[str, ...]:
    """Who tells of a use of authority without saying whose it was did it: "police said five were held"."""
    if draft.like != "COERCE":
        return ()
    sources = [actors[c.source.actor] for c in claims if c.source.actor and c.stance == "asserts"]
    bodies = [a.id for a in sources if a.sector in _AUTHORITY and a.id not in draft.recipients]
    return tuple(dict.fromkeys(bodies))[:1]


def _claims(draft: Draft, claims: Sequence[Claim]) -> list[Claim]:
    return [
        c for c in claims
        if any(overlap(t.trigger, s) for t in draft.tellings for s in c.content)
    ]  # fmt: skip


def _status(draft: Draft, claims: Sequence[Claim]) -> Status:
    """A thing told only in a denial is denied."""
    denials = [c for c in claims if c.stance == "denies" and _holds(c, draft.trigger)]
    if denials and draft.status == "happened" and len(draft.tellings) == 1 and _simple(draft):
        return "denied"
    return draft.status


def _holds(claim: Claim, trigger: Span) -> bool:
    return any(overlap(trigger, s) for s in claim.content)


def _simple(draft: Draft) -> bool:
    """Whether the act itself is what is denied, and not a mere word in a longer denial."""
    clause = draft.candidate.clause
    return clause is not None and not clause.nominal


def _quantities(
    parsed: Parsed,
    draft: Draft,
    quantities: Sequence[Quantity],
    mentions: Mapping[str, tuple[Span, ...]],
) -> tuple[str, ...]:
    """Numbers of a telling: of those who act or are acted on in its sentence, or right below it."""
    out: list[str] = []
    people = [s for i in (*draft.actors, *draft.recipients) for s in mentions[i]]
    for telling in draft.tellings:
        sentence = parsed.sentences[telling.sentence].span
        below = {parsed.tokens[i].start for i in _own_words(parsed, telling)}
        for q in quantities:
            if q.statistic or not overlap(q.span, sentence):
                continue
            counted = q.of or q.span
            if q.span[0] in below or any(
                overlap(counted, s) and overlap(s, sentence) for s in people
            ):
                out.append(q.id)
    return tuple(dict.fromkeys(out))


def _own_words(parsed: Parsed, telling: Draft) -> list[int]:
    """The predicate's subtree, without the other predicates in it."""
    head = telling.candidate.head
    out, stack = [], [head]
    while stack:
        here = stack.pop()
        out.append(here)
        for k in parsed.children[here]:
            if k not in parsed.clause_at:
                stack.append(k)
    return out


def _contexts(parsed: Parsed, draft: Draft, ontology: Ontology) -> tuple[str, ...]:
    """Contexts that words of the event's sentences show, the most shown first."""
    counts: dict[str, int] = {}
    seen = {t.sentence for t in draft.tellings}
    words = " ".join(parsed.words(parsed.sentences[i].span) for i in sorted(seen)).lower()
    for name, pattern in _patterns(tuple((n, w) for n, w in ontology.contexts.items())):
        n = len(set(pattern.findall(words)))
        if n:
            counts[name] = n
    ranked = sorted(counts, key=lambda c: -counts[c])
    own = ontology.entry(draft.type, draft.mode).contexts
    return tuple(dict.fromkeys((*own, *ranked)))[:_MAX_CONTEXTS]


@cache
def _patterns(
    contexts: tuple[tuple[str, tuple[str, ...]], ...],
) -> list[tuple[str, re.Pattern[str]]]:
    return [
        (name, re.compile(r"\b(" + "|".join(re.escape(w.lower()) for w in words) + r")(?:s|es)?\b"))
        for name, words in contexts
    ]
