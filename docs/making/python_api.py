"""The reference of the Python API: every public name, described by its own docstring."""

import inspect
from types import ModuleType

import talion
import talion.chains
import talion.dyads
import talion.grouping
import talion.masking

_HEAD = """Python
======

Written from the docstrings. ``import talion`` loads nothing heavy: each name is loaded when it is first used.

"""
_MODULES: dict[ModuleType, str] = {
    talion: "The package",
    talion.grouping: "Stories across documents",
    talion.dyads: "Pairs of countries",
    talion.chains: "Chains of answers",
    talion.masking: "Names of private persons",
}


def page() -> str:
    """The page."""
    return _HEAD + "\n".join(_module(module, title) for module, title in _MODULES.items())


def _module(module: ModuleType, title: str) -> str:
    name = module.__name__
    head = f"{title}: ``{name}``"
    entries = "\n".join(_entry(module, public) for public in _ordered(module))
    return f"{head}\n{'-' * len(head)}\n\n{entries}"


def _ordered(module: ModuleType) -> list[str]:
    """Functions, then classes, then errors; those without a value to describe are left out."""
    names = [n for n in module.__all__ if callable(getattr(module, n))]
    return sorted(names, key=lambda n: (_rank(getattr(module, n)), n))


def _rank(thing: object) -> int:
    if not inspect.isclass(thing):
        return 0
    return 2 if issubclass(thing, Exception) else 1


def _entry(module: ModuleType, name: str) -> str:
    thing = getattr(module, name)
    kind = ("autofunction", "autoclass", "autoexception")[_rank(thing)]
    options = "   :no-members:\n" if kind == "autoexception" else ""
    return f".. {kind}:: {module.__name__}.{name}\n{options}"
