"""The command as a process: signals, pipes, terminals."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TALION = [sys.executable, "-c", "from talion.cli import main; main()"]


def test_ctrl_c_is_130_with_a_message_and_no_trace(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*TALION, "code", "--fast", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(json.dumps({"id": "a", "text": "Bora met Lume."}) + "\n")
    process.stdin.flush()
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors.splitlines()[-1].startswith("talion: stopped")
    assert "Traceback" not in errors


def test_a_closed_pipe_is_quiet() -> None:
    process = subprocess.Popen(
        [*TALION, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=30) in (0, 141)
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()


def test_output_is_utf8_in_any_locale(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Łódź 🙂 met Bora.", encoding="utf-8")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [*TALION, "code", "--fast", str(tmp_path / "a.txt")], capture_output=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["document"]["text"] == "Łódź 🙂 met Bora."


@pytest.mark.parametrize("colour", [True, False])
def test_on_a_terminal_the_story_and_its_tables_are_shown(tmp_path: Path, colour: bool) -> None:
    (tmp_path / "a.txt").write_text("Chad expelled two envoys of Niger.", encoding="utf-8")
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "90"}
    environment.pop("NO_COLOR", None)
    if not colour:
        environment["NO_COLOR"] = "1"
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*TALION, "code", "--fast", str(tmp_path / "a.txt")],
        stdout=theirs, stderr=theirs, env=environment,
    )  # fmt: skip
    os.close(theirs)
    shown = _all(ours)
    assert process.wait(timeout=60) == 0
    assert "Events" in shown
    assert "Chad → two envoys" in shown.replace("\x1b[0m\x1b[2m", "").replace(
        "\x1b[0m", ""
    ).replace("\x1b[2m", "").replace("\x1b[1m", "")
    assert ("\x1b[1;38;5;" in shown) is colour


def test_a_mistyped_command_names_the_nearest() -> None:
    done = subprocess.run([*TALION, "evnts"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Did you mean events" in done.stderr
    done = subprocess.run([*TALION, "qqq"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Did you mean" not in done.stderr


def _all(descriptor: int) -> str:
    parts = []
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # how Linux says that the other end is closed
            part = b""
        if not part:
            os.close(descriptor)
            return b"".join(parts).decode()
        parts.append(part)
