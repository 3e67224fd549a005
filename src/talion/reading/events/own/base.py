"""What the reader of a user's own cues hands on; see :mod:`talion.ontology.own` for the file."""

from dataclasses import dataclass

from talion.language.base import Clause
from talion.ontology.own import OwnKind
from talion.spans import Span

Key = tuple[str, str, bool]
"""What tells a kind: its name, the lemma, and whether that is a noun."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A cue ready to be matched: the forms of each of its words, the predicate's first.

    ``said`` is the cue as written, ``where`` the cue or example that it is from. ``actors`` and
    ``recipients`` are places in the clause (empty: not told), ``objects`` words one of which the object
    must be.
    """

    kind: OwnKind
    said: str
    where: str
    words: tuple[frozenset[str], ...]
    form: str | None = None
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    objects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """Where a sign stands; ``clause`` is ``None`` for a noun that clause reading does not know."""

    sign: Sign
    trigger: Span
    head: int
    clause: Clause | None
    lemma: str

    @property
    def nominal(self) -> bool:
        """Whether a noun tells it."""
        return self.clause is None or self.clause.nominal

    @property
    def key(self) -> Key:
        """Under which what its examples teach is kept."""
        return self.sign.kind.name, self.lemma, self.nominal


@dataclass(frozen=True, slots=True)
class OwnReading:
    """Why words are read as a user's own kind; tokens of its sides are ``None`` where grammar says them."""

    kind: OwnKind
    sign: Sign
    probability: float
    because: tuple[str, ...]
    actors: tuple[int, ...] | None = None
    recipients: tuple[int, ...] | None = None

    @property
    def framed(self) -> frozenset[str]:
        """The sides of which the cue's frame says where they stand."""
        sides = {"actors": self.actors, "recipients": self.recipients}
        return frozenset(side for side, tokens in sides.items() if tokens is not None)
