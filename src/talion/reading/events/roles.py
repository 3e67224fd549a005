"""Who of a story's actors takes each side of an event: all that speaks for each of them, weighed together.

Grammar and the tagger name a telling's own arguments (`arguments`). Here their word is weighed with how an
actor stands to the telling (the path between them in the parse), with who speaks, and with the part that it
plays in the rest of the story, so that a side may be found that no telling names beside its own words.
The numbers lie in ``reading/data/roles.toml``: two logistic models, fitted on annotated stories.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

from talion.language.base import Parsed, Token
from talion.reading.events.arguments import RECIPROCAL, Finder
from talion.reading.events.draft import Draft
from talion.record import Actor, Claim
from talion.spans import Span, overlap

Side = Literal["actors", "recipients"]
_Named = dict[str, dict[Side, tuple[str, ...]]]
_OTHER: dict[Side, Side] = {"actors": "recipients", "recipients": "actors"}
_LONGEST = 6  # steps of a path that is still told apart
#: Types of acts that each party may do to every other.
_MUTUAL = frozenset((*RECIPROCAL, "ASSAULT"))
_NEAR = 3  # sentences around a telling whose actors may take part in it
_CLEARER = 0.25  # log odds by which another must be likelier than those that grammar names
_OF_SHORT = 2  # steps up to which a path is also weighed with the event's type
_LOCATIVE = frozenset(("in", "at", "near", "on", "around", "outside", "inside", "across"))
_FIRST_PERSON = {"one": frozenset(("i", "me", "my")), "many": frozenset(("we", "us", "our"))}
_AUTHORITY = frozenset(("COP", "GOV", "JUD", "LEG", "SPY"))
_FORCE = frozenset(("MIL", "REB", "UAF", "CRM", "PRM"))


@dataclass(frozen=True, slots=True)
class RoleWeights:
    """Weights of the features, in log odds, for each side, and the log odds from which an actor takes it.

    ``first`` is for the likeliest actor of a side, ``kept`` for others that an event's own words were
    read to name, ``further`` for all else, and ``against`` for these where grammar names the side.
    """

    actors: Mapping[str, float]
    recipients: Mapping[str, float]
    first: float
    kept: float
    further: float
    against: float

    def of(self, side: Side) -> Mapping[str, float]:
        """The weights of a side."""
        return self.actors if side == "actors" else self.recipients


@dataclass(frozen=True, slots=True)
class Roles:
    """Weights for reading with the learned tagger and without it."""

    with_model: RoleWeights
    without_model: RoleWeights


@cache
def shipped_roles() -> Roles:
    """The weights as shipped."""
    raw = tomllib.loads(files("talion.reading").joinpath("data/roles.toml").read_text("utf-8"))
    sets = (raw["with_model"], raw["without_model"])
    both = [RoleWeights(s["actors"], s["recipients"], **raw["threshold"]) for s in sets]
    return Roles(*both)


class Cast:
    """The actors of a story and its events, and what ties the ones to the others.

    What is asked again, for the other side of an event or by its next telling, is worked out once.
    """

    def __init__(
        self,
        parsed: Parsed,
        actors: Mapping[str, Actor],
        by_token: Mapping[int, tuple[str, ...]],
        finder: Finder,
        claims: Sequence[Claim] = (),
    ) -> None:
        self.parsed, self.actors, self._finder, self._claims = parsed, actors, finder, claims
        self._naming = frozenset(by_token)
        self._tokens: dict[str, list[int]] = {i: [] for i in actors}
        for token, ids in by_token.items():
            for id in ids:
                self._tokens[id].append(token)
        self._standing: dict[tuple[str, int], list[int]] = {}
        for id, mine in self._tokens.items():
            for token in mine:
                self._standing.setdefault((id, parsed.tokens[token].sentence), []).append(token)
        self._home = self._most_named()
        self._places = self._countries_of_places()
        self._read: dict[tuple[Span, str], _Named] = {}
        self._speaking: dict[Span, frozenset[str]] = {}
        self._asked: dict[tuple[Hashable, ...], tuple[str, ...]] = {}
        self._spread = max((len(t) for t in self._tokens.values()), default=1) or 1

    def _most_named(self) -> str | None:
        """The country that most of the story's words are about."""
        counts: Counter[str] = Counter()
        for id, tokens in self._tokens.items():
            country = self.actors[id].country
            if country is not None:
                counts[country] += len(tokens)
        return max(counts, key=lambda c: (counts[c], c), default=None)

    def _countries_of_places(self) -> dict[int, set[str]]:
        """For each sentence the countries of places told in it ("in Kumasi")."""
        out: dict[int, set[str]] = {}
        for id, tokens in self._tokens.items():
            actor = self.actors[id]
            if actor.country is None or actor.kind not in ("place", "state"):
                continue
            for t in tokens:
                token = self.parsed.tokens[t]
                if token.dep == "pobj" and self.parsed.tokens[token.head].lower in _LOCATIVE:
                    out.setdefault(token.sentence, set()).add(actor.country)
        return out

    def candidates(self, event: Draft) -> list[str]:
        """Who may take part in an event: those named near one of its tellings."""
        near = {
            s for t in event.tellings
            for s in range(t.sentence - _NEAR, t.sentence + _NEAR + 1)
        }  # fmt: skip
        return [i for i in self._tokens if any((i, s) in self._standing for s in near)]

    def fellows(self, event: Draft, side: Side, ids: Sequence[str]) -> list[str]:
        """Whom the words that name one of ``ids`` there name beside it ("two pilots from Peru and Chile")."""
        found: dict[str, None] = {}
        for telling in event.tellings:
            named = self._named(telling)["grammar"][side]
            words = {
                t for i in ids if i in named for t in self._standing.get((i, telling.sentence), ())
            }
            found |= dict.fromkeys(
                i for i in named
                if i not in ids and words.intersection(self._standing.get((i, telling.sentence), ()))
            )  # fmt: skip
        return list(found)

    def features(self, event: Draft, id: str, side: Side, parts: Parts) -> dict[str, float]:
        """What speaks for and against an actor's taking a side of an event."""
        sums: dict[str, int] = {}
        first = [f"first: {n}" for n in self._of_sources(event, id, side)]
        for telling in event.tellings:
            for name in dict.fromkeys(self._of_telling(telling, id, side)):
                sums[name] = sums.get(name, 0) + 1
        n = len(event.tellings)
        out = {name: math.sqrt(count / n) for name, count in sums.items()}
        out |= dict.fromkeys(self._once(self._of_actor, event.like, event.mode, id), 1.0)
        out |= dict.fromkeys(self._of_country(event, id, side), 1.0)
        out |= self._in_story(event, id, side, parts)
        out |= dict.fromkeys(first, 1.0)
        out |= {"bias": 1.0, "read": float(id in getattr(event, side))}
        out["read otherwise"] = float(id in getattr(event, _OTHER[side]))
        return out

    def _once(self, read: Callable[..., Iterator[str]], *asked: Hashable) -> tuple[str, ...]:
        """What ``read`` says, read once for all that ask the same."""
        key = read.__name__, *asked
        if key not in self._asked:
            self._asked[key] = tuple(read(*asked))
        return self._asked[key]

    def _of_telling(self, telling: Draft, id: str, side: Side) -> Iterator[str]:
        """How an actor stands to one telling."""
        form = _form(telling)
        for said in self._of_sources(telling, id, side):
            yield said
            yield f"{said} {form}"
            yield f"{said} {telling.like}"
        named = self._named(telling)
        bare = not any(sides[side] for sides in named.values())
        where = telling.candidate.head, telling.sentence, telling.like, id
        yield from self._once(self._of_place, *where, bare)
        yield from self._once(self._of_paths, *where, form)
        yield from self._of_speech(telling, id, side)

    def _of_sources(self, telling: Draft, id: str, side: Side) -> Iterator[str]:
        """Whether grammar and the tagger give it this side, the other, or this side to others."""
        for source, sides in self._named(telling).items():
            if id in sides[side]:
                yield source
            elif id in sides[_OTHER[side]]:
                yield f"{source} otherwise"
            elif sides[side]:
                yield f"{source} another"

    def _named(self, telling: Draft) -> _Named:
        """Whom each source names on each side; read once a telling."""
        key = telling.trigger, telling.like
        if key not in self._read:
            found = self._finder.sources(telling.candidate, telling.like)
            self._read[key] = {
                "grammar": {"actors": found.subject, "recipients": found.target},
                "deeper": {"actors": (), "recipients": found.deeper},
                "tagger": {"actors": found.tagged_actors, "recipients": found.tagged_recipients},
            }
        return self._read[key]

    def _of_place(self, here: int, sentence: int, type_: str, id: str, bare: bool) -> Iterator[str]:
        """Where it stands: in the telling's sentence, or how many sentences away."""
        state = "bare" if bare else "named"
        if tokens := self._standing.get((id, sentence)):
            nearest = min(tokens, key=lambda t: abs(t - here))
            yield f"{state} {'before' if nearest < here else 'after'}"
            yield f"{state} within {_log2(abs(nearest - here))}"
            if nearest in self._nearest(here):
                yield f"{state} nearest {'before' if nearest < here else 'after'}"
                yield f"{type_} nearest {'before' if nearest < here else 'after'}"
            return
        all_ = [self.parsed.tokens[t].sentence for t in self._tokens[id]]
        before = [sentence - s for s in all_ if s < sentence]
        after = [s - sentence for s in all_ if s > sentence]
        yield f"{state} sentences before {min(before, default=9) if min(before, default=9) < 4 else 'far'}"
        if after and min(after) < 3:
            yield f"{state} sentences after {min(after)}"
        if before and min(before) == 1 and self._subject_of(sentence - 1, id):
            yield f"{state} subject before"

    def _nearest(self, here: int) -> list[int]:
        """The tokens nearest before and behind a predicate in its sentence that name an actor."""
        sentence = self.parsed.sentences[self.parsed.tokens[here].sentence]
        before = (t for t in range(here - 1, sentence.first - 1, -1) if t in self._naming)
        after = (t for t in range(here + 1, sentence.last) if t in self._naming)
        return [t for t in (next(before, None), next(after, None)) if t is not None]

    def _subject_of(self, sentence: int, id: str) -> bool:
        return any(
            self.parsed.tokens[t].dep in ("nsubj", "nsubjpass")
            for t in self._standing.get((id, sentence), ())
        )

    def _of_paths(self, here: int, sentence: int, type_: str, id: str, form: str) -> Iterator[str]:
        tokens = self._standing.get((id, sentence), ())
        paths = (self._path(here, t) for t in tokens)
        for path in dict.fromkeys(p for p in paths if p is not None):
            yield f"{form} {' '.join(path)}"
            if len(path) <= _OF_SHORT:
                yield f"{type_} {form} {' '.join(path)}"
                yield f"{self.parsed.tokens[here].lemma} {' '.join(path)}"

    def _path(self, start: int, end: int) -> tuple[str, ...] | None:
        """The relations from a predicate up and down to a noun, coordination left out; ``None`` when long."""
        tokens = self.parsed.tokens
        up = [start, *self.parsed.ancestors(start)]
        down = [end, *self.parsed.ancestors(end)]
        meet = next((i for i in up if i in down), None)
        if meet is None:
            return None
        climbed = [f"<{_step(tokens[i])}" for i in up[: up.index(meet)]]
        lowered = [f">{_step(tokens[i])}" for i in down[: down.index(meet)]]
        steps = tuple(s for s in (*climbed, *lowered[::-1]) if s[1:] not in ("conj", "pobj"))
        return steps if len(steps) <= _LONGEST else None

    def _of_speech(self, telling: Draft, id: str, side: Side) -> Iterator[str]:
        """Who speaks the telling's words; and whether the speaker says "we" on that side."""
        sources = self._speakers(telling.trigger)
        said = id in sources
        country = self.actors[id].country
        fellow = country is not None and country in {self.actors[i].country for i in sources}
        if not said and not fellow:
            return
        name = "speaker" if said else f"speaker's {self.actors[id].kind}"
        yield name
        yield f"{name} {telling.like}"
        for part in ("actors", "recipients"):
            for number in sorted(self._first_person(telling, part)):
                yield f"{name} as {number}" + ("" if part == side else " otherwise")

    def _speakers(self, trigger: Span) -> frozenset[str]:
        """The actors in whose claims a telling stands; looked up once a telling."""
        if trigger not in self._speaking:
            self._speaking[trigger] = frozenset(
                c.source.actor
                for c in self._claims
                if c.source.actor and any(overlap(s, trigger) for s in c.content)
            )
        return self._speaking[trigger]

    def _first_person(self, telling: Draft, side: str) -> set[str]:
        """Whether "I" or "we" stands on a side of a predicate."""
        clause = telling.candidate.clause
        if clause is None:
            return set()
        part = clause.subject if side == "actors" else (*clause.objects, *clause.indirect)
        words = {self.parsed.tokens[t].lower for t in part}
        return {n for n, forms in _FIRST_PERSON.items() if words & forms}

    def _of_actor(self, type_: str, mode: str | None, id: str) -> Iterator[str]:
        """What sort of actor it is."""
        actor = self.actors[id]
        sort = _sort(actor)
        yield f"is {actor.kind}"
        yield type_
        yield f"is {sort}"
        yield f"{type_} {sort}"
        yield f"{type_} {actor.kind}"
        yield f"{type_} {mode} {sort}"
        yield f"{type_} {actor.sector}"
        if actor.country is None:
            yield "of no country"
        share = len(self._tokens[id]) / self._spread
        yield "most named" if share == 1 else f"named {'much' if share > 0.4 else 'little'}"
        if (id, 0) in self._standing:
            yield "in title"

    def _of_country(self, event: Draft, id: str, side: Side) -> Iterator[str]:
        """Whether it is of the country of the story, of the place told, and of those on the other side."""
        country = self.actors[id].country
        if country is None:
            return
        if country == self._home:
            yield "of the story's country"
            yield f"{event.like} of the story's country"
        facing = {self.actors[i].country for i in getattr(event, _OTHER[side])} - {None}
        if facing:
            name = "of the other's country" if country in facing else "of another country"
            yield name
            yield f"{event.like} {name}"
        if any(country in self._places.get(t.sentence, ()) for t in event.tellings):
            yield "of the place"
            yield f"{event.like} {_sort(self.actors[id])} of the place"

    def _in_story(self, event: Draft, id: str, side: Side, parts: Parts) -> dict[str, float]:
        """The part that it plays in the story's other events."""
        out: dict[str, float] = {}
        other = _OTHER[side]
        for name, type_ in (("in story", ""), ("in type", event.type)):
            rest = parts.count(type_) - 1
            if rest > 0:
                out[name] = (len(parts.of(type_, side, id)) - (id in getattr(event, side))) / rest
                theirs = len(parts.of(type_, other, id)) - (id in getattr(event, other))
                out[f"{name} otherwise"] = theirs / rest
        facing = set(getattr(event, other))
        mine = [e for e in parts.of("", side, id) if e is not event]
        out["in dyad"] = float(any(facing & set(getattr(e, other)) for e in mine))
        out["in type near"] = float(any(
            e.type == event.type and abs(e.sentence - event.sentence) <= _NEAR for e in mine
        ))  # fmt: skip
        return out


