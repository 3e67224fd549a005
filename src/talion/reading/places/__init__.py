"""Places: which words name one, and which of the places of that name is meant.

A name is taken for a place's by log-linear weights over the parser's entities, the words round it,
the gazetteer, and a learned tagger's confidence where there is one. Which place is meant is settled
for all names of the text together (:mod:`talion.reading.places.resolving`). Adjectives and peoples
("Kenyan") are no places.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from talion.knowledge.gazetteer import Candidate, Gazetteer, fold
from talion.language.base import Parsed
from talion.models.tags import ToponymTag
from talion.reading.places import resolving
from talion.reading.places.evidence import Features, Scene, probability, score, spot_features
from talion.reading.places.lexicon import Weights, weights, words
from talion.reading.places.spotting import Mention, spot
from talion.record import Place
from talion.spans import Span, overlap

__all__ = ["Reading", "analyse", "read"]

# where precision and recall were in balance on the articles that the weights come from
LEAST = 0.4
# a tagger is not taken to be surer than this
SUREST = 0.99


@dataclass(frozen=True, slots=True)
class Reading:
    """A name that may be a place's, the place it would mean, how likely it is one at all."""

    mention: Mention
    place: Candidate | None
    chance: float
    probability: float
    features: Features


def read(
    parsed: Parsed,
    gazetteer: Gazetteer,
    *,
    toponyms: Sequence[ToponymTag] = (),
    publisher: str | None = None,
) -> tuple[Place, ...]:
    """The places that a text names, in its order, with ids "p1", "p2" ...

    ``toponyms`` are a learned tagger's; without any the text's own evidence decides. ``publisher``
    helps to tell apart places of one name ("The Smallville Gazette"). A name that no gazetteer
    entry fits comes with its words as ``name`` and without coordinates.
    """
    found = analyse(parsed, gazetteer, toponyms=toponyms, publisher=publisher)
    chosen = _chosen([reading for reading in found if reading.probability >= LEAST])
    return tuple(_place(parsed, reading, i) for i, reading in enumerate(chosen, 1))


def analyse(
    parsed: Parsed,
    gazetteer: Gazetteer,
    *,
    toponyms: Sequence[ToponymTag] = (),
    publisher: str | None = None,
    model: Weights | None = None,
) -> list[Reading]:
    """Every name that was weighed, whether or not it is taken for a place; they may overlap."""
    model = model or weights()
    mentions = spot(parsed, gazetteer, toponyms, bool(toponyms))
    scene = Scene.of(parsed, mentions)
    fit = resolving.fitting(mentions, resolving.beside(parsed, mentions))
    features = [spot_features(scene, m, i in fit or -i - 1 in fit) for i, m in enumerate(mentions)]
    likely = [probability(score(f, model.spot)) for f in features]
    home = _home(publisher, gazetteer)
    found = resolving.senses([*mentions, *home], fit, [*likely, *(1.0 for _ in home)])
    task = resolving.problem(found)
    chances, context = resolving.solve(task, model.prior, model.context)
    best = _best(task, chances)
    out = []
    for i, mention in enumerate(mentions):
        place, chance, row = best.get(i, (None, 0.0, -1))
        both = features[i] | _support(context, row, place, chance)
        total = _with_tag(score(both, model.accept), mention.tag, model)
        out.append(Reading(mention, place, chance, probability(total), both))
    return out


def _with_tag(total: float, tag: float | None, model: Weights) -> float:
    """The evidence for a name together with the tagger's, where there is one."""
    if tag is None:
        return total
    sure = min(max(tag, model.untagged), SUREST)
    return (1 - model.tagger) * total + model.tagger * log(sure / (1 - sure))


def _home(publisher: str | None, gazetteer: Gazetteer) -> list[Mention]:
    """Names of places in the publisher's name, as if the text named them; never written."""
    parts = [part for part in (publisher or "").split() if part.lower() not in words().publishers]
    out: list[Mention] = []
    i = 0
    while i < len(parts):
        keys = [fold(" ".join(parts[i : i + size])) for size in (3, 2, 1)]
        size, key = next(
            ((3 - n, key) for n, key in enumerate(keys) if gazetteer.knows_folded(key)), (1, "")
        )
        if key and parts[i][0].isupper():
            out.append(Mention(-1, -1, (-1, -1), key, gazetteer.find_folded(key)))
        i += size
    return out


def _best(
    task: resolving.Problem, chances: resolving.Array
) -> dict[int, tuple[Candidate, float, int]]:
    out: dict[int, tuple[Candidate, float, int]] = {}
    for sense, start in zip(task.senses, task.starts, strict=False):
        values = chances[start : start + len(sense.candidates)]
        top = int(values.argmax())
        for i in sense.mentions:
            out[i] = sense.candidates[top], float(values[top]), start + top
    return out


def _support(
    context: resolving.Array, row: int, place: Candidate | None, chance: float
) -> Features:
    """How well the place that a name would mean agrees with the text's other places."""
    if row < 0 or place is None:
        return {}
    out = {f"context:{n}": float(v) for n, v in zip(resolving.CONTEXT, context[row], strict=True)}
    out["sure"] = chance
    sort = place.feature if place.feature in ("town", "admin2", "post office") else place.kind
    out[f"is={sort}"] = 1.0
    return out


def _chosen(found: list[Reading]) -> list[Reading]:
    """Of names that overlap the likeliest, and of equally likely ones the longest."""
    order = sorted(
        found,
        key=lambda r: (-round(r.probability, 3), r.mention.span[0] - r.mention.span[1]),
    )
    kept: list[Reading] = []
    taken: list[Span] = []  # in order, none overlapping: only the neighbours can be in the way
    for reading in order:
        span = reading.mention.span
        at = bisect_left(taken, span)
        if not any(overlap(span, other) for other in taken[max(0, at - 1) : at + 1]):
            taken.insert(at, span)
            kept.append(reading)
    return sorted(kept, key=lambda r: r.mention.span)


def _place(parsed: Parsed, reading: Reading, number: int) -> Place:
    mention, place = reading.mention, reading.place
    if place is None:
        name = parsed.words(mention.span)
        return Place(id=f"p{number}", span=mention.span, name=name, kind=mention.kind or "place")
    return Place(
        id=f"p{number}",
        span=mention.span,
        name=place.name,
        country=place.country,
        lat=place.lat,
        lon=place.lon,
        geonames=place.geonames,
        kind=place.kind,
    )
