import pytest

from talion.knowledge import entries
from talion.knowledge.entries import KIND_OF_ROLE, Country, Entry

TABLES = (
    "countries.tsv",
    "former_countries.tsv",
    *entries.ORGANIZATION_TABLES,
    "leaders.tsv",
    "phrases.tsv",
    "roles.tsv",
)
ALL = list(entries.package_entries())


@pytest.mark.parametrize("file", TABLES)
def test_every_table_says_its_origin_licence_and_version(file: str) -> None:
    path = entries.resources.files("talion.knowledge") / "data" / file
    head = [line for line in path.read_text(encoding="utf-8").split("\n") if line.startswith("#")]
    for word in ("# origin: ", "# licence: ", "# version: "):
        assert any(line.startswith(word) and len(line) > len(word) for line in head), word


@pytest.mark.parametrize("file", TABLES)
def test_every_table_has_rows_and_no_stray_space(file: str) -> None:
    found = list(entries.rows(file))
    assert len(found) > 20
    for where, cells in found:
        for column, cell in cells.items():
            for value in cell.split(";") if column not in ("office",) else [cell]:
                assert value == value.strip(), (where, column)


def test_every_entry_keeps_the_schema() -> None:
    codes = entries.countries()
    wrong = [(e.origin, e.name, *p) for e in ALL for p in entries.problems(e, codes)]
    assert wrong == []
    assert all(entry.kind == KIND_OF_ROLE[entry.role] for entry in ALL)


def test_no_row_stands_twice() -> None:
    rows = [(e.name, e.role, e.country, e.office, e.start, e.origin[:7]) for e in ALL]
    twice = {row for row in rows if rows.count(row) > 1} if len(set(rows)) < len(rows) else set()
    assert twice == set()


def test_countries_are_the_249_of_the_standard_and_kosovo() -> None:
    codes = entries.countries()
    assert len(codes) == 250
    assert {"XKX", "PSE", "TWN", "SSD", "TLS", "MNE"} <= set(codes)
    assert all(len(code) == 3 and code.isupper() and code.isalpha() for code in codes)
    assert len({country.name for country in codes.values()}) == len(codes)


@pytest.mark.parametrize(
    ("code", "adjective", "capital"),
    [
        ("TJK", "Tajik", "Dushanbe"),
        ("GBR", "British", "London"),
        ("KAZ", "Kazakh", "Astana"),
        ("SGP", "Singaporean", None),
        ("ATF", None, None),
    ],
)
def test_country_words(code: str, adjective: str | None, capital: str | None) -> None:
    country = entries.countries()[code]
    assert (country.adjective, country.capital) == (adjective, capital)


def test_counts_are_not_lost() -> None:
    persons = [entry for entry in ALL if entry.role == "person"]
    assert len(persons) > 3000
    assert sum(entry.role == "organization" for entry in ALL) > 3500
    assert sum(1 for _ in entries.package_roles()) > 1500


def test_every_role_has_a_sector_that_exists_or_none() -> None:
    for role in entries.package_roles():
        assert role.sector is None or role.sector in entries.SECTORS, role.noun
        assert role.kind in ("person", "group", "organization", "state"), role.noun
        assert role.noun == role.noun.lower() or role.noun == "u.n.", role.noun


def test_terms_of_one_office_do_not_end_before_they_begin() -> None:
    for entry in ALL:
        if entry.role == "person" and entry.start and entry.end:
            assert entry.end[: len(entry.start)] >= entry.start[: len(entry.end)], entry


@pytest.mark.parametrize(
    ("field", "entry"),
    [
        ("name", {"name": " "}),
        ("country", {"country": "ZZZ"}),
        ("sector", {"sector": "GVT"}),
        ("international", {"international": "EU"}),
        ("start", {"start": "1/2/1990"}),
        ("start", {"start": "1990-13"}),
        ("end", {"start": "1990", "end": "1989-12-31"}),
    ],
)
def test_problems_name_the_field(field: str, entry: dict[str, str]) -> None:
    made = Entry(**{"name": "A", "kind": "organization", "role": "organization", **entry})  # type: ignore[arg-type]
    assert [name for name, _ in entries.problems(made, entries.countries())] == [field]


def test_dates_are_compared_as_exactly_as_they_are_given() -> None:
    term = Entry(name="A", kind="person", role="person", start="2001-03", end="2004")
    assert [
        term.holds(day) for day in ("2001-02-28", "2001-03-01", "2004-12-31", "2005-01-01")
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert term.holds("2001")
    assert Entry(name="A", kind="person", role="person").holds("1066-10-14")


def test_seats_carry_their_sector() -> None:
    country = Country(code="FRA", name="France", seats=("Elysee", "Palais Bourbon=LEG"))
    seats = [entry for entry in entries.country_entries(country) if entry.role == "seat"]
    assert [(entry.name, entry.sector) for entry in seats] == [
        ("Elysee", "GOV"),
        ("Palais Bourbon", "LEG"),
    ]
