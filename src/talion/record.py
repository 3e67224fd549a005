"""The record: what one document says, every field with the words it was read from.

These types are the contract (schema ``talion/1``). Spans are half-open ``(start, end)`` in Unicode code
points of ``document.text``. A field that does not apply is ``None`` or empty, never absent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from talion.errors import RecordError, TalionError

if TYPE_CHECKING:
    from types import ModuleType

    import pyarrow
    from rich.console import RenderableType

SCHEMA: Literal["talion/1"] = "talion/1"

Span = tuple[int, int]
ActorKind = Literal["state", "organization", "group", "person", "place"]
Status = Literal["happened", "ongoing", "planned", "possible", "denied", "negated"]
Stance = Literal["asserts", "denies", "doubts", "approves", "condemns", "asks"]
Quote = Literal["direct", "indirect", "mixed"]
LinkKind = Literal["retaliation", "response", "protest-against", "cause", "condition"]
LinkStatus = Literal["stated", "claimed", "disputed", "inferred"]
QuantityKind = Literal["count", "money", "duration", "share", "rate", "measure"]
PlaceKind = Literal["country", "admin1", "place", "region", "water", "facility"]
Modifier = Literal["=", "~", "<", ">", "up", "down"]


class _Frozen(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Immutable, compared by value, written with all fields.

    None can hold itself, so Python's collector has nothing to find in them and is told so: it looked through all
    that a batch holds again and again, for four fifths of the time that reading records took.
    """


class PairQuestion(_Frozen, frozen=True, kw_only=True):
    """A question put to a document: what does this text say that ``actor`` did to ``recipient``?"""

    id: str
    actor: Span
    recipient: Span


class Document(_Frozen, frozen=True, kw_only=True):
    """A text and what is known about it; ``published`` is an ISO date or date-time, or ``None``."""

    id: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    text: str
    sha256: str


class Actor(_Frozen, frozen=True, kw_only=True):
    """Who appears: all mentions of one state, body, group or person.

    ``country`` is ISO 3166-1 alpha-3, ``None`` where unknown and for international bodies. ``sector`` is a
    PLOVER sector, ``None`` where the text shows none. ``mentions`` are in the order of the text.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    mentions: tuple[Span, ...]


class Mention(_Frozen, frozen=True, kw_only=True):
    """A further telling of an event."""

    sentence: int
    trigger: Span


class Event(_Frozen, frozen=True, kw_only=True):
    """Who did what to whom (PLOVER 2021, with the closest CAMEO code).

    ``actors``, ``recipients``, ``quantities`` and ``claims`` hold ids of this record; ``time`` and ``place``
    an id or ``None``. ``goldstein`` lies in [-10, 10], ``confidence`` in [0, 1].
    """

    id: str
    type: str
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    quad: str
    goldstein: float
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    status: Status
    time: str | None = None
    place: str | None = None
    quantities: tuple[str, ...] = ()
    trigger: Span
    sentence: int
    claims: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    confidence: float


class Source(_Frozen, frozen=True, kw_only=True):
    """Who speaks: the actor's id where it is known, the words, and whether it is kept unnamed."""

    actor: str | None = None
    span: Span | None = None
    anonymous: bool = False


class Claim(_Frozen, frozen=True, kw_only=True):
    """A statement tied to its speaker.

    ``content`` may be in several parts. ``about`` holds ids of the events and links that it speaks of,
    ``chain`` through whom it reached the page, nearest to the source first.
    """

    id: str
    source: Source
    cue: Span | None = None
    content: tuple[Span, ...]
    quote: Quote
    stance: Stance
    about: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()


class LinkEnd(_Frozen, frozen=True, kw_only=True):
    """One end of a link: an event of the record, or only words."""

    event: str | None = None
    span: Span


class Link(_Frozen, frozen=True, kw_only=True):
    """What answers what: ``response`` came in answer to ``antecedent``."""

    id: str
    kind: LinkKind
    antecedent: LinkEnd
    response: LinkEnd
    cue: Span | None = None
    status: LinkStatus
    claims: tuple[str, ...] = ()
    confidence: float


class Check(_Frozen, frozen=True, kw_only=True):
    """What a quantity was compared with (ids of quantities), and whether they agree."""

    against: tuple[str, ...]
    kind: str
    consistent: bool
    note: str


class Quantity(_Frozen, frozen=True, kw_only=True):
    """A number with a meaning; ``low`` and ``high`` bound ``value``. ``of`` is the words for what is counted.

    ``modifier`` "up" and "down" mark how far something rose or fell by, where no word bounds the number.
    """

    id: str
    span: Span
    value: float | None = None
    low: float | None = None
    high: float | None = None
    modifier: Modifier = "="
    unit: str | None = None
    kind: QuantityKind
    of: Span | None = None
    statistic: bool = False
    checks: tuple[Check, ...] = ()


