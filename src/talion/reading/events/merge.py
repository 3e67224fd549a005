"""One event a document: tellings of the same act are one event with several mentions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from talion.language.base import Parsed
from talion.reading.events.draft import Draft
from talion.reading.events.kinship import ACTS_OF_SPEECH, kin_features, kinship
from talion.reading.events.scene import meet
from talion.reading.events.status import to_go_on
from talion.record import Actor, Status

_AT_ACTS = ("ACCUSE", "PROTEST", "REJECT", "SUPPORT")
#: Types whose modes readers hardly ever take for one act.
_APART = ("ACCUSE", "COERCE", "RETREAT", "SANCTION")
_REACH = 60  # sentences after which an act that the lead doesn't tell is not taken up again
_LATEST = 8  # tellings of an event that a further one is compared with
_PLAINER = 0.25  # by how much a later telling must be surer to stand for the event
_HEADLINE = 0.5  # how much a headline's status counts beside that of another sentence
_UNLIKE = -1.0  # log odds under which a telling alone keeps another out of its event


@dataclass(frozen=True, slots=True)
class Merger:
    """Joins tellings of one act; ``weights`` are those of `kinship`, in log odds, as is ``threshold``."""

    parsed: Parsed
    actors: Mapping[str, Actor]
    weights: Mapping[str, float]
    threshold: float

    def merge(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Drafts in order, those that tell the same act joined: the likest event takes each."""
        events: list[Draft] = []
        for draft in drafts:
            place = self._place(events, draft)
            if place is None:
                events.append(draft)
            else:
                events[place] = _joined(events[place], draft)
        return [_led(e) for e in events]

    def join_unsure(
        self, events: Sequence[Draft], unsure: Sequence[tuple[Draft, str]]
    ) -> tuple[list[Draft], list[tuple[Draft, str]]]:
        """Tellings too unsure to make an event may still tell again of one ("a verdict that ...").

        Gives the events with them, and those that told of none.
        """
        out, left = list(events), []
        for draft, reason in unsure:
            place = self._place(out, draft)
            if place is None:
                left.append((draft, reason))
            else:
                out[place] = replace(out[place], also=(*out[place].also, draft))
        return out, left

    def _place(self, events: Sequence[Draft], draft: Draft) -> int | None:
        """The index of the event that ``draft`` tells again; ``None`` for an event of its own."""
        likeness = [
            (self._likeness(event, draft), i)
            for i, event in enumerate(events)
            if event.type == draft.type and _in_reach(event, draft)
        ]
        best, place = max(likeness, default=(self.threshold, -1))
        return place if best > self.threshold else None

    def _likeness(self, event: Draft, draft: Draft) -> float:
        """The mean log odds of the event's tellings and the draft being one act.

        A telling that plainly is another act keeps the draft out.
        """
        scores = []
        for telling in event.tellings[-_LATEST:]:
            first, second = sorted((telling, draft), key=lambda d: d.trigger)
            found = kin_features(self.parsed, first, second, self.actors)
            clashes = any(found.get(f"clash_{t}") for t in _APART)
            others = bool(found["verbs"]) and self._of_others(found, first, second)
            apart = _are_apart(first, second) or self._goes_on(first, second)
            if clashes or others or apart or _of_own_modes(first, second):
                return -math.inf
            scores.append(kinship(found, self.weights))
        return sum(scores) / len(scores) if min(scores) > _UNLIKE else -math.inf

    def _goes_on(self, first: Draft, second: Draft) -> bool:
        """Whether what is told to go on ("the crackdown would continue") stands beside another plan."""
        if first.status != "planned" or second.status != "planned":
            return False
        return to_go_on(self.parsed, first.candidate.head) != to_go_on(
            self.parsed, second.candidate.head
        )

    def _of_others(self, found: Mapping[str, float], first: Draft, second: Draft) -> bool:
        """Whether parties of a side are of different countries, all of them named and with a country."""
        return any(
            f"{side}_foreign" in found
            and all(
                _is_of_a_country(self.actors[i]) for d in (first, second) for i in getattr(d, side)
            )
            for side in ("actors", "recipients")
        )


def _in_reach(event: Draft, draft: Draft) -> bool:
    """Whether a telling of the event is near enough, or in the lead, to be told again here."""
    return event.sentence <= 1 or draft.sentence - event.tellings[-1].sentence <= _REACH


