"""Events: who did what to whom, coded once a document."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from talion.language.base import Parsed
from talion.models.tags import Relation, TriggerTag
from talion.ontology import Ontology
from talion.reading.events.arguments import Arguments, Finder
from talion.reading.events.candidates import Candidate, find_candidates
from talion.reading.events.draft import Draft, Rejected
from talion.reading.events.kinship import ACTS_OF_SPEECH
from talion.reading.events.lexicon import Cues, status_words
from talion.reading.events.merge import Merger, with_told_recipients
from talion.reading.events.own.base import OwnReading
from talion.reading.events.own.reader import OwnCues, Seen, over
from talion.reading.events.roles import Cast, Roles, with_roles
from talion.reading.events.scene import When, speaker_of
from talion.reading.events.sentencing import with_custody, with_sentences
from talion.reading.events.status import read_status, to_go_on
from talion.reading.events.weigh import choose_type, confidence, density, features
from talion.reading.events.weights import Weights
from talion.record import Actor, Claim, Status
from talion.spans import Span, inside, overlap

__all__ = ["Draft", "EventReading", "Parties", "Rejected", "read_events"]

Parties = tuple[Span, Span, Span]
Relate = Callable[[Sequence[Parties]], Sequence[Relation]]
_MAY_RETELL = 0.2  # confidence from which a noun may tell again of an event that is already found
_FURNITURE = "page furniture"
_NAMES = "names who acts, not an act"
_GROUNDS = "names the grounds of another act"
#: Reasons for which a predicate does not even tell again of an event that is already found.
_NO_ACTS = (_FURNITURE, _NAMES, _GROUNDS)


@dataclass(frozen=True, slots=True)
class EventReading:
    """The events of a story, and the predicates that were read and not coded."""

    events: tuple[Draft, ...]
    rejected: tuple[Rejected, ...]


def read_events(
    parsed: Parsed,
    actors: Sequence[Actor],
    by_token: dict[int, tuple[str, ...]],
    ontology: Ontology,
    cues: Cues,
    weights: Weights,
    kin: Weights,
    roles: Roles,
    *,
    claims: Sequence[Claim] = (),
    when: When = lambda _: None,
    tags: Sequence[TriggerTag] | None = None,
    skip: Sequence[Span] = (),
    relate: Relate | None = None,
    own: OwnCues | None = None,
    asked: Sequence[TriggerTag] = (),
) -> EventReading:
    """The events of ``parsed``; ``tags`` is ``None`` without the learned part, ``skip`` is furniture.

    ``own`` finds a user's own kinds of events, ``asked`` is what the tagger says of the words of its cues.
    """
    reader = _Reader(parsed, actors, by_token, ontology, weights, tags, claims, when)
    drafts: list[Draft] = []
    rejected: list[Rejected] = []
    unsure: list[tuple[Draft, str]] = []
    candidates = find_candidates(parsed, cues, tags or ())
    if own is not None:
        mine, others = own.read(Seen(parsed, reader.actors, by_token, asked))
        candidates = over(candidates, mine)
        rejected.extend(others)
    first = reader.drafts(candidates, relate)
    for draft in first:
        reason = reader.reason_against(draft, skip, first)
        if not reason:
            drafts.append(draft)
        elif draft.confidence >= _MAY_RETELL and reason not in _NO_ACTS:
            unsure.append((draft, reason))
        else:
            rejected.append(_rejected(draft, reason))
    drafts = reader.without_complements(drafts, rejected)
    drafts = with_sentences(parsed, drafts, reader.actors)
    learned = tags is not None
    merger = Merger(
        parsed,
        reader.actors,
        kin.with_model if learned else kin.without_model,
        kin.threshold if learned else kin.threshold_without,
    )
    events, left = merger.join_unsure(merger.merge(drafts), unsure)
    rejected.extend(_rejected(draft, reason) for draft, reason in left)
    cast = Cast(parsed, reader.actors, by_token, reader.finder, claims)
    told = with_roles(
        with_told_recipients(events), cast, roles.with_model if learned else roles.without_model
    )
    return EventReading(tuple(with_custody(parsed, told)), tuple(rejected))


def _rejected(draft: Draft, reason: str) -> Rejected:
    return Rejected(
        draft.trigger, draft.sentence, draft.type, reason, draft.confidence, draft.features
    )


class _Reader:
    def __init__(
        self, parsed: Parsed, actors: Sequence[Actor], by_token: dict[int, tuple[str, ...]],
        ontology: Ontology, weights: Weights, tags: Sequence[TriggerTag] | None,
        claims: Sequence[Claim], when: When,
    ) -> None:  # fmt: skip
        learned = tags is not None
        self._density = density(tags or (), len(parsed.sentences))
        self.actors = {a.id: a for a in actors}
        self._parsed, self._ontology, self._by_token = parsed, ontology, by_token
        self.finder = Finder(parsed, by_token)
        self._claims, self._when = claims, when
        self._weights = weights.with_model if learned else weights.without_model
        self._threshold = weights.threshold if learned else weights.threshold_without

    def drafts(self, candidates: Sequence[Candidate], relate: Relate | None) -> list[Draft]:
        """A draft for each candidate; what the relater says of its two parties may change the type."""
        first = [self._draft(c) for c in candidates]
        asked = [
            (i, pair)
            for i, d in enumerate(first)
            if d.candidate.tag and d.candidate.own is None
            for pair in self._parties(d)
        ]
        if relate is None or not asked:
            return first
        for (i, _), relation in zip(asked, relate([pair for _, pair in asked]), strict=True):
            first[i] = self._draft(candidates[i], relation)
        return first

    def _parties(self, draft: Draft) -> list[Parties]:
        """The nearest mention of an actor and of a recipient in the trigger's sentence, if both are there."""
        sentence = self._parsed.sentences[draft.sentence].span
        sides = [
            self._nearest(ids, draft.trigger, sentence) for ids in (draft.actors, draft.recipients)
        ]
        if sides[0] is None or sides[1] is None or overlap(sides[0], sides[1]):
            return []
        return [(sides[0], sides[1], sentence)]

    def _nearest(self, ids: Sequence[str], trigger: Span, sentence: Span) -> Span | None:
        spans = [s for i in ids for s in self.actors[i].mentions if inside(s, sentence)]
        return min(spans, key=lambda s: abs(s[0] - trigger[0]), default=None)

    def _draft(self, candidate: Candidate, relation: Relation | None = None) -> Draft:
        if candidate.own is not None:
            return self._own_draft(candidate, candidate.own)
        type_, mode, probability = choose_type(candidate, relation)
        if mode not in self._ontology.types[type_].modes:
            mode = None
        speaker = speaker_of(self._claims, candidate.trigger)
        arguments = self._by_speaker(self.finder.arguments(candidate, type_), type_, speaker)
        found = features(
            candidate, type_, probability, arguments, self.actors, self._density, relation
        )
        sure = confidence(found, self._weights)
        return Draft(
            candidate,
            type_,
            mode,
            self._status(candidate),
            arguments.actors,
            arguments.recipients,
            sure,
            found,
            told=sure,
            learned=arguments.learned,
            speaker=speaker,
            time=self._when(candidate.head),
        )

    def _own_draft(self, candidate: Candidate, own: OwnReading) -> Draft:
        """A draft of a user's own kind, as sure as its cue and examples make it."""
        speaker = speaker_of(self._claims, candidate.trigger)
        arguments = self.finder.arguments(candidate, own.kind.like)
        if own.actors is None:
            arguments = self._by_speaker(arguments, own.kind.like, speaker)
        return Draft(
            candidate,
            own.kind.type,
            own.kind.mode,
            self._status(candidate),
            arguments.actors,
            arguments.recipients,
            own.probability,
            {"own": 1.0},
            told=own.probability,
            learned=arguments.learned,
            speaker=speaker,
            time=self._when(candidate.head),
        )

    def _by_speaker(self, found: Arguments, type_: str, speaker: str | None) -> Arguments:
        """Of those that the tagger takes for who says it, the one in whose words it stands."""
        if type_ in ACTS_OF_SPEECH and "actors" in found.learned and speaker in found.actors:
            return replace(found, actors=(speaker,))
        return found

    def _status(self, candidate: Candidate) -> Status:
        """As the learned part has it, which beats grammar on text that it never saw; else by grammar."""
        if to_go_on(self._parsed, candidate.head):
            return "planned"
        if candidate.tag is not None:
            return cast("Status", candidate.tag.status)
        return read_status(self._parsed, candidate.clause, candidate.head)

    def reason_against(self, draft: Draft, skip: Sequence[Span], others: Sequence[Draft]) -> str:
        """Why a draft is no event; "" when it is one. ``others`` are all drafts of the text."""
        if any(overlap(draft.trigger, s) for s in skip):
            return _FURNITURE
        if self._only_aspect(draft):
            return "says how the act below it stands, and is none itself"
        if draft.nominal and self._only_grounds(draft, others):
            return _GROUNDS
        named = draft.candidate.cues or draft.candidate.own
        if not named and self._names_people(draft.candidate.head):
            return _NAMES
        if draft.candidate.own is not None:
            return "" if draft.actors or draft.recipients else "no actor and no recipient"
        if draft.confidence < self._threshold:
            return f"confidence {draft.confidence:.2f} is under {self._threshold:.2f}"
        if draft.candidate.tag is None and not self._political(draft):
            return "nobody in it acts politically"
        if not draft.actors and not draft.recipients:
            return "no actor and no recipient" if draft.confidence < 0.7 else ""
        return ""

    def _political(self, draft: Draft) -> bool:
        return any(draft.features[f"political_{side}"] for side in ("actor", "recipient"))

    def _only_aspect(self, draft: Draft) -> bool:
        """ "Prepares to expel", "began to withdraw": the act is the complement's."""
        clause = draft.candidate.clause
        told = draft.candidate.cues or draft.candidate.own
        if clause is None or told or clause.complement is None:
            return False
        above = status_words().above
        return any(clause.lemma in above[key] for key in ("planned", "ongoing", "happened"))

    def _only_grounds(self, draft: Draft, others: Sequence[Draft]) -> bool:
        """ "Jailed *on charges* of fraud": why somebody is held, and no accusation of its own."""
        words, tokens = status_words().grounds, self._parsed.tokens
        noun = tokens[draft.candidate.head]
        if noun.lemma not in words["nouns"] or tokens[noun.head].lower not in words["prepositions"]:
            return False
        above = set(self._parsed.ancestors(noun.i))
        return any(o.candidate.head in above and o.type in words["types"] for o in others)

    def _names_people(self, head: int) -> bool:
        ids = self._by_token.get(head, ())
        return any(self.actors[i].kind in ("person", "group", "state") for i in ids)

    def without_complements(self, drafts: list[Draft], rejected: list[Rejected]) -> list[Draft]:
        """A threat to arrest is THREATEN/arrest, and no arrest: the act below only gives the mode."""
        words = status_words()
        by_head = {d.candidate.head: d for d in drafts}
        inner: dict[int, Draft] = {}
        for draft in drafts:
            clause = draft.candidate.clause
            if clause is None or draft.like not in (
                "THREATEN",
                "AGREE",
                "REQUEST",
                "REJECT",
            ):
                continue
            below = self._below(draft)
            if below in by_head and by_head[below] is not draft:
                inner[below] = draft
        out = []
        for draft in drafts:
            matrix = inner.get(draft.candidate.head)
            if matrix is not None:
                rejected.append(_rejected(draft, f"what is told is the {matrix.type}"))
                continue
            below = self._below(draft) if draft.type in words.modes else None
            out.append(_with_mode(draft, by_head.get(below) if below is not None else None))
        return out

    def _below(self, draft: Draft) -> int | None:
        clause = draft.candidate.clause
        if clause is None:
            return None
        if clause.complement is not None:
            return clause.complement
        heads = (
            *clause.objects,
            *(o.head for o in clause.obliques if o.preposition in ("of", "for", "to", "with")),
        )
        return next((h for h in heads if h in self._parsed.clause_at), None)


def _with_mode(draft: Draft, below: Draft | None) -> Draft:
    if below is None or draft.mode is not None:
        return draft
    modes = status_words().modes.get(draft.type, {})
    mode = modes.get(f"{below.type}/{below.mode}") or modes.get(below.like)
    recipients = draft.recipients or tuple(r for r in below.recipients if r not in draft.actors)
    return replace(draft, mode=mode, recipients=recipients)
