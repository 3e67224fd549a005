"""A chain: from one event back to what it answers, and on to what answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from talion.chains.answers import Answer, answers
from talion.chains.reports import Act, Report
from talion.chains.sources import Source
from talion.chains.weights import Weights, shipped_weights
from talion.errors import QueryError
from talion.record import LinkKind, LinkStatus

DEPTH = 3
"""How many answers a chain goes back, and on, unless another number is asked for."""
MOST = 60
"""How many acts a chain has at most."""


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """An act of a chain. ``told`` are the references of all tellings of it that were met, its own first."""

    reference: str
    document: str
    event: str
    title: str | None
    type: str
    mode: str | None
    status: str
    day: str | None
    parties: str
    sentence: str
    confidence: float
    told: tuple[str, ...]
    quad: str | None = None


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """``response`` answers ``antecedent``, by the references of their nodes.

    ``where`` is ``story`` for a link of one story's own record, ``stories`` for one across two.
    """

    response: str
    antecedent: str
    kind: LinkKind
    status: LinkStatus
    where: Literal["story", "stories"]
    cue: str = ""
    words: str = ""
    confidence: float
    because: tuple[str, ...] = ()


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """What an event answers and what answers it; ``nodes`` in order of their days.

    ``cut`` says that it goes on beyond what was asked for.
    """

    start: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    cut: bool


def follow(
    source: Source,
    reference: str,
    *,
    depth: int = DEPTH,
    most: int = MOST,
    weights: Weights | None = None,
) -> Chain:
    """The chain of an event, ``DOCUMENT#START-END`` or ``DOCUMENT#EVENT``, so many answers back and on.

    It has at most ``most`` acts, of which what the event answers takes half, so that there is room for what
    answers it. :class:`QueryError` when there is no such event.
    """
    walk = _Walk(source, weights or shipped_weights())
    start = walk.start(reference)
    cut = walk.go(start, depth, 1 + most // 2, back=True)
    cut |= walk.go(start, depth, most, back=False)
    return Chain(start=start.reference, nodes=walk.nodes(), edges=walk.edges(), cut=cut)


def find(source: Source, reference: str) -> Act:
    """The act of a reference, by its trigger's place or its id in the record; ``QueryError`` when none is."""
    document, _, wanted = reference.rpartition("#")
    try:
        found = source.report(document).acts
    except KeyError as error:
        raise QueryError(
            f"there is no story {document!r}" if document else f"{reference!r} names no event",
            remedy="write DOCUMENT#EVENT, such as border#e1; `talion events` lists both",
        ) from error
    act = next((a for a in found if wanted in (a.event, a.reference.rpartition("#")[2])), None)
    if act is None:
        known = ", ".join(a.event for a in found) or "none"
        raise QueryError(f"{document!r} has no event {wanted!r}", remedy=f"its events are {known}")
    return act


