"""``talion code --to parquet``: a folder of Parquet, in blocks, here or on a cluster."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from talion.cli import options

if TYPE_CHECKING:
    from talion.blocks.job import Engine, Job, Progress
    from talion.blocks.output import Entry


def write_parquet(
    sources: tuple[str, ...], job: Job, *, cluster: str | None, workers: int | None, quiet: bool
) -> None:
    """Code the sources and leave with the status of ``talion code``."""
    from talion.blocks.job import run

    told = _Told(quiet=quiet)
    try:
        done = run(sources, job, _engine(cluster, workers), told)
    except KeyboardInterrupt:
        options.warn(
            f"stopped after {_blocks(told.blocks)}; the same command goes on with the others"
        )
        sys.exit(130)
    if not quiet:
        click.echo(_summary(job.output, done), err=True)
    sys.exit(1 if done.failed else 0)


def _engine(cluster: str | None, workers: int | None) -> Engine:
    if cluster is None:
        from talion.blocks.job import Here

        return Here(workers or 1)
    from talion.blocks.ray_engine import OnRay

    return OnRay(cluster, workers)


class _Told:
    """Counts finished blocks, and says so on a terminal."""

    def __init__(self, *, quiet: bool) -> None:
        self.blocks = self._documents = 0
        self._shown = not quiet and sys.stderr.isatty()

    def __call__(self, entry: Entry) -> None:
        """One block more is finished."""
        self.blocks += 1
        self._documents += entry.documents
        if self._shown:
            click.echo(
                f"\r{self.blocks:,} blocks, {self._documents:,} documents ", nl=False, err=True
            )


def _summary(output: str, done: Progress) -> str:
    failed = f", {done.failed:,} of them failed" if done.failed else ""
    before = f"; {_blocks(done.before)} finished before" if done.before else ""
    return f"{output}: {done.documents:,} documents in {_blocks(done.blocks)}{failed}{before}"


def _blocks(count: int) -> str:
    return f"{count:,} block{'' if count == 1 else 's'}"
