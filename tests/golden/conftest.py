"""Coded stories for the golden tests, each coded once a run."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-known", action="store_true",
        help="write the differences found to tests/golden/known.json, instead of failing on new ones",
    )  # fmt: skip
