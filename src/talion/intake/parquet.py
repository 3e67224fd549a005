"""Parquet to documents, a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any, BinaryIO

from talion.errors import DocumentTooLarge, EmptyDocument, IntakeError, TalionError
from talion.intake.columns import find_columns, row_item
from talion.intake.items import Failed, Item
from talion.intake.meter import FREE, RATIO
from talion.intake.source import Settings, Source
from talion.intake.spool import seekable

_ROWS = 32
_BUFFER = 1 << 16


def read_parquet(
    source: Source, parts: Iterator[bytes], settings: Settings, rows: range | None = None
) -> Iterator[Item]:
    """A document a row, of those columns alone that hold fields; only of ``rows`` where these are given.

    :class:`IntakeError` where the file is broken, :class:`DocumentTooLarge` where it is a bomb.
    """
    with seekable(parts, where=source.where) as stream:
        table = _opened(stream, source.where)
        found = find_columns(table.schema_arrow.names, settings.columns, where=source.where)
        _check_size(table.metadata, set(found.values()), source.where)
        number = 0
        for batch in _batches(table, sorted(set(found.values())), source.where, rows):
            for values in batch.to_pylist():
                number += 1
                row = {field: values[name] for field, name in found.items()}
                yield row_item(row, source.at(number), settings)
    if not number:
        yield Failed(source.id, _nothing(source.where))


def _opened(stream: BinaryIO, where: str) -> Any:
    import pyarrow as pa  # heavy, and only for these files
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(
            stream,
            buffer_size=_BUFFER,
            pre_buffer=False,
            thrift_string_size_limit=FREE,
            thrift_container_size_limit=1_000_000,
        )
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _broken(error, where) from error


def _batches(table: Any, names: list[str], where: str, rows: range | None) -> Iterator[Any]:
    import pyarrow as pa

    wanted = rows if rows is not None else range(table.metadata.num_rows)
    groups, at = _groups(table.metadata, wanted)
    try:
        for batch in table.iter_batches(
            batch_size=_ROWS, row_groups=groups, columns=names, use_threads=False
        ):
            first, last = max(wanted.start - at, 0), min(wanted.stop - at, len(batch))
            at += len(batch)
            if first < last:
                yield batch.slice(first, last - first)
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise _broken(error, where) from error


def _groups(metadata: Any, wanted: range) -> tuple[list[int], int]:
    """The row groups that hold some of the rows, and the number of the first row in them."""
    sizes = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
    starts = list(accumulate(sizes, initial=0))
    groups = [
        n
        for n, (start, size) in enumerate(zip(starts, sizes, strict=False))
        if start < wanted.stop and start + size > wanted.start
    ]
    return groups, starts[groups[0]] if groups else 0


def _check_size(metadata: Any, names: set[str], where: str) -> None:
    """:class:`DocumentTooLarge` when a column of some row group unpacks to far more than it is."""
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            column = metadata.row_group(group).column(number)
            unpacked, packed = column.total_uncompressed_size, column.total_compressed_size
            if column.path_in_schema in names and unpacked > FREE + RATIO * max(packed, 0):
                raise DocumentTooLarge(
                    f"column {column.path_in_schema!r} unpacks to more than {RATIO} times its size",
                    where=where,
                    remedy="write the file again if you trust it, in smaller row groups",
                )


def _broken(error: Exception, where: str) -> IntakeError:
    what = str(error).partition("\n")[0][:200]
    return IntakeError(
        f"broken Parquet: {what}", where=where, remedy="fetch or write the file again"
    )


def _nothing(where: str) -> TalionError:
    return EmptyDocument("the table holds no rows", where=where, remedy="leave it out")
