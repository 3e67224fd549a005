"""What speaks for and against one act being the answer to an older one of another story."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date

from talion.chains.cues import Cues
from talion.chains.reports import HEADLINE, Act, Motive, Report, Side
from talion.chains.words import covered
from talion.grouping.words import dot

Features = dict[str, float]
_SAID = 0.34  # from which words are taken to name an act
_TURNED = ("turned_both", "turned_back", "turned_forth")
_TIES = {"named": 0.1, "retold": 0.1, "reprisal": 1.0, "topic": 0.05, "names": 0.3}
_PARTED = 0.1  # from which a sentence that parts two things speaks of the older story


def features(
    later: Report, response: Act, earlier: Report, antecedent: Act, cues: Cues
) -> Features:
    """Named features of a pair of acts; ``earlier`` tells the antecedent."""
    named = naming(later, response, earlier, antecedent)
    return {
        "bias": 1.0,
        **turned(antecedent, response),
        "actor_told": _told(later, response, earlier, antecedent),
        "named": named,
        "other_motive": float(not named and any(m.cue for m in response.motives)),
        "retold": retold(later, response, antecedent),
        "topic": dot(later.topic, earlier.topic),
        "act_words": covered(antecedent.words, later.words),
        "names": min(1.0, _shared(later.names, earlier.names) / 20),
        "reprisal": _found(cues.reprisal, response.around),
        "recurring": _found(cues.recurring, response.said),
        "planned": _found(cues.planned, response.said),
        "denied": float(any(covered(d, earlier.words) >= _PARTED for d in later.denials)),
        "weeks": math.log1p(_days(antecedent, response) / 7),
        "lead_response": float(response.lead),
        "lead_antecedent": float(antecedent.lead),
        "untyped_response": float(response.event == HEADLINE),
        "untyped_antecedent": float(antecedent.event == HEADLINE),
    }  # fmt: skip


def may_answer(found: Mapping[str, float]) -> bool:
    """Whether one act can answer the other at all.

    Its actors are turned round, or one story at least names who acts in the other, and they are not the same;
    and more than that and order in time ties the two. One of them at least is of a known type, and of an
    answer that is of none the story says what it answers.
    """
    if found["untyped_response"] and (found["untyped_antecedent"] or not found["named"]):
        return False
    turned = any(found[name] for name in _TURNED)
    other = found["actor_told"] and not found["same_side"]
    return bool(turned or other) and any(found[n] >= least for n, least in _TIES.items())


def turned(antecedent: Act, response: Act) -> Features:
    """Who acts on whom, turned round: both sides, or one of them; or the same side acting again."""
    back = _meet(antecedent.actors, response.recipients)
    forth = _meet(antecedent.recipients, response.actors)
    again = _meet(antecedent.actors, response.actors)
    one = len(_countries(antecedent) | _countries(response)) <= 1
    if one and antecedent.actors.names & response.actors.names:
        back = forth = 0.0  # within one country only names can tell who turns on whom
    return {
        "turned_both": min(back, forth),
        "turned_back": back - min(back, forth),
        "turned_forth": forth - min(back, forth),
        "same_side": float(again > 0 and not min(back, forth)),
    }  # fmt: skip


def _told(later: Report, response: Act, earlier: Report, antecedent: Act) -> float:
    """1 where a story names the country of who acts in the other, and somebody else acts in it."""
    before, now = antecedent.actors.countries, response.actors.countries
    return float(bool((before & later.countries) - now or (now & earlier.countries) - before))


def _meet(a: Side, b: Side) -> float:
    """1 where two sides share a country or a name that is none."""
    return float(bool(a.countries & b.countries or a.names & b.names))


def _countries(act: Act) -> frozenset[str]:
    return act.actors.countries | act.recipients.countries


def naming(later: Report, response: Act, earlier: Report, antecedent: Act) -> float:
    """How well the words that tell the response's motive fit the antecedent, 0 to 1."""
    return max((_fits(m, later, earlier, antecedent) for m in response.motives), default=0.0)


def named_by(later: Report, response: Act, earlier: Report, antecedent: Act) -> Motive | None:
    """The motive that names the antecedent best; ``None`` where none does."""
    fits = [(_fits(m, later, earlier, antecedent), m) for m in response.motives]
    best = max(fits, key=lambda f: f[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None


def _fits(motive: Motive, later: Report, earlier: Report, antecedent: Act) -> float:
    """The share of the motive's words that the antecedent's sentences say, or half of what its story says."""
    words = dict(motive.words)
    event = next((a for a in later.acts if a.event == motive.event), None)
    if event is not None and not words:
        words = event.words
    value = max(covered(words, antecedent.words), covered(words, earlier.words) / 2)
    if event is not None and event.type == antecedent.type:
        value = (1 + value) / 2 if value else 0.0
    return value if value >= _SAID else 0.0


def retold(later: Report, response: Act, antecedent: Act) -> float:
    """How like the antecedent another act of the later story is, 0 to 1: the same type and words."""
    found = (
        covered(a.words, antecedent.words)
        for a in later.acts
        if a.event != response.event and a.type == antecedent.type
        and (_meet(a.actors, antecedent.actors) or _meet(a.recipients, antecedent.recipients))
    )  # fmt: skip
    return max(found, default=0.0)


def _found(pattern: re.Pattern[str], sentences: Iterable[str]) -> float:
    return float(any(pattern.search(s) for s in sentences))


def _shared(a: dict[str, float], b: dict[str, float]) -> float:
    return sum(w for k, w in a.items() if k in b)


def _days(antecedent: Act, response: Act) -> int:
    """Days from one act to the other; 0 where one has no day."""
    if not antecedent.day or not response.day:
        return 0
    return max(0, (date.fromisoformat(response.day) - date.fromisoformat(antecedent.day)).days)
