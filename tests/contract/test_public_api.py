"""What ``import talion`` gives, and what it costs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import talion


def test_every_public_name_is_there() -> None:
    for name in talion.__all__:
        assert getattr(talion, name) is not None, name
    assert sorted(talion.__all__) == dir(talion)


def test_every_public_thing_says_what_it_is() -> None:
    for name in talion.__all__:
        if name != "__version__":
            assert (getattr(talion, name).__doc__ or "").strip(), name


def test_the_names_for_type_checkers_are_the_public_ones() -> None:
    tree = ast.parse(Path(talion.__file__).read_text("utf-8"))
    guarded = next(n for n in tree.body if isinstance(n, ast.If))
    names = {a.name for n in guarded.body if isinstance(n, ast.ImportFrom) for a in n.names}
    assert names | {"__version__"} == set(talion.__all__)


def test_any_other_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        talion.nonsense  # noqa: B018


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout


def test_import_loads_nothing_heavy() -> None:
    heavy = (
        "('numpy', 'spacy', 'pyarrow', 'onnxruntime', 'rich', 'trafilatura', 'msgspec', 'click')"
    )
    assert (
        run(f"import sys, talion; print([m for m in {heavy} if m in sys.modules])").strip() == "[]"
    )


def test_records_load_without_the_models() -> None:
    heavy = "('numpy', 'spacy', 'pyarrow', 'onnxruntime', 'rich', 'trafilatura')"
    code = (
        f"import sys, talion; talion.json_schema(); print([m for m in {heavy} if m in sys.modules])"
    )
    assert run(code).strip() == "[]"


def test_help_loads_nothing_heavy() -> None:
    heavy = "('numpy', 'spacy', 'pyarrow', 'onnxruntime', 'rich', 'trafilatura', 'msgspec')"
    code = (
        "import sys\nfrom talion.cli import group\n"
        "try: group(['--help'])\nexcept SystemExit: pass\n"
        f"print('loaded', [m for m in {heavy} if m in sys.modules])"
    )
    assert run(code).splitlines()[-1] == "loaded []"


def seconds(code: str) -> float:
    """Processor seconds of a fresh interpreter that runs the code: the best of three."""
    program = f"{code}\nimport time\nprint()\nprint(time.process_time())"
    return min(float(run(program).splitlines()[-1]) for _ in range(3))


def test_import_and_help_are_quick() -> None:
    assert seconds("import talion") < 0.3
    show = "from talion.cli import group\ntry: group(['--help'])\nexcept SystemExit: pass"
    assert seconds(show) < 0.4


def test_spacy_comes_without_its_commands() -> None:
    code = (
        "import sys\nfrom talion.language.english.parser import EnglishParser\nEnglishParser.load()\n"
        "print([m for m in ('spacy.cli', 'spacy.cli.info', 'weasel') if m in sys.modules])\n"
        "import spacy\nprint('spacy_version' in spacy.info(silent=True))\n"
        "import spacy.cli\nprint(callable(spacy.cli.download), spacy.cli.info is not None)"
    )
    assert run(code).splitlines() == ["[]", "True", "True True"]
