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
    from talion.intake import Item
    from talion.parallel import Start


@click.command("code")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|FOLDER|-...")
@click.option(
    "--to",
    "target",
    type=click.Choice(list(WRITERS)),
    help="What to write; without it the story and its tables on a terminal, else jsonl.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write, instead of standard output.",
)
@options.coding
@options.reading
@options.patient
@options.masking
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="Processes that share the work; each loads the models.",
)
@click.option("--why-not", is_flag=True, help="List what was read and not coded, with the reason.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, and no warnings.")
def command(
    sources: tuple[str, ...],
    target: str | None,
    out: Path | None,
    published: str | None,
    fast: bool,
    knowledge: Path | None,
    columns: dict[str, str],
    any_language: bool,
    private_addresses: bool,
    time_limit: float,
    mask: bool,
    workers: int,
    why_not: bool,
    quiet: bool,
) -> None:
    """Code stories into records.

    Sources are text, Markdown, HTML, JSON, JSON lines, CSV, TSV, Parquet, RSS, Atom and WARC, zip,
    tar and gzip archives and folders of these, http and https addresses, and - for standard input.
    A document that can't be read, or that is not in English, is told of in its place, the run goes
    on, and the exit status is 1 at the end.
    """
    from talion.parallel import Start

    chosen = format_of(target, out, terminal=options.on_terminal())
    items = options.load_items(
        sources,
        published,
        columns=columns,
        any_language=any_language,
        private_addresses=private_addresses,
    )
    start = Start(
        fast=fast, knowledge=knowledge, mask=mask, rejected=why_not, time_limit=time_limit or None
    )
    found = _coded(items, start, workers)
    told = _Told(warnings=not quiet, reasons=why_not and not quiet and chosen in ("json", "jsonl"))
    progress = not quiet and not (chosen == "terminal" and out is None and options.on_terminal())
    with _opened(out) as stream:
        try:
            WRITERS[chosen](told.of(watched(found, sources, shown=progress)), stream)
        except KeyboardInterrupt:
            options.warn(f"stopped; {_were_coded(told.count)}")
            sys.exit(130)
    sys.exit(1 if told.failed else 0)


def _coded(items: Iterator[Item], start: Start, workers: int) -> Iterator[Considered]:
    from talion.parallel import code_here, code_parallel

    if workers > 1:
        return code_parallel(items, start, workers=workers)
    return code_here(items, start)


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
def _opened(out: Path | None) -> Iterator[TextIO]:
    """Standard output, or the file."""
    if out is None:
        yield _utf8(sys.stdout)
        return
    try:
        stream = out.open("w", encoding="utf-8", newline="\n")
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
