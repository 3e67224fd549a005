"""What answers what, as a small graph: acts from left to right, each answer to the right of what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from talion.formats.index import shortened
from talion.formats.markup import Markup, el, joined
from talion.web.charts.timeline import arrows

_WIDE, _HIGH, _ACROSS, _DOWN, _EDGE = 208.0, 46.0, 110.0, 20.0, 8.0
_LETTERS, _DEEPEST = 31, 12


class Node(Struct, frozen=True):
    """An act, or words that stand for one: two lines, its quad, and where it leads."""

    key: str
    head: str
    words: str
    quad: str | None
    href: str | None


class Edge(Struct, frozen=True):
    """From an act to its answer."""

    antecedent: str
    response: str
    kind: str
    disputed: bool
    label: str


def graph(nodes: Sequence[Node], edges: Sequence[Edge], title: str) -> Markup:
    """The chart; "" without edges."""
    if not edges:
        return Markup("")
    at = _placed(nodes, edges)
    width = max(x for x, _ in at.values()) + _WIDE + _EDGE
    height = max(y for _, y in at.values()) + _HIGH + _EDGE
    return el(
        "svg", el("title", title), arrows(), joined(_edge(e, at) for e in edges),
        joined(_node(n, *at[n.key]) for n in nodes),
        viewBox=f"0 0 {width:.0f} {height:.0f}", width=f"{width:.0f}", height=f"{height:.0f}",
        cls="chart graph", role="group", aria_label=title,
    )  # fmt: skip


def depths(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, int]:
    """How many answers deep each act is; a ring of answers ends at some depth."""
    found = {n.key: 0 for n in nodes}
    for _ in range(_DEEPEST):
        for edge in edges:
            least = min(_DEEPEST, found[edge.antecedent] + 1)
            found[edge.response] = max(found[edge.response], least)
    for key in found.keys() - {e.response for e in edges}:  # a first act stands next to its answer
        found[key] = min((found[e.response] for e in edges if e.antecedent == key), default=1) - 1
    return found


def _placed(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, tuple[float, float]]:
    """The corner of each box; in a ring of answers the columns close up."""
    deep = depths(nodes, edges)
    columns = {d: n for n, d in enumerate(sorted(set(deep.values())))}
    rows: dict[int, int] = {}
    found = {}
    for node in nodes:
        column = columns[deep[node.key]]
        row = rows.get(column, 0)
        rows[column] = row + 1
        found[node.key] = (_EDGE + column * (_WIDE + _ACROSS), _EDGE + row * (_HIGH + _DOWN))
    return found


def _node(node: Node, x: float, y: float) -> Markup:
    drawn = el(
        "g", el("title", f"{node.head} {node.words}"),
        el("rect", x=f"{x:.0f}", y=f"{y:.0f}", width=f"{_WIDE:.0f}", height=f"{_HIGH:.0f}", rx="5", cls="box"),
        node.quad and el("rect", x=f"{x:.0f}", y=f"{y:.0f}", width="5", height=f"{_HIGH:.0f}",
                         cls=f"q {node.quad}"),
        el("text", shortened(node.head, _LETTERS - 3), x=f"{x + 13:.0f}", y=f"{y + 19:.0f}", cls="head"),
        el("text", shortened(node.words, _LETTERS), x=f"{x + 13:.0f}", y=f"{y + 36:.0f}"),
    )  # fmt: skip
    return el("a", drawn, href=node.href) if node.href else drawn


def _edge(edge: Edge, at: Mapping[str, tuple[float, float]]) -> Markup:
    (ax, ay), (bx, by) = at[edge.antecedent], at[edge.response]
    start, end = (ax + _WIDE, ay + _HIGH / 2), (bx - 4, by + _HIGH / 2)
    bend = max(30.0, (end[0] - start[0]) / 2)
    path = (f"M{start[0]:.0f} {start[1]:.0f}C{start[0] + bend:.0f} {start[1]:.0f}"
            f" {end[0] - bend:.0f} {end[1]:.0f} {end[0]:.0f} {end[1]:.0f}")  # fmt: skip
    cls, tip = ("arc disputed", "contested") if edge.disputed else ("arc", "answer")
    line = el("path", el("title", edge.label), d=path, cls=cls, marker_end=f"url(#{tip})")
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 4
    return el("g", line, el("text", edge.kind, x=f"{x:.0f}", y=f"{y:.0f}", cls="on"))
