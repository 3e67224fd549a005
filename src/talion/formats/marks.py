"""The marked words of a record, cut into segments where marks begin and end.

Marks nest and overlap freely; a segment knows all marks that cover it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from talion.record import Claim, Event, Link, Record
from talion.spans import Span

Layer = Literal["event", "claim", "link", "actor", "quantity", "place", "time"]
LAYERS: tuple[Layer, ...] = ("event", "claim", "link", "actor", "quantity", "place", "time")


class Mark(Struct, frozen=True):
    """Words that a part of the record was read from: of which ``id``, and as what (``role``)."""

    span: Span
    layer: Layer
    id: str
    role: str


class Segment(Struct, frozen=True):
    """A stretch of text between two borders of marks, and the marks over it, outermost first."""

    span: Span
    marks: tuple[Mark, ...]


def marks(record: Record) -> list[Mark]:
    """The marks of all layers, in the order of the text, the longer first."""
    found = [*_entities(record)]
    for event in record.events:
        found += _of_event(event)
    for claim in record.claims:
        found += _of_claim(claim)
    for link in record.links:
        found += _of_link(link)
    return sorted(found, key=lambda m: (m.span[0], -m.span[1]))


def segments(length: int, found: Iterable[Mark]) -> list[Segment]:
    """A text of ``length`` code points, cut at every border of a mark; together they are the text.

    Marks, or their parts, that lie outside of the text are left out.

    >>> inner, outer = Mark((2, 4), "place", "p1", "name"), Mark((0, 4), "actor", "a1", "mention")
    >>> [(s.span, [m.id for m in s.marks]) for s in segments(6, [outer, inner])]
    [((0, 2), ['a1']), ((2, 4), ['a1', 'p1']), ((4, 6), [])]
    """
    kept = [m for m in found if m.span[0] < min(m.span[1], length) and m.span[1] > 0]
    borders = {0, length}
    for mark in kept:
        borders.update((max(0, mark.span[0]), min(length, mark.span[1])))
    return list(_cut(sorted(borders), sorted(kept, key=lambda m: (m.span[0], -m.span[1]))))


def _cut(borders: Sequence[int], ordered: Sequence[Mark]) -> Iterator[Segment]:
    open_: list[Mark] = []
    coming = 0
    for start, end in pairwise(borders):
        open_ = [m for m in open_ if m.span[1] > start]
        while coming < len(ordered) and ordered[coming].span[0] <= start:
            open_.append(ordered[coming])
            coming += 1
        yield Segment((start, end), tuple(open_))


def _entities(record: Record) -> Iterator[Mark]:
    for actor in record.actors:
        for span in actor.mentions:
            yield Mark(span, "actor", actor.id, "mention")
    for quantity in record.quantities:
        yield Mark(quantity.span, "quantity", quantity.id, "number")
    for place in record.places:
        yield Mark(place.span, "place", place.id, "name")
    for time in record.times:
        yield Mark(time.span, "time", time.id, "words")


def _of_event(event: Event) -> Iterator[Mark]:
    yield Mark(event.trigger, "event", event.id, "trigger")
    for mention in event.mentions:
        yield Mark(mention.trigger, "event", event.id, "mention")


def _of_claim(claim: Claim) -> Iterator[Mark]:
    if claim.source.span is not None:
        yield Mark(claim.source.span, "claim", claim.id, "source")
    if claim.cue is not None:
        yield Mark(claim.cue, "claim", claim.id, "cue")
    for span in claim.content:
        yield Mark(span, "claim", claim.id, "content")


def _of_link(link: Link) -> Iterator[Mark]:
    yield Mark(link.antecedent.span, "link", link.id, "antecedent")
    yield Mark(link.response.span, "link", link.id, "response")
    if link.cue is not None:
        yield Mark(link.cue, "link", link.id, "cue")
