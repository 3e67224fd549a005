"""Results to Parquet and back: a row a document, with its whole record and its events as columns."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from talion.formats.tables import EVENTS
from talion.record import SCHEMA, Failure, Record

_MARK = b"talion"
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_NO_MONTH = "none"
_AT_ONCE = 64
_EVENT_FIELDS = [f for f in EVENTS.schema if f.name not in ("document", "published")]
ROWS = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in (
            "id", "published", "publisher", "title", "url", "language", "sha256",
        )),
        pa.field("events", pa.list_(pa.struct(_EVENT_FIELDS))),
        pa.field("error_kind", pa.string()),
        pa.field("error_message", pa.string()),
        pa.field("record", pa.string()),
    ],
    metadata={_MARK: SCHEMA.encode()},
)  # fmt: skip
"""The columns of a part: ``record`` is the line of JSON that ``talion code --to jsonl`` writes."""


def by_month(results: Iterable[Record | Failure]) -> dict[str, list[Record | Failure]]:
    """The results by the folder of their documents' month of publication, each in order."""
    found: dict[str, list[Record | Failure]] = defaultdict(list)
    for result in results:
        found[f"month={_month(result)}"].append(result)
    return dict(found)


def to_parquet(results: list[Record | Failure]) -> bytes:
    """A Parquet file of these results."""
    table = pa.Table.from_pylist([_row(result) for result in results], schema=ROWS)
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def holds_records(stream: BinaryIO) -> bool:
    """Whether a Parquet file is one of ours."""
    try:
        metadata = pq.read_schema(stream).metadata
    except (pa.ArrowException, OSError, ValueError):
        return False  # whoever reads it as a table says what is wrong with it
    return bool(metadata and _MARK in metadata)


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of JSON in a file of ours, some at a time."""
    table = pq.ParquetFile(stream)
    for batch in table.iter_batches(batch_size=_AT_ONCE, columns=["record"], use_threads=False):
        yield from (line.encode() for line in batch.column(0).to_pylist())


def _month(result: Record | Failure) -> str:
    published = result.document.published if isinstance(result, Record) else None
    found = _MONTH.match(published or "")
    return found[0] if found else _NO_MONTH


def _row(result: Record | Failure) -> dict[str, object]:
    if isinstance(result, Failure):
        error = result.error
        return {
            "id": result.document.id,
            "error_kind": error.kind,
            "error_message": error.message,
            "record": result.to_json(),
        }
    d = result.document
    return {
        "id": d.id, "published": d.published, "publisher": d.publisher, "title": d.title,
        "url": d.url, "language": d.language, "sha256": d.sha256,
        "events": EVENTS.table([result]).to_pylist(), "record": result.to_json(),
    }  # fmt: skip
