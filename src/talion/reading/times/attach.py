"""Which time governs a predicate: read from the syntax, never the nearest by distance.

In order: an adverbial of the predicate itself; a time in what hangs on it, where the parser tied
an adverbial to a noun; the clause that it is part of; a time set before the whole sentence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, takewhile

from talion.language.base import Clause, Parsed
from talion.reading.times.lexicon import time_words
from talion.record import Time

_ADVERBIAL = frozenset(("npadvmod", "advmod", "tmod", "prep", "pobj", "pcomp", "appos", "dep"))
_OF_NOUN = frozenset(("poss", "nummod", "compound", "amod", "nmod", "npadvmod", "prep", "pobj"))
_TIMELY = frozenset(
    ("on", "in", "at", "during", "by", "from", "since", "until", "till", "over", "after", "before")
)
_INHERITS = frozenset(("open-complement", "coordinate", "adverbial", "prepositional", "nominal"))
_MAX_STEPS = 12
_MAX_DEPTH = 100
_MOST_TIMES = 40


def governing(parsed: Parsed, clause_predicate_token: int, times: tuple[Time, ...]) -> Time | None:
    """The time of ``times`` that says when the predicate's act took place; ``None`` when none
    does.

    ``times`` are those of :func:`read_times` over the same parse. A time that only names
    something ("the 2008 treaty" of "signed the 2008 treaty") governs nothing but that noun.
    """
    predicate = clause_predicate_token
    if not 0 <= predicate < len(parsed.tokens):
        return None
    heads = _heads(parsed, parsed.tokens[predicate].sentence, times)
    here: int | None = predicate
    seen: set[int] = set()
    while here is not None and here not in seen and len(seen) < _MAX_STEPS:
        seen.add(here)
        found = _own(parsed, here, heads)
        if found is not None:
            return found
        here = _governor(parsed, here)
    return _shared(parsed, predicate, heads) or _fronted(parsed, predicate, heads)


def _heads(parsed: Parsed, sentence: int, times: tuple[Time, ...]) -> list[tuple[int, Time]]:
    """The times of one sentence by the token that each hangs on, those with dates first."""
    start, end = parsed.sentences[sentence].span
    first = bisect_left(times, start, key=lambda time: time.span[0])
    near = takewhile(lambda time: time.span[0] < end, times[first : first + _MOST_TIMES])
    found = [(head, time) for time in near if (head := _head(parsed, time)) is not None]
    return sorted(found, key=lambda pair: pair[1].start is None)


def _head(parsed: Parsed, time: Time) -> int | None:
    return next(iter(parsed.heads_in(time.span)), None)


def _own(parsed: Parsed, predicate: int, heads: list[tuple[int, Time]]) -> Time | None:
    """A time tied to the predicate directly, else one that was tied to its object as an
    adverbial.
    """
    clause = parsed.clause_at.get(predicate)
    words = clause.words if clause else (predicate,)
    tied = [
        t for word in words for head, t in heads if _is_direct(parsed, head, word, len(words) > 1)
    ]
    if tied:
        return tied[0]
    if clause is None:
        return None
    if clause.nominal and len(words) == 1:
        return _scheduled(parsed, predicate, heads)
    verbs = [w for w in words if parsed.tokens[w].pos in ("VERB", "AUX")]
    hanging = (t for v in verbs for head, t in heads if _hangs_on_argument(parsed, head, v))
    return next(hanging, None) or _of_subject(parsed, clause, heads)


def _scheduled(parsed: Parsed, noun: int, heads: list[tuple[int, Time]]) -> Time | None:
    """The time for which an event is set: "talks *scheduled for Friday*"."""
    scheduled = time_words().lists["scheduled"]
    kids = [k for k in parsed.children[noun] if parsed.tokens[k].lemma in scheduled]
    return next((t for k in kids for head, t in heads if _is_direct(parsed, head, k)), None)


def _of_subject(parsed: Parsed, clause: Clause, heads: list[tuple[int, Time]]) -> Time | None:
    """The time of the act that is the subject ("*Monday's attack* killed ten")."""
    acts = [s for s in clause.subject if (c := parsed.clause_at.get(s)) is not None and c.nominal]
    if clause.tense != "past" or clause.lemma in time_words().lists["reporting"]:
        return None
    return next((t for act in acts for head, t in heads if _is_direct(parsed, head, act)), None)


def _is_direct(parsed: Parsed, head: int, predicate: int, light: bool = False) -> bool:
    """Whether only adverbial ties lie between the time and the predicate (for a noun: its
    modifiers).

    The noun of a light verb keeps its own years to itself ("signed the 2008 treaty").
    """
    clause = parsed.clause_at.get(predicate)
    nominal = clause is not None and clause.nominal and not light
    allowed = _ADVERBIAL | _OF_NOUN if nominal else _ADVERBIAL
    if head == predicate:
        return False
    return all(parsed.tokens[i].dep in allowed for i in _path(parsed, head, predicate)) and (
        predicate in _above(parsed, head)
    )


def _path(parsed: Parsed, head: int, top: int) -> Iterator[int]:
    yield head
    for i in _above(parsed, head):
        if i == top:
            return
        yield i


def _hangs_on_argument(parsed: Parsed, head: int, predicate: int) -> bool:
    """ "Met the president *on Tuesday*", the adverbial tied to the noun; not across another
    clause.
    """
    if not _is_adverbial(parsed, head):
        return False
    for i in _above(parsed, head):
        if i == predicate:
            return True
        if i in parsed.clause_at or parsed.tokens[i].dep in ("nsubj", "nsubjpass", "relcl", "acl"):
            return False
    return False


def _is_adverbial(parsed: Parsed, head: int) -> bool:
    token = parsed.tokens[head]
    if token.dep in ("npadvmod", "advmod", "tmod"):
        return True
    return token.dep == "pobj" and parsed.tokens[token.head].lower in _TIMELY


def _governor(parsed: Parsed, predicate: int) -> int | None:
    """The predicate whose time is also this one's: of a control verb, a light verb, a
    coordination.
    """
    clause = parsed.clause_at.get(predicate)
    if clause is None or clause.parent is None or clause.relation not in _INHERITS:
        return None
    if clause.relation == "open-complement" and _looks_ahead(parsed, clause.parent):
        return None
    if clause.relation in ("adverbial", "prepositional") and (clause.tense or clause.marker):
        return None
    above = parsed.clause_at.get(clause.parent)
    if clause.relation == "coordinate" and above is not None and _differs(clause, above):
        return None
    if clause.relation == "nominal" and _reports(parsed, clause.parent):
        return None
    return clause.parent


def _looks_ahead(parsed: Parsed, predicate: int) -> bool:
    """Whether what hangs on this predicate comes later than it ("agreed on Monday to deport
    them").
    """
    return parsed.tokens[predicate].lemma in time_words().lists["ahead"]


def _reports(parsed: Parsed, predicate: int) -> bool:
    return parsed.tokens[predicate].lemma in time_words().lists["reporting"]


def _differs(clause: Clause, other: Clause) -> bool:
    """Whether two clauses speak of different times by their tense or modality."""
    return (clause.tense == "future") != (
        other.tense == "future"
    ) or clause.perfect != other.perfect


def _shared(parsed: Parsed, predicate: int, heads: list[tuple[int, Time]]) -> Time | None:
    """The time of the last of coordinated verbs, where the first has nothing behind it of its
    own.
    """
    clause = parsed.clause_at.get(predicate)
    if clause is None or clause.nominal:
        return None
    later = [k for k in parsed.children[predicate] if parsed.tokens[k].dep == "conj"]
    for other in (parsed.clause_at[k] for k in later if k in parsed.clause_at):
        if other.tense == clause.tense and not (set(clause.objects) - set(other.objects)):
            return _own(parsed, other.predicate, heads)
    return None


def _fronted(parsed: Parsed, predicate: int, heads: list[tuple[int, Time]]) -> Time | None:
    """A time before the sentence's first subject, over what the sentence then tells as past."""
    clause = parsed.clause_at.get(predicate)
    root = _root(parsed, predicate)
    top = parsed.clause_at.get(root)
    if clause is None or top is None or predicate == root:
        return None
    if clause.tense == "future" or clause.modality or (clause.perfect and clause.tense == "past"):
        return None
    subject = min((_first(parsed, s) for s in (*top.subject, *top.objects)), default=root)
    first = parsed.sentences[parsed.tokens[predicate].sentence].first
    return next(
        (t for h, t in heads if first <= h < min(subject, root) and _is_direct(parsed, h, root)),
        None,
    )


def _first(parsed: Parsed, token: int) -> int:
    return parsed.subtree(token)[0]


def _root(parsed: Parsed, token: int) -> int:
    return [token, *_above(parsed, token)][-1]


def _above(parsed: Parsed, token: int) -> Iterator[int]:
    """The heads above a token, as far as a real sentence goes."""
    return islice(parsed.ancestors(token), _MAX_DEPTH)
