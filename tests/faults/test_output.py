"""What is written and finds no room is said in one line."""

import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_full_disk_under_the_output_is_said() -> None:
    with FULL.open("w") as out:
        done = subprocess.run(
            [sys.executable, "-m", "talion", "schema"], stdout=out, stderr=subprocess.PIPE, text=True, check=False
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "talion: it could not be written: No space left on device; make room, and run it again"
    ]
