"""Whether the clause that holds a time speaks of what is to come."""

from __future__ import annotations

from itertools import chain, islice

from talion.language.base import Clause, Parsed
from talion.reading.times.lexicon import TimeWords

_AHEAD_MODALS = frozenset(("will", "would", "may", "must", "should", "can"))
_MAX_STEPS = 40


def ahead(parsed: Parsed, token: int, lists: TimeWords) -> bool | None:
    """``True`` for the future, ``False`` for the past or present, ``None`` where nothing shows.

    Read from the words that announce it ("scheduled for Monday"), then from the tense of the
    nearest clause.
    """
    scheduled = lists.lists["scheduled"]
    until = _deadline(parsed, token)
    for here in islice(chain((token,), parsed.ancestors(token)), _MAX_STEPS):
        if parsed.tokens[here].lemma in scheduled:
            return _announced(parsed, here, lists)
        clause = parsed.clause_at.get(here)
        if clause is not None and not clause.nominal:
            shown = _of_clause(parsed, clause, lists)
            if until and not (shown is False and clause.perfect):
                return True
            return True if shown is None and _appointed(parsed, token, lists) else shown
    return True if until or _appointed(parsed, token, lists) else None


def _deadline(parsed: Parsed, token: int) -> bool:
    """ "By Friday", "until Friday", behind the words that it limits."""
    marker = parsed.tokens[parsed.tokens[token].head]
    first = parsed.sentences[marker.sentence].first
    return marker.lower in ("by", "until", "till") and marker.i > first


def _appointed(parsed: Parsed, token: int, lists: TimeWords) -> bool:
    """Whether the time belongs to a noun such as "vote"."""
    word = parsed.tokens[token]
    return word.dep in ("poss", "compound", "nmod", "npadvmod") and (
        parsed.tokens[word.head].lemma in lists.lists["appointed"]
    )


def _announced(parsed: Parsed, token: int, lists: TimeWords) -> bool | None:
    """A schedule holds for the future unless the clause says that it is over."""
    clause = parsed.clause_at.get(token)
    if clause is None or clause.nominal or clause.passive:
        return True
    return _of_clause(parsed, clause, lists)


def _of_clause(parsed: Parsed, clause: Clause, lists: TimeWords) -> bool | None:
    """The clause's own tense, or for one without tense that of the clause above.

    What is being done now says of a time that is its own that it is to come ("is meeting them on
    Friday"), and nothing of one below it ("is angry, having lost on Friday").
    """
    planning = lists.lists["ahead"]
    first = clause
    for _ in range(_MAX_STEPS):
        if clause.modality in _AHEAD_MODALS and not clause.perfect:
            return True
        if clause.perfect or clause.tense == "past":
            return False
        if clause.tense == "present":
            now = clause.progressive and clause is first
            to_come = now or clause.marker in lists.lists["conditions"]
            return True if to_come else None
        if _joint(parsed, clause) in lists.lists["over"]:
            return False
        above = parsed.clause_at.get(clause.parent) if clause.parent is not None else None
        if parsed.tokens[clause.predicate].tag in ("VB", "VBN") and _is_planned(
            parsed, clause, planning
        ):
            return True
        if above is None:
            return None
        clause = above
    return None


def _joint(parsed: Parsed, clause: Clause) -> str:
    """The word that joins a clause to the one above it."""
    predicate = parsed.tokens[clause.predicate]
    return parsed.tokens[predicate.head].lower if predicate.dep == "pcomp" else clause.marker


def _is_planned(parsed: Parsed, clause: Clause, planning: frozenset[str]) -> bool:
    if _to_be_done(parsed, clause):
        return True
    head = parsed.tokens[parsed.tokens[clause.predicate].head]
    if head.lemma == "be" and parsed.tokens[clause.predicate].dep == "xcomp":
        return True
    return head.lemma in planning or head.lower in planning


def _to_be_done(parsed: Parsed, clause: Clause) -> bool:
    """What is said of a noun in a passive infinitive ("a summit *to be held* in Geneva")."""
    kids = [parsed.tokens[k].lower for k in parsed.children[clause.predicate]]
    return parsed.tokens[clause.predicate].tag == "VBN" and "to" in kids and "be" in kids
