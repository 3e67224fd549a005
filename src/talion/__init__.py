"""Talion: who did what to whom, in answer to what, and who says so.

Everything public hangs here and loads when it is first used::

    import talion

    record = talion.code("Chad expelled two envoys of Niger.", published="2031-05-02")
    record.events_table().to_pandas()

    coder = talion.Coder.load()
    for record in coder.code_many(talion.read(["stories/"])):
        ...
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from talion.api import code, code_many, read
    from talion.coder import Coder
    from talion.errors import (
        ClusterError,
        DatabaseBusy,
        DatabaseError,
        DocumentError,
        DocumentTooLarge,
        EmptyDocument,
        IntakeError,
        KnowledgeError,
        LanguageError,
        ModelError,
        PluginError,
        QueryError,
        RecordError,
        StorageError,
        TalionError,
        WorkerError,
    )
    from talion.formats.tables import tables
    from talion.intake import Failed, Loaded, document_from, document_from_dict
    from talion.record import (
        Actor,
        Check,
        Claim,
        Document,
        Event,
        Failure,
        Link,
        LinkEnd,
        Mention,
        PairAnswer,
        PairQuestion,
        Place,
        Quantity,
        Record,
        Source,
        Time,
        json_schema,
    )
    from talion.store import Database, open_store

    __version__: str

_HOMES = {
    "talion.api": ("code", "code_many", "read"),
    "talion.coder": ("Coder",),
    "talion.errors": (
        "ClusterError",
        "DatabaseBusy",
        "DatabaseError",
        "DocumentError",
        "DocumentTooLarge",
        "EmptyDocument",
        "IntakeError",
        "KnowledgeError",
        "LanguageError",
        "ModelError",
        "PluginError",
        "QueryError",
        "RecordError",
        "StorageError",
        "TalionError",
        "WorkerError",
    ),
    "talion.formats.tables": ("tables",),
    "talion.intake": ("Failed", "Loaded", "document_from", "document_from_dict"),
    "talion.record": (
        "Actor",
        "Check",
        "Claim",
        "Document",
        "Event",
        "Failure",
        "Link",
        "LinkEnd",
        "Mention",
        "PairAnswer",
        "PairQuestion",
        "Place",
        "Quantity",
        "Record",
        "Source",
        "Time",
        "json_schema",
    ),
    "talion.store": ("Database", "open_store"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Actor",
    "Check",
    "Claim",
    "ClusterError",
    "Coder",
    "Database",
    "DatabaseBusy",
    "DatabaseError",
    "Document",
    "DocumentError",
    "DocumentTooLarge",
    "EmptyDocument",
    "Event",
    "Failed",
    "Failure",
    "IntakeError",
    "KnowledgeError",
    "LanguageError",
    "Link",
    "LinkEnd",
    "Loaded",
    "Mention",
    "ModelError",
    "PairAnswer",
    "PairQuestion",
    "Place",
    "PluginError",
    "Quantity",
    "QueryError",
    "Record",
    "RecordError",
    "Source",
    "StorageError",
    "TalionError",
    "Time",
    "WorkerError",
    "__version__",
    "code",
    "code_many",
    "document_from",
    "document_from_dict",
    "json_schema",
    "open_store",
    "read",
    "tables",
]


def __getattr__(name: str) -> Any:
    """A public name, imported now; ``AttributeError`` for any other."""
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("talion")
    elif name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
