"""The counts that are kept are those of the events, whatever came, went and was corrected."""

import random
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

import talion
from talion.record import Record
from talion.store import migrate, queries, tallies
from talion.store.migrate import migrations

Border = Callable[..., Record]
FILTERS: list[Any] = [{}, {"type": "consult"}, {"since": "2031-05-05", "until": "2031-06"},
                      {"quad": ["material-conflict", "verbal-conflict"], "since": "2031-05-06"}]  # fmt: skip
ASKED: list[Any] = [
    *(([by, "quad"], f) for by in ("day", "month") for f in FILTERS),
    *((by, {}) for by in ("week", "year", "type", "place_country", ["recipient_country", "actor_country"])),
]  # fmt: skip


def counted(db: talion.Database) -> list[Any]:
    return [db.counts(by, **f).to_pylist() for by, f in ASKED]


def rounded(found: list[Any]) -> list[Any]:
    return [[{**row, "goldstein": round(row["goldstein"], 9)} for row in rows] for rows in found]


def check(db: talion.Database) -> None:
    """Kept counts, and those of a look at each event, are the same."""
    with db, pytest.MonkeyPatch.context() as patch:
        kept = counted(db)
        patch.setattr(queries, "_tallied", lambda *_: None)
        assert rounded(kept) == rounded(counted(db))


def version(border: Border, n: int, dice: random.Random) -> Record:
    """A story with some of its events, told on some day."""
    record = border(f"d{n}", published=f"2031-0{dice.randint(5, 7)}-1{dice.randint(0, 9)}")
    events = tuple(
        msgspec.structs.replace(e, goldstein=dice.randint(-100, 100) / 10, time=None)
        for e in record.events
        if dice.random() < 0.7
    )
    return msgspec.structs.replace(record, events=events, claims=(), links=(), pairs=())


def test_counts_stay_right_through_additions_and_corrections(
    db: talion.Database, border: Border, visit: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "_EACH", 4)
    dice = random.Random(7)
    db.add([border(), visit])
    check(db)
    for _ in range(5):
        numbers = dice.sample(range(8), k=dice.randint(1, 5))
        db.add([version(border, n, dice) for n in numbers], most=2)
        check(db)
    gone = [
        msgspec.structs.replace(r, events=(), claims=(), links=(), pairs=()) for r in db.records()
    ]
    db.add(gone)
    assert all(rows == [] for rows in counted(db))


def test_rows_are_added_up_now_and_then(
    db: talion.Database, border: Border, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "_EACH", 5)
    held = []
    for n in range(14):
        db.add([border(str(n % 3))] if n % 3 else [border(f"new {n}")])
        held.append(db.sql("SELECT * FROM tallies").num_rows)
    assert max(held) < 40 < sum(held[:5])
    check(db)


def test_a_failed_commit_counts_nothing(
    full: talion.Database, border: Border, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counted(full)
    with monkeypatch.context() as patch:
        patch.setattr("talion.store.writing._remember_failures", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            full.add([border("late")])
    assert counted(full) == before
    check(full)


def test_an_older_database_gets_its_counts(
    where: str, border: Border, visit: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = talion.Database(where, wait=5)
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "migrations", lambda: migrations()[:3])
        patch.setattr(tallies, "come", lambda *_: None)
        db.add([border(), visit])
        assert db.status().schema == 3
    assert db.counts("type").num_rows == 2
    check(db)


def test_only_what_the_sums_hold_is_asked_of_them() -> None:
    assert tallies.kind_of(["day", "quad"], ["type"]) == "days"
    assert tallies.kind_of(["place_country"], []) == "places"
    assert tallies.kind_of(["actor_country", "recipient_country"], []) == "parties"
    for columns, filters in ((["actor_country"], []), (["status"], []), (["place_country"], ["type"]),
                             (["actor_country", "recipient_country"], ["day"])):  # fmt: skip
        assert tallies.kind_of(columns, filters) is None
