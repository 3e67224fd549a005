"""What answers what in a story, as a graph: all of it, or the chain that an event stands in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from talion.formats.index import Index, act, shortened
from talion.record import Event, Link, LinkEnd
from talion.web.asked import event_address
from talion.web.charts.graph import Edge, Node, graph
from talion.web.charts.picture import Drawing
from talion.web.pages.overview import QUAD_KEYS

_MOST = 40
Step = Callable[[Link], tuple[str | None, str | None]]


def answers(index: Index, version: int | None, links: Sequence[Link] | None = None) -> Drawing:
    """The graph of these links of a record, else of all; at most the forty surest."""
    chosen = index.record.links if links is None else links
    drawn = sorted(chosen, key=lambda k: -k.confidence)[:_MOST]
    nodes: dict[str, Node] = {}
    for link in sorted(drawn, key=lambda k: k.antecedent.span):
        for role, end in (("antecedent", link.antecedent), ("response", link.response)):
            key = _key(link, role, end)
            nodes.setdefault(key, _node(index, key, end, version))
    edges = [_edge(index, link) for link in drawn]
    chart = graph(list(nodes.values()), edges, "What answers what")
    title = index.record.document.title or index.record.document.id
    return Drawing(chart, f"What answers what: {shortened(title, 60)}", QUAD_KEYS)


def around(index: Index, event: Event) -> list[Link]:
    """The links that lead to the event, or from it, over any number of answers."""
    back = _walk(index, event.id, lambda k: (k.response.event, k.antecedent.event))
    forth = _walk(index, event.id, lambda k: (k.antecedent.event, k.response.event))
    return [k for k in index.record.links if k.id in back | forth]


def _walk(index: Index, start: str, step: Step) -> set[str]:
    """Links that are reached from an event by steps from one end to the other."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        at = waiting.pop()
        for link in index.record.links:
            here, there = step(link)
            if here == at and link.id not in found:
                found.add(link.id)
                waiting += [there] if there else []
    return found


def _key(link: Link, role: str, end: LinkEnd) -> str:
    return end.event or f"{link.id}.{role}"


def _node(index: Index, key: str, end: LinkEnd, version: int | None) -> Node:
    event = index.events.get(end.event or "")
    if event is None:
        return Node(key, "in words", f"“{index.words(end.span)}”", None, None)
    address = event_address(index.record.document.id, event.id, version)
    return Node(key, act(event), index.sides(event), event.quad, address)


def _edge(index: Index, link: Link) -> Edge:
    cue = f", “{index.words(link.cue)}”" if link.cue else ""
    return Edge(
        _key(link, "antecedent", link.antecedent), _key(link, "response", link.response), link.kind,
        link.status == "disputed", f"{link.kind}, {link.status}{cue}, {link.confidence:.2f}",
    )  # fmt: skip
