"""A record as HTML: one self-contained page, or a fragment for a notebook.

The page loads nothing, and its security policy allows only the style and script that stand in it, by
their digests. Words and fields find one another by keys: an id (``e1``), or an id with a role
(``c1.cue``).
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from tempfile import TemporaryFile
from typing import TextIO

from talion.considered import Considered
from talion.formats.index import Index, act, amount, counted, period
from talion.formats.marks import LAYERS, Layer, Mark, Segment, marks, segments
from talion.formats.markup import Markup, el, escaped, joined
from talion.record import Actor, Check, Claim, Event, Failure, Link, LinkEnd, Record
from talion.spans import Span

_NAMES: dict[Layer, tuple[str, str]] = {
    "event": ("Events", "what was done"),
    "link": ("Links", "what answers what"),
    "claim": ("Claims", "who says so"),
    "actor": ("Actors", "who appears"),
    "quantity": ("Numbers", "and how they agree"),
    "time": ("Times", "read against the date of the story"),
    "place": ("Places", "with their coordinates"),
}
_FEW_KEYS = 600  # a notebook's fragment marks words by style rules alone, one a key
_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


def write_page(results: Iterable[Considered], out: TextIO) -> None:
    """One page with every document, in order; articles are kept on disk until the page is whole."""
    entries: list[Markup] = []
    title = ""
    with TemporaryFile("w+", encoding="utf-8") as held:
        for number, considered in enumerate(results, 1):
            anchor = f"d{number}"
            held.write(article(considered, anchor))
            entries.append(_entry(considered.result, anchor))
            title = title or _title(considered.result)
        held.seek(0)
        several = len(entries) > 1
        out.write(_head(f"{len(entries)} stories" if several else title))
        out.write(_bar(entries))
        out.write('<main class="talion" id="stories">')
        shutil.copyfileobj(held, out)
    out.write(f"</main>{_peek()}<script>{_data('page.js')}</script></body></html>\n")


def page(results: Iterable[Considered | Record | Failure]) -> str:
    """The page of :func:`write_page`, as a string."""
    from io import StringIO

    out = StringIO()
    write_page((r if isinstance(r, Considered) else Considered(r) for r in results), out)
    return out.getvalue()


def fragment(record: Record) -> str:
    """A record for a notebook: the same view, without a script; styles do the highlighting."""
    keys = sorted({k for m in marks(record) for k in _keys([m]).split()})
    rules = "".join(_rule(k) for k in keys) if len(keys) <= _FEW_KEYS else ""
    style = el("style", Markup(_data("record.css") + rules))
    return el(
        "div", style, article(Considered(record), "story", heading="h3"), cls="talion embedded"
    )


def article(considered: Considered, anchor: str, heading: str = "h2") -> Markup:
    """One document: its text, and its record beside it; a failure says why."""
    result = considered.result
    if isinstance(result, Failure):
        why = el("p", el("b", result.error.kind), " ", result.error.message)
        return el("article", el(heading, result.document.id), why, cls="doc failed", id=anchor)
    view = _View(Index(result), anchor)
    return el(
        "article",
        view.header(heading),
        el("div", view.story(heading), view.record(considered), cls="cols"),
        cls="doc",
        id=anchor,
    )


def _keys(found: Sequence[Mark]) -> str:
    """The keys of words: the ids that they belong to, innermost first, and each with its role."""
    return " ".join(
        dict.fromkeys(k for m in reversed(found) for k in (_key(m.id), _key(m.id, m.role)))
    )


def _key(id: str, *roles: str) -> str:
    """An id as one word, without a dot; with roles, the words that it has in these."""
    word = re.sub(r"[\s.]", "_", id)
    return " ".join(f"{word}.{role}" for role in roles) or word


def _rule(key: str) -> str:
    quoted = "".join(c if c.isalnum() and c.isascii() else f"\\{ord(c):x} " for c in key)
    lit = f'[data-k~="{quoted}"]'
    return f".talion:has({lit}:is(:hover,:focus-visible)) .story {lit}{{background:var(--lit)}}"


def _title(result: Record | Failure) -> str:
    if isinstance(result, Failure):
        return result.document.id
    return result.document.title or result.document.id


class _View:
    """The parts of one record's view."""

    def __init__(self, index: Index, anchor: str) -> None:
        self.index, self.anchor = index, anchor
        self.document = index.record.document

    def header(self, heading: str) -> Markup:
        """Where the story is from, and what was found in it."""
        document = self.document
        said = [document.publisher, document.published, document.language, document.id]
        meta = [el("bdi", s) for s in said if s]
        if document.url:
            meta.append(_link(document.url))
        title = None
        if document.title and not self._leads():
            title = el(heading, document.title, dir="auto")
        parts = el("p", joined(meta, " · "), cls="meta")
        return el("header", parts, title, el("p", self._gist(), cls="gist"))

    def story(self, heading: str) -> Markup:
        """The text, in paragraphs, with its marked words."""
        text = self.document.text
        cut = segments(len(text), marks(self.index.record))
        paragraphs = list(_paragraphs(text))
        leads = self._leads()
        body = []
        for number, (span, inside) in enumerate(_in_paragraphs(paragraphs, cut)):
            name = heading if leads and number == 0 else "p"
            words = joined(_words(text, _clip(s.span, span), s.marks) for s in inside)
            body.append(el(name, words, cls="lead" if name != "p" else None, dir="auto"))
        return el(
            "section", el("div", *body, cls="text", lang=self.document.language or "en"),
            cls="story", aria_label="Text of the story",
        )  # fmt: skip

    def record(self, considered: Considered) -> Markup:
        """The record's layers."""
        record = self.index.record
        parts = [
            self._layer("event", [self.event(e) for e in record.events], "ul", "cards"),
            self._layer("link", [self.link(k) for k in record.links], "ul", "rows"),
            self._claims(),
            self._actors(),
            self._quantities(),
            self._times(),
            self._places(),
            self._pairs(),
            self._unread(considered),
        ]
        return el("section", *parts, cls="record", aria_label="Record of the story")

    def event(self, event: Event) -> Markup:
        """Who did what to whom."""
        index = self.index
        kind = f"{event.type} {event.mode or ''}".strip()
        top = el(
            "div",
            self.field(
                _key(event.id), el("b", event.type), event.mode and f" {event.mode}", cls="kind"
            ),
            el("span", event.status, cls=f"status {event.status}"),
            el("small", event.id, cls="id"),
            _confidence(event.confidence),
            cls="top",
        )
        who = el(
            "p", self._chips(event.actors), el("span", " → ", cls="arrow", title="did it to"),
            self._chips(event.recipients), cls="who",
        )  # fmt: skip
        tellings = {index.words(s): s for s in reversed(index.tellings(event))}
        words = joined([self._quote(_key(event.id), s) for s in reversed(tellings.values())], ", ")
        facts = [
            ("words", words),
            ("when", self._reference(event.time, index.when(event.time))),
            ("where", self._reference(event.place, index.where(event.place))),
            (
                "how many",
                joined([self.field(_key(q), index.number(q)) for q in event.quantities], ", "),
            ),
            ("said by", joined([self._said(c) for c in event.claims], ", ")),
            ("about", ", ".join(event.contexts)),
            ("codes", self._codes(event)),
        ]
        label = f"{kind}: {index.sides(event)} ({event.status})"
        quad = event.quad.replace("-", " ")
        return self._row(
            "li", event.id, "event", label, top, who, _facts(facts), cls=f"card {quad}"
        )

    def link(self, link: Link) -> Markup:
        """What answers what, on one line, and who says so."""
        index = self.index
        ends = el(
            "p",
            self._end(link.id, "response", link.response),
            el("span", " ⟵ ", cls="arrow", title="in answer to"),
            self._end(link.id, "antecedent", link.antecedent),
            cls="ends",
        )
        top = el(
            "div",
            self.field(_key(link.id, "response", "cue", "antecedent"), el("b", link.kind), cls="kind"),
            el("span", link.status, cls=f"status {link.status}"),
            el("small", link.id, cls="id"),
            _confidence(link.confidence),
            cls="top",
        )  # fmt: skip
        cue = link.cue and self._quote(_key(link.id, "cue"), link.cue)
        said = joined([self._stand(c) for c in link.claims], ", ")
        label = (
            f"{link.kind}, {link.status}: {index.end(link.response)} ⟵ {index.end(link.antecedent)}"
        )
        facts = _facts([("words", cue or ""), ("said by", said)])
        return self._row("li", link.id, "link", label, top, ends, facts, cls="link")

    def field(
        self, keys: str, *children: str | None, cls: str = "", title: str | None = None
    ) -> Markup:
        """What a person can point at to see its words."""
        return el(
            "button", *children, type="button", cls=f"field {cls}".strip(), data_k=keys,
            aria_pressed="false", title=title,
        )  # fmt: skip

    def _leads(self) -> bool:
        title = self.document.title
        first = self.document.text.lstrip().partition("\n")[0]
        return bool(title) and " ".join(first.split()) == " ".join((title or "").split())

    def _gist(self) -> str:
        record = self.index.record
        disputed = sum(k.status == "disputed" for k in record.links)
        links = counted(len(record.links), "link") + (f" ({disputed} disputed)" if disputed else "")
        parts = [
            counted(len(record.events), "event"), links, counted(len(record.claims), "claim"),
            counted(len(record.actors), "actor"),
        ]  # fmt: skip
        return " · ".join(parts)

    def _layer(self, layer: Layer, rows: Sequence[Markup], name: str, cls: str) -> Markup | None:
        if not rows:
            return (
                el("section", self._heading(layer, 0), cls=f"layer {layer} none")
                if layer == "event"
                else None
            )
        return el(
            "section",
            self._heading(layer, len(rows)),
            el(name, *rows, cls=cls),
            cls=f"layer {layer}",
        )

    def _heading(self, layer: Layer, number: int) -> Markup:
        name, means = _NAMES[layer]
        count = el("span", str(number) if number else "none", cls="count")
        return el("h4", name, " ", count, el("small", means))

    def _row(
        self, name: str, id: str, layer: Layer, label: str, *children: str | None, cls: str = ""
    ) -> Markup:
        return el(
            name, *children, id=f"{self.anchor}-{_key(id)}", data_row=_key(id), data_layer=layer,
            data_label=label, cls=cls or None,
        )  # fmt: skip

    def _chips(self, ids: Sequence[str]) -> Markup:
        if not ids:
            return el("span", "not said", cls="nobody")
        return joined([self._chip(i) for i in ids], ", ")

    def _chip(self, id: str) -> Markup:
        actor = self.index.actors.get(id)
        tags = " ".join(t for t in (actor.country, actor.sector) if t) if actor else ""
        small = el("small", f" {tags}") if tags else None
        return self.field(_key(id), el("bdi", self.index.actor(id)), small, cls="chip actor")

    def _quote(self, keys: str, span: Span) -> Markup:
        return self.field(keys, "“", el("bdi", self.index.words(span, 80)), "”", cls="quote")

    def _reference(self, id: str | None, words: str) -> Markup | None:
        return self.field(_key(id), words) if id is not None else None

    def _said(self, id: str) -> Markup:
        claim = self.index.claims.get(id)
        if claim is None:
            return escaped(id)
        keys = _key(id, "source", "cue", "content")
        return self.field(keys, el("bdi", self.index.speaker(claim)), cls="chip speaker")

    def _stand(self, id: str) -> Markup:
        claim = self.index.claims.get(id)
        return joined([self._said(id), f" {claim.stance}" if claim else None])

    def _codes(self, event: Event) -> str:
        parts = [
            f"CAMEO {event.cameo}" if event.cameo else "", f"Goldstein {event.goldstein:+g}",
            event.quad.replace("-", " "),
        ]  # fmt: skip
        return " · ".join(p for p in parts if p)

    def _end(self, id: str, role: str, end: LinkEnd) -> Markup:
        event = self.index.events.get(end.event or "")
        if event is None:
            return self._quote(_key(id, role), end.span)
        sides = el("small", " ", el("bdi", self.index.sides(event)))
        return self.field(
            f"{_key(event.id)} {_key(id, role)}", el("b", act(event)), sides, cls="chip event"
        )

    def _claims(self) -> Markup | None:
        rows = [self._claim(c) for c in self.index.record.claims]
        return self._table("claim", ("who", "stance", "words", "speaks of"), rows)

    def _claim(self, claim: Claim) -> Markup:
        index = self.index
        through = [self.field(_key(i), index.actor(i), cls="chip") for i in claim.chain]
        chain = el("div", "through ", joined(through, ", "), cls="chain") if through else None
        who = self.field(
            _key(claim.id, "source"), el("bdi", index.speaker(claim)), cls="chip speaker"
        )
        unnamed = el("small", " unnamed") if claim.source.anonymous and claim.source.span else None
        words = self.field(
            _key(claim.id, "content", "cue"), el("bdi", index.content(claim, 180)), cls="quote long",
            title=f"{claim.quote} quote",
        )  # fmt: skip
        about = joined([self.field(_key(i), index.about(i), cls="chip") for i in claim.about], ", ")
        stance = el("span", claim.stance, cls=f"stance {claim.stance}")
        label = f"{index.speaker(claim)} {claim.stance}: {index.content(claim, 80)}"
        return self._row(
            "tr", claim.id, "claim", label, el("td", who, unnamed, chain), el("td", stance),
            el("td", words), el("td", about),
        )  # fmt: skip

    def _actors(self) -> Markup | None:
        ordered = sorted(self.index.record.actors, key=lambda a: -len(a.mentions))
        heads = ("name", "kind", "country", "sector", "mentions")
        return self._table("actor", heads, [self._actor(a) for a in ordered])

    def _actor(self, actor: Actor) -> Markup:
        label = " ".join(p for p in (actor.name, actor.country, actor.sector) if p)
        cells = (actor.kind, actor.country, actor.sector, str(len(actor.mentions)))
        name = el("td", self.field(_key(actor.id), el("bdi", actor.name), cls="chip actor"))
        return self._row("tr", actor.id, "actor", label, name, *(el("td", c) for c in cells))

    def _quantities(self) -> Markup | None:
        index = self.index
        rows = []
        for q in index.record.quantities:
            label = f"{amount(q)} {q.kind}"
            checks = joined([_check(c) for c in q.checks])
            figure = joined([amount(q), el("small", " background figure") if q.statistic else None])
            words = self.field(_key(q.id), el("bdi", index.words(q.span, 60)), cls="quote")
            rows.append(self._row(
                "tr", q.id, "quantity", label, el("td", words), el("td", figure),
                el("td", index.words(q.of, 60)), el("td", checks),
            ))  # fmt: skip
        return self._table("quantity", ("words", "value", "of", "agrees"), rows)

    def _times(self) -> Markup | None:
        rows = [
            self._row(
                "tr", t.id, "time", period(t) or "not dated",
                el("td", self.field(_key(t.id), t.text, cls="quote")),
                el("td", period(t) or "not dated"), el("td", "relative" if t.relative else ""),
            )
            for t in self.index.record.times
        ]  # fmt: skip
        return self._table("time", ("words", "days", ""), rows)

    def _places(self) -> Markup | None:
        rows = []
        for p in self.index.record.places:
            at = (
                f"{p.lat:.2f}, {p.lon:.2f}"
                if p.lat is not None and p.lon is not None
                else "not known"
            )
            words = self.field(_key(p.id), el("bdi", self.index.words(p.span, 60)), cls="quote")
            label = f"{p.name} {p.country or ''} {p.kind}"
            rows.append(self._row(
                "tr", p.id, "place", label, el("td", words), el("td", p.name), el("td", p.country),
                el("td", p.kind), el("td", at, cls="figure"),
            ))  # fmt: skip
        return self._table("place", ("words", "name", "country", "kind", "lat, lon"), rows)

    def _pairs(self) -> Markup | None:
        pairs = self.index.record.pairs
        if not pairs:
            return None
        rows = [
            el("tr", *(el("td", c) for c in (
                p.id, f"{p.type or 'nothing'} {p.mode or ''}".strip(), p.status, f"{p.confidence:.2f}", p.event,
            )))
            for p in pairs
        ]  # fmt: skip
        heads = ("question", "answer", "status", "confidence", "event")
        return _folded("Pairs", "what the text says of two given actors", heads, rows)

    def _unread(self, considered: Considered) -> Markup | None:
        if considered.rejected is None:
            return None
        index = self.index
        rows = [
            el("tr", *(el("td", c) for c in (
                f"“{index.words(r.trigger, 60)}”", r.type, f"{r.confidence:.2f}", r.reason,
            )))
            for r in considered.rejected
        ]  # fmt: skip
        heads = ("words", "as", "confidence", "why not")
        return _folded(
            "Read and not coded", "predicates that are no event", heads, rows, opened=True
        )

    def _table(self, layer: Layer, heads: Sequence[str], rows: Sequence[Markup]) -> Markup | None:
        if not rows:
            return None
        table = el("div", el("table", _thead(heads), el("tbody", *rows)), cls="scroll")
        return el("section", self._heading(layer, len(rows)), table, cls=f"layer {layer}")


