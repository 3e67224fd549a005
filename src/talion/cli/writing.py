"""Results to a stream, in each format; all but ``json`` in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from talion.considered import Considered
from talion.plugins import EXPORTERS, Plugins

Writer = Callable[[Iterable[Considered], TextIO], None]
WRITERS: Plugins[Writer] = Plugins(EXPORTERS)
"""What writes each format: Talion's own, and those of plug-ins."""
_SUFFIXES = {".json": "json", ".html": "html", ".htm": "html", ".txt": "terminal"}


def format_of(target: str | None, out: Path | None, *, terminal: bool) -> str:
    """The format asked for, else that of the file's suffix, else a view on a terminal and jsonl.

    >>> format_of(None, Path("a.html"), terminal=True), format_of(None, None, terminal=False)
    ('html', 'jsonl')
    """
    if target is not None:
        return target
    if out is not None:
        return _SUFFIXES.get(out.suffix.lower(), "jsonl")
    return "terminal" if terminal else "jsonl"


def write_jsonl(found: Iterable[Considered], stream: TextIO) -> None:
    """One record a line, each written at once."""
    for considered in found:
        stream.write(considered.result.to_json() + "\n")
        stream.flush()


def write_json(found: Iterable[Considered], stream: TextIO) -> None:
    """One pretty document: the record of one story, a list of several."""
    from msgspec.json import format

    texts = [format(considered.result.to_json(), indent=2) for considered in found]
    stream.write(texts[0] if len(texts) == 1 else "[" + ",\n".join(texts) + "]")
    stream.write("\n")


def write_terminal(found: Iterable[Considered], stream: TextIO) -> None:
    """The view of each story."""
    from rich.console import Console

    from talion.formats.terminal import view

    console = Console(file=stream, highlight=False)
    for number, considered in enumerate(found):
        if number:
            console.rule(style="dim")
        console.print(view(considered))


def write_html(found: Iterable[Considered], stream: TextIO) -> None:
    """One page with all stories."""
    from talion.formats.html import write_page

    write_page(found, stream)
