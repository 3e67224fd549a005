"""A record in the terminal: the story with its marked words, and tables that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from talion.considered import Considered
from talion.formats.escapes import safe
from talion.formats.index import UNSAID, Index, act, amount, counted, period, shortened
from talion.formats.marks import Layer, Mark, marks
from talion.record import Event, Failure, LinkEnd, Record
from talion.spans import Span

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.measure import Measurement

    from talion.asking import Answers
    from talion.explaining import Explanation, Field, Reason
    from talion.reading.events.draft import Rejected

_STYLES: dict[Layer, str] = {
    "event": "bold dark_orange3",
    "claim": "medium_purple2",
    "link": "gold3",
    "actor": "underline sky_blue3",
    "quantity": "green4",
    "place": "dark_cyan",
    "time": "grey58",
}
_NAMES: dict[Layer, str] = {
    "event": "event",
    "link": "link",
    "claim": "speaker, cue",
    "actor": "actor",
    "quantity": "number",
    "place": "place",
    "time": "time",
}
_OVER: tuple[Layer, ...] = ("place", "time", "quantity", "actor", "claim", "link", "event")
_BAD = "bold red3"
_STATUS = {
    "happened": "",
    "ongoing": "",
    "stated": "",
    "planned": "italic",
    "possible": "italic",
    "claimed": "italic",
    "inferred": "italic",
    "denied": _BAD,
    "negated": _BAD,
    "disputed": _BAD,
    "denies": _BAD,
    "doubts": _BAD,
    "condemns": _BAD,
    "approves": "green4",
}
_TEXT_WIDTH = 96


def shown(record: Record) -> RenderableType:
    """The whole view of a record."""
    return view(Considered(record))


def view(considered: Considered) -> RenderableType:
    """The story and its record; of a failure, why."""
    result = considered.result
    if isinstance(result, Failure):
        return _line(
            (result.document.id, "bold"),
            (f" {result.error.kind}: ", _BAD),
            (result.error.message, ""),
        )
    index = Index(result)
    parts: list[RenderableType] = [_head(index), "", story(result), "", legend()]
    tables = (
        events(index), links(index), claims(index), actors(index), quantities(index), times(index),
        pairs(index),
    )  # fmt: skip
    parts += [t for t in tables if t is not None]
    if considered.rejected is not None:
        parts.append(rejected(index, considered.rejected))
    if not result.events:
        parts.append(_line(("\nNo event was found.", "italic")))
    return Group(*parts, "")


def story(record: Record) -> RenderableType:
    """The text with its marked words; where marks overlap, the rarer layer's style wins."""
    text = Text(safe(record.document.text), overflow="fold")
    found = marks(record)
    for layer in _OVER:
        for mark in found:
            if mark.layer == layer and _is_drawn(mark):
                text.stylize(_STYLES[layer], *mark.span)
    text.rstrip()
    return Padding(_Narrow(text), (0, 1))


def legend() -> Text:
    """What each style stands for."""
    return _line(
        (" ", ""), *[p for x, name in _NAMES.items() for p in ((name, _STYLES[x]), ("  ", ""))]
    )


def events(index: Index) -> Table | None:
    """Who did what to whom."""
    rows = [
        (
            _plain(e.id),
            _lines(_line((act(e), _STYLES["event"])), _status(e.status)),
            _lines(_sides(index, e), _dim(_setting(index, e))),
            _lines(_plain(", ".join(_once(index, index.tellings(e)))), _dim(_said_by(index, e))),
            _plain(f"{e.confidence:.2f}"),
        )
        for e in index.record.events
    ]
    heads = (("", 1), ("event", 4), ("actor → recipient", 8), ("words, said by", 5), ("sure", 1))
    return _table("Events", heads, rows)


def links(index: Index) -> Table | None:
    """What answers what."""
    rows = [
        (
            _plain(k.id),
            _lines(_line((k.kind, _STYLES["link"])), _status(k.status)),
            _lines(_end(index, k.response), _line(("⟵ ", "dim"), *_parts(index, k.antecedent))),
            _lines(
                _plain(f"“{index.words(k.cue)}”" if k.cue else ""),
                _dim(", ".join(_stand(index, c) for c in k.claims)),
            ),
            _plain(f"{k.confidence:.2f}"),
        )
        for k in index.record.links
    ]
    heads = (
        ("", 1),
        ("link", 4),
        ("response ⟵ what it answers", 8),
        ("words, who says so", 5),
        ("sure", 1),
    )
    return _table("Links", heads, rows)


