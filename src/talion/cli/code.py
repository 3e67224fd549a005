"""``talion code``: stories in, records out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from talion.cli import options
from talion.cli.progress import watched
from talion.cli.writing import WRITERS, format_of
from talion.record import Failure

if TYPE_CHECKING:
    from talion.considered import Considered
    from talion.resuming import Resumed


@click.command("code")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|FOLDER|-...")
@click.option(
    "--to",
    "target",
    type=click.Choice([*WRITERS, "parquet"]),
    help="What to write; without it the story and its tables on a terminal, else jsonl.",
)
@click.option(
    "--out",
    metavar="FILE",
    help="Where to write, instead of standard output; with --to parquet a folder, or a URL of storage.",
)
@click.option(
    "--cluster",
    metavar="auto|ray://HOST:PORT",
    help="Let a Ray cluster code, with --to parquet (pip install 'talion[cluster]').",
)
@options.coding_many
@click.option(
    "--resume",
    is_flag=True,
    help="Go on with the --out file of a run that was stopped (JSON lines).",
)
@click.option("--why-not", is_flag=True, help="List what was read and not coded, with the reason.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, and no warnings.")
def command(
    sources: tuple[str, ...],
    target: str | None,
    out: str | None,
    cluster: str | None,
    how: options.Coding,
    resume: bool,
    why_not: bool,
    quiet: bool,
) -> None:
    """Code stories into records.

    Sources are text, Markdown, HTML, JSON, JSON lines, CSV, TSV, Parquet, RSS, Atom and WARC, zip,
    tar and gzip archives and folders of these, http and https addresses, and - for standard input.
    A document that can't be read, or that is not in English, is told of in its place, the run goes
    on, and the exit status is 1 at the end.
    """
    start = how.start(rejected=why_not)
    if target == "parquet" or cluster is not None:
        from talion.blocks.job import Job
        from talion.cli.to_parquet import write_parquet

        if target != "parquet" or out is None or why_not or how.private_addresses:
            raise click.UsageError(
                "a folder of Parquet is written with --to parquet --out FOLDER, and without --why-not"
            )
        job = Job(out, start, how.reading())
        write_parquet(sources, job, cluster=cluster, workers=how.workers, quiet=quiet)
    path = Path(out) if out is not None else None
    chosen = format_of(target, path, terminal=options.on_terminal())
    items = how.items(sources)
    resumed = _resumed(path, chosen, how.mask) if resume else None
    if resumed is not None:
        items = resumed.rest(items)
    found = how.coded(items, start)
    told = _Told(warnings=not quiet, reasons=why_not and not quiet and chosen in ("json", "jsonl"))
    progress = not quiet and not (chosen == "terminal" and out is None and options.on_terminal())
    with _opened(path, add=resume) as stream:
        try:
            WRITERS[chosen](told.of(watched(found, sources, shown=progress)), stream)
        except KeyboardInterrupt:
            again = out is not None and chosen == "jsonl"
            hint = "; the same command with --resume goes on" if again else ""
            options.warn(f"stopped; {_were_coded(told.count)}{hint}")
            sys.exit(130)
    sys.exit(1 if told.failed or (resumed is not None and resumed.failed) else 0)


def _resumed(out: Path | None, chosen: str, mask: bool) -> Resumed:
    """The output to go on with; ``click.UsageError`` where there can be none."""
    from talion.resuming import Resumed

    if out is None or chosen != "jsonl":
        raise click.UsageError("--resume goes on with a file of JSON lines: say which with --out")
    return Resumed(out, same_text=not mask)


class _Told:
    """Passes results on, counts them, and says on standard error what is to be said."""

    def __init__(self, *, warnings: bool, reasons: bool) -> None:
        self._warnings, self._reasons = warnings, reasons
        self.count = self.failed = 0

    def of(self, found: Iterator[Considered]) -> Iterator[Considered]:
        """The results as they come."""
        for considered in found:
            result = considered.result
            if isinstance(result, Failure):
                self.failed += 1
                if self._warnings:
                    options.warn(f"{result.document.id}: {result.error.message}")
            elif self._reasons:
                for line in _reasons(considered):
                    options.warn(line)
            yield considered
            self.count += 1


def _reasons(considered: Considered) -> Iterator[str]:
    """A line for each predicate that was not coded."""
    result = considered.result
    if isinstance(result, Failure):
        return
    for r in considered.rejected or ():
        words = " ".join(result.words(r.trigger).split())
        yield f"{result.document.id}: sentence {r.sentence}: “{words}” as {r.type}: {r.reason}"


@contextmanager
def _opened(out: Path | None, *, add: bool) -> Iterator[TextIO]:
    """Standard output, or the file, to whose end ``add`` writes."""
    if out is None:
        yield _utf8(sys.stdout)
        return
    try:
        stream = out.open("a" if add else "w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.BadParameter(f"{out}: {error.strerror or error}", param_hint="--out") from error
    with stream:
        yield stream


def _utf8(stream: TextIO) -> TextIO:
    """Records are UTF-8 whatever the locale says."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None and not stream.isatty():
        reconfigure(encoding="utf-8")
    return stream


def _were_coded(count: int) -> str:
    return f"{count} document{' was' if count == 1 else 's were'} coded"
