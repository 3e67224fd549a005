"""What fuzzing broke once stays mended: each kept input through the target that it broke."""

import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).parents[2] / "fuzz"
sys.path.insert(0, str(FUZZ))

from targets import TARGETS  # noqa: E402

FINDINGS = sorted(path for path in (FUZZ / "findings").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FINDINGS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_what_broke_once_holds(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_every_finding_is_of_a_target() -> None:
    assert FINDINGS
    assert {path.parent.name for path in FINDINGS} <= set(TARGETS)
