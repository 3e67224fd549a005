"""Intake: files, JSON and text to documents, with what is no statement marked."""

from talion.intake.documents import document_from, document_from_dict
from talion.intake.items import Dateline, Failed, Item, Loaded
from talion.intake.read import LIMIT, read

__all__ = [
    "LIMIT",
    "Dateline",
    "Failed",
    "Item",
    "Loaded",
    "document_from",
    "document_from_dict",
    "read",
]
