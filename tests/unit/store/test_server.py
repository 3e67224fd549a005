"""PostgreSQL's own ways: the address, several who write, a connection that is lost, what can't be kept."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

import talion
from talion.record import Record
from talion.store import migrate
from talion.store.migrate import Migration, migrations
from talion.store.postgres.server import without_password

pytestmark = pytest.mark.needs("pg_ctlcluster", "initdb")
Border = Callable[..., Record]
ADDER = Path(__file__).with_name("adder.py")


@pytest.fixture(name="where")
def give_where(postgres: Any) -> str:
    """The address of a new database."""
    address: str = postgres.database()
    return address


def test_no_database_is_said_and_none_is_made(db: talion.Database) -> None:
    for ask in (db.events, db.status, lambda: db.sql("SELECT 1"), lambda: db.record("x")):
        with pytest.raises(talion.DatabaseError, match="no database of Talion's here; make one"):
            ask()
    assert db.known(["x"]) == {}


def test_other_tables_of_the_database_are_left_alone(db: talion.Database, visit: Record) -> None:
    with psycopg.connect(str(db.path)) as connection:
        connection.execute("CREATE TABLE documents (mine INTEGER)")
    db.add([visit])
    with psycopg.connect(str(db.path)) as connection:
        assert connection.execute("SELECT * FROM documents").fetchall() == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://a:secret@127.0.0.1:1/x", "check the address"),
        ("postgresql://a:secret@127.0.0.1:nought/x", "check"),
        ("postgresql://a:secret@/gone?host={folder}", "does not exist"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_its_password(
    postgres: Any, visit: Record, address: str, said: str
) -> None:
    db = talion.Database(address.format(folder=postgres.folder))
    for ask in (db.status, lambda: db.add([visit]), lambda: db.known(["x"])):
        with pytest.raises(talion.DatabaseError, match=said) as caught:
            ask()
        assert "secret" not in f"{caught.value} {db!r}"


def test_a_commit_is_on_the_disk_before_it_is_told(db: talion.Database, visit: Record) -> None:
    name = str(db.path).partition("@/")[2].partition("?")[0]
    with psycopg.connect(str(db.path), autocommit=True) as other:
        other.execute(f"ALTER DATABASE {name} SET synchronous_commit TO off")
    with psycopg.connect(str(db.path)) as other:
        assert other.execute("SHOW synchronous_commit").fetchone() == ("off",)
    with db._home.writing() as session:
        assert session.rows("SHOW synchronous_commit") == [("on",)]
    with psycopg.connect(str(db.path), autocommit=True) as other:
        other.execute(f"ALTER DATABASE {name} SET synchronous_commit TO local")
    with db._home.writing() as session:
        assert session.rows("SHOW synchronous_commit") == [("local",)]
    assert db.add([visit]).added == 1


def test_passwords_are_not_shown() -> None:
    assert without_password("postgresql://a:b:c@h:5/x") == "postgresql://a@h:5/x"
    assert without_password("postgresql://h/x?password=p&user=a") == "postgresql://h/x?user=a"


def test_two_who_write_at_once_take_turns(where: str) -> None:
    program = [sys.executable, str(ADDER), where, "60"]
    both = [subprocess.Popen(program, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    db = talion.Database(where)
    stories = [r.document.id for r in db.records()]
    assert len(stories) == len(set(stories)) == 40
    assert db.status().events == len(db.sql("SELECT DISTINCT event FROM dyads"))
    new = [line.split()[0] for out in said for line in out.splitlines() if line.endswith("added")]
    assert sorted(new) == sorted(stories)  # each by one of them alone


def test_who_writes_for_too_long_is_waited_for_and_said(
    full: talion.Database, border: Border
) -> None:
    hasty = talion.Database(str(full.path), wait=0.1)
    with full._home.writing() as session, session.transaction():
        assert hasty.event_count() == 3  # readers need not wait
        with pytest.raises(talion.DatabaseBusy, match=r"writing for 0\.1 seconds"):
            hasty.add([border("late")])


def test_readers_see_whole_documents_while_one_writes(db: talion.Database, border: Border) -> None:
    db.add([border("0")])
    seen: list[int] = []
    done = threading.Event()

    def read() -> None:
        with talion.Database(str(db.path)) as kept:
            while not done.is_set():
                status = talion.Database(str(db.path)).status()
                assert status.events == 2 * status.documents
                assert kept.event_count() == 2  # one state, as long as it is kept
                seen.append(status.documents)

    reader = threading.Thread(target=read)
    reader.start()
    db.add((border(str(n)) for n in range(1, 40)), most=2)
    done.set()
    reader.join()
    assert seen == sorted(seen)
    assert seen


def test_a_connection_that_is_lost_is_said_and_loses_nothing(
    db: talion.Database, border: Border
) -> None:
    name = str(db.path).partition("@/")[2].partition("?")[0]

    def let_in(yes: bool) -> None:
        elsewhere = str(db.path).replace(f"/{name}?", "/postgres?")
        with psycopg.connect(elsewhere, autocommit=True) as other:
            other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {yes}")

    def cut(outcome: Any) -> None:
        if outcome.id == "3":
            let_in(False)

    with pytest.raises(talion.DatabaseError, match="what was committed stays in"):
        db.add((border(str(n)) for n in range(6)), most=2, tell=cut)
    let_in(True)
    assert [r.document.id for r in db.records()] == ["0", "1", "2", "3"]
    assert db.add(border(str(n)) for n in range(6)) == talion.store.Added(added=2, unchanged=4)


def test_a_writer_that_is_cut_off_within_a_commit_leaves_no_half(
    full: talion.Database, border: Border, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(session: Any, *_: object) -> None:
        with psycopg.connect(str(full.path)) as other:
            pid = session.connection.info.backend_pid
            other.execute("SELECT pg_terminate_backend(%s)", [pid])
        session.rows("SELECT 1")

    monkeypatch.setattr("talion.store.writing._remember_failures", cut)
    with pytest.raises(talion.DatabaseError, match="terminating connection"):
        full.add([border("new")])
    monkeypatch.undo()
    assert full.status().documents == 2
    assert full.add([border("new")]).added == 1


def test_the_one_character_that_cannot_be_kept_fails_alone(
    db: talion.Database, border: Border, visit: Record
) -> None:
    told: list[Any] = []
    added = db.add([border("x", text="Kenya \ufdd0 closed"), visit], tell=told.append)
    assert (added.added, added.failed) == (1, 1)
    assert told[0].error == "x: it can't be kept: U+FDD0 stands in it"


def test_an_older_schema_is_brought_up_to_date_and_a_newer_is_refused(
    full: talion.Database, monkeypatch: pytest.MonkeyPatch, border: Border
) -> None:
    step = Migration(9, "0009_note.sql", "ALTER TABLE documents ADD COLUMN note VARCHAR;")
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "migrations", lambda: [*migrations(), step])
        assert full.status().schema == 9
        assert full.sql("SELECT DISTINCT note FROM documents").to_pylist() == [{"note": None}]
        assert full.record("border") == border()
    with pytest.raises(talion.DatabaseError, match=r"version 9.*install a newer Talion"):
        full.status()


def test_letters_of_all_scripts_have_their_cases(db: talion.Database, border: Border) -> None:
    db.add([border(text="ÇELİK Müller Ωμέγα closed the bridge at Migori on Monday")])
    assert len(db.documents(text="ωμέγα")) == len(db.documents(text="MÜLLER")) == 1


def test_a_large_answer_comes_whole(db: talion.Database, border: Border) -> None:
    db.add([border()])
    sql = "SELECT n, 'x' || n AS name FROM generate_series(1, 12000) n"
    table = db.sql(sql)
    assert table.num_rows == 12_000
    assert table.column("name")[-1].as_py() == "x12000"


def test_a_database_in_another_encoding_is_refused(postgres: Any, visit: Record) -> None:
    given = ["-h", str(postgres.folder), "-U", "postgres", "-T", "template0", "--locale", "C"]
    postgres.run("createdb", *given, "-E", "LATIN1", "latin")
    with pytest.raises(talion.DatabaseError, match=r"not in UTF-8.*createdb --encoding UTF8"):
        talion.Database(postgres.address("latin")).add([visit])


def test_a_user_without_rights_is_told_so(where: str, visit: Record) -> None:
    with psycopg.connect(where) as connection:
        connection.execute("CREATE ROLE guest LOGIN")
    guest = where.replace("postgres@", "guest@")
    assert guest != where
    with pytest.raises(talion.DatabaseError, match="check what this user may do there"):
        talion.Database(guest).add([visit])


def test_types_that_talion_has_not_are_written_as_text(where: str, visit: Record) -> None:
    db = talion.Database(where)
    db.add([visit])
    asked = "SELECT '10.0.0.1'::inet AS i, '{\"a\": [1]}'::json AS j, ARRAY[1, 2] AS l"
    (row,) = db.sql(asked).to_pylist()
    assert row == {"i": "10.0.0.1", "j": '{"a":[1]}', "l": [1, 2]}
