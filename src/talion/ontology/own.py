"""A user's own types and modes: a TOML file that adds to the shipped ontology.

::

    [types.MIGRATE]                     # a type of one's own
    description = "people leave for another country, or cross into it"
    nearest = "RETREAT"                 # the PLOVER type that it is most like
    intensity = -2.0                    # what is left out is that of the nearest: quad, intensity, cameo
    contexts = ["refugees"]             # what each of its events has beside what its words show
    cues = ["exodus", { words = "flee", actor = "subject", recipient = ["to", "into"] }]

    [[types.MIGRATE.examples]]
    text = "Some 4,000 Malians fled to Niger."
    trigger = "fled"
    actor = "Malians"
    recipient = "Niger"

    [[types.MIGRATE.examples]]
    text = "Investors fled to the dollar."
    none = true                         # the cue does not mean the type here

    [types.COERCE.modes.blockade]       # a mode of a shipped type
    cues = ["blockade"]

    [contexts]                          # a context of one's own: the words that show it
    ports = ["port", "harbour"]

Nothing of the shipped ontology is changed; a shipped type or mode may get more cues and examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from talion.errors import KnowledgeError
from talion.ontology import EventType, Mode, Ontology
from talion.user_files import read_toml

#: Places of a clause where a party may stand, beside behind a preposition.
PLACES = ("subject", "object", "possessive", "modifier")
_PREPOSITIONS = """
    about above across after against ahead along alongside amid among around at before behind below beneath
    beside between beyond by down during for from in inside into like near of off on onto out outside over
    past per through throughout to toward towards under underneath until up upon via with within without
"""
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
QUADS = ("verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict")
_TYPE_NAME = re.compile(r"[A-Z][A-Z0-9_-]*")
_MODE_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_CAMEO = re.compile(r"\d{2,4}")
_TABLES = ("contexts", "types")
_MOST_TOLD = 20
_NEAR = 0.8  # likeness from which a name is too near to another
_T = TypeVar("_T", bound=Struct)
_Words = str | tuple[str, ...]


class Cue(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that tell an act, and its frame: where actor and recipient stand, what its object must be.

    ``actor`` and ``recipient`` are places in the clause: ``subject``, ``object``, ``possessive``,
    ``modifier`` or a preposition; empty where they are learned from examples, or left to grammar.
    """

    words: str
    form: Literal["verb", "noun"] | None = None
    actor: _Words = ()
    recipient: _Words = ()
    object: _Words = ()


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence with the words of its trigger, actor and recipient, or one that tells no such act."""

    text: str
    trigger: str | None = None
    actor: str | None = None
    recipient: str | None = None
    none: bool = False


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands under a type or mode."""

    description: str = ""
    quad: str | None = None
    intensity: float | None = None
    cameo: str | None = None
    nearest: str | None = None
    contexts: tuple[str, ...] = ()
    cues: tuple[str | dict[str, Any], ...] = ()
    examples: tuple[dict[str, Any], ...] = ()
    modes: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class OwnKind:
    """A type or mode with cues or examples of a user's own.

    ``like`` is the shipped type whose grammar and weights hold for it, "" where there is none; ``where``
    names its table and file.
    """

    type: str
    mode: str | None
    like: str
    cues: tuple[Cue, ...]
    examples: tuple[Example, ...]
    where: str

    @property
    def name(self) -> str:
        """As people write it, such as ``COERCE/blockade``."""
        return f"{self.type}/{self.mode}" if self.mode else self.type


@dataclass(frozen=True, slots=True)
class OwnOntology:
    """The shipped ontology with a user's own types and modes, and how these are to be found."""

    ontology: Ontology
    kinds: tuple[OwnKind, ...]


def read_own(path: Path, shipped: Ontology) -> OwnOntology:
    """The ontology that a user's file makes of the shipped one.

    :class:`KnowledgeError` names the table and the key that are wrong, and what to write.
    """
    tables = _tables(path)
    contexts = {**shipped.contexts, **dict(_contexts(path, tables.get("contexts", {})))}
    types, kinds = dict(shipped.types), []
    for name, raw in _named(path, "types", tables.get("types", {})):
        table = _Reader(path, f"types.{name}", raw, shipped, contexts)
        types[name] = table.of_type(name)
        kinds += [k for k in table.kinds(types[name]) if k.cues or k.examples]
    return OwnOntology(replace(shipped, types=types, contexts=contexts), tuple(kinds))


def is_type(name: str) -> bool:
    """Whether it is a name that a type may have.

    >>> is_type("MIGRATE"), is_type("Migrate")
    (True, False)
    """
    return bool(_TYPE_NAME.fullmatch(name))


def is_mode(name: str) -> bool:
    """Whether it is a name that a mode may have."""
    return bool(_MODE_NAME.fullmatch(name))


def slip_of(name: str, known: Iterable[str]) -> str | None:
    """The known name that another is so near to that it may be a slip of the pen; ``None`` for none.

    >>> slip_of("COERSE", ["AID", "COERCE"])
    'COERCE'
    """
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=_NEAR)), None)


