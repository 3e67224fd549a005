"""The file: missing, foreign, older, newer, taken; its schema's versions."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

import talion
from talion.record import Record
from talion.store import migrate
from talion.store.migrate import Migration, migrations

Border = Callable[..., Record]
LAST = migrations()[-1].number
HOLD = """
import sys, time, duckdb
c = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read")
print("open", flush=True)
time.sleep(float(sys.argv[3]))
c.close()
"""


@pytest.fixture(name="where")
def give_where(tmp_path: Path) -> str:
    """A file alone."""
    return str(tmp_path / "talion.duckdb")


def held(path: Path, how: str, seconds: float) -> subprocess.Popen[str]:
    """Another process that keeps the file open."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), how, str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    process.stdout.close()
    return process


def test_no_database_is_said_and_none_is_made(db: talion.Database) -> None:
    for ask in (db.events, db.status, lambda: db.sql("SELECT 1"), lambda: db.record("x")):
        with pytest.raises(talion.DatabaseError, match="no database here; make one with"):
            ask()
    assert not db.path.exists()
    assert db.known(["x"]) == {}


def test_a_file_of_another_kind_is_refused_and_left(tmp_path: Path, visit: Record) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no database " * 1000)
    db = talion.Database(path)
    for ask in (db.status, lambda: db.add([visit])):
        with pytest.raises(talion.DatabaseError, match=r"notes\.txt.*not a valid DuckDB database"):
            ask()
    assert path.read_text() == "no database " * 1000


def test_a_database_of_others_is_refused(tmp_path: Path, visit: Record) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE mine (a INTEGER)")
    db = talion.Database(path)
    for ask in (db.status, lambda: db.add([visit])):
        with pytest.raises(talion.DatabaseError, match="not one of Talion's"):
            ask()


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path, visit: Record) -> None:
    with pytest.raises(talion.DatabaseError, match="check the path"):
        talion.Database(tmp_path / "no" / "x.duckdb").add([visit])


def test_migrations_are_numbered_from_one_without_gaps() -> None:
    assert [m.number for m in migrations()] == list(range(1, len(migrations()) + 1))


def test_an_older_schema_is_brought_up_to_date_by_the_first_who_asks(
    full: talion.Database, monkeypatch: pytest.MonkeyPatch, border: Border
) -> None:
    step = Migration(LAST + 1, "0000_note.sql", "ALTER TABLE documents ADD COLUMN note VARCHAR;")
    monkeypatch.setattr(migrate, "migrations", lambda: [*migrations(), step])
    assert full.status().schema == LAST + 1
    assert full.sql("SELECT DISTINCT note FROM documents").to_pylist() == [{"note": None}]
    assert full.record("border") == border()
    names = full.sql("SELECT name FROM migrations ORDER BY number")["name"].to_pylist()
    assert names == [*(m.name for m in migrations()), "0000_note.sql"]


def test_a_step_that_breaks_leaves_the_database_as_it_was(
    full: talion.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [
        Migration(LAST + 1, "0000_note.sql", "ALTER TABLE documents ADD COLUMN note VARCHAR;"),
        Migration(LAST + 2, "0000_broken.sql", "ALTER TABLE nothing ADD COLUMN note VARCHAR;"),
    ]
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "migrations", lambda: [*migrations(), *steps])
        with pytest.raises(talion.DatabaseError, match=r"0000_broken\.sql"):
            full.status()
    assert full.status().schema == LAST
    assert "note" not in full.sql("FROM documents").schema.names


def test_a_newer_schema_is_refused(full: talion.Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with duckdb.connect(str(full.path)) as connection:
        connection.execute("INSERT INTO migrations VALUES (9, '0009_later.sql', now()::TIMESTAMP)")
    with pytest.raises(talion.DatabaseError, match=r"version 9.*install a newer Talion"):
        full.status()


def test_readers_wait_for_a_writer(full: talion.Database) -> None:
    with held(full.path, "write", 0.5):
        assert full.event_count() == 3


def test_a_writer_waits_for_readers(full: talion.Database, border: Border) -> None:
    with held(full.path, "read", 0.5):
        assert full.event_count() == 3  # readers share the file
        assert full.add([border("late")]).added == 1


def test_who_keeps_it_too_long_is_named(full: talion.Database, visit: Record) -> None:
    hasty = talion.Database(full.path, wait=0.1)
    with held(full.path, "write", 30) as process:
        try:
            for ask in (hasty.status, lambda: hasty.add([visit])):
                with pytest.raises(talion.DatabaseBusy, match=f"process {process.pid} has kept it"):
                    ask()
        finally:
            process.kill()


def test_a_file_that_is_open_for_reading_is_read_by_other_threads(
    where: str, border: Border
) -> None:
    talion.Database(where).add([border("a")])
    with talion.Database(where) as first, talion.Database(where) as second:
        assert second.status().documents == first.status().documents == 1
        with pytest.raises(talion.TalionError, match="locked"):
            second.sql("SET enable_external_access = true")


def test_readers_of_other_threads_see_whole_documents_while_one_writes(
    db: talion.Database, border: Border
) -> None:
    db.add([border("0")])
    seen: list[int] = []
    done = threading.Event()

    def slow() -> Iterator[Record]:
        for n in range(1, 40):
            time.sleep(0.01)
            yield border(str(n))

    def read() -> None:
        own = talion.Database(db.path)
        while not done.is_set():
            status = own.status()
            assert status.events == 2 * status.documents
            seen.append(status.documents)

    reader = threading.Thread(target=read)
    reader.start()
    db.add(slow(), most=4)
    done.set()
    reader.join()
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert db.status().documents == 40