def _thead(heads: Sequence[str]) -> Markup:
    return el("thead", el("tr", *(el("th", h, scope="col") for h in heads)))


def _folded(
    name: str, means: str, heads: Sequence[str], rows: Sequence[Markup], *, opened: bool = False
) -> Markup:
    title = el("summary", name, " ", el("span", str(len(rows)), cls="count"), el("small", means))
    table = el("div", el("table", _thead(heads), el("tbody", *rows)), cls="scroll")
    return el("details", title, table, cls="layer other", open=opened)


def _facts(facts: Iterable[tuple[str, str | None]]) -> Markup | None:
    said = [el("div", el("dt", name), el("dd", value)) for name, value in facts if value]
    return el("dl", *said, cls="facts") if said else None


def _confidence(value: float) -> Markup:
    tenths = round(max(0.0, min(1.0, value)) * 10)
    bar = el("i", cls=f"bar c{tenths}", aria_hidden="true")
    return el("span", bar, f"{value:.2f}", cls="confidence", title=f"confidence {value:.2f}")


def _check(check: Check) -> Markup:
    sign, cls = ("✓", "agrees") if check.consistent else ("≠", "differs")
    return el("div", el("b", sign), f" {check.note}", cls=cls)


def _link(url: str) -> Markup:
    """A link, for addresses of the web alone: any other stays text."""
    if not re.match(r"https?://[^\s]+\Z", url, re.IGNORECASE):
        return el("bdi", url)
    return el(
        "a", el("bdi", re.sub(r"^https?://", "", url)), href=url, rel="noopener noreferrer nofollow"
    )