class Parts:
    """Which events of a story each actor takes part in, by type and side."""

    def __init__(self, events: Sequence[Draft]) -> None:
        self._events: dict[tuple[str, Side, str], list[Draft]] = {}
        self._counts = Counter(type_ for e in events for type_ in ("", e.type))
        for event in events:
            for side in _OTHER:
                for id in getattr(event, side):
                    for type_ in ("", event.type):
                        self._events.setdefault((type_, side, id), []).append(event)

    def count(self, type_: str) -> int:
        """How many events there are of a type; of any for ""."""
        return self._counts[type_]

    def of(self, type_: str, side: Side, id: str) -> Sequence[Draft]:
        """The events of a type (any for "") on whose side an actor is."""
        return self._events.get((type_, side, id), ())


def with_roles(events: Sequence[Draft], cast: Cast, weights: RoleWeights) -> list[Draft]:
    """The events with the actors and recipients that all evidence together shows."""
    out = []
    parts = Parts(events)
    for event in events:
        odds = {side: _scores(event, side, parts, cast, weights) for side in _OTHER}
        sides = {side: _chosen(event, side, odds[side], weights) for side in _OTHER}
        shared = set(sides["actors"]) & set(sides["recipients"])
        mutual = event.like in _MUTUAL and len({*sides["actors"], *sides["recipients"]}) > 1
        for side in () if mutual or not shared else _OTHER:
            elsewhere = {i for i in shared if not _better(i, side, odds, weights.first)}
            left = {i: o for i, o in odds[side].items() if i not in elsewhere}
            sides[side] = _chosen(event, side, left, weights)
        framed = _framed(event)
        sides |= {side: getattr(event, side) for side in _OTHER if side in framed}
        sides = {side: (*ids, *cast.fellows(event, side, ids)) for side, ids in sides.items()}
        if event.like in _MUTUAL and "recipients" not in framed:
            sides["recipients"] = _each_other(sides["actors"], sides["recipients"])
        out.append(replace(event, actors=sides["actors"], recipients=sides["recipients"]))
    return out


