"""The reference of the record, from its types and JSON Schema, and of the tables made of it."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import talion
from making.markdown import code, table
from talion.formats.tables import LAYERS

_HEAD = """# The record

One JSON object a document (schema `talion/1`). Spans are half-open `[start, end)` in Unicode code points of
`document.text`. What does not apply is `null` or `[]`, never absent. `talion schema` prints the JSON Schema
that this page is written from.

"""
_TABLES = """## Tables

`record.events_table()` and its like, `talion.tables(records)`, and Parquet have these columns. Each table starts with
`document`, the document's id.

"""
_FIRST = ("Record", "Document", "Actor", "Event", "Claim", "Link", "Quantity", "Place", "Time")


def page() -> str:
    """The page."""
    types = talion.json_schema()["$defs"]
    order = [*_FIRST, *sorted(set(types) - set(_FIRST))]
    structs = "\n".join(_struct(name, types[name]) for name in order)
    return _HEAD + structs + "\n" + _TABLES + "\n".join(_layers())


def _struct(name: str, schema: dict[str, Any]) -> str:
    rows = [[code(field), _type(kind)] for field, kind in schema["properties"].items()]
    words = _prose(schema.get("description", ""))
    return f"## {name}\n\n{words}\n\n{table(['field', 'type'], rows)}"


def _type(schema: dict[str, Any]) -> str:
    """A type in few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        values = schema.get("enum") or [schema["const"]]
        return ", ".join(code("null" if v is None else str(v)) for v in values)
    if "prefixItems" in schema:
        return "span" if len(schema["prefixItems"]) == 2 else "list"
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return str(schema.get("type", "any"))


def _prose(doc: str) -> str:
    """A docstring's reStructuredText as Markdown."""
    plain = re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"`\1`", inspect.cleandoc(doc))
    return plain.replace("``", "`")


def _layers() -> Iterator[str]:
    for layer in LAYERS:
        rows = [[code(c.name), str(c.type), c.means] for c in layer.columns]
        yield f"### {layer.name}\n\n{table(['column', 'Arrow type', 'meaning'], rows)}"
