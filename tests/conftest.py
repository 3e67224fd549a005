"""What holds for every test: in CI, property tests draw the same examples each time, and a program that a test
needs must be there; elsewhere they draw new ones, and a test without its program is skipped."""

import os
import shutil

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker of tests that need a program beside Python's packages."""
    config.addinivalue_line(
        "markers", "needs(*programs): one of these programs must be on the machine"
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose programs are absent, and fail it in CI, where .ci/run has installed them."""
    for marker in item.iter_markers("needs"):
        if not any(map(shutil.which, marker.args)):
            reason = f"none of {', '.join(marker.args)} is on this machine"
            (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
