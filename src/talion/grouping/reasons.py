"""Why two documents, or two tellings, were taken for the same, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from talion.grouping.pairs import pair_features
from talion.grouping.sketch import Sketch
from talion.grouping.tellings import Telling
from talion.grouping.weights import PairWeights
from talion.grouping.words import Vector

_MOST = 4


def story_reasons(a: Sketch, b: Sketch, weights: PairWeights) -> tuple[str, ...]:
    """What two documents share, the strongest first."""
    found = pair_features(a, b)
    out = [_copied(found["copied"])] if found["copied"] >= weights.copied_from else []
    out += _listed("names", _shared(a.salient, b.salient))
    out += _listed("places", _shared(a.places, b.places))
    out += _listed("figures", sorted(a.numbers & b.numbers))
    out += _listed("types of event", _shared(a.types, b.types))
    out += _listed("rare words", _shared(a.words, b.words, but=a.salient.keys() | b.salient.keys()))
    return (*out, *_dates(a, b))


def _copied(share: float) -> str:
    return f"near-copy: {share:.0%} of the runs of five words are the same"


def _shared(a: Vector, b: Vector, but: Iterable[str] = ()) -> list[str]:
    both = (a.keys() & b.keys()) - set(but)
    return sorted(both, key=lambda w: (-a[w] * b[w], w))


def _listed(what: str, shared: list[str]) -> list[str]:
    return [f"same {what}: {', '.join(shared[:_MOST])}"] if shared else []


def _dates(a: Sketch, b: Sketch) -> tuple[str, ...]:
    if not a.published or not b.published:
        return ()
    days = [a.published[:10], b.published[:10]]
    return (f"published {' and '.join(sorted(set(days)))}",)


_SAID = {
    "one_story": "told in one story",
    "actors_same": "same actor: {actors}",
    "actors_country": "actors of one country",
    "recipients_same": "same recipient: {recipients}",
    "recipients_country": "recipients of one country",
    "place_same": "same place: {place}",
    "time_same": "same time: {time}",
    "trigger_same": "same word",
    "mode_same": "same mode: {mode}",
    "counts_same": "same figures",
    "words": "like words",
}
_LIKE = 0.2


def event_reasons(found: Mapping[str, float], a: Telling) -> tuple[str, ...]:
    """What two tellings share, from their features; the names are those of the first."""
    shown = {
        "actors": ", ".join(p.name for p in a.actors),
        "recipients": ", ".join(p.name for p in a.recipients),
        "place": a.place, "time": a.start, "mode": a.mode,
    }  # fmt: skip
    kept = (n for n in _SAID if found.get(n, 0.0) > (_LIKE if n == "words" else 0.0))
    return (f"same type: {a.type}", *(_SAID[n].format(**shown) for n in kept))
