"""Kinds of acts as users name them: a type, a type and mode, a quad, or half of all quads."""

from __future__ import annotations

from msgspec import Struct

from talion.dyads.acts import Act
from talion.errors import QueryError

QUADS = (
    "verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict",
)  # fmt: skip
HALVES = ("cooperation", "conflict")
ANY = "any"


class Kind(Struct, frozen=True):
    """A kind of act; what is ``None`` does not matter. ``quads`` are all that will do."""

    name: str
    type: str | None = None
    mode: str | None = None
    quads: tuple[str, ...] = QUADS

    def holds(self, act: Act) -> bool:
        """Whether the act is of this kind."""
        return (
            act.quad in self.quads
            and self.type in (None, act.type)
            and self.mode in (None, act.mode)
        )


def kind_of(name: str) -> Kind:
    """The kind of that name; :class:`QueryError` where there is none.

    >>> kind_of("COERCE/deport").mode
    'deport'
    >>> kind_of("conflict").quads
    ('verbal-conflict', 'material-conflict')
    """
    from talion.ontology import plover

    if name == ANY:
        return Kind(name)
    if name in QUADS:
        return Kind(name, quads=(name,))
    if name in HALVES:
        return Kind(name, quads=tuple(q for q in QUADS if q.endswith(name)))
    type_, _, mode = name.partition("/")
    entry = plover().types.get(type_.upper())
    known = entry is not None and (not mode or mode in entry.modes)
    if not known and not _may_be_own(type_, mode):
        raise QueryError(
            f"{name!r} is no kind of act",
            remedy=f"give a PLOVER type, TYPE/mode, {', '.join((*QUADS, *HALVES))} or {ANY}",
        )
    type_ = entry.name if entry is not None else type_
    return Kind(f"{type_}/{mode}" if mode else type_, type_, mode or None)


def _may_be_own(type_: str, mode: str) -> bool:
    """Whether it may be a type or mode of a user's own, and no slip of the pen in one of PLOVER's."""
    from talion.ontology import plover
    from talion.ontology.own import is_mode, is_type, slip_of

    entry = plover().types.get(type_)
    slip = slip_of(mode, entry.modes) if entry else slip_of(type_, plover().types)
    return is_type(type_) and (not mode or is_mode(mode)) and slip is None
