from pathlib import Path

import pytest

from talion.errors import KnowledgeError
from talion.knowledge.build_gazetteer import Row, familiar, middle, pack, straight, table, usable
from talion.knowledge.gazetteer import KINDS, Candidate, Gazetteer, fold, kilometres


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def small() -> Gazetteer:
    country = Row("Freedonia", 10.0, 20.0, "country", "country", "FRE", 7, 5_000_000)
    country.call(["Freedonia"], "name")
    town = Row("Mühlstadt", 10.5, -20.25, "place", "town", "FRE", 8, 40_000)
    town.call(["Mühlstadt"], "name")
    town.call(["Muhlstadt am See"], "alias")
    village = Row("Muhlstadt", 11.0, 20.0, "place", "town", "FRE", None, 600)
    village.call(["Muhlstadt"], "name")
    return Gazetteer(pack([country, village, town], "test 1"))


def first(gazetteer: Gazetteer, name: str) -> Candidate:
    return gazetteer.find(name)[0]


def test_what_is_packed_is_found_again() -> None:
    places = small()
    assert len(places) == 3
    assert places.version == "test 1"
    found = places.find("MUHLSTADT")
    assert [c.name for c in found] == ["Mühlstadt", "Muhlstadt"]
    town = found[0]
    assert (town.lat, town.lon, town.country, town.geonames) == (10.5, -20.25, "FRE", 8)
    assert (town.population, town.kind, town.feature, town.match) == (
        40_000,
        "place",
        "town",
        "name",
    )
    assert found[1].geonames is None
    assert places.find("Muhlstadt am See")[0].match == "alias"
    assert places.find("Freedonia")[0].kind == "country"


def test_an_unknown_name_finds_nothing() -> None:
    places = small()
    assert places.find("Nowhere") == ()
    assert places.find("") == ()
    assert "Nowhere" not in places
    assert "Freedonia" in places
    assert places.find("x" * 400) == ()


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.bin"
    path.write_bytes(b"something else altogether")
    with pytest.raises(KnowledgeError, match="not a gazetteer"):
        Gazetteer.load(path)
    with pytest.raises(KnowledgeError, match="can't be read"):
        Gazetteer.load(tmp_path / "none.bin")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("São Paulo", "sao paulo"),
        ("Saint Paul", "st paul"),
        ("ST. PAUL", "st paul"),
        ("Mount Vernon", "mt vernon"),
        ("Fort Worth", "ft worth"),
        ("U.S.", "us"),
        ("Stoke-on-Trent", "stoke on trent"),
        ("Łódź", "lodz"),
        ("Sana’a", "sanaa"),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Kenya", "KEN", "country"),
        ("U.S.", "USA", "country"),
        ("Britain", "GBR", "country"),
        ("North Korea", "PRK", "country"),
        ("Minn.", "USA", "admin1"),
        ("N.Y.", "USA", "admin1"),
        ("N. Y.", "USA", "admin1"),
        ("Ont.", "CAN", "admin1"),
        ("Nineveh", "IRQ", "admin1"),
        ("Bavaria", "DEU", "admin1"),
        ("Mosul", "IRQ", "place"),
        ("Kiev", "UKR", "place"),
        ("Washington", "USA", "place"),
        ("Geneva", "CHE", "place"),
        ("Strait of Hormuz", None, "water"),
        ("Middle East", None, "region"),
        ("Heathrow", "GBR", "facility"),
        ("Zaatari", "JOR", "facility"),
    ],
)
def test_the_shipped_file_knows(
    gazetteer: Gazetteer, name: str, country: str | None, kind: str
) -> None:
    found = first(gazetteer, name)
    assert (found.country, found.kind) == (country, kind)


def test_counties_and_villages(gazetteer: Gazetteer) -> None:
    county = first(gazetteer, "Wayne County")
    assert county.feature == "admin2"
    assert county.admin1 is not None
    assert any(c.match == "short" for c in gazetteer.find("Wayne"))
    assert len(gazetteer.find("Springfield")) > 20


def test_a_town_lies_in_its_regions(gazetteer: Gazetteer) -> None:
    town = next(c for c in gazetteer.find("Duluth") if c.population > 50_000)
    assert town.admin1 is not None
    assert gazetteer.place(town.admin1).name == "Minnesota"
    assert town.admin2 is not None
    assert gazetteer.place(town.admin2).name == "Saint Louis County"


def test_capitals_weigh_more_than_their_people(gazetteer: Gazetteer) -> None:
    bern = first(gazetteer, "Bern")
    assert bern.country == "CHE"
    assert 10**bern.rank > bern.population


def test_every_place_is_well_formed(gazetteer: Gazetteer) -> None:
    for index in range(0, len(gazetteer), 97):
        place = gazetteer.place(index)
        assert place.name
        assert -90 <= place.lat <= 90
        assert -180 <= place.lon <= 180
        assert place.kind in KINDS
        assert place.country is None or len(place.country) == 3


@pytest.mark.parametrize("row", list(table("gazetteer-features.tsv", 8)), ids=lambda row: row[0])
def test_every_feature_is_found_by_all_its_names(gazetteer: Gazetteer, row: list[str]) -> None:
    title, aliases, lat, lon, country, kind, _, _ = row
    assert kind in KINDS
    for name in [title, *filter(None, aliases.split("|"))]:
        found = [c for c in gazetteer.find(name, 255) if c.country == (country or None)]
        assert any(abs(c.lat - float(lat)) < 8 for c in found), name
    assert -180 <= float(lon) <= 180


def test_every_country_has_a_point(gazetteer: Gazetteer) -> None:
    for code, lat, _, aliases in table("gazetteer-countries.tsv", 4):
        for name in filter(None, aliases.split("|")):
            found = [c for c in gazetteer.find(name) if c.country == code]
            assert found, name
            if found[0].kind == "country":
                assert found[0].lat == pytest.approx(float(lat), abs=1e-4)


def test_every_abbreviation_is_found(gazetteer: Gazetteer) -> None:
    for _, names in table("gazetteer-abbreviations.tsv", 2):
        for name in names.split("|"):
            assert gazetteer.find(name), name


def test_distance(gazetteer: Gazetteer) -> None:
    berlin, paris = first(gazetteer, "Berlin"), first(gazetteer, "Paris")
    assert kilometres(berlin, paris) == pytest.approx(878, abs=5)
    assert kilometres(paris, paris) == 0


def test_names_are_put_straight() -> None:
    assert straight("Durham, County") == ("County Durham", ["Durham"])
    assert straight("Essex") == ("Essex", [])
    assert familiar("Nīnawá", ["Nineveh Governorate"]) == "Nineveh"
    assert familiar("Texas", ["State of Texas"]) == "Texas"


@pytest.mark.parametrize("alias", ["LHR", "City of London", "7th Town", "Lo"])
def test_aliases_no_text_uses(alias: str) -> None:
    assert not usable(alias)


def test_the_middle_of_points_over_the_date_line() -> None:
    lat, lon = middle([(0.0, 179.0, 1.0), (10.0, -179.0, 1.0)])
    assert lat == 5.0
    assert abs(lon) == pytest.approx(180.0)
