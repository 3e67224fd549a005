"""One event a document: tellings of the same act are one event with several mentions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from talion.language.base import Parsed
from talion.reading.events.draft import Draft
from talion.record import Actor

_FAR = 12  # sentences over which a telling without a name in common is not taken for the same act
_REAL = ("happened", "ongoing")


def merge(parsed: Parsed, drafts: Sequence[Draft], actors: Mapping[str, Actor]) -> list[Draft]:
    """Drafts in order, those that tell the same act joined."""
    events: list[Draft] = []
    for draft in drafts:
        place = next(
            (i for i in reversed(range(len(events))) if _same(parsed, events[i], draft, actors)), None
        )
        if place is None:
            events.append(draft)
        else:
            events[place] = _joined(events[place], draft)
    return events


def _same(parsed: Parsed, event: Draft, draft: Draft, actors: Mapping[str, Actor]) -> bool:
    if event.type != draft.type:
        return False
    if event.mode and draft.mode and event.mode != draft.mode:
        return False
    if not _status_fits(event, draft):
        return False
    if any(t.candidate.clause and _coordinate(parsed, t, draft) for t in event.tellings):
        return False
    sides = (
        _agree(event.actors, draft.actors, actors),
        _agree(event.recipients, draft.recipients, actors),
    )
    if None in [s for s in sides if s is None] and sides == (None, None):
        return _anaphoric(parsed, event, draft)
    if False in sides:
        return False
    nominal = draft.candidate.clause is None or draft.candidate.clause.nominal
    first = event.tellings[-1]
    near = draft.sentence - first.sentence <= _FAR
    same_word = _lemma(draft) == _lemma(event) or any(_lemma(t) == _lemma(draft) for t in event.also)
    if sides == (True, True):
        return True
    return near and (nominal or same_word or event.sentence == 0)


def _status_fits(event: Draft, draft: Draft) -> bool:
    """A plan and its doing are two events; a headline's present tense says nothing of either."""
    if event.status == draft.status or event.sentence <= 1:
        return True
    return event.status in _REAL and draft.status in _REAL


def _coordinate(parsed: Parsed, telling: Draft, draft: Draft) -> bool:
    """Two verbs of one sentence that stand side by side tell two acts."""
    return (
        telling.sentence == draft.sentence
        and telling.candidate.clause is not None
        and draft.candidate.clause is not None
        and not draft.candidate.clause.nominal
        and not telling.candidate.clause.nominal
    )


def _agree(
    mine: tuple[str, ...], theirs: tuple[str, ...], actors: Mapping[str, Actor]
) -> bool | None:
    """Whether two sides name the same; ``None`` when one side is not told."""
    if not mine or not theirs:
        return None
    if set(mine) & set(theirs):
        return True
    countries = {actors[i].country for i in mine} & {actors[i].country for i in theirs} - {None}
    state = any(actors[i].kind == "state" for i in (*mine, *theirs))
    sectors = {actors[i].sector for i in mine} & {actors[i].sector for i in theirs}
    return bool(countries and (state or sectors))


def _anaphoric(parsed: Parsed, event: Draft, draft: Draft) -> bool:
    """A noun with "the", or the same word, soon after."""
    near = draft.sentence - event.tellings[-1].sentence <= 4
    head = draft.candidate.head
    definite = any(
        parsed.tokens[k].lower in ("the", "this", "that", "these", "his", "her", "their", "its")
        for k in parsed.children[head]
    )
    nominal = draft.candidate.clause is None or draft.candidate.clause.nominal
    return near and nominal and (definite or _lemma(draft) == _lemma(event))


def _lemma(draft: Draft) -> str:
    return draft.candidate.lemma


def _joined(event: Draft, draft: Draft) -> Draft:
    """The event with one telling more: fields that it lacked, and the fuller status."""
    actors = event.actors or draft.actors
    recipients = event.recipients or draft.recipients
    status = event.status
    if event.sentence <= 1 < draft.sentence and event.status in _REAL:
        status = draft.status
    return replace(
        event,
        mode=event.mode or draft.mode,
        status=status,
        actors=tuple(dict.fromkeys((*actors, *(a for a in draft.actors if not event.actors)))),
        recipients=recipients,
        confidence=max(event.confidence, draft.confidence),
        also=(*event.also, draft),
    )
