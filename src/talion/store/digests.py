"""By what two documents, or two records, are the same."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from talion.errors import RecordError
from talion.record import Document, Record

_ENCODER = msgspec.json.Encoder()


def document_digest(document: Document) -> str:
    """SHA-256 of the document: its id, text and all that is known about it."""
    return _digest(document, document.id)


def record_digest(record: Record) -> str:
    """SHA-256 of the record; :class:`RecordError` when it holds what no JSON can."""
    return _digest(record, record.document.id)


def _digest(value: Document | Record, id: str) -> str:
    try:
        return sha256(_ENCODER.encode(value)).hexdigest()
    except (UnicodeEncodeError, msgspec.MsgspecError) as error:
        where = id.encode("utf-8", "replace").decode()
        raise RecordError(f"it can't be written: {error}", where=where) from error
