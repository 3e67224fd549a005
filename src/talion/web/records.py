"""One record of the database, as it is now or was in an earlier version."""

from __future__ import annotations

from msgspec import Struct

from talion.errors import TalionError
from talion.record import Event, Record
from talion.store.database import Database
from talion.web.asked import Given


class NotThere(TalionError):
    """What an address names and the database does not have."""

    kind = "not-found"


class Kept(Struct, frozen=True):
    """A record, which version of its document it is, and which is the newest."""

    record: Record
    version: int
    newest: int


def kept(db: Database, id: str | None, version: str | None) -> Kept:
    """The record of a document; :class:`NotThere` when there is none, or not in that version."""
    if not id:
        raise NotThere("no document is named", remedy="name one with ?id=")
    found = db.documents(document=id, limit=1).to_pylist()
    if not found:
        raise NotThere(
            f"there is no document {id[:80]!r}", remedy="look for it in the list of documents"
        )
    newest = int(found[0]["version"])
    if version is None or version == str(newest):
        return Kept(db.record(id), newest, newest)
    for old in db.history(id):
        if str(old.version) == version:
            return Kept(old.record, old.version, newest)
    raise NotThere(f"there is no version {version[:20]!r} of it", remedy=f"the newest is {newest}")


def kept_event(db: Database, given: Given) -> tuple[Kept, Event]:
    """The event that ``document``, ``id`` and ``version`` name."""
    found = kept(db, given.one("document"), given.one("version"))
    for event in found.record.events:
        if event.id == given.one("id"):
            return found, event
    raise NotThere("that document has no such event", remedy="its page lists its events")
