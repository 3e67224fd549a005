"""A record comes back from the database exactly as it went in."""

import tempfile
import types
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import talion
from talion.record import Record

LETTERS = st.characters(exclude_categories=["Cs"])
NUMBERS = st.integers(-(2**31), 2**31 - 1)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(LETTERS, max_size=12),
    int: NUMBERS,
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    type(None): st.none(),
}


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type of the record."""
    if kind in PLAIN:
        return PLAIN[kind]
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) in (Union, types.UnionType):
        return st.one_of(*(anything(k) for k in get_args(kind)))
    if get_origin(kind) is tuple:
        first, *rest = get_args(kind)
        if rest == [...]:
            return st.lists(anything(first), max_size=3).map(tuple)
        return st.tuples(*(anything(k) for k in (first, *rest)))
    hints = typing.get_type_hints(kind)
    fields = {name: anything(hint) for name, hint in hints.items() if not name.startswith("__")}
    return st.builds(kind, **{n: fields[n] for n in kind.__struct_fields__})


RECORDS = anything(Record).filter(lambda r: "\ufdd0" not in r.to_json())
SOME = st.lists(RECORDS, min_size=1, max_size=4, unique_by=lambda r: r.document.id)


def come_back(db: talion.Database, records: list[Record]) -> None:
    assert db.add(records).added == len(records)
    assert list(db.records()) == records
    assert db.record(records[-1].document.id) == records[-1]
    assert db.add(records).unchanged == len(records)


@settings(max_examples=40)
@given(SOME)
def test_any_records_come_back_as_they_were(records: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        come_back(talion.Database(Path(folder) / "x.duckdb"), records)


@pytest.mark.needs("pg_ctlcluster", "initdb")
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=SOME)
def test_any_records_come_back_from_a_server(postgres: Any, records: list[Record]) -> None:
    come_back(talion.Database(postgres.database()), records)


def test_a_full_record_comes_back_byte_for_byte(
    db: talion.Database, border: Callable[..., Record]
) -> None:
    record = border()
    db.add([record])
    assert db.record("border").to_json() == record.to_json()


def test_no_layer_of_the_example_is_empty(border: Callable[..., Record]) -> None:
    built = msgspec.to_builtins(border())
    assert all(built[name] for name in Record.__struct_fields__)


def test_words_with_nulls_and_all_planes_are_kept(
    db: talion.Database, border: Callable[..., Record]
) -> None:
    record = border(text="\x00Kenya \U0001f6a2 closed\u2028the bridge")
    db.add([record])
    assert db.record("border") == record
    (row,) = db.sql("SELECT \"trigger\", trigger_start FROM events WHERE id = 'e1'").to_pylist()
    assert row["trigger"] == record.words(record.events[0].trigger)


def test_what_is_not_there_is_a_key_error(full: talion.Database) -> None:
    with pytest.raises(KeyError, match="gone"):
        full.record("gone")


def test_what_cannot_be_kept_fails_alone(
    db: talion.Database, border: Callable[..., Record], visit: Record
) -> None:
    surrogate = border("broken", text="lone \ud800 half")
    place = msgspec.structs.replace(border().places[0], geonames=2**70)
    large = msgspec.structs.replace(border("large"), places=(place,))
    told: list[Any] = []
    added = db.add([surrogate, large, visit], tell=told.append)
    assert (added.added, added.failed) == (1, 2)
    assert [(o.id, o.fate) for o in told] == [
        ("broken", "failed"), ("large", "failed"), ("visit", "added"),
    ]  # fmt: skip
    assert "can't be written" in told[0].error
    assert "can't be kept" in told[1].error
    assert list(db.records()) == [visit]
    assert db.status().failures == 2