def _is_of_a_country(party: Actor) -> bool:
    return bool(party.country) and party.name != party.name.lower()


def _are_apart(first: Draft, second: Draft) -> bool:
    """Whether two tellings plainly tell two acts: by who says them, or by when they are told to be."""
    return _of_two_speakers(first, second) or any(
        _still_to_come(planned, other) for planned, other in ((first, second), (second, first))
    )


def _of_own_modes(first: Draft, second: Draft) -> bool:
    """Whether two modes are told of which a user's own is one."""
    own = first.candidate.own or second.candidate.own
    return own is not None and bool(first.mode and second.mode) and first.mode != second.mode


def _of_two_speakers(first: Draft, second: Draft) -> bool:
    """What two people say for themselves are two acts."""
    return first.speaker != second.speaker and all(
        d.like in ACTS_OF_SPEECH and d.speaker in d.actors for d in (first, second)
    )


def _still_to_come(planned: Draft, other: Draft) -> bool:
    """What is planned for a time, and what a verb of the text's sentences tells as done at no such time."""
    return (
        planned.status == "planned"
        and other.status == "happened"
        and not other.nominal  # a noun has no tense ("the deportations")
        and other.sentence > 0
        and planned.time is not None
        and planned.time.start is not None
        and not meet(planned.time, other.time)
    )


def with_told_recipients(events: Sequence[Draft]) -> list[Draft]:
    """Who protests at an act acts on whoever did it: the act's actors are the recipients."""
    doers = {t.candidate.head: e for e in events for t in e.tellings}
    out = []
    for event in events:
        if event.recipients or event.like not in _AT_ACTS:
            out.append(event)
            continue
        acts = [
            doers[h]
            for t in event.tellings
            for h in _objects(t)
            if h in doers and doers[h] is not event
        ]
        ids = tuple(dict.fromkeys(i for act in acts for i in act.actors if i not in event.actors))
        out.append(replace(event, recipients=ids))
    return out


def _objects(telling: Draft) -> tuple[int, ...]:
    clause = telling.candidate.clause
    if clause is None:
        return ()
    at = (
        o.head for o in clause.obliques if o.preposition in ("against", "over", "at", "for", "of")
    )
    return (*clause.objects, *at)


def _joined(event: Draft, draft: Draft) -> Draft:
    """The event with one telling more: fields that it lacked, and the status that most tellings give it."""
    also = (*event.also, draft)
    return replace(
        event,
        mode=event.mode or draft.mode,
        status=_told_status((event, *also), event.status),
        actors=_side(event, draft, "actors"),
        recipients=_side(event, draft, "recipients"),
        learned=event.learned & draft.learned,
        confidence=max(event.confidence, draft.confidence),
        also=also,
    )


def _led(event: Draft) -> Draft:
    """The event with its plainest telling first: where the words of the first one say little, another's."""
    best = max(event.also, key=lambda t: t.told, default=event)
    if best.told - event.told < _PLAINER:
        return event
    others = tuple(t for t in event.also if t is not best)
    first = replace(event, also=())
    return replace(
        event, candidate=best.candidate, features=best.features, told=best.told,
        speaker=best.speaker, time=best.time, also=(first, *others),
    )  # fmt: skip


def _told_status(tellings: Sequence[Draft], before: Status) -> Status:
    """The likeliest status by all tellings; a headline's present tense says little."""
    votes: dict[Status, float] = {}
    for telling in tellings:
        weight = _HEADLINE if telling.sentence == 0 else 1.0
        for status, share in _statuses(telling).items():
            votes[status] = votes.get(status, 0.0) + weight * share
    return max(votes, key=lambda s: (votes[s], s == before))


def _statuses(telling: Draft) -> Mapping[Status, float]:
    """What the tagger holds likely; without it, what grammar shows."""
    tag = telling.candidate.tag
    return {telling.status: 1.0} if tag is None else cast("Mapping[Status, float]", tag.statuses)


def _side(event: Draft, draft: Draft, name: str) -> tuple[str, ...]:
    """Both tellings' parties; what grammar shows in one stands against what the tagger guessed in the other."""
    mine: tuple[str, ...] = getattr(event, name)
    theirs: tuple[str, ...] = getattr(draft, name)
    if mine and theirs and (name in event.learned) != (name in draft.learned):
        return theirs if name in event.learned else mine
    return tuple(dict.fromkeys((*mine, *theirs)))