def span_of(words: str, text: str) -> tuple[int, int] | None:
    """Where words first stand in a text as whole words; ``None`` where they don't.

    >>> span_of("led", "Chad fled, led by none.")
    (11, 14)
    """
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) if words.strip() else None
    return found.span() if found else None


def _tables(path: Path) -> dict[str, Any]:
    tables = read_toml(path)
    for name in tables:
        if name in ("cues", "examples", "modes"):
            raise KnowledgeError(
                f"{name!r} stands under no event type",
                where=str(path),
                remedy=f"write it under a type or a mode, such as [types.NAME] {name} = ...",
            )
        if name not in _TABLES:
            raise KnowledgeError(
                f"unknown table {name!r}", where=str(path), remedy=_choose(name, _TABLES)
            )
    return tables


def _named(path: Path, name: str, raw: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables of a table, by name."""
    if not isinstance(raw, dict):
        raise KnowledgeError(
            f"{name} is no table", where=str(path), remedy=f"write [{name}.NAME] before its keys"
        )
    for key, table in raw.items():
        if not isinstance(table, dict):
            raise KnowledgeError(
                f"{key} is no table", where=f"{path}: {name}", remedy=f"write [{name}.{key}]"
            )
        yield key, table


def _contexts(path: Path, raw: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        found = msgspec.convert(raw, dict[str, tuple[str, ...]])
    except msgspec.ValidationError as error:
        raise KnowledgeError(
            str(error), where=f"{path}: contexts", remedy='write name = ["word", "word"]'
        ) from error
    for name, words in found.items():
        if not words or not all(w.strip() for w in words):
            raise KnowledgeError(
                "has no words that show it",
                where=f"{path}: contexts.{name}",
                remedy='write name = ["word", "word"]',
            )
        yield name, words


class _Reader:
    """Reads one table of a type."""

    def __init__(
        self, path: Path, key: str, raw: dict[str, Any], shipped: Ontology,
        contexts: Mapping[str, tuple[str, ...]],
    ) -> None:  # fmt: skip
        self._path, self._key, self._shipped, self._known = path, key, shipped, contexts
        self._table: _Table = self._converted(key, raw, _Table)
        self._modes: dict[str, _Table] = {
            name: self._converted(f"{key}.modes.{name}", mode, _Table)
            for name, mode in self._table.modes.items()
        }

    def of_type(self, name: str) -> EventType:
        """The type, with the user's modes; a shipped one stays as it is otherwise."""
        base = self._shipped.types.get(name)
        own = self._of_shipped(base) if base is not None else self._new(name)
        modes = {m: self._mode(m, table, own) for m, table in self._modes.items()}
        return replace(own, modes={**own.modes, **modes})

    def kinds(self, type_: EventType) -> Iterator[OwnKind]:
        """The type and its modes, with the cues and examples of each."""
        like = type_.name if type_.name in self._shipped.types else type_.nearest
        for mode, table in ((None, self._table), *self._modes.items()):
            key = f"{self._key}.modes.{mode}" if mode else self._key
            cues = [self._cue(f"{key}.cues {n}", c) for n, c in enumerate(table.cues, 1)]
            told = [
                self._example(f"{key}.examples {n}", e) for n, e in enumerate(table.examples, 1)
            ]
            bare = mode is None and not told and (self._modes or type_.name in self._shipped.types)
            if not cues and all(e.none for e in told) and not bare:
                raise self._wrong(
                    key, "has no cue, and no example that tells it", 'write cues = ["word", "word"]'
                )
            where = f"{key} in {self._path.name}"
            yield OwnKind(type_.name, mode, like, tuple(cues), tuple(told), where)

    def _of_shipped(self, base: EventType) -> EventType:
        self._unchanged(self._key, self._table)
        return base

    def _unchanged(self, key: str, table: _Table) -> None:
        for field in ("description", "quad", "intensity", "cameo", "nearest", "contexts"):
            if getattr(table, field) not in (None, "", ()):
                raise self._wrong(
                    f"{key}.{field}", "a shipped type or mode keeps its own",
                    "leave it out, or give a type or mode of another name",
                )  # fmt: skip

    def _new(self, name: str) -> EventType:
        table, key = self._table, self._key
        if not is_type(name):
            raise self._wrong(
                key, f"{name!r} is no name for a type", "write it in capitals: MIGRATE"
            )
        self._apart(key, name, self._shipped.types)
        near = self._nearest(table.nearest)
        quad = table.quad or (near.quad if near else None)
        intensity = table.intensity
        if intensity is None and near is not None:
            intensity = near.goldstein
        cameo = table.cameo or (near.cameo if near else None)
        if quad is None or intensity is None or cameo is None:
            missing = [
                n
                for n, v in (("quad", quad), ("intensity", intensity), ("cameo", cameo))
                if v is None
            ]
            raise self._wrong(
                key, f"has no {' and no '.join(missing)}",
                'give it, or the PLOVER type that is nearest: nearest = "COERCE"',
            )  # fmt: skip
        self._checked(key, table)
        return EventType(
            name, table.description or f"{name}, of {self._path.name}", quad, float(intensity), cameo, {},
            nearest=table.nearest or "", contexts=table.contexts, origin=self._path.name,
        )  # fmt: skip

    def _apart(self, key: str, name: str, known: Iterable[str]) -> None:
        slip = slip_of(name, known)
        if slip is not None:
            raise self._wrong(
                key, f"{name!r} is too near to the shipped {slip}",
                f"did you mean {slip}? else give it another name",
            )  # fmt: skip

    def _nearest(self, name: str | None) -> EventType | None:
        if name is None:
            return None
        if name not in self._shipped.types:
            raise self._wrong(
                f"{self._key}.nearest", f"there is no PLOVER type {name!r}",
                _choose(name, self._shipped.types),
            )  # fmt: skip
        return self._shipped.types[name]

    def _mode(self, name: str, table: _Table, of: EventType) -> Mode:
        key = f"{self._key}.modes.{name}"
        if name in of.modes:
            self._unchanged(key, table)
            return of.modes[name]
        if not is_mode(name):
            raise self._wrong(
                key, f"{name!r} is no name for a mode", "write it in small letters: blockade"
            )
        self._apart(key, name, of.modes)
        for field in ("quad", "nearest", "modes"):
            if getattr(table, field):
                raise self._wrong(f"{key}.{field}", "a mode has that of its type", "leave it out")
        self._checked(key, table)
        intensity = table.intensity if table.intensity is not None else of.goldstein
        return Mode(
            name, float(intensity), table.cameo or of.cameo, table.contexts, self._path.name
        )

    def _checked(self, key: str, table: _Table) -> None:
        """Values that are given are ones that a record may hold."""
        if table.quad is not None and table.quad not in QUADS:
            raise self._wrong(
                f"{key}.quad", f"there is no quad {table.quad!r}", _choose(table.quad, QUADS)
            )
        if table.intensity is not None and not -10 <= table.intensity <= 10:
            raise self._wrong(f"{key}.intensity", f"{table.intensity:g} is not from -10 to 10")
        if table.cameo is not None and not _CAMEO.fullmatch(table.cameo):
            raise self._wrong(f"{key}.cameo", f"{table.cameo!r} is no CAMEO code", 'such as "174"')
        for context in table.contexts:
            if context not in self._known:
                raise self._wrong(
                    f"{key}.contexts", f"there is no context {context!r}",
                    f"{_choose(context, self._known)}, or give its words under [contexts]",
                )  # fmt: skip

    def _cue(self, key: str, raw: str | dict[str, Any]) -> Cue:
        cue = Cue(raw) if isinstance(raw, str) else self._converted(key, raw, Cue)
        if not cue.words.strip():
            raise self._wrong(key, "has no words")
        for field in ("actor", "recipient"):
            given = getattr(cue, field)
            for place in (given,) if isinstance(given, str) else given:
                if place not in PLACES and not set(place.split()) <= PREPOSITIONS:
                    raise self._wrong(
                        f"{key}.{field}", f"there is no place {place!r} in a clause",
                        f"{_choose(place, (*PLACES, *PREPOSITIONS), PLACES)}, or a preposition",
                    )  # fmt: skip
        return cue

    def _example(self, key: str, raw: dict[str, Any]) -> Example:
        found = self._converted(key, raw, Example)
        if found.none and (found.actor or found.recipient):
            raise self._wrong(
                key, "tells no such act, and so has no actor and no recipient",
                "leave them out, or leave out none = true",
            )  # fmt: skip
        if not found.none and not found.trigger:
            raise self._wrong(f"{key}.trigger", "is missing", "give the words that tell the act")
        for field in ("trigger", "actor", "recipient"):
            words = getattr(found, field)
            if words is not None and span_of(words, found.text) is None:
                raise self._wrong(
                    f"{key}.{field}", f"{words!r} does not stand in {found.text!r}",
                    "give words as the sentence has them",
                )  # fmt: skip
        return found

    def _converted(self, key: str, raw: object, kind: type[_T]) -> _T:
        try:
            return msgspec.convert(raw, kind, strict=True)
        except msgspec.ValidationError as error:
            message, _, field = str(error).partition(" - at `$")
            unknown = re.search(r"unknown field `(\w+)`", message)
            known = kind.__struct_fields__
            remedy = _choose(unknown[1], known) if unknown else f"the keys are {', '.join(known)}"
            place = f"{key}{field.rstrip('`')}"
            raise self._wrong(place, message[0].lower() + message[1:], remedy) from error

    def _wrong(self, key: str, why: str, remedy: str = "") -> KnowledgeError:
        return KnowledgeError(why, where=f"{self._path}: {key}", remedy=remedy)


def _choose(given: str, known: Iterable[str], told: Iterable[str] = ()) -> str:
    """What to write instead: the nearest that there is, else ``told``, or all."""
    known = tuple(known)
    fold = {name.lower(): name for name in known}
    near = get_close_matches(given.lower(), fold, n=1)
    if near:
        return f"did you mean {fold[near[0]]}?"
    told = tuple(told) or known
    return f"use one of {', '.join(told)}" if len(told) <= _MOST_TOLD else "use one of the codebook"
