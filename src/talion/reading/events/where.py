"""Where an event took place: which of a story's places, all that speaks for each weighed together.

A place tied to the event's own words ("arrested in Kisumu", "the attack on Idlib") says it plainest. Where there
is none, the places told before it, the countries of those who take part and the rest of the story show
where the scene is. The numbers lie in ``reading/data/where.toml``: a logistic model, fitted on annotated
stories by ``benchmarks/fit_where.py``.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from talion.language.base import Parsed
from talion.reading.events.draft import Draft
from talion.reading.events.standing import Hung, hung, stands
from talion.record import Actor, Place

_EXACT = ("facility", "place", "water", "admin1", "region", "country")
_FARTHEST = 4
_BESIDE = ("appos", "conj", "npadvmod")
_SORTS = {
    **dict.fromkeys(
        ("in", "at", "near", "inside", "outside", "around", "across", "within", "throughout"), "at"
    ),
    **dict.fromkeys(("to", "into", "toward", "towards", "for"), "to"),
    **dict.fromkeys(("on", "against", "over", "of"), "on"),
    "from": "from",
    **dict.fromkeys(("nsubj", "nsubjpass", "poss", "by"), "who"),
    **dict.fromkeys(("dobj", "pcomp", "compound", "nmod"), "what"),
}
"""Ties between a place and a predicate that say much the same."""
_FROM = ("own", "from")  # of those who withdraw
_PLAINEST = (("own", "at"), ("below", "at"), ("own", "on"), ("above", "at"), ("below", "on"))
"""The ties that say where an event was, the plainest first.

Of the places of 1,100 events of the ``train`` part, the first was right in 97 of 100, the others in 86 to 90.
"""


@dataclass(frozen=True, slots=True)
class WhereWeights:
    """Weights of the features, in log odds, and the log odds from which a place is taken."""

    weights: Mapping[str, float]
    threshold: float


@cache
def shipped_where() -> WhereWeights:
    """The weights as shipped."""
    raw = tomllib.loads(files("talion.reading").joinpath("data/where.toml").read_text("utf-8"))
    return WhereWeights(raw["weights"], raw["threshold"])


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place with how its words hang in their sentence."""

    place: Place
    words: Hung


class Ground:
    """The places of a story that lie in a country, and what ties them to its events."""

    def __init__(
        self, parsed: Parsed, places: Sequence[Place], actors: Mapping[str, Actor]
    ) -> None:
        self._parsed, self._actors = parsed, actors
        found = ((p, hung(parsed, p.span, through=_BESIDE)) for p in places)
        spots = [_Spot(place, words) for place, words in found if words is not None]
        self._spots = [s for s in spots if s.place.country]
        self._outside = [s for s in spots if not s.place.country]
        self._counts = Counter(s.place.country for s in self._spots)

    @property
    def candidates(self) -> list[Place]:
        """The places that an event may have taken place at."""
        return [s.place for s in self._spots]

    def of(self, event: Draft, model: WhereWeights) -> Place | None:
        """Where ``event`` took place; ``None`` where nothing says so clearly enough.

        A place that only the rest of the story shows is told as its country, where that is named.
        """
        if said := self._said(event):
            return min(said, key=lambda place: _EXACT.index(place.kind))
        odds = [
            sum(model.weights.get(n, 0.0) * v for n, v in found.items())
            for found in self.features(event)
        ]
        if not odds or (best := max(odds)) < model.threshold:
            return None
        likeliest = self._spots[odds.index(best)]
        if likeliest.words.sentence in {t.sentence for t in event.tellings}:
            return likeliest.place
        same = (s.place for s in self._spots if s.place.country == likeliest.place.country)
        return next((p for p in same if p.kind == "country"), likeliest.place)

    def _said(self, event: Draft) -> list[Place]:
        """The places that the plainest tie there is puts a telling at."""
        ties: dict[tuple[str, str], list[Place]] = {}
        for telling in event.tellings:
            for spot in (*self._spots, *self._outside):
                if spot.words.sentence == telling.sentence and spot.words.tie in _SORTS:
                    tie = stands(self._parsed, telling, spot.words), _SORTS[spot.words.tie]
                    ties.setdefault(tie, []).append(spot.place)
        plainest = (_FROM, *_PLAINEST) if event.type == "RETREAT" else _PLAINEST
        return next((ties[tie] for tie in plainest if tie in ties), [])

    def features(self, event: Draft) -> list[dict[str, float]]:
        """What speaks for and against each of :attr:`candidates`, in their order."""
        sides = {
            side: {self._actors[i].country for i in getattr(event, side)}
            for side in ("actors", "recipients")
        }
        return [self._of_spot(event, spot, sides) for spot in self._spots]

    def _of_spot(
        self, event: Draft, spot: _Spot, sides: Mapping[str, set[str | None]]
    ) -> dict[str, float]:
        sums: Counter[str] = Counter()
        for telling in event.tellings:
            sums.update(set(self._of_telling(telling, spot)))
        many = len(event.tellings)
        out = {name: math.sqrt(count / many) for name, count in sums.items()}
        out |= dict.fromkeys(self._of_country(event, spot, sides), 1.0)
        out["share of places"] = self._counts[spot.place.country] / len(self._spots)
        out["bias"] = 1.0
        return out

    def _of_telling(self, telling: Draft, spot: _Spot) -> Iterator[str]:
        """How a place stands to one telling."""
        apart = telling.sentence - spot.words.sentence
        if apart:
            side = "before" if apart > 0 else "after"
            yield f"{side} {min(abs(apart), _FARTHEST)}"
            yield f"{telling.type} {side}"
            if apart == 1:
                yield f"before {spot.words.tie}"
            return
        stood = stands(self._parsed, telling, spot.words)
        sort = _SORTS.get(spot.words.tie, "other")
        yield stood
        yield f"{stood} {spot.words.tie}"
        yield f"{stood} {sort}"
        yield f"{telling.type} {stood}"
        yield f"{telling.type} {stood} {sort}"
        in_sentence = (s for s in self._spots if s.words.sentence == telling.sentence)
        if len({s.place.country for s in in_sentence}) == 1:
            yield "alone in sentence"

    def _of_country(
        self, event: Draft, spot: _Spot, sides: Mapping[str, set[str | None]]
    ) -> Iterator[str]:
        """What sort of place it is, and whether those who take part are of its country."""
        yield f"is {spot.place.kind}"
        yield event.type
        country = spot.place.country
        stood = [side for side in sides if country in sides[side]]
        name = "of " + (" and ".join(stood) or "neither side")
        yield name
        yield f"{event.type} {name}"
        if len(self._counts) == 1:
            yield "the only country"
        if country == self._counts.most_common(1)[0][0]:
            yield "the country most named"
            yield f"{event.type} in the country most named"
        if spot.words.sentence == 0:
            yield "in the first sentence"
