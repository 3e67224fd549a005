"""``talion code --workers``: as one process codes, stopped with Ctrl-C, killed, and gone on with."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TALION = [sys.executable, "-c", "from talion.cli import main; main()", "code", "--fast"]
WORDS = ("Chad", "Niger", "Kenya", "Mali", "Ghana", "Togo", "Benin")


@pytest.fixture(name="stories", scope="module")
def make_stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("in") / "stories.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(160):
            one, other = WORDS[n % 7], WORDS[(n * 3 + 1) % 7]
            text = f"{one} expelled {n} envoys of {other} on Monday. {other} protested. " * 3
            file.write(json.dumps({"id": f"s{n}", "text": text if n != 40 else " "}) + "\n")
    return path


@pytest.fixture(name="alone", scope="module")
def make_alone(stories: Path) -> bytes:
    """What one process writes."""
    done = subprocess.run([*TALION, str(stories)], capture_output=True)
    assert done.returncode == 1  # s40 holds no text
    return done.stdout


def stopped(command: list[str], out: Path, how: signal.Signals) -> subprocess.Popen[str]:
    """The command, stopped once it has written something."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 300
    while not (out.exists() and out.stat().st_size > 20_000) and time.monotonic() < until:
        time.sleep(0.005)
    process.send_signal(how)
    return process


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_run_goes_on_to_the_same_output(
    stories: Path, alone: bytes, tmp_path: Path, how: signal.Signals
) -> None:
    out = tmp_path / "out.jsonl"
    command = [*TALION, str(stories), "--workers", "2", "--out", str(out)]
    process = stopped(command, out, how)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == (130 if how == signal.SIGINT else -signal.SIGKILL)
    assert "Traceback" not in errors
    assert ("--resume goes on" in errors) is (how == signal.SIGINT)
    partly = out.read_bytes()
    assert 0 < len(partly) < len(alone)
    assert alone.startswith(partly)
    again = subprocess.run([*command, "--resume"], capture_output=True, text=True)
    assert again.returncode == 1
    assert out.read_bytes() == alone


def test_resume_wants_a_file_of_json_lines(stories: Path) -> None:
    done = subprocess.run([*TALION, str(stories), "--resume"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "--out" in done.stderr
