"""A job on this machine: what is finished stays so, and nothing is lost or double, whatever stops it."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace

from talion.blocks import job as jobs
from talion.blocks.incoming import read_parts, split_parts
from talion.blocks.job import Job, Progress, run
from talion.blocks.output import Entry, Output, finished_parts
from talion.blocks.plan import Block, cut, find_files
from talion.blocks.ray_engine import BlockCoder, Carried
from talion.blocks.storage import Folder
from talion.considered import Considered
from talion.errors import StorageError
from talion.intake import Item, read
from talion.parallel import Start, Work
from talion.record import Record


class InProcess:
    """A pool that codes in this process, and breaks after some documents."""

    def __init__(self, work: Work, most: int | None = None) -> None:
        self._work, self._most = work, most

    def code(self, items: Iterable[Item]) -> Iterator[Considered]:
        for n, considered in enumerate(self._work(items)):
            if n == self._most:
                raise KeyboardInterrupt
            yield considered


@pytest.fixture(name="job")
def make_job(tmp_path: Path) -> Job:
    return Job(str(tmp_path / "out"), Start(fast=True), size=400)


@pytest.fixture(name="done")
def make_done(day: Path, job: Job, simple_work: Callable[[], Work]) -> Callable[..., Progress]:
    def done(most: int | None = None, job: Job = job) -> Progress:
        def engine(job: Job, blocks: list[Block]) -> Iterator[Entry]:
            return jobs.coded(job, blocks, InProcess(simple_work(), most))  # type: ignore[arg-type]

        return run([str(day)], job, engine)

    return done


def lines(url: str) -> list[str]:
    parts, others = split_parts([url])
    assert others == []
    return sorted(r.to_json() for r in read_parts(parts))


@pytest.fixture(name="alone")
def make_alone(day: Path, simple_work: Callable[[], Work]) -> list[str]:
    """What one process writes of the same files."""
    found = simple_work()(read([str(day)], stdin=None))  # type: ignore[arg-type]
    return sorted(c.result.to_json() for c in found)


def test_the_parts_hold_the_records_of_one_process(
    job: Job, done: Callable[..., Progress], alone: list[str]
) -> None:
    progress = done()
    assert progress.documents == len(alone)
    assert progress.failed == sum("error" in json.loads(line) for line in alone)
    assert lines(job.output) == alone
    assert done() == Progress(before=progress.blocks)
    assert lines(job.output) == alone


@pytest.mark.parametrize("most", [0, 1, 57])
def test_a_run_that_breaks_goes_on(
    job: Job, done: Callable[..., Progress], alone: list[str], most: int
) -> None:
    with pytest.raises(KeyboardInterrupt):
        done(most)
    finished = len(list(Output(job.output).entries()))
    assert len(lines(job.output)) <= most if finished else True
    assert done().before == finished
    assert lines(job.output) == alone


def test_parts_of_an_unfinished_block_go_away(
    job: Job, done: Callable[..., Progress], alone: list[str]
) -> None:
    done()
    folder = Folder(job.output)
    entry = next(e for e in Output(job.output).entries() if e.documents)
    folder.remove(f"_talion/blocks/{entry.block}.done")
    folder.write(f"month=1999-01/{entry.block}.parquet", b"stale")
    assert not any("month=1999-01" in part for part in finished_parts(job.output))
    assert done().blocks == 1
    assert not any("1999" in name for name in folder.names())
    assert lines(job.output) == alone


def test_months_and_columns(job: Job, done: Callable[..., Progress]) -> None:
    done()
    folders = {p.name for p in Path(job.output).iterdir()}
    assert folders == {"_talion", "month=2031-04", "month=2031-05", "month=2031-06", "month=none"}
    table: Any = pq.read_table(Path(job.output) / "month=2031-05")
    assert set(table.column("published").to_pylist()) == {
        f"2031-05-0{n % 9 + 1}" for n in range(1, 40, 3)
    }
    assert table.schema.metadata[b"talion"] == b"talion/1"


def test_other_options_other_content_and_other_folders_are_refused(
    day: Path, job: Job, done: Callable[..., Progress]
) -> None:
    done()
    with pytest.raises(StorageError, match=r"other options \(fast\)"):
        done(job=replace(job, start=Start()))
    with (day / "a.jsonl").open("a") as file:
        file.write('\n{"id": "new", "text": "Rain fell."}')
    with pytest.raises(StorageError, match="has changed"):
        done()
    with pytest.raises(StorageError, match="holds something else"):
        done(job=replace(job, output=str(day)))


def test_a_machine_of_a_cluster_gets_the_files_that_coding_starts_with(tmp_path: Path) -> None:
    own, story = tmp_path / "my.toml", tmp_path / "a.txt"
    own.write_text('[types.QUOTA]\nnearest = "SANCTION"\ncues = ["curb"]\n', "utf-8")
    story.write_text("Kenya curbed imports from Uganda.", "utf-8")
    job = Job(str(tmp_path / "out"), Start(fast=True, ontology=own))
    carried = Carried.of(job.start)
    own.unlink()

    def elsewhere(job: Job, blocks: list[Block]) -> Iterator[Entry]:
        rows = {"block": np.array([msgspec.json.encode(b) for b in blocks], dtype=object)}
        for entry in BlockCoder(job, carried)(rows)["entry"]:
            yield msgspec.json.decode(entry, type=Entry)

    Output(job.output).begin({})
    told = [*elsewhere(job, [b for f in find_files([str(story)]) for b in cut(f, job.size)])]
    assert [(e.documents, e.failed) for e in told] == [(1, 0)]
    (record,) = read_parts(split_parts([job.output])[0])
    assert isinstance(record, Record)
    assert [e.type for e in record.events] == ["QUOTA"]
