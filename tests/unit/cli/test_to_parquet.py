"""``talion code --to parquet``: what it takes, and what it says."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from talion.blocks import job as jobs
from talion.blocks.output import Entry
from talion.blocks.plan import Block
from talion.considered import Considered
from talion.intake import Failed, Item
from talion.record import Failure, Record


class InProcess:
    """A pool of this process that needs no models; ``stop`` in a text is Ctrl-C."""

    def code(self, items: Iterable[Item]) -> Iterator[Considered]:
        for item in items:
            if isinstance(item, Failed):
                yield Considered(Failure.of(item.id, item.error))
            elif "stop" in item.document.text:
                raise KeyboardInterrupt
            else:
                yield Considered(Record(document=item.document))


class Here:
    """The engine of this machine, without processes; it keeps how many were asked for."""

    asked: int | None = None

    def __init__(self, workers: int) -> None:
        Here.asked = workers

    def __call__(self, job: jobs.Job, blocks: list[Block]) -> Iterator[Entry]:
        pool: Any = InProcess()
        return jobs.coded(job, blocks, pool)


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "Here", Here)


def test_blocks_are_written_and_counted(talion: Any, stories: Path) -> None:
    done = talion("code", str(stories), "--to", "parquet", "--out", "out")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "out: 3 documents in 3 blocks\n"
    assert Here.asked == 1
    again = talion("code", str(stories), "--to", "parquet", "--out", "out", "--workers", "2")
    assert again.stderr == "out: 0 documents in 0 blocks; 3 blocks finished before\n"
    assert Here.asked == 2


def test_a_failed_document_makes_the_status_1(talion: Any, stories: Path) -> None:
    (stories / "d.txt").write_text("", "utf-8")
    done = talion("code", str(stories), "--to", "parquet", "--out", "out")
    assert done.exit_code == 1
    assert done.stderr == "out: 4 documents in 4 blocks, 1 of them failed\n"
    (stories / "d.txt").write_text(" ", "utf-8")
    quiet = talion("code", str(stories), "--to", "parquet", "--out", "other", "--quiet")
    assert (quiet.exit_code, quiet.stderr) == (1, "")


def test_ctrl_c_says_what_is_finished_and_it_goes_on(talion: Any, stories: Path) -> None:
    (stories / "c.txt").write_text("stop", "utf-8")
    done = talion("code", str(stories), "--to", "parquet", "--out", "out")
    assert done.exit_code == 130
    assert "stopped after 1 block; the same command goes on with the others" in done.stderr
    (stories / "c.txt").write_text("Rain fell.", "utf-8")
    again = talion("code", str(stories), "--to", "parquet", "--out", "out")
    assert again.stderr == "out: 2 documents in 2 blocks; 1 block finished before\n"


@pytest.mark.parametrize(
    "args",
    [
        ["--to", "parquet"],
        ["--to", "parquet", "--out", "out", "--why-not"],
        ["--to", "parquet", "--out", "out", "--private-addresses"],
        ["--to", "jsonl", "--out", "out", "--cluster", "auto"],
    ],
)
def test_what_parquet_can_not_be_asked_for(talion: Any, stories: Path, args: list[str]) -> None:
    done = talion("code", str(stories), *args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--to parquet --out FOLDER" in done.stderr
    assert not Path("out").exists()
