"""Answers of PostgreSQL as Arrow, of the types that DuckDB gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from talion.store.layout import TABLES
from talion.store.postgres import texts

if TYPE_CHECKING:
    from talion.store.home import Session

_TEXT, _FLOAT = pa.string(), pa.float64()
_TYPES: dict[str, pa.DataType] = {
    "bool": pa.bool_(), "int2": pa.int16(), "int4": pa.int32(), "int8": pa.int64(),
    "float4": pa.float32(), "float8": _FLOAT, "numeric": _FLOAT, "text": _TEXT, "varchar": _TEXT,
    "name": _TEXT, "date": pa.date32(), "timestamp": pa.timestamp("us"),
    "timestamptz": pa.timestamp("us", "UTC"),
}  # fmt: skip
_COLUMN = """SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE attrelid = ? AND attnum = ?"""
_JSON = ("json", "jsonb")


def schema(session: Session, cursor: Any) -> pa.Schema:
    """The schema of what a cursor gives; a type that Arrow has not comes as text."""
    columns = [
        (column.name, _type(cursor, n, column.type_code, session))
        for n, column in enumerate(cursor.description)
    ]
    return pa.schema(columns)


def batch(schema: pa.Schema, rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    """Rows as Arrow has them."""
    columns = zip(*rows, strict=True)
    arrays = [_array(list(c), f.type) for c, f in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def values(column: pa.ChunkedArray) -> Iterable[Any]:
    """A column's values as the driver takes them; those of structures are JSON."""
    found: list[Any] = column.to_pylist()
    if pa.types.is_list(column.type) and pa.types.is_struct(column.type.value_type):
        return [None if v is None else texts.written(v) for v in found]
    return found


def _array(values: list[Any], type: pa.DataType) -> pa.Array:
    if type == _TEXT:
        values = [v if v is None or isinstance(v, str) else _shown(v) for v in values]
    return pa.array(values, type)


def _shown(value: Any) -> str:
    return texts.written(value) if isinstance(value, (dict, list)) else str(value)


def _type(cursor: Any, n: int, oid: int, session: Session) -> pa.DataType:
    known = cursor.connection.adapters.types.get(oid)
    if known is None:
        return _TEXT
    if known.name in _JSON:
        return _structure(cursor.pgresult, n, session)
    found = _TYPES.get(known.name, _TEXT)
    return pa.list_(found) if oid == known.array_oid else found


def _structure(result: Any, n: int, session: Session) -> pa.DataType:
    """The type of a column of ours that holds structures."""
    found = session.rows(_COLUMN, [result.ftable(n), result.ftablecol(n)])
    for table, column in found:
        if table in TABLES and column in TABLES[table].names:
            return TABLES[table].field(column).type
    return _TEXT
