"""Intake: files, archives, tables, feeds and text to documents, with what is no statement marked."""

from talion.intake.documents import document_from, document_from_dict
from talion.intake.items import Dateline, Failed, Item, Loaded
from talion.intake.languages import READ as READ_LANGUAGES
from talion.intake.read import LIMIT, read

__all__ = [
    "LIMIT",
    "READ_LANGUAGES",
    "Dateline",
    "Failed",
    "Item",
    "Loaded",
    "document_from",
    "document_from_dict",
    "read",
]