def _each_other(actors: tuple[str, ...], recipients: tuple[str, ...]) -> tuple[str, ...]:
    """The recipients of a mutual act: several who do it to one another all are, who does it alone is none.

    "Canada and Peru agreed": both are on both sides. "Canada agreed with Peru": Canada is no recipient.
    """
    others = tuple(i for i in recipients if i not in actors)
    if len(others) == len(recipients):
        return recipients
    if len(actors) > 1:
        return (*actors, *others)
    return others or recipients


def _framed(event: Draft) -> frozenset[str]:
    """The sides that stay as a user's own cue has them."""
    own = event.candidate.own
    return own.framed if own is not None else frozenset()


def _better(id: str, side: Side, odds: Mapping[Side, Mapping[str, float]], least: float) -> bool:
    """Whether both sides are likelier with an actor on this one than on the other, where it takes one."""

    def with_it(on: Side) -> float:
        others = (o for i, o in odds[_OTHER[on]].items() if i != id)
        return odds[on][id] + max(least, max(others, default=least))

    here, there = with_it(side), with_it(_OTHER[side])
    return here > there or (here == there and side == "actors")


def _scores(
    event: Draft, side: Side, parts: Parts, cast: Cast, weights: RoleWeights
) -> dict[str, float]:
    """The log odds of each candidate's taking a side, those that the tellings name first."""
    named: tuple[str, ...] = getattr(event, side)
    return {
        id: _odds(cast.features(event, id, side, parts), weights.of(side))
        for id in dict.fromkeys((*named, *cast.candidates(event)))
    }


def _chosen(
    event: Draft, side: Side, scores: Mapping[str, float], weights: RoleWeights
) -> tuple[str, ...]:
    """The ids that take a side."""
    named: tuple[str, ...] = getattr(event, side)
    shown = bool(named) and side not in event.learned
    ahead = {id: _CLEARER if shown and id in named else 0.0 for id in scores}
    best = max(scores, key=lambda id: scores[id] + ahead[id], default=None)
    unnamed = weights.against if shown else weights.further
    return tuple(
        id for id, odds in scores.items()
        if odds > (weights.first if id == best else weights.kept if id in named else unnamed)
    )  # fmt: skip


def _odds(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in found.items())


def _form(telling: Draft) -> str:
    if telling.nominal:
        return "noun"
    clause = telling.candidate.clause
    return "passive" if clause is not None and clause.passive else "verb"


def _sort(actor: Actor) -> str:
    if actor.sector in _AUTHORITY:
        return "authority"
    if actor.sector in _FORCE:
        return "force"
    return "state" if actor.kind == "state" else "civil"


def _step(token: Token) -> str:
    return f"{token.dep}:{token.lower}" if token.dep == "prep" else token.dep


def _log2(n: int) -> int:
    return max(n, 1).bit_length()