def _words(text: str, span: Span, found: Sequence[Mark]) -> Markup:
    """The words of one segment."""
    words = text[span[0] : span[1]]
    if not found:
        return escaped(words)
    classes = dict.fromkeys(c for m in found for c in (m.layer, f"{m.layer}-{m.role}"))
    return el("span", words, cls=f"m {' '.join(classes)}", data_k=_keys(found), tabindex="-1")


def _paragraphs(text: str) -> Iterator[Span]:
    """Spans of the text between blank lines; together with these they are the text."""
    start = 0
    for blank in _BLANK.finditer(text if "\n" in text else text.replace("\r", "\n")):
        if text[start : blank.start()].strip():
            yield start, blank.start()
        start = blank.end()
    if text[start:].strip():
        yield start, len(text)


def _in_paragraphs(
    paragraphs: Sequence[Span], cut: Sequence[Segment]
) -> Iterator[tuple[Span, list[Segment]]]:
    """Each paragraph with the segments that share words with it."""
    first = 0
    for span in paragraphs:
        while first < len(cut) and cut[first].span[1] <= span[0]:
            first += 1
        last = first
        while last < len(cut) and cut[last].span[0] < span[1]:
            last += 1
        yield span, list(cut[first:last])


def _clip(span: Span, to: Span) -> Span:
    return max(span[0], to[0]), min(span[1], to[1])


