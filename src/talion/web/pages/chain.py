"""What answers what in a story, as a graph."""

from __future__ import annotations

from talion.formats.index import Index, act, shortened
from talion.record import Link, LinkEnd
from talion.web.asked import event_address
from talion.web.charts.graph import Edge, Node, graph
from talion.web.charts.picture import Drawing
from talion.web.pages.overview import QUAD_KEYS

_MOST = 40


def answers(index: Index, version: int | None) -> Drawing:
    """The graph of the links of a record; at most the forty surest."""
    drawn = sorted(index.record.links, key=lambda k: -k.confidence)[:_MOST]
    nodes: dict[str, Node] = {}
    for link in sorted(drawn, key=lambda k: k.antecedent.span):
        for role, end in (("antecedent", link.antecedent), ("response", link.response)):
            key = _key(link, role, end)
            nodes.setdefault(key, _node(index, key, end, version))
    edges = [_edge(index, link) for link in drawn]
    chart = graph(list(nodes.values()), edges, "What answers what")
    title = index.record.document.title or index.record.document.id
    return Drawing(chart, f"What answers what: {shortened(title, 60)}", QUAD_KEYS)


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
        link.status, f"{link.kind}, {link.status}{cue}, {link.confidence:.2f}",
    )  # fmt: skip