class Place(_Frozen, frozen=True, kw_only=True):
    """A place named in the text; coordinates in degrees (WGS 84), ``geonames`` the GeoNames id."""

    id: str
    span: Span
    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames: int | None = None
    kind: PlaceKind


class Time(_Frozen, frozen=True, kw_only=True):
    """A date or time, resolved to a half-open interval of ISO dates; vague ones keep ``None``."""

    id: str
    span: Span
    start: str | None = None
    end: str | None = None
    text: str
    relative: bool = False


class PairAnswer(_Frozen, frozen=True, kw_only=True):
    """The answer to a :class:`PairQuestion`; all ``None`` when the text says nothing of the pair."""

    id: str
    type: str | None = None
    mode: str | None = None
    quad: str | None = None
    status: Status | None = None
    confidence: float
    event: str | None = None


class Record(_Frozen, frozen=True, kw_only=True):
    """Everything that was read from one document."""

    schema: Literal["talion/1"] = SCHEMA
    document: Document
    sentences: tuple[Span, ...] = ()
    actors: tuple[Actor, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()
    pairs: tuple[PairAnswer, ...] = ()

    def words(self, span: Span) -> str:
        """The text that ``span`` points at."""
        return self.document.text[span[0] : span[1]]

    def actor(self, id: str) -> Actor:
        """The actor of that id; ``KeyError`` when the record has none."""
        return next((a for a in self.actors if a.id == id), None) or _missing(id)

    def event(self, id: str) -> Event:
        """The event of that id; ``KeyError`` when the record has none."""
        return next((e for e in self.events if e.id == id), None) or _missing(id)

    def to_json(self) -> str:
        """One line of JSON."""
        return _ENCODER.encode(self).decode()

    def events_table(self) -> pyarrow.Table:
        """The events, one a row; :data:`talion.formats.tables.EVENTS` describes the columns."""
        return _tables().events_table([self])

    def actors_table(self) -> pyarrow.Table:
        """The actors, one a row; :data:`talion.formats.tables.ACTORS` describes the columns."""
        return _tables().actors_table([self])

    def claims_table(self) -> pyarrow.Table:
        """The claims, one a row; :data:`talion.formats.tables.CLAIMS` describes the columns."""
        return _tables().claims_table([self])

    def links_table(self) -> pyarrow.Table:
        """The links, one a row; :data:`talion.formats.tables.LINKS` describes the columns."""
        return _tables().links_table([self])

    def quantities_table(self) -> pyarrow.Table:
        """The quantities, one a row; :data:`talion.formats.tables.QUANTITIES` has the columns."""
        return _tables().quantities_table([self])

    def places_table(self) -> pyarrow.Table:
        """The places, one a row; :data:`talion.formats.tables.PLACES` describes the columns."""
        return _tables().places_table([self])

    def times_table(self) -> pyarrow.Table:
        """The times, one a row; :data:`talion.formats.tables.TIMES` describes the columns."""
        return _tables().times_table([self])

    def _repr_html_(self) -> str:
        """The record as a notebook shows it."""
        from talion.formats.html import fragment

        return fragment(self)

    def __rich__(self) -> RenderableType:
        """The record as a terminal shows it."""
        from talion.formats.terminal import shown

        return shown(self)

    @classmethod
    def from_json(cls, line: str | bytes) -> Record:
        """The record that :meth:`to_json` wrote; :class:`RecordError` when it breaks the contract."""
        try:
            return _DECODER.decode(line)
        except msgspec.MsgspecError as error:
            raise RecordError(f"not a record of schema {SCHEMA}: {error}") from error


class FailedDocument(_Frozen, frozen=True, kw_only=True):
    """All that is known of a document that failed."""

    id: str


class FailureReason(_Frozen, frozen=True, kw_only=True):
    """A stable short ``kind`` and a ``message`` for people."""

    kind: str
    message: str


class Failure(_Frozen, frozen=True, kw_only=True):
    """What stands in the output for a document that could not be read."""

    schema: Literal["talion/1"] = SCHEMA
    document: FailedDocument
    error: FailureReason

    @classmethod
    def of(cls, id: str, error: TalionError) -> Failure:
        """The failure of the document ``id`` by an error of ours."""
        reason = FailureReason(kind=error.kind, message=str(error))
        return cls(document=FailedDocument(id=id), error=reason)

    def to_json(self) -> str:
        """One line of JSON."""
        return _ENCODER.encode(self).decode()


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one line of output: a record, or a failure.

    Every property is required: a record is written with all its fields.
    """
    either, parts = msgspec.json.schema_components([Record, Failure], ref_template="#/$defs/{name}")
    for part in parts.values():
        if "properties" in part:
            part["required"] = sorted(part["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "anyOf": list(either),
        "$defs": parts,
    }


def _tables() -> ModuleType:
    """Arrow is loaded with the first table."""
    from talion.formats import tables

    return tables


def _missing(id: str) -> Any:
    raise KeyError(id)


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)
