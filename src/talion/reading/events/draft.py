"""An event while it is being read: as the record's, with what led to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from talion.reading.events.candidates import Candidate
from talion.record import Status, Time
from talion.spans import Span


@dataclass(frozen=True, slots=True)
class Draft:
    """One telling of an event; ``learned`` names the sides that only the tagger gave.

    After merging, the plainest telling with the others in ``also``; ``told`` is the confidence of this
    telling alone, ``confidence`` that of the surest of all. ``beside`` marks an event that the codebook
    has beside another on the same words. ``speaker`` is the actor in whose words the telling stands, ``time``
    the time that governs it.
    """

    candidate: Candidate
    type: str
    mode: str | None
    status: Status
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    confidence: float
    features: Mapping[str, float]
    told: float = 0.0
    learned: frozenset[str] = frozenset()
    also: tuple["Draft", ...] = ()
    beside: bool = False
    speaker: str | None = None
    time: Time | None = None

    @property
    def trigger(self) -> Span:
        """The words of this telling."""
        return self.candidate.trigger

    @property
    def sentence(self) -> int:
        """The sentence of this telling."""
        return self.candidate.sentence

    @property
    def like(self) -> str:
        """The shipped type whose grammar and weights hold for it; "" where a user's own is like none."""
        own = self.candidate.own
        return own.kind.like if own is not None else self.type

    @property
    def nominal(self) -> bool:
        """Whether a noun tells it."""
        return self.candidate.clause is None or self.candidate.clause.nominal

    @property
    def tellings(self) -> tuple["Draft", ...]:
        """This telling and all others."""
        return (self, *self.also)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A predicate that was read and not coded, and why."""

    trigger: Span
    sentence: int
    type: str
    reason: str
    confidence: float
    features: Mapping[str, float]
