"""Where an event took place: which of a story's places, all that speaks for each weighed together.

A place tied to the event's own words ("arrested in Kisumu", "the attack on Idlib") says it plainest. Where there
is none, the places told before it, the countries of those who take part and the rest of the story show
where the scene is. The numbers lie in ``reading/data/where.toml``: a model that chooses one of them or none,
fitted on annotated stories by ``benchmarks/fit_where.py``. The places of one country speak for it together.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from talion.language.base import Parsed
from talion.reading.events.draft import Draft
from talion.reading.events.standing import ChoiceWeights, Hung, hung, likeliest, mentioning, stands
from talion.record import Actor, Place
from talion.spans import Span

_EXACT = ("facility", "place", "water", "admin1", "region", "country")
_FARTHEST = 4
_RIGHT_ABOVE = 2  # a preposition and the noun before it
_NOBODY: frozenset[int] = frozenset()
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


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place with how its words hang in their sentence.

    ``owners`` are the triggers of the tellings that they hang on, ``within`` the actors in whose name they stand.
    """

    place: Place
    words: Hung
    owners: frozenset[Span] = frozenset()
    within: frozenset[str] = frozenset()


class Ground:
    """The places of a story that lie in a country, and what ties them to its ``events``."""

    def __init__(
        self, parsed: Parsed, places: Sequence[Place], actors: Mapping[str, Actor],
        events: Sequence[Draft],
    ) -> None:  # fmt: skip
        self._parsed, self._actors = parsed, actors
        found = ((p, hung(parsed, p.span, through=_BESIDE)) for p in places)
        spots = [_Spot(place, words) for place, words in found if words is not None]
        self._outside = [s for s in spots if not s.place.country]
        inside = [s for s in spots if s.place.country]
        self._named = {a.id: mentioning(parsed, a) for a in actors.values()} if inside else {}
        self._spots = [self._tied(s, events) for s in inside]
        self._counts = Counter(s.place.country for s in self._spots)
        self._placed = {s.words.sentence for s in self._spots}
        scenes = (s for s in self._spots if _SORTS.get(s.words.tie) == "at")
        self._scenes = Counter(s.place.country for s in scenes)
        self._towns = Counter(s.place.country for s in self._spots if s.place.kind != "country")

    def _tied(self, spot: _Spot, events: Sequence[Draft]) -> _Spot:
        owners, within = self._owning(spot.words, events), self._naming(spot.words)
        return replace(spot, owners=frozenset(owners), within=frozenset(within))

    def _owning(self, words: Hung, events: Sequence[Draft]) -> Iterator[Span]:
        """The triggers of the tellings that words hang on."""
        for telling in (t for e in events for t in e.tellings):
            if telling.sentence == words.sentence and stands(self._parsed, telling, words) == "own":
                yield telling.trigger

    def _naming(self, words: Hung) -> Iterator[str]:
        """Whose name words stand in ("a court *in Accra*"): the actors named right above them."""
        above = set(islice(self._parsed.ancestors(words.head), _RIGHT_ABOVE))
        return (i for i, named in self._named.items() if above & named.get(words.sentence, _NOBODY))

    @property
    def candidates(self) -> list[Place]:
        """The places that an event may have taken place at."""
        return [s.place for s in self._spots]

    def of(self, event: Draft, model: ChoiceWeights) -> Place | None:
        """Where ``event`` took place; ``None`` where nothing says so clearly enough.

        A place that only the rest of the story shows is told as its country, where that is named; so is one that
        no gazetteer knows, unless nothing shows its country.
        """
        said = self._said(event)
        found = [p for p in said if p.country or p.kind == "water"]
        if found:
            return min(found, key=lambda p: (p.country is None, _EXACT.index(p.kind)))
        return self._likeliest(event, model) or next(iter(said), None)

    def _likeliest(self, event: Draft, model: ChoiceWeights) -> Place | None:
        """The place for which most speaks, all places of a country together; ``None`` where too little does."""
        odds = [model.odds(found) for found in self.features(event)]
        best = likeliest(odds, [p.country for p in self.candidates])
        if best is None or best.odds < model.threshold:
            return None
        of_country = [self._spots[i] for i in best.of]
        if of_country[0].words.sentence in {t.sentence for t in event.tellings}:
            return of_country[0].place
        told = (spot.place for spot in of_country if spot.place.kind == "country")
        return next(told, of_country[0].place)

    def _said(self, event: Draft) -> list[Place]:
        """The places that a telling's own words put it at."""
        return [
            spot.place
            for telling in event.tellings
            for spot in (*self._spots, *self._outside)
            if spot.words.sentence == telling.sentence
            and (spot.place.country or spot.place.kind != "region")
            and _SORTS.get(spot.words.tie) == "at"
            and stands(self._parsed, telling, spot.words) == "own"
        ]

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
        out |= self._shares(spot.place.country)
        out["bias"] = 1.0
        return out | dict.fromkeys(self._of_acts(event, spot), 1.0)

    def _shares(self, country: str | None) -> Iterator[tuple[str, float]]:
        """How many of a story's places that something is "in" or "at", and of its towns, are of a country."""
        for name, counts in (("scenes", self._scenes), ("towns", self._towns)):
            if counts:
                yield f"share of {name}", counts[country] / counts.total()

    def _of_acts(self, event: Draft, spot: _Spot) -> Iterator[str]:
        """Whether a place is told of another act, or stands in somebody's name."""
        if spot.owners and spot.owners.isdisjoint(t.trigger for t in event.tellings):
            yield "of another act"
            yield f"of another act {_SORTS.get(spot.words.tie, 'other')}"
        if spot.within:
            sides = [s for s in ("actors", "recipients") if spot.within & set(getattr(event, s))]
            yield "in the name of " + (" and ".join(sides) or "another")

    def _of_telling(self, telling: Draft, spot: _Spot) -> Iterator[str]:
        """How a place stands to one telling."""
        apart = telling.sentence - spot.words.sentence
        if apart:
            side = "before" if apart > 0 else "after"
            yield f"{side} {min(abs(apart), _FARTHEST)}"
            yield f"{telling.like} {side}"
            yield f"{side} {_SORTS.get(spot.words.tie, 'other')}"
            if apart == 1:
                yield f"before {spot.words.tie}"
            here, there = telling.sentence, spot.words.sentence
            if not any(i in self._placed for i in range(min(here, there) + 1, max(here, there))):
                yield f"{side} nearest"
                yield f"{side} nearest {'placed' if here in self._placed else 'alone'}"
            sentences = self._parsed.sentences
            if sentences[here].paragraph == sentences[there].paragraph:
                yield f"{side} in paragraph"
            return
        stood = stands(self._parsed, telling, spot.words)
        sort = _SORTS.get(spot.words.tie, "other")
        yield stood
        yield f"{stood} {spot.words.tie}"
        yield f"{stood} {sort}"
        yield f"{telling.like} {stood}"
        yield f"{telling.like} {stood} {sort}"
        in_sentence = (s for s in self._spots if s.words.sentence == telling.sentence)
        if len({s.place.country for s in in_sentence}) == 1:
            yield "alone in sentence"

    def _of_country(
        self, event: Draft, spot: _Spot, sides: Mapping[str, set[str | None]]
    ) -> Iterator[str]:
        """What sort of place it is, and whether those who take part are of its country."""
        yield f"is {spot.place.kind}"
        yield event.like
        country = spot.place.country
        stood = [side for side in sides if country in sides[side]]
        name = "of " + (" and ".join(stood) or "neither side")
        yield name
        yield f"{event.like} {name}"
        if event.mode:
            yield f"{event.like}/{event.mode} {name}"
        if len(self._counts) == 1:
            yield "the only country"
        if country == self._counts.most_common(1)[0][0]:
            yield "the country most named"
            yield f"{event.like} in the country most named"
            yield f"the country most named {name}"
        for side in sides:
            named = (self._named.get(i, ()) for i in getattr(event, side))
            if any(spot.words.sentence in sentences for sentences in named):
                yield f"names {side}"
                yield f"names {side} {name}"
        yield f"{event.status} {name}"
        if spot.words.sentence == 0:
            yield "in the first sentence"
