"""Rows of tables to documents: which column holds which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from math import isnan
from typing import Any

from talion.errors import DocumentError, IntakeError, TalionError
from talion.intake.data import load_data
from talion.intake.dates import any_date
from talion.intake.documents import fields_of, load
from talion.intake.items import Failed, Item
from talion.intake.source import Settings, Source
from talion.intake.streams import too_large

FIELDS = ("id", "text", "title", "published", "publisher", "url", "language")
"""The fields of a document that a column can hold."""


@cache
def known_columns() -> dict[str, tuple[str, ...]]:
    """The names of columns by field, each field's in the order in which they count."""
    return {field: tuple(names) for field, names in load_data("columns.toml").items()}


def find_columns(names: Sequence[str], given: Mapping[str, str], *, where: str) -> dict[str, str]:
    """The table's own name of the column of each field that it has one for.

    ``given`` names columns by field, and counts before the known names. :class:`IntakeError`
    when it names one that is not there, or no column holds the text.

    >>> find_columns(["Nr", "Head Line", "Body"], {"id": "Nr"}, where="a.csv")
    {'id': 'Nr', 'text': 'Body', 'title': 'Head Line'}
    """
    by_plain = {_plain(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    for field in FIELDS:
        if field in given:
            found[field] = _given(field, given[field], names, where)
        elif known := next((n for n in known_columns()[field] if n in by_plain), None):
            found[field] = by_plain[known]
    if "text" not in found:
        raise IntakeError(
            f"no column holds the text; there are {_listed(names)}",
            where=where,
            remedy="say which one does, with --column text=NAME",
        )
    return found


def check_columns(given: Mapping[str, str]) -> None:
    """:class:`DocumentError` when a column is given for what is no field."""
    for field in given:
        if field not in FIELDS:
            raise DocumentError(
                f"{field!r} is no field of a document",
                where="columns",
                remedy=f"give columns for {', '.join(FIELDS)}",
            )


def row_item(row: Mapping[str, Any], source: Source, settings: Settings) -> Item:
    """The document of a row of fields; a wrong one fails alone.

    Without an id, the row's number stands in: ``source`` is the row's own.
    """
    data = {field: _value(value) for field, value in row.items()}
    data["id"] = id = data.get("id") or source.id
    try:
        if not data.get("text"):
            data["text"] = ""
        data["published"] = any_date(data.get("published"), where=source.where)
        fields = fields_of(data, where=source.where)
        if len(fields.text) > settings.limit:
            raise too_large(settings.limit, source.where)
        return load(fields, where=source.where, published=settings.published)
    except TalionError as error:
        return Failed(id if isinstance(id, str) else source.id, error)


def _given(field: str, name: str, names: Sequence[str], where: str) -> str:
    if name in names:
        return name
    raise IntakeError(
        f"there is no column {name!r} for the {field}; there are {_listed(names)}",
        where=where,
        remedy="give a name as it stands in the table",
    )


def _value(value: object) -> object:
    """Strings as they are, dates in ISO, numbers in digits; ``None`` for what is no number."""
    if isinstance(value, float) and isnan(value):
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:20])
    return shown + (", …" if len(names) > 20 else "")
