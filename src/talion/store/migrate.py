"""The database's schema by version: numbered SQL files, each applied once, all in one transaction."""

from __future__ import annotations

import functools
import re
from importlib.resources import files
from typing import TYPE_CHECKING

from msgspec import Struct

from talion.errors import DatabaseError
from talion.store.clock import now

if TYPE_CHECKING:
    from talion.store.home import Session

_TALLIES, _SIGNATURES = 4, 5
_NAME = re.compile(r"(\d{4})_\w+\.sql")


class Migration(Struct, frozen=True):
    """One step of the schema: ``number`` from 1 without gaps, the file's ``name`` and its SQL."""

    number: int
    name: str
    sql: str


@functools.cache
def migrations() -> list[Migration]:
    """All steps that this Talion knows, in order."""
    found = []
    for file in files("talion.store").joinpath("migrations").iterdir():
        if match := _NAME.fullmatch(file.name):
            found.append(Migration(int(match[1]), file.name, file.read_text("utf-8")))
    return sorted(found, key=lambda m: m.number)


def version(session: Session) -> int | None:
    """The schema's version; 0 in an empty database, ``None`` in one that is not Talion's."""
    names = session.tables()
    if "migrations" not in names or "history" not in names:
        return 0 if not names else None
    ((number,),) = session.rows("SELECT max(number) FROM migrations")
    return int(number) if number else None


def is_current(session: Session, where: str) -> bool:
    """Whether no step is left; :class:`DatabaseError` when it is not ours, or of a newer Talion."""
    found = version(session)
    if found is None:
        raise DatabaseError(
            "a database, but not one of Talion's",
            where=where,
            remedy="give another path with --database",
        )
    known = migrations()[-1].number
    if found > known:
        raise DatabaseError(
            f"its schema has version {found}, and this Talion knows versions up to {known}",
            where=where,
            remedy="install a newer Talion",
        )
    return found == known


def migrate(session: Session, where: str) -> None:
    """Apply the steps that are left, all or none of them."""
    if is_current(session, where):
        return
    with session.transaction():
        _apply(session)


def _apply(session: Session) -> None:
    from talion.store import tallies, trigrams

    fill = {_TALLIES: tallies.fill, _SIGNATURES: trigrams.fill}
    session.rows(
        "CREATE TABLE IF NOT EXISTS migrations"
        " (number INTEGER NOT NULL, name VARCHAR NOT NULL, applied TIMESTAMP NOT NULL)"
    )
    ((done,),) = session.rows("SELECT coalesce(max(number), 0) FROM migrations")
    for step in migrations():
        if step.number > done:
            session.apply(step)
            if step.number in fill:
                fill[step.number](session)
            row = [step.number, step.name, now()]
            session.rows("INSERT INTO migrations VALUES (?, ?, ?)", row)
