"""The chain of answers that an event stands in, across stories: as a graph, and as a table with the reasons."""

from __future__ import annotations

from msgspec import Struct

from talion.chains import Chain, Edge, Node
from talion.record import Event, LinkStatus
from talion.store.database import Database
from talion.web import chains
from talion.web.asked import Given, address
from talion.web.charts import graph
from talion.web.charts.picture import Drawing, Key
from talion.web.pages.overview import QUAD_KEYS
from talion.web.records import Kept

STATUS_KEYS = (
    Key("arc stated", "told by a story"), Key("arc disputed", "disputed"),
    Key("arc inferred", "inferred by Talion"),
)  # fmt: skip


class End(Struct, frozen=True):
    """An act of the chain on one line; ``here`` where it is the event of the page, ``told`` how often it is."""

    day: str | None
    act: str
    parties: str
    story: str
    href: str
    here: bool
    told: int


class Answer(Struct, frozen=True):
    """A row of the table: what answers what, on whose word, and why it is held to."""

    response: End
    antecedent: End
    kind: str
    status: LinkStatus
    across: bool
    quoted: str
    because: tuple[str, ...]
    confidence: float


class Across(Struct, frozen=True):
    """The chain of an event; ``deeper`` leads to a longer one where it goes on."""

    drawing: Drawing
    acts: int
    stories: int
    answers: list[Answer]
    cut: bool
    deeper: str | None
    csv: str
    json: str
    pictures: tuple[str, str]


def across(db: Database, given: Given, found: Kept, event: Event) -> Across | None:
    """The chain of an event; ``None`` for an earlier version of a story, for chains are of the newest."""
    if found.version != found.newest:
        return None
    chain = chains.chain(db, given, found, event)
    named = [("document", found.record.document.id), ("id", event.id)]
    if given.one("depth"):
        named.append(("depth", str(chains.depth(given))))
    return Across(
        drawn(chain), len(chain.nodes), len({n.document for n in chain.nodes}), _answers(chain),
        chain.cut, chains.deeper(given) if chain.cut else None,
        address("/api/v1/chain.csv", named), address("/api/v1/chain", named),
        (address("/chart/chain.svg", named), address("/chart/chain.png", named)),
    )  # fmt: skip


def drawing(db: Database, given: Given) -> Drawing:
    """The graph alone."""
    return drawn(chains.asked(db, given))


def drawn(chain: Chain) -> Drawing:
    """The graph of a chain; nothing in it without answers."""
    nodes = [_node(n, chain.start) for n in chain.nodes]
    told_first = sorted(chain.edges, key=lambda e: (e.status == "inferred", -e.confidence))
    edges = [graph.Edge(e.antecedent, e.response, e.kind, e.status, _said(e)) for e in told_first]
    start = next(n for n in chain.nodes if n.reference == chain.start)
    title = f"Chain of {chains.act(start)}, {start.parties}, {start.day or 'not dated'}"
    return Drawing(graph.graph(nodes, edges, "Chain of answers"), title, (*QUAD_KEYS, *STATUS_KEYS))


def _node(node: Node, start: str) -> graph.Node:
    head = chains.act(node) if node.status == "happened" else f"{chains.act(node)}, {node.status}"
    foot = f"{node.day or 'not dated'} · {node.title or node.document}"
    href = chains.page(node)
    return graph.Node(
        node.reference, head, node.parties, node.quad, href, foot,
        node.reference == start,
    )  # fmt: skip


def _said(edge: Edge) -> str:
    why = _quoted(edge) or "; ".join(edge.because)
    return f"{edge.kind}, {edge.status}, {edge.confidence:.2f}{': ' if why else ''}{why}"


def _quoted(edge: Edge) -> str:
    """The words of the story that give the motive."""
    words = f"{edge.cue} {edge.words}".strip()
    return f"“{words}”" if words else ""


def _answers(chain: Chain) -> list[Answer]:
    """The links of the event itself first, each part in the order of time."""
    order = {n.reference: i for i, n in enumerate(chain.nodes)}
    ends = {n.reference: _end(n, chain.start) for n in chain.nodes}

    def place(edge: Edge) -> tuple[bool, int, int]:
        ends = (edge.response, edge.antecedent)
        return chain.start not in ends, order[edge.response], order[edge.antecedent]

    return [
        Answer(ends[e.response], ends[e.antecedent], e.kind, e.status, e.where == "stories",
               _quoted(e), e.because, e.confidence)
        for e in sorted(chain.edges, key=place)
    ]  # fmt: skip


def _end(node: Node, start: str) -> End:
    return End(
        node.day, chains.act(node), node.parties, node.title or node.document,
        chains.page(node), node.reference == start, len(node.told),
    )  # fmt: skip
