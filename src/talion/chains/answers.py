"""Which older acts the acts of a story answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec

from talion.chains.cues import shipped_cues
from talion.chains.features import Features, features, may_answer, named_by
from talion.chains.reports import Act, Report
from talion.chains.weights import Weights, shipped_weights
from talion.grouping.pairs import probability
from talion.record import LinkKind, LinkStatus

_NOT = frozenset(("denied", "negated"))


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A link across stories: the act ``response`` answers the older act ``antecedent``.

    Both are references (``document#start-end``). ``status`` is what the later story makes of the motive when
    it names one that fits (``stated``, ``claimed``, ``disputed``; ``cue`` and ``words`` are then its words,
    ``through`` the event of its own that retells the antecedent), else ``inferred``. ``confidence`` is the
    probability that the link is right; ``because`` says what speaks for it.
    """

    response: str
    antecedent: str
    kind: LinkKind
    status: LinkStatus
    cue: str = ""
    words: str = ""
    through: str | None = None
    confidence: float
    because: tuple[str, ...]


def answers(
    later: Report, earlier: Iterable[Report], weights: Weights | None = None
) -> list[Answer]:
    """What the acts of a story answer in older ones, the surest first.

    An act answers at most one act of each older story, which is of the same day or earlier and at most
    ``weights.days`` days old.
    """
    weights = weights or shipped_weights()
    found = [
        best
        for old in earlier
        for response in later.acts
        if (best := _best(later, response, old, weights)) is not None
    ]
    return sorted(found, key=lambda a: (-a.confidence, a.response, a.antecedent))


def candidates(
    later: Report, response: Act, old: Report, days: int
) -> Iterator[tuple[Act, Features]]:
    """The acts of an older story that could be answered, with what speaks for and against each."""
    if (
        old.id == later.id
        or response.status in _NOT
        or (later.published or "") < (old.published or "")
    ):
        return
    for antecedent in old.acts:
        if antecedent.status not in _NOT and _in_time(antecedent, response, days):
            yield antecedent, features(later, response, old, antecedent, shipped_cues())


def likelihood(found: Mapping[str, float], learned: Mapping[str, float]) -> float:
    """The probability that a pair of acts with these features is act and answer; 0 without any tie."""
    if not may_answer(found):
        return 0.0
    return probability(sum(learned.get(name, 0.0) * value for name, value in found.items()))


def _best(later: Report, response: Act, old: Report, weights: Weights) -> Answer | None:
    scored = [
        (likelihood(f, weights.learned), a, f)
        for a, f in candidates(later, response, old, weights.days)
    ]
    best = max(scored, key=lambda s: s[0], default=None)
    if best is None or best[0] < weights.least:
        return None
    return _answer(later, response, old, best[1], best[0], best[2])


def _answer(
    later: Report, response: Act, old: Report, antecedent: Act, value: float, found: Features
) -> Answer:
    motive = named_by(later, response, old, antecedent)
    return Answer(
        response=response.reference, antecedent=antecedent.reference,
        kind=motive.kind if motive else _kind(response, antecedent, found),
        status=motive.status if motive else "inferred", cue=motive.cue if motive else "",
        words=motive.text if motive else "", through=motive.event if motive else None,
        confidence=round(value, 4), because=reasons(found, later, old),
    )  # fmt: skip


def _kind(response: Act, antecedent: Act, found: Features) -> LinkKind:
    """What an inferred answer is: conflict for conflict is retaliation, as is what the story calls so."""
    if response.type == "PROTEST":
        return "protest-against"
    both = response.quad == antecedent.quad == "material-conflict"
    return "retaliation" if both and (found["turned_both"] or found["reprisal"]) else "response"


def _in_time(antecedent: Act, response: Act, days: int) -> bool:
    """Whether the antecedent is not after the response, nor too long before; unknown days are not."""
    if not antecedent.day or not response.day:
        return False
    between = (date.fromisoformat(response.day) - date.fromisoformat(antecedent.day)).days
    return 0 <= between <= days


def reasons(found: Features, later: Report, old: Report) -> tuple[str, ...]:
    """What speaks for a link, in words."""
    shared = sorted((w for w in later.names if w in old.names), key=lambda w: -later.names[w])[:4]
    said = {
        "the later story names it": found["named"],
        "the later story tells it again": found["retold"] >= 0.3,
        "the actors are turned round": found["turned_both"],
        "it acts on who acted before": found["turned_back"],
        "it acts who was acted on before": found["turned_forth"],
        "its words call it an answer": found["reprisal"],
        f"both tell of {', '.join(w.capitalize() for w in shared)}": bool(shared),
        "both stories share rare words": found["topic"] >= 0.1,
        "but the story has another reason": found["other_motive"],
        "but it comes each year or was planned": found["recurring"] or found["planned"],
    }
    return tuple(words for words, holds in said.items() if holds)
