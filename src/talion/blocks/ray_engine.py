"""The engine of many machines: Ray Data hands blocks to actors, one a core, each with a coder of its own."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from weakref import finalize

import msgspec
from msgspec import Struct

from talion.blocks.job import Job, coded
from talion.blocks.output import Entry
from talion.blocks.plan import Block
from talion.errors import ClusterError
from talion.parallel import Pool, Start, silence

if TYPE_CHECKING:
    import numpy as np
    import ray.data

_MOST_TASKS = 10_000
_PATIENCE = 3.0  # seconds that Ray's threads of a stopped run get to end; one of them never does


class OnRay:
    """The engine of a Ray cluster at ``address``: ``auto``, or ``ray://HOST:10001``.

    ``auto`` joins the one that runs on this machine or that ``RAY_ADDRESS`` names, else starts one of
    this machine's cores. ``workers`` is how many actors code, ``None`` for one a core. An actor codes
    in a process of its own, so that a document that kills it, or takes too long, fails alone.
    """

    def __init__(self, address: str = "auto", workers: int | None = None) -> None:
        self._address, self._workers = address, workers

    def __call__(self, job: Job, blocks: list[Block]) -> Iterator[Entry]:
        """The entries of the blocks, as they are finished; :class:`ClusterError` when the cluster breaks.

        A block whose machine dies is coded by another one.
        """
        with _joined(self._address):
            import ray.data
            from ray.exceptions import RayError

            wanted = min(self._workers or _cores(), len(blocks))
            rows = [{"block": msgspec.json.encode(block)} for block in blocks]
            tasks = min(len(rows), _MOST_TASKS)
            actors = ray.data.ActorPoolStrategy(
                min_size=1, initial_size=wanted, max_size=wanted,  # fewer when a machine dies
                max_tasks_in_flight_per_actor=2,
            )  # fmt: skip
            done = ray.data.from_items(rows, override_num_blocks=tasks).map_batches(
                BlockCoder,
                fn_constructor_args=(job, Carried.of(job.start)),
                batch_size=1,
                num_cpus=1,
                compute=actors,
            )
            try:
                with _threads_ended(), closing(_rows(done)) as found:
                    for row in found:
                        yield msgspec.json.decode(row["entry"], type=Entry)
            except RayError as error:
                raise _broken(error) from error


class Carried(Struct, frozen=True):
    """A user's own files, which other machines have not: what each is for, with its name and contents."""

    files: dict[str, tuple[str, bytes]]

    @classmethod
    def of(cls, start: Start) -> Carried:
        """Those that ``start`` names."""
        given = {"knowledge": start.knowledge, "ontology": start.ontology}
        return cls({what: (path.name, path.read_bytes()) for what, path in given.items() if path})

    def put(self, start: Start, folder: Path) -> Start:
        """``start`` with files in ``folder``, where they are written."""
        paths = {what: folder / what / name for what, (name, _) in self.files.items()}
        for what, path in paths.items():
            path.parent.mkdir()
            path.write_bytes(self.files[what][1])
        return replace(start, knowledge=paths.get("knowledge"), ontology=paths.get("ontology"))


class BlockCoder:
    """What an actor does: the models are loaded once, and stay."""

    def __init__(self, job: Job, carried: Carried) -> None:
        self._job = job
        folder = mkdtemp(prefix="talion-")
        finalize(self, rmtree, folder, ignore_errors=True)
        start = carried.put(job.start, Path(folder))
        self._pool = Pool(start, 1, limit=silence(start.time_limit))

    def __call__(self, rows: dict[str, np.ndarray[Any, Any]]) -> dict[str, list[bytes]]:
        """Code blocks; their entries."""
        blocks = [msgspec.json.decode(block, type=Block) for block in rows["block"]]
        return {"entry": [msgspec.json.encode(e) for e in coded(self._job, blocks, self._pool)]}


@contextmanager
def _joined(address: str) -> Iterator[None]:
    """Connected to the cluster; what was connected before stays so."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # before it is imported: nothing is sent
    os.environ.setdefault("RAY_DATA_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("RAY_worker_niceness", "0")  # Ray's 15 would starve beside other work
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ClusterError(
            "Ray is not installed", remedy="run: pip install 'talion[cluster]'"
        ) from error
    if ray.is_initialized():
        yield
        return
    try:
        ray.init(
            address if address != "auto" else None, log_to_driver=False, logging_level=logging.ERROR
        )
    except Exception as error:  # Ray raises whatever it meets, bare ones too
        raise ClusterError(
            f"it can't be joined: {_first_line(error)}", where=address,
            remedy="start one with `ray start --head`, or give --cluster auto",
        ) from error  # fmt: skip
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # what breaks is told once, by us
    try:
        yield
    finally:
        ray.shutdown()


def _rows(done: ray.data.Dataset) -> Generator[dict[str, Any], None, None]:
    yield from done.iter_rows()


@contextmanager
def _threads_ended() -> Iterator[None]:
    """Wait for the threads that Ray starts within.

    One that asks the cluster for something after we left it would end the process, with no word.
    """
    before = set(threading.enumerate())
    try:
        yield
    finally:
        end = time.monotonic() + _PATIENCE
        for thread in set(threading.enumerate()) - before:
            thread.join(max(0.0, end - time.monotonic()))


def _cores() -> int:
    import ray

    resources = ray.cluster_resources()  # type: ignore[no-untyped-call]
    return max(1, int(resources.get("CPU", 1)))


def _broken(error: Exception) -> ClusterError:
    return ClusterError(
        f"the cluster broke: {_first_line(error)}",
        remedy="what is finished stays; run the same command again to go on",
    )


def _first_line(error: Exception) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
