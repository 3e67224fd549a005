"""Events across documents: tellings of one event are grouped, and each field says who tells it how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from msgspec import Struct

from talion.grouping.linkage import Node, groups, matrix
from talion.grouping.reasons import event_reasons
from talion.grouping.telling_pairs import (
    alike,
    same_party,
    sentence_words,
    telling_features,
    telling_likeness,
)
from talion.grouping.tellings import Party, Telling
from talion.grouping.weights import Weights
from talion.grouping.words import Vector, WordCounts


class Said(Struct, frozen=True):
    """A value of a field, and the documents that give it, in order."""

    value: str
    documents: tuple[str, ...]


class Field(Struct, frozen=True):
    """A field of an event: its values, the most told first, and the documents that tell it otherwise.

    Documents that leave the field out are ``silent``; they don't differ.
    """

    name: str
    said: tuple[Said, ...]
    differ: tuple[str, ...]
    silent: tuple[str, ...]


class EventMerge(Struct, frozen=True):
    """A merge of tellings: its likeliest pair, the average likeness of the two sides, and why."""

    a: str
    b: str
    average: float
    because: tuple[str, ...]


class SharedEvent(Struct, frozen=True, kw_only=True):
    """One event, told by one document or by many.

    ``id`` is the reference of its first telling by ids. ``witnesses`` counts documents, ``voices`` those left
    when near-copies of one text count once.
    """

    id: str
    type: str
    tellings: tuple[Telling, ...]
    witnesses: int
    voices: int
    fields: tuple[Field, ...]
    merges: tuple[EventMerge, ...]


class Tellers(Struct, frozen=True, kw_only=True):
    """What is known of the documents whose tellings are compared: story, copied text, and who was compared."""

    story: Mapping[str, str]
    voice: Mapping[str, str]
    near: Mapping[str, Collection[str]]


class EventPairs:
    """The likeness of tellings, each pair looked at once."""

    def __init__(
        self, told: Iterable[Telling], tellers: Tellers, weights: Weights, counts: WordCounts
    ) -> None:
        self.telling = {t.reference: t for t in told}
        self._words: dict[str, Vector] = {
            r: sentence_words(t, counts) for r, t in self.telling.items()
        }
        self._tellers, self._weights = tellers, weights

    def likeness(self, a: str, b: str) -> float:
        """The probability that two tellings are one event; 0 where it is not to be asked."""
        one, other = self.telling[a], self.telling[b]
        if (
            one.document != other.document
            and other.document not in self._tellers.near[one.document]
        ):
            return 0.0
        value = telling_likeness(self.features(a, b), self._weights.telling)
        return value if value >= self._weights.event.edge else 0.0

    def features(self, a: str, b: str) -> Mapping[str, float]:
        """What speaks for and against two tellings being one event; the same whichever comes first."""
        a, b = sorted((a, b))
        one, other = self.telling[a], self.telling[b]
        story = self._tellers.story
        return telling_features(
            one,
            other,
            story[one.document] == story[other.document],
            alike(self._words[a], self._words[b]),
        )

    def one_document(self, a: str, b: str) -> bool:
        """Whether one document tells both: its own record holds them to be two events."""
        return self.telling[a].document == self.telling[b].document


def shared_events(
    pairs: EventPairs, tellers: Tellers, weights: Weights, apart: Collection[tuple[str, str]]
) -> list[SharedEvent]:
    """The events that the tellings tell, in the order of their ids."""
    by_type: dict[str, list[str]] = defaultdict(list)
    for reference in sorted(pairs.telling):
        by_type[pairs.telling[reference].type].append(reference)
    out = []
    for references in by_type.values():
        likeness = matrix(
            references, pairs.likeness, lambda a, b: pairs.one_document(a, b) or (a, b) in apart
        )
        out += [
            _shared(node, references, pairs, tellers) for node in groups(likeness, weights.event)
        ]
    return sorted(out, key=lambda e: e.id)


def _shared(
    node: Node, references: Sequence[str], pairs: EventPairs, tellers: Tellers
) -> SharedEvent:
    told = tuple(pairs.telling[references[i]] for i in node.members)
    return SharedEvent(
        id=told[0].reference, type=told[0].type, tellings=told,
        witnesses=len({t.document for t in told}),
        voices=len({tellers.voice[t.document] for t in told}),
        fields=fields(told), merges=tuple(_merges(node, references, pairs)),
    )  # fmt: skip


def _merges(node: Node, references: Sequence[str], pairs: EventPairs) -> Iterable[EventMerge]:
    if node.parts is None:
        return
    left, right = node.parts
    options = [(references[i], references[j]) for i in left.members for j in right.members]
    a, b = max(options, key=lambda p: (pairs.likeness(*p), p))
    yield from _merges(left, references, pairs)
    yield from _merges(right, references, pairs)
    because = event_reasons(pairs.features(a, b), pairs.telling[a])
    yield EventMerge(a, b, round(node.average, 3), because)


_FIELDS = ("mode", "status", "actors", "recipients", "place", "time", "counts")


def fields(told: Sequence[Telling]) -> tuple[Field, ...]:
    """Each field of an event with how many say what."""
    full = _full_names(told)
    return tuple(
        _field(name, [(t.document, _value(t, name, full)) for t in told]) for name in _FIELDS
    )


def _full_names(told: Sequence[Telling]) -> Mapping[str, str]:
    """The longest name of each party: who is told by the last name is the one who is told in full."""
    parties = sorted({p for t in told for p in (*t.actors, *t.recipients)}, key=_full_order)
    return {p.name: next(q.name for q in parties if same_party(p, q)) for p in parties}


def _full_order(party: Party) -> tuple[int, str, str]:
    return -len(party.name), party.name, party.country or ""


def _field(name: str, given: Sequence[tuple[str, str | None]]) -> Field:
    by_value: dict[str, list[str]] = defaultdict(list)
    for document, value in given:
        if value is not None:
            by_value[value].append(document)
    order = sorted(by_value, key=lambda v: (-len(by_value[v]), v))
    said = tuple(Said(v, tuple(sorted(by_value[v]))) for v in order)
    differ = sorted({d for v in said[1:] for d in v.documents})
    silent = tuple(sorted(d for d, v in given if v is None))
    return Field(name, said, tuple(differ), silent)


def _value(telling: Telling, name: str, full: Mapping[str, str]) -> str | None:
    """A field in words; ``None`` where the telling leaves it open."""
    if name in ("actors", "recipients"):
        return ", ".join(sorted({full[p.name] for p in getattr(telling, name)})) or None
    if name == "time":
        return telling.start
    if name == "counts":
        return ", ".join(f"{value:g} {noun}" for noun, value in sorted(telling.counts)) or None
    value: str | None = getattr(telling, name)
    return value


def voices(ids: Iterable[str], copied: Collection[tuple[str, str]]) -> dict[str, str]:
    """The first of the near-copies that each document belongs to."""
    voice = {id: id for id in sorted(ids)}
    for a, b in combinations(sorted(voice), 2):
        if (a, b) in copied and voice[a] != voice[b]:
            low, high = sorted((voice[a], voice[b]))
            voice = {id: low if v == high else v for id, v in voice.items()}
    return voice
