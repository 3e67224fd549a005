"""What a shell is told when the key is pressed."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from talion.cli import group


def completed(words: str) -> list[str]:
    """What bash would be offered for the last word."""
    count = len(words.split(" ")) - 1
    said = subprocess.run(
        [sys.executable, "-c", "from talion.cli import main; main()"],
        env=os.environ | {"_TALION_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(count)},
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    return [line.partition(",")[2] for line in said.splitlines()]


def test_commands_are_completed() -> None:
    assert completed("talion do") == ["documents", "doctor"]


def test_options_and_their_values_are_completed() -> None:
    assert completed("talion events --reci") == ["--recipient"]
    assert completed("talion code --to js") == ["json", "jsonl"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(shell: str) -> None:
    shown = CliRunner().invoke(group, ["completion", shell])
    assert shown.exit_code == 0
    assert f"_TALION_COMPLETE={shell}_complete" in shown.output


def test_another_shell_is_an_error() -> None:
    shown = CliRunner().invoke(group, ["completion", "tcsh"])
    assert shown.exit_code == 2
    assert "bash" in shown.output


@pytest.mark.needs("bash")
def test_bash_takes_the_script() -> None:
    script = CliRunner().invoke(group, ["completion", "bash"]).output
    said = subprocess.run(
        ["bash", "--norc", "-c", f"{script}\ncomplete -p talion"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "_talion_completion talion" in said.stdout