def claims(index: Index, most: int = 160) -> Table | None:
    """Who says so, and through whom."""
    rows = [
        (
            _plain(c.id),
            _lines(
                _plain(
                    index.speaker(c)
                    + (" (unnamed)" if c.source.anonymous and c.source.span else "")
                ),
                _dim(f"through {', '.join(index.actor(i) for i in c.chain)}" if c.chain else ""),
            ),
            _status(c.stance),
            _plain(index.content(c, most)),
            _plain(", ".join(index.about(i) for i in c.about)),
        )
        for c in index.record.claims
    ]
    heads = (("", 1), ("speaker", 4), ("stance", 1), ("words", 8), ("speaks of", 3))
    return _table("Claims", heads, rows)


def actors(index: Index) -> Table | None:
    """Who appears, the most named first."""
    ordered = sorted(index.record.actors, key=lambda a: -len(a.mentions))
    rows = [
        tuple(
            _plain(x)
            for x in (a.id, a.name, a.kind, a.country or "", a.sector or "", str(len(a.mentions)))
        )
        for a in ordered
    ]
    heads = (("", 1), ("actor", 6), ("kind", 2), ("country", 1), ("sector", 1), ("mentions", 1))
    return _table("Actors", heads, rows)


def quantities(index: Index) -> Table | None:
    """Numbers, and whether they agree."""
    rows = []
    for q in index.record.quantities:
        agree = [c for c in q.checks if c.consistent]
        differ = [c.note for c in q.checks if not c.consistent]
        notes = _line((counted(len(agree), "comparison") + " agrees" * (len(agree) == 1)
                       + " agree" * (len(agree) > 1) if agree else "", "dim"),
                      ("; ".join(["", *differ]) if agree else "; ".join(differ), _BAD))  # fmt: skip
        figure = amount(q) + (" (background)" if q.statistic else "")
        rows.append((_plain(q.id), _plain(index.words(q.span)), _plain(figure), notes))
    heads = (("", 1), ("number", 5), ("value", 4), ("checked", 4))
    return _table("Numbers", heads, rows)


def times(index: Index) -> Table | None:
    """Times and places, as they were resolved."""
    rows = [
        (_plain(t.id), _plain(index.words(t.span)), _plain(period(t) or "not dated"))
        for t in index.record.times
    ]
    seen: dict[tuple[str, str | None], tuple[Text, ...]] = {}
    for p in index.record.places:
        at = f"{p.lat:.2f}, {p.lon:.2f}" if p.lat is not None and p.lon is not None else "?"
        place = f"{p.name}, {p.country or '?'} ({at})"
        seen.setdefault(
            (p.name, p.country), (_plain(p.id), _plain(index.words(p.span)), _plain(place))
        )
    heads = (("", 1), ("words", 4), ("day or place", 6))
    return _table("Times and places", heads, [*rows, *seen.values()])


def pairs(index: Index) -> Table | None:
    """Answers to the questions put to the document."""
    rows = [
        tuple(
            _plain(x)
            for x in (
                p.id,
                "/".join(x for x in (p.type, p.mode) if x) or "nothing",
                p.status or "",
                p.event or "",
                f"{p.confidence:.2f}",
            )
        )
        for p in index.record.pairs
    ]
    heads = (("pair", 1), ("answer", 4), ("status", 2), ("event", 1), ("sure", 1))
    return _table("Pairs", heads, rows)


def rejected(index: Index, found: Sequence[Rejected]) -> RenderableType:
    """The predicates that were read and not coded."""
    rows = [
        (
            _plain(f"“{index.words(r.trigger, 60)}”"),
            _plain(str(r.sentence)),
            _plain(r.type),
            _plain(f"{r.confidence:.2f}"),
            _plain(r.reason),
        )
        for r in found
    ]
    heads = (("words", 4), ("sentence", 1), ("as", 2), ("sure", 1), ("why not", 6))
    return _table("Read and not coded", heads, rows) or _line(("\nNothing was left out.", "italic"))


