"""What the code never does: run what others sent, build commands for a shell, trust what it can't check."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"
FILES = sorted(SRC.rglob("*.py"))
MODULES = {"pickle", "marshal", "shelve", "dill", "joblib", "yaml", "xml", "telnetlib", "ftplib"}
"""Readers that run what they read, or (``xml``) that bombs blow up, and protocols without secrets kept."""
CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "tempfile.mktemp",
    "subprocess.getoutput", "subprocess.getstatusoutput",
    "ssl._create_unverified_context",
}  # fmt: skip
SHELLS = {"shell": True, "verify": False, "allow_pickle": True, "weights_only": False}
"""Arguments that hand words to a shell, leave certificates unchecked, or run pickles."""
PARSERS = {"XMLPullParser", "XMLParser", "iterparse"}


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text("utf-8")))


def name(node: ast.expr) -> str:
    """``a.b.c`` of a call."""
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_nothing_forbidden_is_imported_or_called(path: Path) -> None:
    for node in nodes(path):
        if isinstance(node, ast.Import | ast.ImportFrom):
            given = [a.name for a in node.names]
            roots = [node.module or ""] if isinstance(node, ast.ImportFrom) else given
            assert not {root.partition(".")[0] for root in roots} & MODULES, ast.unparse(node)
        elif isinstance(node, ast.Call):
            assert name(node.func) not in CALLS, ast.unparse(node)
            for keyword in node.keywords:
                value = getattr(keyword.value, "value", None)
                assert SHELLS.get(keyword.arg or "", ...) is not value, ast.unparse(node)
            if name(node.func) == "torch.load":  # before 2.6 it unpickled unless told otherwise
                assert "weights_only" in {k.arg for k in node.keywords}, ast.unparse(node)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_xml_is_read_without_entities_and_network(path: Path) -> None:
    for node in nodes(path):
        if isinstance(node, ast.Call) and name(node.func).rpartition(".")[2] in PARSERS:
            said = {k.arg: getattr(k.value, "value", None) for k in node.keywords}
            assert said.get("resolve_entities") is False, ast.unparse(node)
            assert said.get("no_network") is not False, ast.unparse(node)
            assert said.get("huge_tree") is not True, ast.unparse(node)


def test_the_rules_see_what_they_forbid() -> None:
    seen = [name(n.func) for n in ast.walk(ast.parse("eval('1'); os.system('x')"))
            if isinstance(n, ast.Call)]  # fmt: skip
    assert set(seen) <= CALLS
