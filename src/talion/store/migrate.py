"""The database's schema by version: numbered SQL files, each applied once, all in one transaction."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from msgspec import Struct

from talion.errors import DatabaseError
from talion.store.clock import now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NAME = re.compile(r"(\d{4})_\w+\.sql")


class Migration(Struct, frozen=True):
    """One step of the schema: ``number`` from 1 without gaps, the file's ``name`` and its SQL."""

    number: int
    name: str
    sql: str


def migrations() -> list[Migration]:
    """All steps that this Talion knows, in order."""
    found = []
    for file in files("talion.store").joinpath("migrations").iterdir():
        if match := _NAME.fullmatch(file.name):
            found.append(Migration(int(match[1]), file.name, file.read_text("utf-8")))
    return sorted(found, key=lambda m: m.number)


def version(connection: DuckDBPyConnection) -> int | None:
    """The schema's version; 0 in an empty database, ``None`` in one that is not Talion's."""
    names = {
        name
        for (name,) in connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"
        ).fetchall()
    }
    if "migrations" not in names or "history" not in names:
        return 0 if not names else None
    ((number,),) = connection.execute("SELECT max(number) FROM migrations").fetchall()
    return int(number) if number else None


def is_current(connection: DuckDBPyConnection, where: str) -> bool:
    """Whether no step is left; :class:`DatabaseError` when it is not ours, or of a newer Talion."""
    found = version(connection)
    if found is None:
        raise DatabaseError(
            "a DuckDB database, but not one of Talion's",
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


def migrate(connection: DuckDBPyConnection, where: str) -> None:
    """Apply the steps that are left, all or none of them."""
    if is_current(connection, where):
        return
    connection.execute("BEGIN")
    try:
        _apply(connection, where)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _apply(connection: DuckDBPyConnection, where: str) -> None:
    import duckdb

    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations"
        " (number INTEGER NOT NULL, name VARCHAR NOT NULL, applied TIMESTAMP NOT NULL)"
    )
    ((done,),) = connection.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchall()
    for step in migrations():
        if step.number > done:
            try:
                connection.execute(step.sql)
            except duckdb.Error as error:
                raise DatabaseError(
                    f"its schema can't be brought up to date by {step.name}: {error}",
                    where=where,
                    remedy="nothing was changed; please report it",
                ) from error
            row = [step.number, step.name, now()]
            connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", row)
