"""Groups, sectors and themes beside pairs of countries."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs

from talion import Database, QueryError, Record
from talion.dyads import read_dyad, series, study
from talion.dyads.acts import Pair, pair_of
from talion.dyads.parties import groups, party_of
from talion.knowledge.entries import countries

Make = Callable[..., Record]
KENYA, TANZANIA = ("KEN", "GOV"), ("TZA", "MIL")


@pytest.mark.parametrize(
    ("first", "second", "ways"),
    [
        ("KEN", "TZA", (True,)),
        ("TZA", "EAC", (False,)),
        ("KEN/GOV", "MIL", (True,)),
        ("KEN/MIL", "TZA", ()),
        ("KEN+UGA", "any", (True,)),
        ("any", "KEN", (False,)),
        ("EAC", "EAC", (True,)),
        ("any", "any", (True,)),
    ],
)
def test_who_acts_on_whom(first: str, second: str, ways: tuple[bool, ...]) -> None:
    pair = pair_of(first, second)
    assert pair.directions([KENYA], [TANZANIA]) == ways
    assert not Pair("KEN", "TZA").directions([KENYA], [])
    assert Pair("KEN", "any").directions([KENYA], []) == (True,)


def test_groups_are_of_countries() -> None:
    assert all(members <= set(countries()) for _, members in groups().values())
    assert not set(groups()) & set(countries())
    assert len(party_of("EU").members or ()) == 27


@pytest.mark.parametrize("name", ["XYZ", "KEN/XYZ", "", "KEN+"])
def test_no_party(name: str) -> None:
    with pytest.raises(QueryError, match="no country or group"):
        party_of(name)


@pytest.mark.parametrize("second", ["TZA", "EAC", "any", "TZA+UGA"])
def test_records_and_database_agree_on_groups(tmp_path: Path, record: Make, second: str) -> None:
    held = [record("a"), record("b", "2031-01-09")]
    lines, path = tmp_path / "records.jsonl", tmp_path / "t.duckdb"
    lines.write_text("\n".join(r.to_json() for r in held))
    Database(path).add(held)
    one, other = (read_dyad("KEN", second, [p]) for p in (lines, path))
    assert len(one.acts) == 3
    for name in ("tellings", "stories", "naming", "publishers", "answers"):
        assert getattr(one, name) == getattr(other, name)


def test_a_theme_is_looked_at_alone(tmp_path: Path, record: Make) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(record("a").to_json())
    dyad = read_dyad("any", "any", [path], themes=["migration"])
    assert [(a.type, a.contexts) for a in dyad.acts] == [("COERCE", ("migration", "legal"))]
    assert dyad.left_out["of another theme, or of none that is told"] == 1
    with pytest.raises(QueryError, match="no theme"):
        read_dyad("any", "any", [path], themes=["mood"])


def test_publishers_are_counted(tmp_path: Path, record: Make) -> None:
    path = tmp_path / "t.duckdb"
    quiet = record("b", "2031-01-08", "denied")
    other = structs.replace(quiet, document=structs.replace(quiet.document, publisher="The Hill"))
    Database(path).add([record("a"), other])
    found = series(read_dyad("KEN", "TZA", [path]), "month")
    assert [(b.telling_publishers, b.publishers, b.publisher_share) for b in found] == [
        (1, 2, 0.5), (1, 2, 0.5),
    ]  # fmt: skip


def test_nobody_answers_himself(tmp_path: Path, record: Make) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(record("a").to_json())
    with pytest.raises(QueryError, match="can't answer itself"):
        study(read_dyad("EAC", "EAC", [path]))
