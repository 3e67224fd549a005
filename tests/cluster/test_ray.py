"""A real Ray cluster of several nodes on this machine: one is killed in the middle, and no record is lost."""

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from talion.blocks.incoming import read_parts, split_parts
from talion.blocks.job import Job, run
from talion.blocks.output import Entry, Output
from talion.blocks.ray_engine import OnRay
from talion.intake import read
from talion.parallel import Start, code_here

pytest.importorskip("ray", reason="Ray is the extra `cluster`")

pytestmark = pytest.mark.filterwarnings("default")  # Ray's own are none of ours

DOCUMENTS = 120
START = Start(fast=True)


@pytest.fixture(name="cluster", scope="module")
def make_cluster() -> Iterator[Any]:
    """A head that codes nothing, and two nodes of one core."""
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_worker_niceness="0")
    from ray.cluster_utils import Cluster

    node = {"object_store_memory": 100 << 20}
    head = {**node, "num_cpus": 0, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    for _ in range(2):
        cluster.add_node(num_cpus=1, **node)
    yield cluster
    cluster.shutdown()


@pytest.fixture(name="stories", scope="module")
def make_stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("day") / "stories.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(DOCUMENTS):
            text = f"Chad expelled {n} envoys of Niger on Monday. Kenya protested."
            row = {"id": f"s{n}", "text": text if n != 17 else "", "published": "2031-05-02"}
            file.write(json.dumps(row) + "\n")
    return path


@pytest.fixture(name="alone", scope="module")
def make_alone(stories: Path) -> list[str]:
    """What one process makes of them."""
    found = code_here(read([str(stories)], stdin=io.BytesIO()), START)
    return sorted(c.result.to_json() for c in found)


def lines(url: str) -> list[str]:
    return sorted(r.to_json() for r in read_parts(split_parts([url])[0]))


def test_a_node_is_killed_and_a_run_is_stopped(
    cluster: Any, stories: Path, alone: list[str], tmp_path: Path
) -> None:
    job = Job(str(tmp_path / "out"), START, size=600)
    engine = OnRay(cluster.address)

    def stop_after_four(_: Entry) -> None:
        if len(list(Output(job.output).entries())) >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([str(stories)], job, engine, stop_after_four)
    finished = {e.block for e in Output(job.output).entries()}
    assert len(lines(job.output)) < DOCUMENTS

    told: list[Entry] = []

    def kill_a_node(entry: Entry) -> None:
        told.append(entry)
        if len(told) == 2:
            cluster.remove_node(next(iter(cluster.worker_nodes)), allow_graceful=False)

    done = run([str(stories)], job, engine, kill_a_node)
    assert done.before >= len(finished)
    assert finished.isdisjoint(e.block for e in told)
    assert len({e.block for e in told}) == len(told) == done.blocks
    assert lines(job.output) == alone
    workers = {e.worker for e in Output(job.output).entries()}
    assert 1 < len(workers) < 8  # the models are loaded once a worker, not once a block
