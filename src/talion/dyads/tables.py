"""Results as rows: any list of frozen structs as an Arrow table, columns in the order of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from msgspec import Struct, to_builtins

if TYPE_CHECKING:
    import pyarrow as pa


def table(rows: Sequence[Struct], of: type[Struct]) -> pa.Table:
    """A row each; ``of`` is their type, so that no rows, too, make a table with columns.

    A field that is a struct gives a column for each of its own: ``brier_model``.
    """
    import pyarrow as pa

    columns = [
        (name, pa.array([_value(row, path) for row in rows], _arrow(hint)))
        for name, path, hint in _fields(of, ())
    ]
    return pa.Table.from_arrays([c for _, c in columns], names=[n for n, _ in columns])


def _fields(of: type[Struct], path: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    hints = get_type_hints(of)
    for name in of.__struct_fields__:
        here = (*path, name)
        if isinstance(hints[name], type) and issubclass(hints[name], Struct):
            yield from _fields(hints[name], here)
        else:
            yield "_".join(here), here, hints[name]


def _value(row: Any, path: Sequence[str]) -> Any:
    for name in path:
        row = getattr(row, name)
    return to_builtins(row) if isinstance(row, tuple) else row


def _arrow(hint: Any) -> Any:
    import pyarrow as pa

    plain = {
        bool: pa.bool_(),
        int: pa.int64(),
        float: pa.float64(),
        date: pa.date32(),
        str: pa.string(),
    }
    if hint in plain:
        return plain[hint]
    if get_origin(hint) is Literal:
        return pa.string()
    if get_origin(hint) is tuple:
        return pa.list_(_arrow(get_args(hint)[0]))
    if isinstance(hint, type) and issubclass(hint, Struct):
        return pa.struct([(n, _arrow(h)) for n, _, h in _fields(hint, ())])
    return _arrow(next(a for a in get_args(hint) if a is not type(None)))