class _Walk:
    """A walk in progress: the acts met, tellings of one act under one name, and the links."""

    def __init__(self, source: Source, weights: Weights) -> None:
        self._source, self._weights = source, weights
        self._acts: dict[str, Act] = {}
        self._told: dict[tuple[object, ...], str] = {}
        self._tellings: dict[str, list[str]] = {}
        self._edges: dict[tuple[str, str], Edge] = {}

    def start(self, reference: str) -> Act:
        act = find(self._source, reference)
        self._meet(act)
        return act

    def go(self, start: Act, depth: int, most: int, *, back: bool) -> bool:
        """Meets what is to be met on one side, until there are so many acts; whether there is more.

        What a story says comes before what is inferred, the surest first.
        """
        front, seen = [start], {start.reference}
        for _ in range(depth):
            found: list[Act] = []
            for act in front:
                for edge, other in sorted(self._back(act) if back else self._on(act), key=_rank):
                    if len(self._acts) >= most and other.reference not in self._acts:
                        return True
                    name = self._add(edge, other, back=back)
                    if name not in seen:
                        seen.add(name)
                        found.append(self._acts[name])
            front = found
        return any(True for act in front for _ in (self._back(act) if back else self._on(act)))

    def _back(self, act: Act) -> Iterator[tuple[Edge, Act]]:
        """What an act answers: in older stories, and in its own where no older story has it."""
        report = self._source.report(act.document)
        older = self._source.before(report, self._weights.days)
        across = [a for a in answers(report, older, self._weights) if a.response == act.reference]
        yield from ((_across(a), find(self._source, a.antecedent)) for a in across)
        through = {a.through for a in across}
        yield from (e for e in _within(report, act) if e[1].event not in through)

    def _on(self, act: Act) -> Iterator[tuple[Edge, Act]]:
        """What answers an act: in its own story, and in later ones."""
        own = self._source.report(act.document)
        for other in own.acts:
            yield from ((e, other) for e, a in _within(own, other) if a.event == act.event)
        for later in self._source.after(own, self._weights.days):
            for answer in answers(later, [own], self._weights):
                if answer.antecedent == act.reference:
                    yield _across(answer), find(self._source, answer.response)

    def _add(self, edge: Edge, other: Act, *, back: bool) -> str:
        """Keeps a link, its new end under the name of its first telling."""
        name = self._meet(other)
        ends = (edge.response, name) if back else (name, edge.antecedent)
        first = tuple(self._named(e) for e in ends)
        key = first[0], first[1]
        known = self._edges.get(key)
        if key[0] != key[1] and (known is None or known.confidence < edge.confidence):
            self._edges[key] = msgspec.structs.replace(edge, response=key[0], antecedent=key[1])
        return name

    def _named(self, reference: str) -> str:
        return next((n for n, told in self._tellings.items() if reference in told), reference)

    def _meet(self, act: Act) -> str:
        """The name under which an act is kept: that of its first telling."""
        name = self._told.setdefault(_same(act), act.reference)
        self._acts.setdefault(name, act)
        told = self._tellings.setdefault(name, [])
        if act.reference not in told:
            told.append(act.reference)
        return name

    def nodes(self) -> tuple[Node, ...]:
        """The acts, in order of their days."""
        acts = sorted(self._acts.items(), key=lambda i: (i[1].day or "", i[0]))
        return tuple(
            _node(a, self._source.report(a.document), tuple(self._tellings[name]))
            for name, a in acts
        )

    def edges(self) -> tuple[Edge, ...]:
        """The links, by their ends."""
        return tuple(self._edges[key] for key in sorted(self._edges))


def _same(act: Act) -> tuple[object, ...]:
    """What tellings of one act share: the type, the day and both sides' countries, or names without any."""
    sides = [side.countries or side.names for side in (act.actors, act.recipients)]
    return (act.type, act.day, *sides) if all(sides) else (act.reference,)


def _rank(met: tuple[Edge, Act]) -> tuple[bool, float]:
    return met[0].status == "inferred", -met[0].confidence


def _across(answer: Answer) -> Edge:
    return Edge(
        response=answer.response, antecedent=answer.antecedent, kind=answer.kind,
        status=answer.status, where="stories", cue=answer.cue, words=answer.words,
        confidence=answer.confidence, because=answer.because,
    )  # fmt: skip


def _within(report: Report, act: Act) -> Iterable[tuple[Edge, Act]]:
    """What an act answers by its story's own links, where both are events."""
    for motive in act.motives:
        other = next((a for a in report.acts if a.event == motive.event), None)
        if other is not None:
            yield (
                Edge(
                    response=act.reference, antecedent=other.reference, kind=motive.kind,
                    status=motive.status, where="story", cue=motive.cue, words=motive.text,
                    confidence=motive.confidence,
                ),
                other,
            )  # fmt: skip


def _node(act: Act, report: Report, told: tuple[str, ...]) -> Node:
    return Node(
        reference=act.reference, document=act.document, event=act.event, title=report.title,
        type=act.type, mode=act.mode, status=act.status, day=act.day, parties=act.parties,
        sentence=act.sentence, confidence=act.confidence, told=told, quad=act.quad or None,
    )  # fmt: skip
