"""One event a document: tellings of the same act are one event with several mentions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from talion.language.base import Parsed
from talion.reading.events.draft import Draft
from talion.record import Actor

_FAR = 12  # sentences over which a telling without a name in common is not taken for the same act
_NEAR = 6  # sentences over which a noun without any name may still tell the same act
_AT_ACTS = ("ACCUSE", "PROTEST", "REJECT", "SUPPORT")
_REAL = ("happened", "ongoing")
_UNREAL = ("planned", "possible")


def merge(parsed: Parsed, drafts: Sequence[Draft], actors: Mapping[str, Actor]) -> list[Draft]:
    """Drafts in order, those that tell the same act joined."""
    events: list[Draft] = []
    for draft in drafts:
        place = next(
            (i for i in reversed(range(len(events))) if _same(parsed, events[i], draft, actors)),
            None,
        )
        if place is None:
            events.append(draft)
        else:
            events[place] = _joined(events[place], draft)
    return events


def _same(parsed: Parsed, event: Draft, draft: Draft, actors: Mapping[str, Actor]) -> bool:
    if event.type != draft.type or not _status_fits(event, draft):
        return False
    if any(_one_predicate(t, draft) for t in event.tellings):
        return True
    if any(t.candidate.clause and _coordinate(t, draft) for t in event.tellings):
        return False
    same_word = any(_lemma(t) == _lemma(draft) for t in event.tellings)
    sides = (
        _agree(event.actors, draft.actors, actors, loose=same_word),
        _agree(event.recipients, draft.recipients, actors, loose=same_word),
    )
    if False in sides:
        return False
    one_sentence = draft.sentence == event.tellings[-1].sentence
    vague = not draft.mode or (one_sentence and draft.type == "ASSAULT")
    if event.mode != draft.mode and not (draft.nominal and vague):
        return False
    if sides == (None, None):
        return _anaphoric(parsed, event, draft)
    near = draft.sentence - event.tellings[-1].sentence <= _FAR
    return sides == (True, True) or (near and (draft.nominal or same_word or event.sentence == 0))


def _status_fits(event: Draft, draft: Draft) -> bool:
    """A plan and its doing are two events; a headline's present tense, or a bare noun, says neither."""
    if event.status == draft.status or event.sentence <= 1:
        return True
    sides = event.status, draft.status
    if draft.nominal and not {"negated", "denied"} & set(sides):
        return True
    return all(s in _REAL for s in sides) or all(s in _UNREAL for s in sides)


def _one_predicate(telling: Draft, draft: Draft) -> bool:
    """A verb and the noun that is its object or subject tell one act ("a summit was *held*")."""
    for verb, noun in ((telling, draft), (draft, telling)):
        clause = verb.candidate.clause
        if clause is not None and not clause.nominal and noun.nominal:
            parts = (*clause.objects, *clause.subject, *(o.head for o in clause.obliques))
            if noun.candidate.head in parts:
                return True
    return False


def _coordinate(telling: Draft, draft: Draft) -> bool:
    """Two verbs of one sentence that stand side by side tell two acts."""
    return (
        telling.sentence == draft.sentence
        and telling.candidate.clause is not None
        and draft.candidate.clause is not None
        and not draft.candidate.clause.nominal
        and not telling.candidate.clause.nominal
    )


def _agree(
    mine: tuple[str, ...], theirs: tuple[str, ...], actors: Mapping[str, Actor], *, loose: bool
) -> bool | None:
    """Whether two sides name the same; ``None`` when one side is not told.

    ``loose`` (the same word tells both) lets people of one country be the same people.
    """
    if not mine or not theirs:
        return None
    if set(mine) & set(theirs):
        return True
    countries = [{actors[i].country for i in side} - {None} for side in (mine, theirs)]
    if not all(countries):
        return None
    if not countries[0] & countries[1]:
        return False
    state = any(actors[i].kind == "state" for i in (*mine, *theirs))
    sectors = {actors[i].sector for i in mine} & {actors[i].sector for i in theirs}
    return True if state or sectors or loose else None


def _anaphoric(parsed: Parsed, event: Draft, draft: Draft) -> bool:
    """A noun with "the", or the same word, soon after."""
    near = draft.sentence - event.tellings[-1].sentence <= _NEAR
    head = draft.candidate.head
    definite = any(
        parsed.tokens[k].lower in ("the", "this", "that", "these", "his", "her", "their", "its")
        for k in parsed.children[head]
    )
    apposed = draft.sentence == event.tellings[-1].sentence and _resumes(parsed, head)
    beside = draft.sentence == event.tellings[-1].sentence
    same_word = _lemma(draft) == _lemma(event)
    return near and draft.nominal and (apposed or definite or beside or same_word)


def _resumes(parsed: Parsed, head: int) -> bool:
    """A noun behind a comma that takes up the clause before it ("..., a verdict that angered ...")."""
    left = min([head, *parsed.children[head]])
    relative = any(parsed.tokens[k].dep == "relcl" for k in parsed.children[head])
    return left > 0 and parsed.tokens[left - 1].text == "," and relative


def join_unsure(
    parsed: Parsed, events: Sequence[Draft], unsure: Sequence[tuple[Draft, str]],
    actors: Mapping[str, Actor],
) -> tuple[list[Draft], list[tuple[Draft, str]]]:  # fmt: skip
    """Nouns too unsure to make an event may still tell again of one ("a verdict that ...").

    Gives the events with them, and those that told of none.
    """
    out, left = list(events), []
    for draft, reason in unsure:
        place = next(
            (i for i in reversed(range(len(out))) if _retells(parsed, out[i], draft, actors)), None
        )
        if place is None:
            left.append((draft, reason))
        else:
            out[place] = replace(out[place], also=(*out[place].also, draft))
    return out, left


def _retells(parsed: Parsed, event: Draft, draft: Draft, actors: Mapping[str, Actor]) -> bool:
    before = [t for t in event.tellings if t.trigger < draft.trigger]
    if not before or not _same(parsed, replace(event, status=draft.status), draft, actors):
        return False
    near = draft.sentence == before[-1].sentence or any(_lemma(t) == _lemma(draft) for t in before)
    return near or _anaphoric(parsed, event, draft)


def with_told_recipients(events: Sequence[Draft]) -> list[Draft]:
    """Who protests at an act acts on whoever did it: the act's actors are the recipients."""
    doers = {t.candidate.head: e for e in events for t in e.tellings}
    out = []
    for event in events:
        if event.recipients or event.type not in _AT_ACTS:
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


def _lemma(draft: Draft) -> str:
    return draft.candidate.lemma


def _joined(event: Draft, draft: Draft) -> Draft:
    """The event with one telling more: fields that it lacked, and the fuller status."""
    status = event.status
    if event.sentence <= 1 < draft.sentence and event.status in _REAL:
        status = draft.status
    return replace(
        event,
        mode=event.mode or draft.mode,
        status=status,
        actors=_side(event, draft, "actors"),
        recipients=_side(event, draft, "recipients"),
        learned=event.learned & draft.learned,
        confidence=max(event.confidence, draft.confidence),
        also=(*event.also, draft),
    )


def _side(event: Draft, draft: Draft, name: str) -> tuple[str, ...]:
    """Both tellings' parties; what grammar shows in one stands against what the tagger guessed in the other."""
    mine: tuple[str, ...] = getattr(event, name)
    theirs: tuple[str, ...] = getattr(draft, name)
    if mine and theirs and (name in event.learned) != (name in draft.learned):
        return theirs if name in event.learned else mine
    return tuple(dict.fromkeys((*mine, *theirs)))
