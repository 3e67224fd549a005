"""Who may import whom: the table in docs/architecture.md, row by row, is what the code does."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
TABLE = re.compile(r"^\| (`[^|]+`) \|", re.M)
UPWARD = {("record", "formats")}
"""Imported in the body of a method, when a record is shown: a record's tables and views stand with it."""
ENTRY = ("talion", "__main__")
"""The package's own front door, which leads to all of it."""


def ranks() -> dict[str, int]:
    """The row of each part in the table."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = [re.findall(r"`(\w+)/?`", cell) for cell in TABLE.findall(page)]
    return {name: number for number, names in enumerate(rows) for name in names}


MODULES = {
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): path
    for path in SRC.rglob("*.py")
}


def part(module: str) -> str:
    """The part of the table that a module belongs to."""
    return module.partition(".")[2].partition(".")[0] or "talion"


def imports(path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, but for the names that only type checkers read."""
    tree = ast.parse(path.read_text("utf-8"))
    guarded = [n for n in ast.walk(tree) if isinstance(n, ast.If) and _for_types(n)]
    unseen = {id(inner) for node in guarded for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in unseen:
            continue
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.partition(".")[0] == "talion")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: name the module in full"
            whole = node.module or ""
            if whole.partition(".")[0] == "talion":
                named = (f"{whole}.{a.name}" for a in node.names)
                yield from (name if name in MODULES else whole for name in named)


def _for_types(node: ast.If) -> bool:
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_what_stands_above_it(module: str) -> None:
    rank, own = ranks(), part(module)
    if own in ENTRY:
        return
    assert own in rank, f"say in docs/architecture.md where {own} stands"
    for found in imports(MODULES[module]):
        other = part(found)
        if other == own:
            assert not _siblings(module, found), f"{module} imports {found}: readers never do"
        elif other != "talion" and (own, other) not in UPWARD:
            assert other in rank, f"say in docs/architecture.md where {other} stands"
            assert rank[other] < rank[own], f"{module} imports {found}, which does not stand above"


def _siblings(one: str, other: str) -> bool:
    """Whether two modules are of two packages of readers."""
    a, b = one.split("."), other.split(".")
    both = a[1] == b[1] == "reading" and len(a) > 2 and len(b) > 2
    return both and a[2] != b[2]


def test_every_row_of_the_table_is_a_part() -> None:
    parts = {part(module) for module in MODULES}
    assert set(ranks()) <= parts
    assert all(a < b for a, b in pairwise(sorted(set(ranks().values()))))
