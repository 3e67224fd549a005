"""The documentation holds: its commands and code run, and its generated pages cover what there is.

Every ``talion`` command on any page must be one that the command line takes. The commands and the Python of the
pages in ``RUN`` are run, in order, in a folder with the files that they name. The first steps are run by
``docs/making/fresh.py``, in an empty environment.
"""

import ast
import functools
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from talion.cli import group
from talion.coder import Coder
from talion.ontology import plover

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GENERATED = ("docs/reference/", "docs/codebook.md", "docs/start/transcript.md")
RUN = sorted([*DOCS.glob("howto/*.md"), DOCS / "explanation" / "ethics.md"])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^(?: {4}|\$ )?(talion [a-z].*)$", re.MULTILINE)
OPERATORS = set("|><&;()")


def pages() -> list[Path]:
    found = [ROOT / "README.md", *DOCS.rglob("*.md")]
    return sorted(p for p in found if not p.relative_to(ROOT).as_posix().startswith(GENERATED))


def blocks(page: Path, language: str) -> list[str]:
    return [body for name, body in BLOCK.findall(page.read_text("utf-8")) if name == language]


def stages(line: str) -> Iterator[list[str]]:
    """The talion commands of a line of shell, each without what the shell does with it."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    for token in [*lexer, ";"]:
        if set(token) <= OPERATORS:
            if words[:1] == ["talion"]:
                yield words[1:]
            words = []
        else:
            words.append(token)


def commands() -> list[tuple[str, str]]:
    return [
        (page.relative_to(ROOT).as_posix(), line)
        for page in pages()
        for line in LINE.findall(page.read_text("utf-8"))
    ]


@pytest.fixture(name="sandbox")
def make_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the pages name."""
    stories = {
        "ferry": "Latvia expelled two Estonian diplomats on Friday. Estonian police arrested Juris Kalve.",
        "march": "About 200 dockers marched in Riga on Thursday to protest against the arrest.",
    }
    (tmp_path / "stories").mkdir()
    for name, text in stories.items():
        (tmp_path / "stories" / f"{name}.txt").write_text(text, "utf-8")
    rows = [{"id": f"b{n}", "text": text} for n, text in enumerate(stories.values())]
    (tmp_path / "big.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    (tmp_path / "table.csv").write_text("Nr,Body\n7,Chad expelled two envoys of Niger.\n", "utf-8")
    told = "<description>Chad expelled two envoys of Niger.</description>"
    item = f"<item><guid>urn:x:1</guid><title>Envoys out</title>{told}</item>"
    (tmp_path / "rss.xml").write_text(
        f"<rss version='2.0'><channel><title>T</title>{item}</channel></rss>", "utf-8"
    )
    (own,) = [b for b in blocks(DOCS / "howto" / "knowledge.md", "toml") if "# own.toml" in b]
    (tmp_path / "own.toml").write_text(own, "utf-8")
    page = DOCS / "howto" / "ontology.md"
    (tmp_path / "my.toml").write_text(blocks(page, "toml")[0], "utf-8")
    (tmp_path / "frontier.txt").write_text(blocks(page, "text")[0], "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("page", "line"), commands())
def test_every_command_on_any_page_is_one_that_talion_takes(
    page: str, line: str, sandbox: Path
) -> None:
    for words in stages(line):
        for named in re.findall(r"[\w.-]+\.[A-Za-z]\w+", line):
            (sandbox / named).touch()
        understood(group, words)


def understood(
    command: click.Command, words: list[str], parent: click.Context | None = None
) -> None:
    """Click takes the words; ``click.UsageError`` when it does not."""
    context = command.make_context(command.name or "talion", list(words), parent=parent)
    if isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        if rest:
            name, inner, left = command.resolve_command(context, rest)
            assert inner is not None, name
            understood(inner, left, context)


@pytest.mark.parametrize("page", RUN, ids=lambda p: p.stem)
def test_what_a_page_shows_runs(page: Path, sandbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Coder, "load", functools.cache(Coder.load))
    for block in blocks(page, "sh"):
        for line in filter(None, block.splitlines()):
            run(line)
    known: dict[str, object] = {}
    for block in blocks(page, "python"):
        exec(compile(ast.parse(block), str(page), "exec"), known)


def run(line: str) -> None:
    """Run a line here, or, where the shell is needed for it, in one."""
    if not OPERATORS & set(line):
        done = CliRunner().invoke(group, next(stages(line)), prog_name="talion")
        assert done.exit_code == 0, f"{line}\n{done.output}"
        return
    program = f'talion() {{ {shlex.quote(sys.executable)} -m talion "$@"; }}\n{line}'
    where = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    shell = subprocess.run(
        ["bash", "-euc", program], env=where, capture_output=True, text=True, check=False
    )
    assert shell.returncode == 0, f"{line}\n{shell.stderr}"


def test_the_columns_of_the_r_code_are_in_the_parquet_file(sandbox: Path) -> None:
    from pyarrow import parquet

    assert CliRunner().invoke(group, ["add", "stories/", "--fast"]).exit_code == 0
    assert CliRunner().invoke(group, ["events", "--out", "events.parquet"]).exit_code == 0
    columns = set(parquet.read_schema("events.parquet").names)
    code = "".join(blocks(DOCS / "howto" / "r.md", "r"))
    named = set(re.findall(r"(?:filter|count|select|unnest)\((.*?)\)", code))
    words = {
        w for each in named for w in re.findall(r"\b[a-z_]{2,}\b", re.sub(r'"[^"]*"', "", each))
    }
    assert {"day", "actor_countries", "confidence"} <= words
    assert words <= columns


def test_the_notebook_is_the_page() -> None:
    notebook = json.loads((ROOT / "examples" / "notebook.ipynb").read_text("utf-8"))
    cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    page = [b.rstrip() for b in blocks(DOCS / "howto" / "notebook.md", "python")]
    assert cells == page, "run python tests/contract/test_docs.py"


def test_the_codebook_has_an_example_for_every_type_and_mode() -> None:
    examples = tomllib.loads((DOCS / "making" / "examples.toml").read_text("utf-8"))
    types = plover().types.values()
    modes = {f"{t.name}/{m}" for t in types for m in t.modes}
    assert modes <= set(examples)
    assert set(examples) <= modes | {t.name for t in types}
    assert all(any(k.startswith(t.name) for k in examples) for t in types)
    assert len(set(examples.values())) == len(examples)


def test_the_transcript_is_of_the_commands_of_the_page() -> None:
    page, transcript = (DOCS / "start" / f"{n}.md" for n in ("first-steps", "transcript"))
    shown = [
        s.removeprefix("$ ")
        for s in transcript.read_text("utf-8").splitlines()
        if s.startswith("$ ")
    ]
    heads = [line for block in blocks(page, "sh") for line in block.splitlines()]
    assert shown
    assert set(shown) <= set(heads)
    assert [line for line in heads if line.startswith(("talion", "pip", "curl"))] == [
        line for line in shown if line.startswith(("talion", "pip", "curl"))
    ]


def notebook() -> str:
    """The page as a notebook: its prose and its cells."""
    parts = BLOCK.split((DOCS / "howto" / "notebook.md").read_text("utf-8"))
    cells = []
    for number, part in enumerate(parts):
        kind = ("markdown", None, "code")[number % 3]
        if kind is None or not part.strip():
            continue
        more = {"execution_count": None, "outputs": []} if kind == "code" else {}
        source = part.strip().splitlines(keepends=True)
        cells.append(
            {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": source, **more}
        )
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (ROOT / "examples" / "notebook.ipynb").write_text(notebook(), "utf-8")
