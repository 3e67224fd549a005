"""What answers what, as a small graph: acts from left to right, each answer to the right of what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from talion.formats.index import shortened
from talion.formats.markup import Markup, el, joined
from talion.record import LinkStatus
from talion.web.charts.timeline import arrows

_WIDE, _HIGH, _ACROSS, _DOWN, _EDGE = 236.0, 46.0, 104.0, 20.0, 8.0
_FOOT = 15.0
"""How much higher boxes with a third line are."""
_LETTERS = 31
_FEW = 8
"""Up to so many answers each says what it is; of more those alone that touch the act here."""


Point = tuple[float, float]


class Node(Struct, frozen=True):
    """An act, or words that stand for one: two or three lines, its quad, and where it leads.

    ``here`` marks the act that the graph is about.
    """

    key: str
    head: str
    words: str
    quad: str | None
    href: str | None
    foot: str = ""
    here: bool = False


class Edge(Struct, frozen=True):
    """From an act to its answer; ``status`` is that of the link."""

    antecedent: str
    response: str
    kind: str
    status: LinkStatus
    label: str


def graph(nodes: Sequence[Node], edges: Sequence[Edge], title: str) -> Markup:
    """The chart; "" without edges, of which the surest come first."""
    if not edges:
        return Markup("")
    high = _HIGH + (_FOOT if any(n.foot for n in nodes) else 0)
    at = _placed(nodes, edges, high)
    here = {n.key for n in nodes if n.here or len(edges) <= _FEW}
    width = max(x for x, _ in at.values()) + _WIDE + _EDGE
    height = max(y for _, y in at.values()) + high + _EDGE
    return el(
        "svg", el("title", title), arrows(),
        joined(_edge(e, at, high, said=bool(here & {e.antecedent, e.response})) for e in edges),
        joined(_node(n, *at[n.key], high) for n in nodes),
        viewBox=f"0 0 {width:.0f} {height:.0f}", width=f"{width:.0f}", height=f"{height:.0f}",
        cls="chart graph", role="group", aria_label=title,
    )  # fmt: skip


def depths(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, int]:
    """How many answers deep each act is, apart from the answers that close a ring."""
    found = {n.key: 0 for n in nodes}
    ways = _without_rings(edges)
    for _ in nodes:
        for antecedent, response in ways:
            found[response] = max(found[response], found[antecedent] + 1)
    for key in found.keys() - {r for _, r in ways}:  # a first act stands next to its answer
        found[key] = min((found[r] for a, r in ways if a == key), default=1) - 1
    return found


def _without_rings(edges: Sequence[Edge]) -> list[tuple[str, str]]:
    """Antecedents and responses, without those that lead back where one came from by edges before them."""
    ways: dict[str, set[str]] = {}
    for edge in edges:
        if not _leads(ways, edge.response, edge.antecedent):
            ways.setdefault(edge.antecedent, set()).add(edge.response)
    return [(a, r) for a, responses in ways.items() for r in responses]


def _leads(ways: Mapping[str, set[str]], start: str, end: str) -> bool:
    """Whether ways lead from one act to another, or both are one."""
    seen, waiting = {start}, [start]
    while waiting:
        on = ways.get(waiting.pop(), set()) - seen
        seen |= on
        waiting += on
    return end in seen


def _placed(
    nodes: Sequence[Node], edges: Sequence[Edge], high: float
) -> dict[str, tuple[float, float]]:
    """The corner of each box; in a ring of answers the columns close up."""
    deep = depths(nodes, edges)
    columns = {d: n for n, d in enumerate(sorted(set(deep.values())))}
    rows: dict[int, list[str]] = {}
    for node in nodes:
        rows.setdefault(columns[deep[node.key]], []).append(node.key)
    most = max(map(len, rows.values()))
    return {
        key: (_EDGE + column * (_WIDE + _ACROSS),
              _EDGE + (row + (most - len(keys)) / 2) * (high + _DOWN))
        for column, keys in rows.items() for row, key in enumerate(keys)
    }  # fmt: skip


def _node(node: Node, x: float, y: float, high: float) -> Markup:
    def line(words: str, down: float, cls: str | None = None) -> Markup:
        return el("text", words, x=f"{x + 13:.0f}", y=f"{y + down:.0f}", cls=cls)

    drawn = el(
        "g", el("title", " · ".join(w for w in (node.head, node.words, node.foot) if w)),
        el("rect", x=f"{x:.0f}", y=f"{y:.0f}", width=f"{_WIDE:.0f}", height=f"{high:.0f}", rx="5",
           cls="box here" if node.here else "box"),
        node.quad and el("rect", x=f"{x:.0f}", y=f"{y:.0f}", width="5", height=f"{high:.0f}",
                         cls=f"q {node.quad}"),
        line(shortened(node.head, _LETTERS - 3), 19, "head"),
        line(shortened(node.words, _LETTERS), 36),
        line(shortened(node.foot, _LETTERS), 52) if node.foot else None,
    )  # fmt: skip
    return el("a", drawn, href=node.href) if node.href else drawn


def _edge(edge: Edge, at: Mapping[str, tuple[float, float]], high: float, *, said: bool) -> Markup:
    a, b = at[edge.antecedent], at[edge.response]
    path, (x, y) = _way(a, b, high)
    tip = "contested" if edge.status == "disputed" else "answer"
    line = el("path", el("title", edge.label), d=path, cls=f"arc {edge.status}",
              marker_end=f"url(#{tip})")  # fmt: skip
    if not said:
        return line
    return el("g", line, el("text", edge.kind, x=f"{x:.0f}", y=f"{y - 4:.0f}", cls="on"))


def _way(a: Point, b: Point, high: float) -> tuple[str, Point]:
    """From box to box: to the right, back to the left below the way there, or round the right side of a column.

    With the middle of it.
    """
    if a[0] < b[0]:
        start, end, out = (a[0] + _WIDE, a[1] + high / 2), (b[0] - 4, b[1] + high / 2), (1, -1)
    elif a[0] > b[0]:
        start, end, out = (a[0], a[1] + high - 8), (b[0] + _WIDE + 4, b[1] + high - 8), (-1, 1)
    else:
        start, end, out = (
            (a[0] + _WIDE, a[1] + high / 2),
            (b[0] + _WIDE + 4, b[1] + high / 2),
            (1, 1),
        )
    bend = max(30.0, abs(end[0] - start[0]) / 2)
    path = (f"M{start[0]:.0f} {start[1]:.0f}C{start[0] + out[0] * bend:.0f} {start[1]:.0f}"
            f" {end[0] + out[1] * bend:.0f} {end[1]:.0f} {end[0]:.0f} {end[1]:.0f}")  # fmt: skip
    return path, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
