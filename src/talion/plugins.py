"""Plug-ins: parts that packages bring by entry points, Talion's own among them.

A package names its parts in its ``pyproject.toml``, under ``[project.entry-points."talion.intake"]`` and so on;
they are there when it is installed, and loaded when they are used. ``docs/howto/plugins.md`` says what each group
wants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import Generic, TypeVar

from talion.errors import PluginError

OURS = "talion"
INTAKE = "talion.intake"
EXPORTERS = "talion.exporters"
ROW_EXPORTERS = "talion.row_exporters"
READERS = "talion.readers"
GROUPS = (INTAKE, EXPORTERS, ROW_EXPORTERS, READERS)
T = TypeVar("T")


class Plugins(Mapping[str, T], Generic[T]):
    """The parts of a group by name, each loaded when it is first asked for; ``prefix`` stands before each name.

    Talion's own come first, and nobody else takes their names; of two others of one name the package that
    comes first in the alphabet has it. :class:`PluginError` when one can't be loaded, or none is there.
    """

    def __init__(self, group: str, prefix: str = "") -> None:
        self._group, self._prefix = group, prefix
        self._loaded: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._loaded:
            self._loaded[name] = _load(self._points[name])
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._points)

    def __len__(self) -> int:
        return len(self._points)

    @cached_property
    def _points(self) -> dict[str, EntryPoint]:
        points = {f"{self._prefix}{p.name}": p for p in reversed(found(self._group))}
        if not any(map(is_ours, points.values())):
            raise PluginError(
                f"the installation does not say which {self._group} it has",
                remedy="install talion again; an editable one has to be, when its entry points change",
            )
        return dict(reversed(points.items()))


def found(group: str) -> list[EntryPoint]:
    """The entry points of a group: Talion's own, then those of others by package and name."""
    return sorted(entry_points(group=group), key=lambda p: (not is_ours(p), _package(p), p.name))


def shadowed() -> list[EntryPoint]:
    """Those of others that bear a name which is taken, and so are never used."""
    out = []
    for group in GROUPS:
        taken: set[str] = set()
        for point in found(group):
            names = {point.name, point.name.rpartition(".")[2] if group == ROW_EXPORTERS else ""}
            if names & taken and not is_ours(point):
                out.append(point)
            taken.add(point.name)
    return out


def is_ours(point: EntryPoint) -> bool:
    """Whether it is one of Talion's own."""
    return _package(point) == OURS


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else ""


def _load(point: EntryPoint) -> T:  # type: ignore[type-var]
    try:
        part: T = point.load()
    except Exception as error:  # a plug-in is other people's code, and may break in any way
        raise PluginError(
            f"can't be loaded: {type(error).__name__}: {error}",
            where=f"{point.group} {point.name} of {_package(point) or 'an unknown package'}",
            remedy="mend that package, or uninstall it",
        ) from error
    return part
