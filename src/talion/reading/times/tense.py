"""Whether the clause that holds a time speaks of what is to come."""

from __future__ import annotations

from talion.language.base import Clause, Parsed
from talion.reading.times.lexicon import TimeWords

_AHEAD_MODALS = frozenset(("will", "would", "may", "must", "should", "can"))
_MAX_STEPS = 40


def ahead(parsed: Parsed, token: int, lists: TimeWords) -> bool | None:
    """``True`` for the future, ``False`` for the past or present, ``None`` where nothing shows.

    Read from the words that announce it ("scheduled for Monday"), then from the tense of the nearest clause.
    """
    scheduled, planning = lists.lists["scheduled"], lists.lists["ahead"]
    for step, here in enumerate((token, *parsed.ancestors(token))):
        if step > _MAX_STEPS:
            return None
        if parsed.tokens[here].lemma in scheduled:
            return _announced(parsed, here)
        clause = parsed.clause_at.get(here)
        if clause is not None and not clause.nominal:
            return _of_clause(parsed, clause, planning)
    return None


def _announced(parsed: Parsed, token: int) -> bool | None:
    """A schedule holds for the future unless the clause says that it is over."""
    clause = parsed.clause_at.get(token)
    if clause is None or clause.nominal or clause.passive:
        return True
    return _of_clause(parsed, clause, frozenset())


def _of_clause(parsed: Parsed, clause: Clause, planning: frozenset[str]) -> bool | None:
    """The clause's own tense, or for one without tense that of the clause above."""
    for _ in range(_MAX_STEPS):
        if clause.modality in _AHEAD_MODALS and not clause.perfect:
            return True
        if clause.perfect or clause.tense == "past":
            return False
        if clause.tense == "present":
            return True if clause.progressive else None
        above = parsed.clause_at.get(clause.parent) if clause.parent is not None else None
        if parsed.tokens[clause.predicate].tag == "VB" and _is_planned(parsed, clause, planning):
            return True
        if above is None:
            return None
        clause = above
    return None


def _is_planned(parsed: Parsed, clause: Clause, planning: frozenset[str]) -> bool:
    head = parsed.tokens[parsed.tokens[clause.predicate].head]
    return head.lemma in planning or head.lower in planning
