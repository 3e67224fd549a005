"""A record's parts by their ids, and the short words that stand for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from talion.record import Actor, Claim, Event, Link, LinkEnd, Place, Quantity, Record, Time
from talion.spans import Span

UNSAID = "–"
_QUOTE_WORDS = 60


@dataclass(frozen=True)
class Index:
    """A record with its parts by id; an id that the record lacks stands for itself."""

    record: Record

    @cached_property
    def actors(self) -> Mapping[str, Actor]:
        """Actors by id."""
        return {a.id: a for a in self.record.actors}

    @cached_property
    def events(self) -> Mapping[str, Event]:
        """Events by id."""
        return {e.id: e for e in self.record.events}

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """Claims by id."""
        return {c.id: c for c in self.record.claims}

    @cached_property
    def links(self) -> Mapping[str, Link]:
        """Links by id."""
        return {k.id: k for k in self.record.links}

    @cached_property
    def quantities(self) -> Mapping[str, Quantity]:
        """Quantities by id."""
        return {q.id: q for q in self.record.quantities}

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Places by id."""
        return {p.id: p for p in self.record.places}

    @cached_property
    def times(self) -> Mapping[str, Time]:
        """Times by id."""
        return {t.id: t for t in self.record.times}

    def words(self, span: Span | None, most: int = 0) -> str:
        """The words of a span on one line, cut after about ``most`` characters (0: not at all)."""
        return "" if span is None else shortened(self.record.words(span), most)

    def actor(self, id: str) -> str:
        """An actor's name."""
        return self.actors[id].name if id in self.actors else id

    def who(self, ids: Iterable[str]) -> str:
        """The names of actors, or a dash for none."""
        return ", ".join(self.actor(i) for i in ids) or UNSAID

    def about(self, id: str) -> str:
        """What a claim speaks of: an event or a link, in short."""
        if id in self.events:
            return f"{id} {act(self.events[id])}"
        return f"{id} {self.links[id].kind}" if id in self.links else id

    def speaker(self, claim: Claim) -> str:
        """Who speaks: the actor, else the words, else that it is nobody named."""
        source = claim.source
        if source.actor is not None and source.actor in self.actors:
            return self.actors[source.actor].name
        return self.words(source.span) or ("unnamed" if source.anonymous else UNSAID)

    def content(self, claim: Claim, most: int = 0) -> str:
        """What is said; its parts are joined by an ellipsis."""
        return shortened(" … ".join(self.words(s) for s in claim.content), most)

    def when(self, id: str | None) -> str:
        """A time's words, with the dates where they are known and not in the words."""
        if id is None or id not in self.times:
            return id or ""
        time = self.times[id]
        dates = period(time)
        return f"{shortened(time.text)} ({dates})" if dates else shortened(time.text)

    def where(self, id: str | None) -> str:
        """A place's name."""
        place = self.places.get(id or "")
        return place.name if place is not None else id or ""

    def number(self, id: str) -> str:
        """A quantity's words."""
        return self.words(self.quantities[id].span) if id in self.quantities else id

    def tellings(self, event: Event) -> list[Span]:
        """The trigger, and those of the event's further mentions."""
        return [event.trigger, *(m.trigger for m in event.mentions)]

    def end(self, end: LinkEnd) -> str:
        """One end of a link: the event with who acts on whom, or its words."""
        if end.event is None or end.event not in self.events:
            return f"“{self.words(end.span, _QUOTE_WORDS)}”"
        event = self.events[end.event]
        return f"{event.id} {act(event)}, {self.sides(event)}"

    def sides(self, event: Event) -> str:
        """``Chad → two envoys``."""
        return f"{self.who(event.actors)} → {self.who(event.recipients)}"


def act(event: Event) -> str:
    """``COERCE/deport``, or the type alone."""
    return f"{event.type}/{event.mode}" if event.mode else event.type


def period(time: Time) -> str:
    """The first and last day of a time; "" when neither is known.

    >>> period(Time(id="t1", span=(0, 4), start="2031-05-02", end="2031-05-03", text="then"))
    '2031-05-02'
    >>> period(Time(id="t1", span=(0, 4), start="2031-05-02", end="2031-05-05", text="then"))
    '2031-05-02 to 2031-05-04'
    """
    last = _day_before(time.end)
    if time.start and last and time.start != last:
        return f"{time.start} to {last}"
    return time.start or (f"until {last}" if last else "")


def _day_before(day: str | None) -> str | None:
    """The last day of a period that ends, exclusively, on ``day``."""
    from datetime import date, timedelta

    if day is None:
        return None
    try:
        return (date.fromisoformat(day) - timedelta(1)).isoformat()
    except (ValueError, OverflowError):
        return day


def amount(quantity: Quantity) -> str:
    """A quantity's value as a person writes it, with its unit.

    >>> amount(Quantity(id="q1", span=(0, 4), value=8.5, unit="year", modifier="~", kind="duration"))
    '≈ 8.5 year'
    >>> amount(Quantity(id="q2", span=(0, 4), value=7.5, low=5.0, high=10.0, unit="mile", kind="measure"))
    '5 to 10 mile'
    """
    sign = {"=": "", "~": "≈ ", "<": "< ", ">": "> ", "up": "+", "down": "−"}[quantity.modifier]
    low, high = quantity.low, quantity.high
    open_ended = quantity.modifier in ("<", ">") or low is None or high is None
    if quantity.value is not None and (open_ended or low == high):
        number = sign + plain(quantity.value)
    elif low is not None or high is not None:
        number = " to ".join("…" if end is None else plain(end) for end in (low, high))
    else:
        number = "?"
    if quantity.kind == "share" and quantity.value is not None and quantity.unit is None:
        return f"{sign}{plain(quantity.value * 100)} %"
    return f"{number} {quantity.unit}" if quantity.unit else number


def plain(number: float) -> str:
    """A number without a needless fraction.

    >>> plain(700000.0), plain(8.5), plain(0.125)
    ('700,000', '8.5', '0.125')
    """
    return f"{number:,.0f}" if number == int(number) else f"{number:,.6g}"


def shortened(text: str, most: int = 0) -> str:
    """``text`` on one line; cut at a word when longer than ``most`` (0: never).

    >>> shortened("one  two three", 9)
    'one two…'
    """
    line = " ".join(text.split())
    if not most or len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut and line[most - 1] != " " else cut.rstrip()) + "…"


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 link``, ``3 links``.

    >>> counted(1, "story", "stories"), counted(2, "link")
    ('1 story', '2 links')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
