"""The ontology that events are coded by: PLOVER 2021, from ``plover.toml``, and a user's own additions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from talion.errors import KnowledgeError

SHIPPED = "plover.toml"


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode of a type: its intensity in [-10, 10] and the closest CAMEO code.

    ``contexts`` are those that each of its events has; ``origin`` is the file that it is from.
    """

    name: str
    goldstein: float
    cameo: str
    contexts: tuple[str, ...] = ()
    origin: str = SHIPPED


@dataclass(frozen=True, slots=True)
class EventType:
    """One event type: what it means, its quad, intensity, closest CAMEO code, and modes by name.

    ``nearest`` is the PLOVER type that a user's own is most like ("" for none, and for PLOVER's),
    ``contexts`` are those that each of its events has, ``origin`` is the file that it is from.
    """

    name: str
    means: str
    quad: str
    goldstein: float
    cameo: str
    modes: Mapping[str, Mode]
    nearest: str = ""
    contexts: tuple[str, ...] = ()
    origin: str = SHIPPED


@dataclass(frozen=True)
class Ontology:
    """Event types by name, contexts with the words that show them, and sectors with their meaning."""

    types: Mapping[str, EventType]
    contexts: Mapping[str, tuple[str, ...]]
    sectors: Mapping[str, str]

    def goldstein(self, type_: str, mode: str | None) -> float:
        """The intensity of a type, or of its mode where there is one.

        >>> plover().goldstein("COERCE", "deport")
        -7.0
        """
        entry = self.types[type_]
        return (
            entry.modes[mode].goldstein
            if mode is not None and mode in entry.modes
            else entry.goldstein
        )

    def cameo(self, type_: str, mode: str | None) -> str:
        """The closest CAMEO code."""
        entry = self.types[type_]
        return entry.modes[mode].cameo if mode is not None and mode in entry.modes else entry.cameo

    def entry(self, type_: str, mode: str | None) -> EventType | Mode:
        """The mode's entry where there is one, else the type's."""
        type_entry = self.types[type_]
        return type_entry.modes.get(mode or "", type_entry)

    def is_own(self, type_: str, mode: str | None) -> bool:
        """Whether a type, or a type's mode, is a user's own, and none of PLOVER's."""
        return self.entry(type_, mode).origin != SHIPPED


def read_ontology(raw: Mapping[str, Any], where: str) -> Ontology:
    """An ontology from parsed TOML; :class:`KnowledgeError` names the entry that breaks the schema."""
    types: dict[str, EventType] = {}
    for name, entry in raw.get("types", {}).items():
        try:
            modes = {
                mode: Mode(mode, float(m["goldstein"]), m["cameo"])
                for mode, m in entry.get("modes", {}).items()
            }
            types[name] = EventType(
                name,
                entry["means"],
                entry["quad"],
                float(entry["goldstein"]),
                entry["cameo"],
                modes,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise KnowledgeError(
                f"type {name} is not complete: {error}",
                where=where,
                remedy="give means, quad, goldstein and cameo, and the last two for each mode",
            ) from error
    contexts = {name: tuple(words) for name, words in raw.get("contexts", {}).items()}
    sectors = {**raw.get("sectors", {}), **raw.get("international", {})}
    return Ontology(types, contexts, sectors)


@cache
def plover() -> Ontology:
    """PLOVER 2021 as shipped."""
    text = files(__package__).joinpath(SHIPPED).read_text("utf-8")
    return read_ontology(tomllib.loads(text), SHIPPED)