class _Narrow:
    """Text no wider than is good to read."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        narrow = options.update_width(min(options.max_width, _TEXT_WIDTH))
        yield from console.render(self._text, narrow)

    def __rich_measure__(self, _: Console, options: ConsoleOptions) -> Measurement:
        from rich.measure import Measurement

        return Measurement(10, min(options.max_width, _TEXT_WIDTH))


def _head(index: Index) -> RenderableType:
    record, document = index.record, index.record.document
    said = [document.publisher, document.published, document.url, document.id]
    found = ", ".join((
        counted(len(record.events), "event"), counted(len(record.links), "link"),
        counted(len(record.claims), "claim"), counted(len(record.actors), "actor"),
    ))  # fmt: skip
    where = " · ".join(safe(x) for x in said if x)
    return Group(Text(f"\n {where}", style="dim"), Text(f" {found}", style="dim"))


def _is_drawn(mark: Mark) -> bool:
    """What is said, and the ends of links, are whole sentences: their tables show them."""
    return mark.role not in ("content", "antecedent", "response", "source")


def _table(
    title: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Text]]
) -> Table | None:
    held = list(rows)
    if not held:
        return None
    table = Table(
        title=f"\n{title}", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD,
        header_style="dim", expand=False, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False,
    )  # fmt: skip
    for name, ratio in heads:
        fixed = ratio == 1
        table.add_column(name, no_wrap=fixed, ratio=None if fixed else ratio, overflow="fold")
    for row in held:
        table.add_row(*row)
    return table


def _plain(text: str) -> Text:
    return Text(safe(" ".join(text.split())))


def _dim(text: str) -> Text:
    return Text(safe(text), style="dim")


def _line(*parts: tuple[str, str]) -> Text:
    line = Text()
    for text, style in parts:
        line.append(safe(text), style=style or None)
    return line


def _lines(*lines: Text) -> Text:
    return Text("\n").join(line for line in lines if line.plain)


def _status(status: str) -> Text:
    return _line((status, _STATUS.get(status, "")))


def _sides(index: Index, event: Event) -> Text:
    return _line(
        (index.who(event.actors), "bold"), (" → ", "dim"), (index.who(event.recipients), "bold")
    )


def _setting(index: Index, event: Event) -> str:
    """When, where and how many."""
    numbers = ", ".join(index.number(q) for q in event.quantities)
    parts = (index.when(event.time), index.where(event.place), numbers)
    return "; ".join(p for p in parts if p)


def _said_by(index: Index, event: Event) -> str:
    known = [index.claims[c] for c in event.claims if c in index.claims]
    names = [index.speaker(c) for c in known if c.source.span or c.source.actor]
    return ", ".join(dict.fromkeys(names))


def _once(index: Index, spans: Iterable[Span]) -> list[str]:
    """The words of each span, in quotation marks, the same words once."""
    return [f"“{w}”" for w in dict.fromkeys(index.words(s, 60) for s in spans)]


def _end(index: Index, end: LinkEnd) -> Text:
    return _line(*_parts(index, end))


def _parts(index: Index, end: LinkEnd) -> list[tuple[str, str]]:
    event = index.events.get(end.event or "")
    if event is None:
        return [(index.end(end), "")]
    return [(f"{event.id} ", "dim"), (act(event), _STYLES["event"]), (f" {index.sides(event)}", "")]


def _stand(index: Index, id: str) -> str:
    claim = index.claims.get(id)
    return f"{index.speaker(claim)} {claim.stance}" if claim is not None else id


def explanation(found: Explanation) -> RenderableType:
    """An event, field by field, and what else was considered."""
    head = _line((f"\n{found.event} ", "dim"), (found.what, "bold"), (f"  {found.document}", "dim"))
    rows = [(_line((field.name, "bold")), _why(field)) for field in found.fields]
    fields = _table("Fields", (("", 1), ("value, words, and what made it", 8)), rows)
    others = [
        (_plain(a.what), _plain("" if a.score is None else f"{a.score:.2f}"), _plain(a.why))
        for a in found.considered
    ]
    considered = _table("Considered and not taken", (("what", 3), ("score", 1), ("why", 6)), others)
    nothing = _line(("\nNothing else was considered.", "italic"))
    return Group(head, fields or "", considered or nothing, "")


def _why(field: Field) -> Text:
    """A field's value, its words, and the reasons, one a line."""
    words = ", ".join(dict.fromkeys(f"“{shortened(w.text, 60)}”" for w in field.words))
    value = _line((_value(field.value), _STYLES["event"]), (f"  {words}" if words else "", ""))
    return _lines(value, *(_reason(r) for r in field.because), _line(("", "")))


def relations(found: Answers) -> RenderableType:
    """What a text says of two actors, the surest first."""
    rows = [
        (
            _line(
                (
                    "/".join(x for x in (a.answer.type, a.answer.mode) if x) or "nothing",
                    _STYLES["event"],
                )
            ),
            _status(a.answer.status or ""),
            _plain((a.answer.quad or "").replace("-", " ")),
            _plain(f"“{a.words}”" if a.words else ""),
            _plain(f"{a.actor[0]}, {a.recipient[0]}"),
            _plain(f"{a.answer.confidence:.2f}"),
        )
        for a in found.answers
    ]
    heads = (("event", 4), ("status", 2), ("quad", 3), ("words", 3), ("at", 1), ("sure", 1))
    return _table(safe(f"{found.actor} → {found.recipient}"), heads, rows) or ""


def _reason(reason: Reason) -> Text:
    score = "" if reason.score is None else f" {reason.score:.2f}"
    return _line((f"  {reason.by:<10}", "dim"), (reason.says, ""), (score, "bold"))


def _value(value: str | float | list[str] | None) -> str:
    if value is None or value == []:
        return UNSAID
    return ", ".join(value) if isinstance(value, list) else f"{value}"
