"""What the learned parts say of a text. Offsets are code points of the text asked about."""

from dataclasses import dataclass, field

from talion.spans import Span


@dataclass(frozen=True, slots=True)
class CueTag:
    """An attribution: its cue (``None`` where only the content shows it), source and content.

    ``confidence`` is the probability (0 to 1) that there is an attribution here; ``stances`` holds
    that of every stance.
    """

    cue: Span | None
    sources: tuple[Span, ...]
    contents: tuple[Span, ...]
    confidence: float
    stances: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkTag:
    """A cause told in one sentence; ``confidence``: the probability that the sentence tells one."""

    antecedent: Span
    response: Span
    cue: Span | None
    confidence: float


@dataclass(frozen=True, slots=True)
class ToponymTag:
    """A name of a place."""

    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class TriggerTag:
    """The words that tell an event.

    ``types`` holds the probability of every type and of ``NONE``; ``type`` is the likeliest but
    ``NONE``. ``modes`` are the modes of that type (``""``: none of them). ``confidence`` is
    the probability that these words tell an event of whatever type. ``same`` is a vector of length 1:
    triggers that tell one event have vectors of one direction.
    """

    span: Span
    type: str
    types: dict[str, float]
    mode: str | None
    modes: dict[str, float]
    status: str
    statuses: dict[str, float]
    actors: tuple[Span, ...]
    recipients: tuple[Span, ...]
    confidence: float
    same: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Tags:
    """Everything that one pass of the tagger says of a text, each in the text's order.

    ``asked`` is what it says of words that were asked about, whether or not it takes them for an event.
    """

    claims: tuple[CueTag, ...] = ()
    links: tuple[LinkTag, ...] = ()
    toponyms: tuple[ToponymTag, ...] = ()
    triggers: tuple[TriggerTag, ...] = ()
    asked: tuple[TriggerTag, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """What a sentence says that one actor did to another.

    ``types`` holds the probability of every type, given that it is one of them; ``none`` the
    probability that the sentence tells no event between the two, in this direction.
    """

    types: dict[str, float]
    mode: str | None
    status: str
    none: float
