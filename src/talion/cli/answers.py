"""Answers of the database to a stream or a file, in each format, in flat memory."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import click

from talion.cli import options
from talion.plugins import ROW_EXPORTERS, Plugins

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import RenderableType

Row = dict[str, Any]


class Rows(Protocol):
    """What can be written: batches of one schema."""

    schema: pa.Schema

    def batches(self) -> Iterable[pa.RecordBatch]:
        """The rows, some at a time."""


Writer = Callable[[Rows, IO[bytes]], None]
WRITERS: Plugins[Writer] = Plugins(ROW_EXPORTERS)
"""What writes rows, of any command by a plain name, and of one by ``COMMAND.NAME``; Talion's own and plug-ins'."""


class Column:
    """A column of the view on a terminal: its head, its share of the width, and its words."""

    def __init__(self, head: str, share: int, words: Callable[[Row], str]) -> None:
        self.head, self.share, self.words = head, share, words


def formats(command: str) -> dict[str, str]:
    """What ``--to`` of a command takes, each with the name of its writer; ours keep their names."""
    found: dict[str, str] = {}
    for writer in WRITERS:
        of, _, name = writer.rpartition(".")
        if of in ("", command):
            found.setdefault(name, writer)
    return found


def format_of(target: str | None, out: Path | None) -> str:
    """The format asked for, else that of the file's suffix, else a table on a terminal, and jsonl."""
    if target is not None:
        return target
    if out is not None:
        suffix = out.suffix.lower().removeprefix(".")
        return {"txt": "table", "pq": "parquet", "feather": "arrow"}.get(
            suffix, suffix if suffix in WRITERS else "jsonl"
        )
    return "table" if options.on_terminal() else "jsonl"


class Held:
    """A table that is there already, as rows."""

    def __init__(self, table: pa.Table) -> None:
        self.schema, self._table = table.schema, table

    def batches(self) -> list[pa.RecordBatch]:
        """All of them."""
        return self._table.to_batches()  # type: ignore[no-any-return]


def write(rows: Rows, target: str, out: Path | None, view: list[Column] | None = None) -> None:
    """Write all rows by the writer of that name; a table shows the columns of ``view``, or all of them."""
    with opened(out, target) as stream:
        if target == "table":
            write_table(rows, stream, view)
        else:
            WRITERS[target](rows, stream)


def words(value: object) -> str:
    """A value on one line; lists with ``; `` between.

    >>> words(["KEN", None, "TZA"]), words(None), words(0.25)
    ('KEN; ; TZA', '', '0.25')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list) and not any(isinstance(v, dict | list) for v in value):
        return "; ".join(words(v) for v in value)
    if isinstance(value, dict | list):
        return _json(value).decode()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def write_table(rows: Rows, stream: IO[bytes], view: list[Column] | None = None) -> None:
    """A table for people, of the columns of ``view``, or of all."""
    show(_table(rows, view or _all(rows)), stream)


def show(view: RenderableType, stream: IO[bytes]) -> None:
    """Write a view as text to what :func:`opened` gave."""
    from io import TextIOWrapper

    from rich.console import Console

    text = TextIOWrapper(stream, encoding="utf-8", write_through=True)
    file = text if stream is not sys.stdout.buffer else sys.stdout
    Console(file=file).print(view, markup=False, highlight=False)
    text.detach()


def _table(rows: Rows, view: list[Column]) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from talion.formats.escapes import safe

    table = Table(box=box.SIMPLE_HEAD, header_style="dim", padding=(0, 1, 0, 0), pad_edge=False,
                  show_edge=False)  # fmt: skip
    for column in view:
        fixed = column.share == 0
        table.add_column(column.head, no_wrap=fixed, ratio=None if fixed else column.share,
                         overflow="fold")  # fmt: skip
    for row in _rows(rows):
        table.add_row(*(Text(safe(column.words(row))) for column in view))
    return table


def _all(rows: Rows) -> list[Column]:
    def of(name: str) -> Callable[[Row], str]:
        return lambda row: words(row[name])

    return [Column(name, 1, of(name)) for name in rows.schema.names]


def write_csv(rows: Rows, stream: IO[bytes]) -> None:
    """A line of names, then one a row; lists with ``; `` between."""
    from io import TextIOWrapper

    text = TextIOWrapper(stream, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.schema.names)
    for row in _rows(rows):
        writer.writerow([words(v) for v in row.values()])
    text.flush()
    text.detach()


def write_json(rows: Rows, stream: IO[bytes]) -> None:
    """One list of objects."""
    start = b"[\n"
    for row in _rows(rows):
        stream.write(start + _json(row))
        start = b",\n"
    stream.write(b"[]\n" if start == b"[\n" else b"\n]\n")


def write_jsonl(rows: Rows, stream: IO[bytes]) -> None:
    """An object a line."""
    for row in _rows(rows):
        stream.write(_json(row) + b"\n")


def write_parquet(rows: Rows, stream: IO[bytes]) -> None:
    """Parquet; :class:`talion.errors.QueryError` for a type that it has not."""
    import pyarrow as pa
    from pyarrow import parquet

    from talion.errors import QueryError

    try:
        with parquet.ParquetWriter(stream, rows.schema, compression="zstd") as writer:
            for batch in rows.batches():
                writer.write_batch(batch)
    except pa.ArrowNotImplementedError as error:
        raise QueryError(
            f"Parquet can't hold it: {error}", remedy="cast the column in the query"
        ) from error


def write_arrow(rows: Rows, stream: IO[bytes]) -> None:
    """An Arrow file."""
    import pyarrow as pa

    with pa.ipc.new_file(stream, rows.schema) as writer:
        for batch in rows.batches():
            writer.write_batch(batch)


def _write_event_file(target: str, rows: Rows, stream: IO[bytes]) -> None:
    """The columns of another data set; rows without a day are left out, and counted on standard error."""
    from talion.formats.event_files import lines

    undated = 0

    def dated() -> Iterator[Row]:
        nonlocal undated
        for row in _rows(rows):
            if row["day"] is None:
                undated += 1
            else:
                yield row

    for line in lines(target, dated()):
        stream.write(line.encode("utf-8"))
    if undated:
        options.warn(f"left out: {undated:,} without a day")


write_gdelt = partial(_write_event_file, "gdelt")
write_gdelt_mentions = partial(_write_event_file, "gdelt-mentions")
write_icews = partial(_write_event_file, "icews")
write_polecat = partial(_write_event_file, "polecat")


def _rows(rows: Rows) -> Iterator[Row]:
    for batch in rows.batches():
        yield from batch.to_pylist()


def _json(value: object) -> bytes:
    import msgspec

    return msgspec.json.encode(value, enc_hook=str)


@contextmanager
def opened(out: Path | None, target: str) -> Iterator[IO[bytes]]:
    """Standard output, or the file; ``click.BadParameter`` where it can't be, or can't hold the format."""
    if out is None:
        if target in ("parquet", "arrow") and options.on_terminal():
            raise click.BadParameter(f"give a file for {target.title()}", param_hint="--out")
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        stream = out.open("wb")
    except OSError as error:
        raise click.BadParameter(f"{out}: {error.strerror or error}", param_hint="--out") from error
    with stream:
        yield stream
