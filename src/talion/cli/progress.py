"""Progress on standard error, where a person looks on."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def watched(found: Iterator[T], sources: Iterable[str], *, shown: bool) -> Iterator[T]:
    """Results as they come, counted on a terminal once there is more than one."""
    return _counted(found, _total(sources)) if shown and sys.stderr.isatty() else found


def _counted(found: Iterator[T], total: int | None) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    first = next(found, None)
    if first is None:
        return
    if total == 1:
        yield first
        yield from found
        return
    bar = (BarColumn(),) if total else ()
    columns = (TextColumn("coding"), *bar, MofNCompleteColumn(), TextColumn("documents"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total, completed=1)
        yield first
        for result in found:
            progress.advance(task)
            yield result


def _total(sources: Iterable[str]) -> int | None:
    """How many documents there are, where each file is one; ``None`` where files may hold more."""
    from talion.intake.read import READERS
    from talion.intake.sources import find_inputs

    paths = [getattr(i, "path", Path("failed")) for i in find_inputs(sources, READERS)]
    one_each = (".txt", ".md", ".html", ".htm")
    return (
        len(paths)
        if all(p is not None and p.suffix.lower() in (*one_each, "") for p in paths)
        else None
    )
