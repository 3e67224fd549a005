"""Progress is for who looks on, and changes nothing of what comes."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from talion.cli import progress


class Terminal(io.StringIO):
    """Standard error that a person looks at."""

    def isatty(self) -> bool:
        return True


def items(count: int) -> Iterator[int]:
    return iter(range(count))


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_all_results_come_in_order(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, count: int
) -> None:
    for n in range(count):
        (tmp_path / f"{n}.txt").write_text("Rain.", "utf-8")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    found = progress.watched(items(count), [str(tmp_path)], shown=True)
    assert list(found) == list(range(count))
    assert ("coding" in terminal.getvalue()) == (count > 1)


def test_nothing_is_shown_unasked_or_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    given = items(3)
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert progress.watched(given, ["-"], shown=False) is given
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert progress.watched(given, ["-"], shown=True) is given


def test_a_total_is_known_where_each_file_is_one_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rain.", "utf-8")
    (tmp_path / "b.html").write_text("<p>Rain.", "utf-8")
    assert progress._total([str(tmp_path)]) == 2
    (tmp_path / "c.jsonl").write_text("{}", "utf-8")
    assert progress._total([str(tmp_path)]) is None
