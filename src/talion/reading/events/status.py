"""Whether what is told took place: from tense, modality, negation and the predicates above."""

from talion.language.base import Clause, Parsed
from talion.reading.events.lexicon import StatusWords, status_words
from talion.record import Status

_DEPTH = 4
_SPEECH = frozenset(
    ("say", "tell", "report", "add", "announce", "confirm", "state", "note", "claim", "write")
)


def read_status(parsed: Parsed, clause: Clause | None, head: int) -> Status:
    """The status of the act that ``clause`` (or the noun at ``head``) tells of."""
    words = status_words()
    if clause is None or (clause.nominal and not clause.tense and not clause.modality):
        return _noun(parsed, head, words, clause)
    own = _own(parsed, clause, words)
    return own or _above(parsed, clause, words) or "happened"


def _own(parsed: Parsed, clause: Clause, words: StatusWords) -> Status | None:
    if clause.negated:
        return "negated"
    if clause.marker in words.markers["condition"] or clause.question:
        return "possible"
    if clause.modality in ("may", "can", "should", "must"):
        return "possible"
    if clause.modality == "would":
        return "planned" if _reported(parsed, clause) else "possible"
    if clause.modality == "will" or clause.tense == "future":
        return "planned"
    if clause.progressive and clause.tense == "present":
        return "planned" if _planned_time(parsed, clause, words) else "ongoing"
    return None


def _reported(parsed: Parsed, clause: Clause) -> bool:
    """Under a verb of saying, "would" is the future of the past."""
    above = parsed.clause_at.get(clause.parent) if clause.parent is not None else None
    if above is not None and above.lemma in _SPEECH:
        return True
    return above is not None and clause.relation == "coordinate" and _reported(parsed, above)


def _planned_time(parsed: Parsed, clause: Clause, words: StatusWords) -> bool:
    inside = {parsed.tokens[i].lower for i in parsed.subtree(clause.predicate)}
    return bool(inside & words.markers["planned_time"])


def _above(parsed: Parsed, clause: Clause, words: StatusWords) -> Status | None:
    """What the predicates above say, nearest first; a clause merely beside or before says nothing."""
    here = clause
    for _ in range(_DEPTH):
        if here.parent is None:
            return None
        above = parsed.clause_at.get(here.parent)
        if above is None:
            return _of_plan(parsed, here.parent, here, words)
        if here.relation in ("adverbial", "coordinate", "parenthetical", "root"):
            if here.relation != "coordinate" or here.tense:
                return _condition(here, words)
        elif here.relation not in ("relative", "adnominal", "subject"):
            found = _by_predicate(parsed, above, here, words)
            if found is not None:
                return found
        else:
            return None
        here = above
    return None


def _by_predicate(parsed: Parsed, above: Clause, here: Clause, words: StatusWords) -> Status | None:
    lemma = above.lemma.split()[0]
    if above.predicate == here.predicate:
        return None
    finite = bool(here.tense) and not here.nominal
    if lemma in words.above["denied"]:
        return "negated" if above.negated else "denied"
    if not finite:
        for status in ("negated", "planned", "possible", "ongoing", "happened"):
            if lemma in words.above[status]:
                return _flip(status, above)
    own = _own(parsed, above, words)
    return own if own in ("negated", "possible", "planned") and not finite else None


def _flip(status: str, above: Clause) -> Status:
    if status == "negated":
        return "happened" if above.negated else "negated"
    if above.negated:
        return "negated"
    return status  # type: ignore[return-value]


def _condition(here: Clause, words: StatusWords) -> Status | None:
    return "possible" if here.marker in words.markers["condition"] else None


def _of_plan(parsed: Parsed, noun: int, here: Clause, words: StatusWords) -> Status | None:
    """ "a plan to invade", "plans for": the noun above says that it is still to come."""
    lemma = parsed.tokens[noun].lemma
    if here.tense:
        return None
    planned = lemma in words.above["planned"] or lemma in (
        "decision",
        "effort",
        "intention",
        "bid",
        "order",
    )
    return "planned" if planned else None


def _noun(parsed: Parsed, head: int, words: StatusWords, clause: Clause | None) -> Status:
    if clause is not None and clause.negated:
        return "negated"
    kids = {parsed.tokens[k].lower for k in parsed.children[head]}
    for key, status in (
        ("planned_nouns", "planned"), ("possible_nouns", "possible"), ("ongoing_nouns", "ongoing"),
    ):  # fmt: skip
        if kids & words.markers[key]:
            return status  # type: ignore[return-value]
    above = _nearest(parsed, head)
    if above is not None and head in (*above.objects, *(o.head for o in above.obliques)):
        lemma = above.lemma.split()[0]
        for status in ("planned", "negated"):
            if lemma in words.above[status] and lemma not in (
                "announce",
                "stop",
                "halt",
                "block",
                "want",
            ):
                return _flip(status, above)
    return _going_on(parsed, above, head, words) or "happened"


def to_go_on(parsed: Parsed, head: int) -> bool:
    """Whether the act that the noun at ``head`` names is told to go on ("the crackdown would continue")."""
    return _going_on(parsed, _nearest(parsed, head), head, status_words()) == "planned"


def _going_on(parsed: Parsed, above: Clause | None, head: int, words: StatusWords) -> Status | None:
    if above is None or head not in above.subject:
        return None
    if above.lemma.split()[0] not in words.above["ongoing"]:
        return None
    return "planned" if _own(parsed, above, words) == "planned" else "ongoing"


def _nearest(parsed: Parsed, head: int) -> Clause | None:
    return next(
        (parsed.clause_at[a] for a in parsed.ancestors(head) if a in parsed.clause_at), None
    )
