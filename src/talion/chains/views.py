"""A chain for people and programs: a tree for the terminal, JSON, GraphML, and one page with a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from talion.chains.follow import Chain, Edge, Node
from talion.formats.escapes import safe
from talion.formats.index import shortened
from talion.formats.markup import Markup, el, escaped, joined

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

_ACROSS, _DOWN, _WIDE, _HIGH, _EDGE = 250, 128, 214, 92, 18
_STYLE = """:root{color-scheme:light dark;--ink:#1b1b1f;--paper:#fff;--soft:#6b6b76;--line:#8a8a96;--box:#f4f4f7;
--start:#fff3d6;--bad:#b3261e;--good:#1e6b3a}
@media(prefers-color-scheme:dark){:root{--ink:#e8e8ee;--paper:#17171b;--soft:#a2a2ae;--line:#7d7d8a;--box:#232329;
--start:#4a3c14;--bad:#f2938c;--good:#8fd3a6}}
body{margin:2rem;background:var(--paper);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
h1{font-size:1.25rem}.scroll{overflow-x:auto}svg text{fill:var(--ink);font-size:12px}svg .soft{fill:var(--soft)}
svg rect{fill:var(--box);stroke:var(--line)}svg .start rect{fill:var(--start)}svg .conflict{fill:var(--bad)}
svg .cooperation{fill:var(--good)}svg path{fill:none;stroke:var(--line);stroke-width:1.5}
svg .inferred,svg .disputed{stroke-dasharray:5 4}svg .disputed{stroke:var(--bad)}svg marker path{fill:var(--line)}
table{border-collapse:collapse;margin-top:1.5rem}td,th{padding:.3rem .8rem .3rem 0;text-align:left;
vertical-align:top;border-bottom:1px solid var(--box)}td:first-child{white-space:nowrap}.soft{color:var(--soft)}"""


def to_json(chain: Chain) -> str:
    """The chain as one JSON document."""
    return msgspec.json.format(msgspec.json.encode(chain), indent=2).decode()


def to_graphml(chain: Chain) -> str:
    """The chain as GraphML: an edge leads from the act to its answer."""
    from lxml import etree

    space = "http://graphml.graphdrawing.org/xmlns"
    root = etree.Element("graphml", nsmap={None: space})
    for kind, names in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for name, type_ in names.items():
            etree.SubElement(root, "key", {
                "id": f"{kind}-{name}", "for": kind, "attr.name": name, "attr.type": type_,
            })  # fmt: skip
    graph = etree.SubElement(root, "graph", {"edgedefault": "directed"})
    for node in chain.nodes:
        place = etree.SubElement(graph, "node", {"id": _xml(node.reference)})
        _data(place, "node", node, _NODE_KEYS)
    for edge in chain.edges:
        ends = {"source": _xml(edge.antecedent), "target": _xml(edge.response)}
        _data(etree.SubElement(graph, "edge", ends), "edge", edge, _EDGE_KEYS)
    text: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return text.decode()


_NODE_KEYS = {
    "document": "string", "event": "string", "title": "string", "type": "string", "mode": "string",
    "status": "string", "day": "string", "parties": "string", "sentence": "string",
    "confidence": "double",
}  # fmt: skip
_EDGE_KEYS = {
    "kind": "string", "status": "string", "where": "string", "cue": "string", "words": "string",
    "confidence": "double",
}  # fmt: skip


def _data(parent: object, kind: str, of: Node | Edge, names: Iterable[str]) -> None:
    from lxml import etree

    for name in names:
        value = getattr(of, name)
        if value not in (None, ""):
            etree.SubElement(parent, "data", {"key": f"{kind}-{name}"}).text = _xml(str(value))


def _xml(text: str) -> str:
    """Text without characters that XML can't hold."""
    return "".join(c if c in "\t\n\r" or _fits_xml(ord(c)) else "\ufffd" for c in text)


def _fits_xml(code: int) -> bool:
    return 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code >= 0x10000


def tree(chain: Chain) -> Tree:
    """The chain for a terminal: what the event answers above, what answers it below."""
    from rich.text import Text
    from rich.tree import Tree

    nodes = {n.reference: n for n in chain.nodes}
    root = Tree(_node_text(nodes[chain.start]))
    sides = (("answers", "response", "antecedent"), ("is answered by", "antecedent", "response"))
    for words, here, there in sides:
        if any(getattr(e, here) == chain.start for e in chain.edges):
            branch = root.add(Text(words, "bold"))
            _grow(branch, chain, nodes, chain.start, here, there, {chain.start})
    if not chain.edges:
        root.add(Text("no answer is known, neither to it nor of it", "dim"))
    if chain.cut:
        root.add(Text("the chain goes on; --depth follows it further", "dim"))
    return root


def _grow(
    branch: Tree, chain: Chain, nodes: Mapping[str, Node], at: str, here: str, there: str,
    seen: set[str],
) -> None:  # fmt: skip
    """The acts on one side of an act, each with its own; one met before is not told again."""
    for edge in sorted(chain.edges, key=lambda e: -e.confidence):
        other = getattr(edge, there)
        if getattr(edge, here) == at and other not in seen:
            seen.add(other)
            below = branch.add(_edge_text(edge) + _node_text(nodes[other]))
            _grow(below, chain, nodes, other, here, there, seen)


def _node_text(node: Node) -> Text:
    from rich.text import Text

    told = f", {len(node.told)} tellings" if len(node.told) > 1 else ""
    return Text.assemble(
        (f"{node.day or 'no day'}  ", "dim"), (_act(node), "bold"), f"  {safe(node.parties)}",
        (f"\n{safe(shortened(node.sentence, 150))}\n{safe(node.document)}#{node.event}{told}", "dim"),
    )  # fmt: skip


def _edge_text(edge: Edge) -> Text:
    from rich.text import Text

    return Text.assemble((f"{_said(edge)}\n", "italic"))


def _said(edge: Edge) -> str:
    """A link in words: its kind, what it rests on, and how sure it is."""
    why = f": “{safe(shortened(f'{edge.cue} {edge.words}', 70))}”" if edge.words else ""
    reasons = f" ({safe('; '.join(edge.because))})" if edge.because and not why else ""
    return f"{edge.kind}, {edge.status} {edge.confidence:.2f}{why}{reasons}"


def _act(node: Node) -> str:
    shown = f"{node.type}/{node.mode}" if node.mode else node.type or node.event
    return shown if node.status == "happened" else f"{shown} ({node.status})"


def to_page(chain: Chain) -> str:
    """The chain as one page that loads nothing: a picture, and its acts and links in tables."""
    nodes = {n.reference: n for n in chain.nodes}
    title = f"Chain of {nodes[chain.start].document}#{nodes[chain.start].event}"
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = el(
        "head", el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("title", title), el("style", Markup(_STYLE)),
    )  # fmt: skip
    more = el("p", "The chain goes on beyond these acts.", cls="soft") if chain.cut else None
    body = el(
        "body", el("h1", title), el("div", picture(chain), cls="scroll"), more, _acts_table(chain),
        _links_table(chain, nodes),
    )  # fmt: skip
    return "<!doctype html>\n" + el("html", head, body, lang="en") + "\n"


def picture(chain: Chain) -> Markup:
    """The chain as an SVG element: time goes to the right, an arrow leads from an act to its answer.

    Drawn lines are said by a text, broken ones are inferred or disputed.
    """
    places = _places(chain)
    wide = max(x for x, _ in places.values()) + _WIDE + _EDGE
    high = max(y for _, y in places.values()) + _HIGH + _EDGE
    arrow = el("marker", el("path", d="M0 0L8 4L0 8z"), id="arrow", viewBox="0 0 8 8", refX="8",
               refY="4", markerWidth="8", markerHeight="8", orient="auto")  # fmt: skip
    return el(
        "svg", el("title", "What answers what"), el("defs", arrow),
        joined(_line(e, places) for e in chain.edges),
        joined(_box(n, places[n.reference], n.reference == chain.start) for n in chain.nodes),
        viewBox=f"0 0 {wide} {high}", width=str(wide), height=str(high), role="img",
        xmlns="http://www.w3.org/2000/svg",
    )  # fmt: skip


def _places(chain: Chain) -> dict[str, tuple[int, int]]:
    """Where each act stands: a column behind all that it answers, rows in order of time."""
    column = {n.reference: 0 for n in chain.nodes}
    for _ in chain.nodes:
        for edge in chain.edges:
            column[edge.response] = min(
                max(column[edge.response], column[edge.antecedent] + 1), len(chain.nodes) - 1
            )
    rows: dict[int, int] = defaultdict(int)
    out = {}
    for node in chain.nodes:
        at = column[node.reference]
        out[node.reference] = (_EDGE + at * _ACROSS, _EDGE + rows[at] * _DOWN)
        rows[at] += 1
    return out


def _line(edge: Edge, places: Mapping[str, tuple[int, int]]) -> Markup:
    (x1, y1), (x2, y2) = places[edge.antecedent], places[edge.response]
    x1, y1, y2 = x1 + _WIDE, y1 + _HIGH // 2, y2 + _HIGH // 2
    bend = max(18, (x2 - x1) // 2)
    return el(
        "path", el("title", _said(edge)), cls=edge.status, marker_end="url(#arrow)",
        d=f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2 - 1} {y2}",
    )  # fmt: skip


def _box(node: Node, place: tuple[int, int], start: bool) -> Markup:
    x, y = place
    quad = "cooperation" if _is_cooperation(node) else "conflict"
    lines = (
        (node.day or "no day", "soft"), (_act(node), quad), (shortened(node.parties, 30), None),
        (f"{shortened(node.document, 24)}#{node.event}", "soft"),
    )  # fmt: skip
    texts = (
        el("text", words, x=str(x + 10), y=str(y + 20 + 20 * i), cls=cls)
        for i, (words, cls) in enumerate(lines)
    )
    return el(
        "g", el("title", f"{node.sentence} ({node.document})"),
        el("rect", x=str(x), y=str(y), width=str(_WIDE), height=str(_HIGH), rx="6"),
        joined(texts), cls="start" if start else None,
    )  # fmt: skip


def _is_cooperation(node: Node) -> bool:
    return (node.quad or "").endswith("cooperation")


def _acts_table(chain: Chain) -> Markup:
    rows = (
        (n.day or "", _act(n), n.parties, n.sentence, f"{n.document}#{n.event}", str(len(n.told)))
        for n in chain.nodes
    )
    return _table(("day", "act", "who → whom", "words", "event", "tellings"), rows)


def _links_table(chain: Chain, nodes: Mapping[str, Node]) -> Markup | None:
    rows = [
        (_name(nodes[e.response]), _name(nodes[e.antecedent]), e.kind, e.status,
         f"{e.cue} {e.words}".strip() or "; ".join(e.because), f"{e.confidence:.2f}")
        for e in chain.edges
    ]  # fmt: skip
    return (
        _table(("answer", "answers", "kind", "status", "because", "sure"), rows) if rows else None
    )


def _name(node: Node) -> str:
    return f"{node.document}#{node.event}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    top = el("tr", joined(el("th", escaped(h)) for h in heads))
    return el("table", top, joined(el("tr", joined(el("td", c) for c in row)) for row in rows))
