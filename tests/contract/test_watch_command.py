"""``talion watch`` as a user runs it: a folder followed once, into a database."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

import talion
from talion.cli import group

STORY = "Chad expelled two Libyan envoys on Monday, its foreign ministry said."


def test_a_folder_is_followed_into_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    story = tmp_path / "in" / "envoys.txt"
    story.write_text(STORY, "utf-8")
    os.utime(story, (1e9, 1e9))  # a file that has just changed is left for the next look
    arguments = ["watch", "in", "--once", "--fast", "--quiet"]
    done = CliRunner().invoke(group, arguments)
    assert done.exit_code == 0, done.output
    assert talion.Database("talion.duckdb").status().documents == 1
    assert (tmp_path / "talion.queue").exists()
    again = CliRunner().invoke(group, arguments)
    assert again.exit_code == 0, again.output
    assert talion.Database("talion.duckdb").status().documents == 1
