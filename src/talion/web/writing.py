"""Answers as JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from starlette.responses import Response

Row = dict[str, Any]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(value: object, status: int = 200) -> Response:
    """Any value of ours; days and times as ISO has them."""
    body = msgspec.json.encode(value, enc_hook=str)
    return Response(body, status, media_type="application/json")


def as_csv(names: Sequence[str], rows: Sequence[Row], file: str) -> Response:
    """Rows under their names; lists with ``; `` between.

    Words that a spreadsheet would take for a formula get an apostrophe before them.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(row[name]) for name in names])
    headers = {"content-disposition": f'attachment; filename="{file}"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def cell(value: object) -> object:
    """A value in one cell.

    >>> cell(["KEN", None]), cell(-5.0), cell("=1+1"), cell(None), cell(True)
    ('KEN; ', -5.0, "'=1+1", '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):  # as `talion events --to csv` writes it
        return str(value).lower()
    if isinstance(value, int | float):
        return value
    words = _words(value)
    return f"'{words}" if words.startswith(_FORMULA) else words


def _words(value: object) -> str:
    if isinstance(value, list):
        if any(isinstance(v, dict | list) for v in value):
            return msgspec.json.encode(value, enc_hook=str).decode()
        return "; ".join("" if v is None else _words(v) for v in value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
