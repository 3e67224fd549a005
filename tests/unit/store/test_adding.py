"""What adding does: new, the same, corrected, failed, stopped."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import msgspec
import pytest

import talion
from talion.record import Failure, Record
from talion.store import Added
from talion.store.batches import batches
from talion.store.layout import TABLES

Border = Callable[..., Record]


def rows(db: talion.Database) -> dict[str, list[object]]:
    return {name: db.sql(f"SELECT * FROM {name}").to_pylist() for name in (*TABLES, "history")}


def test_the_same_again_changes_nothing(
    full: talion.Database, border: Border, visit: Record
) -> None:
    before = rows(full)
    assert full.add([visit, border()]) == Added(unchanged=2)
    assert rows(full) == before


def test_a_correction_replaces_and_the_earlier_is_kept(
    full: talion.Database, border: Border
) -> None:
    old, new = full.record("border"), border(text="Kenya opened the bridge at Migori again.")
    assert full.add([new]) == Added(replaced=1)
    assert full.record("border") == new
    (version,) = full.history("border")
    assert (version.version, version.record) == (1, old)
    assert version.added <= version.replaced
    assert full.sql("SELECT count(DISTINCT doc) AS n FROM dyads").to_pylist() == [{"n": 2}]
    assert len(full.sql("SELECT 1 FROM documents WHERE doc NOT IN (SELECT doc FROM events)")) == 0
    stories = {r["id"]: r["version"] for r in full.documents().to_pylist()}
    assert stories == {"border": 2, "visit": 1}
    assert full.status().events == 3
    assert full.add([old]) == Added(replaced=1)
    assert [v.record for v in full.history("border")] == [old, new]


def test_a_record_coded_otherwise_replaces_too(full: talion.Database, border: Border) -> None:
    other = msgspec.structs.replace(border(), links=())
    assert full.add([other]) == Added(replaced=1)
    assert full.status().links == 0


def test_an_id_twice_in_one_run_is_a_correction(db: talion.Database, border: Border) -> None:
    first, second = border(), border(title="Corrected")
    assert db.add([first, second, second]) == Added(added=1, replaced=1, unchanged=1)
    assert [v.record for v in db.history("border")] == [first]


def test_failures_are_kept_until_their_document_is_in(db: talion.Database, border: Border) -> None:
    failure = Failure.of("border", talion.EmptyDocument("nothing in it"))
    assert db.add([failure]) == Added(failed=1)
    assert db.add([failure]) == Added(failed=1)
    (kept,) = db.sql("SELECT document, kind, message FROM failures").to_pylist()
    assert kept == {"document": "border", "kind": "empty", "message": "nothing in it"}
    db.add([border()])
    assert db.status().failures == 0


def test_records_of_some_documents(db: talion.Database, border: Border) -> None:
    db.add([border("a"), border("b"), border("c")])
    assert [r.document.id for r in db.records(["c", "a", "unknown"])] == ["a", "c"]
    assert list(db.records([])) == list(db.records(["unknown"])) == []


def test_full_batches_hold_what_one_commit_holds(
    db: talion.Database, tmp_path: Path, border: Border, visit: Record
) -> None:
    failure = Failure.of("empty", talion.EmptyDocument("nothing in it"))
    again = border("a", title="Again")
    results = [border("a"), border("b"), border("c"), visit, again, border("d"), failure]
    apart = talion.Database(tmp_path / "apart.duckdb")
    assert db.add(results, most=2) == apart.add(results) == Added(added=5, replaced=1, failed=1)
    assert list(db.records()) == list(apart.records())
    times = {"added", "replaced"}
    one, other = (
        {
            n: [{k: v for k, v in row.items() if k not in times} for row in told]
            for n, told in all.items()
        }
        for all in (rows(db), rows(apart))
    )
    assert one == other


def test_a_full_batch_is_written_while_the_next_is_made(
    db: talion.Database, border: Border
) -> None:
    seen = []

    def waiting() -> Iterator[Record]:
        yield border("a")
        yield border("b")
        until = time.monotonic() + 30
        while not seen and time.monotonic() < until:
            seen.extend(db.known(["a"]))
        yield border("c")

    assert db.add(waiting(), most=2) == Added(added=3)
    assert seen == ["a"]


def test_a_full_batch_is_told_of_before_a_stop_is_passed_on(
    db: talion.Database, border: Border
) -> None:
    def stopped() -> Iterator[Record]:
        yield border("a")
        yield border("b")
        raise KeyboardInterrupt

    told: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        db.add(stopped(), most=2, tell=lambda outcome: told.append(outcome.id))
    assert told == [r.document.id for r in db.records()] == ["a", "b"]


def test_what_came_before_a_stop_is_committed(db: talion.Database, border: Border) -> None:
    def stopped() -> Iterator[Record]:
        yield border("a")
        yield border("b")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        db.add(stopped())
    assert [r.document.id for r in db.records()] == ["a", "b"]


def test_a_batch_that_breaks_leaves_nothing(
    db: talion.Database, border: Border, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.add([border("before")])

    def broken(*_: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr("talion.store.writing._remember_failures", broken)
    with pytest.raises(RuntimeError):
        db.add([border("after")])
    monkeypatch.undo()
    assert [r.document.id for r in db.records()] == ["before"]
    assert {name: {r["doc"] for r in found} for name, found in rows(db).items() if found} == {
        name: {1} for name in TABLES
    }


def test_batches_are_by_number_and_by_time(border: Border) -> None:
    records = [border(str(n)) for n in range(5)]
    assert [len(b) for b in batches(records, most=2)] == [2, 2, 1]
    assert [len(b) for b in batches(records, seconds=0)] == [1] * 5
    twice = [border("x"), border("y"), border("x")]
    assert [len(b) for b in batches(twice)] == [2, 1]


def test_every_table_has_the_columns_that_are_written(full: talion.Database) -> None:
    for name, schema in TABLES.items():
        assert full.sql(f"SELECT * FROM {name} LIMIT 0").schema.names == schema.names, name


def test_columns_have_the_same_types_in_both_homes(full: talion.Database) -> None:
    for name, schema in TABLES.items():
        assert full.sql(f"SELECT * FROM {name}").schema.types == schema.types, name


@pytest.mark.parametrize("where", ["duckdb"], indirect=True)
def test_any_duckdb_client_reads_it(full: talion.Database) -> None:
    with duckdb.connect(str(full.path), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchall() == [(3,)]


def test_what_is_told_apart_is_kept_until_it_is_taken_back(full: talion.Database) -> None:
    assert full.apart() == []
    full.tell_apart("visit", "border", "two countries")
    full.tell_apart("border", "visit", "two months")
    assert full.apart() == [("border", "visit", "two months")]
    assert full.join_again("visit", "border")
    assert not full.join_again("visit", "border")
    assert full.apart() == []