def _entry(result: Record | Failure, anchor: str) -> Markup:
    note = (
        f"failed: {result.error.kind}"
        if isinstance(result, Failure)
        else counted(len(result.events), "event")
    )
    return el("li", el("a", _title(result), href=f"#{anchor}"), el("small", f" {note}"))


def _bar(entries: Sequence[Markup]) -> Markup:
    """The head of the page: which layers to show, and the stories."""
    toggles = [
        el("label", el("input", type="checkbox", checked=True, id=f"show-{x}"), el("i", cls=f"swatch {x}"),
           _NAMES[x][0], cls="toggle")
        for x in LAYERS
    ]  # fmt: skip
    legend = el("fieldset", el("legend", "Marks"), *toggles)
    contents = None
    if len(entries) > 1:
        title = el("summary", counted(len(entries), "story", "stories"))
        contents = el("details", title, el("ol", *entries), cls="contents")
    brand = el("b", "Talion", cls="brand")
    return el(
        "header",
        brand,
        legend,
        contents and el("nav", contents, aria_label="Stories"),
        cls="bar talion",
    )


def _peek() -> Markup:
    return el("div", id="peek", cls="talion", role="status", aria_live="polite", hidden=True)


def _head(title: str) -> Markup:
    style = Markup(_data("record.css") + _data("page.css"))
    allowed = "; ".join((
        "default-src 'none'", f"style-src '{_digest(style)}'", f"script-src '{_digest(_data('page.js'))}'",
        "base-uri 'none'", "form-action 'none'",
    ))  # fmt: skip
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=allowed),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="generator", content="Talion"),
        el("title", f"{title} · Talion"),
        el("style", style),
    )
    skip = el("a", "Skip to the stories", href="#stories", cls="skip")
    return Markup(f'<!doctype html>\n<html lang="en">{head}<body>{skip}')


def _digest(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@cache
def _data(name: str) -> str:
    return files("talion.formats").joinpath("data", name).read_text("utf-8")
