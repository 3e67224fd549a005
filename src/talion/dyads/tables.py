"""Results as rows: any list of frozen structs as an Arrow table, columns in the order of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from msgspec import Struct

if TYPE_CHECKING:
    import pyarrow as pa


def table(rows: Sequence[Struct], of: type[Struct]) -> pa.Table:
    """A row each; ``of`` is their type, so that no rows, too, make a table with columns."""
    import pyarrow as pa

    hints = get_type_hints(of)
    names = of.__struct_fields__
    columns = [pa.array([_plain(getattr(r, n)) for r in rows], _arrow(hints[n])) for n in names]
    return pa.Table.from_arrays(columns, names=list(names))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _arrow(hint: Any) -> Any:
    import pyarrow as pa

    kinds = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), date: pa.date32(), str: pa.string()}
    if hint in kinds:
        return kinds[hint]
    parts = [a for a in get_args(hint) if a not in (type(None), Ellipsis)]
    if not isinstance(parts[0], type):
        return pa.string() if isinstance(parts[0], str) else _arrow(parts[0])
    return pa.list_(kinds[parts[0]]) if getattr(hint, "__origin__", None) is tuple else kinds[parts[0]]
