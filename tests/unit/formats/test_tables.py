"""Records as Arrow tables."""

from datetime import date

import msgspec
import pyarrow as pa
import pytest

import talion
from talion.errors import IntakeError, RecordError
from talion.formats.tables import LAYERS
from talion.record import Document, Failure, Record


def test_an_event_is_one_row_with_its_names_days_and_words(record: Record) -> None:
    table = record.events_table()
    first, second = table.to_pylist()
    assert first["document"] == "bora"
    assert (first["type"], first["mode"], first["status"]) == ("SANCTION", "expel", "happened")
    assert (first["actors"], first["actor_names"], first["actor_countries"]) == (
        ["a1"],
        ["Bora"],
        ["BRA"],
    )
    assert first["recipient_sectors"] == ["GOV"]
    assert (first["time_start"], first["time_end"]) == (date(2031, 5, 2), date(2031, 5, 3))
    assert (first["place_name"], first["place_lat"]) == ("Lume", 1.5)
    assert first["trigger"] == "expels"
    assert record.document.text[first["trigger_start"] : first["trigger_end"]] == "expels"
    assert first["tellings"] == 2
    assert second["actors"] == []
    assert second["time"] is None
    assert second["time_start"] is None
    assert second["place_lat"] is None


def test_each_layer_has_its_table(record: Record) -> None:
    assert record.actors_table()["mentions"].to_pylist() == [2, 1, 1, 2]
    claim = record.claims_table().to_pylist()[1]
    assert (claim["source_name"], claim["stance"], claim["cue"]) == (
        "the ministry",
        "denies",
        "denied",
    )
    assert claim["content"] == ["that it was a retaliation"]
    link = record.links_table().to_pylist()[0]
    assert (link["antecedent"], link["response"], link["status"]) == ("e2", "e1", "disputed")
    assert link["response_words"] == "expelled"
    quantity = record.quantities_table().to_pylist()[0]
    assert (quantity["value"], quantity["of"], quantity["consistent"]) == (2.0, "envoys", False)
    assert record.places_table()["geonames"].to_pylist() == [7]
    assert record.times_table()["start"].to_pylist() == [date(2031, 5, 2)]


def test_tables_of_many_records_keep_order_and_failures(record: Record) -> None:
    empty = Record(document=Document(id="none", text="x", sha256="0"))
    failed = Failure.of("bad", IntakeError("is broken"))
    found = talion.tables(iter([record, empty, failed, record]))
    assert found["documents"]["document"].to_pylist() == ["bora", "none", "bora"]
    assert found["events"].num_rows == 4
    assert found["failures"].to_pylist() == [
        {"document": "bad", "kind": "unreadable", "message": "is broken"}
    ]


def test_schemas_are_the_same_with_and_without_rows(record: Record) -> None:
    full, none = talion.tables([record]), talion.tables([])
    assert {n: t.schema for n, t in full.items()} == {n: t.schema for n, t in none.items()}
    assert all(t.num_rows == 0 for t in none.values())


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_every_column_says_what_it_holds(layer: object) -> None:
    for field in layer.schema:  # type: ignore[attr-defined]
        assert field.metadata[b"means"], field.name
        assert not pa.types.is_null(field.type)


def test_a_date_that_is_none_is_refused(record: Record) -> None:
    time = msgspec.structs.replace(record.times[0], start="soon")
    with pytest.raises(RecordError, match="soon"):
        msgspec.structs.replace(record, times=(time,)).times_table()


def test_ids_that_a_record_lacks_are_null(record: Record) -> None:
    event = msgspec.structs.replace(record.events[0], actors=("a9",), time="t9", place="p9")
    row = msgspec.structs.replace(record, events=(event,)).events_table().to_pylist()[0]
    assert row["actor_names"] == [None]
    assert row["time_text"] is None


def test_pandas_and_polars_take_them(record: Record) -> None:
    pandas = pytest.importorskip("pandas")
    frame = record.events_table().to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["type"]) == ["SANCTION", "COERCE"]
    polars = pytest.importorskip("polars")
    assert polars.from_arrow(record.events_table())["confidence"].to_list() == [0.91, 0.6]
