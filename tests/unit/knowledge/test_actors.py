import pytest

from talion.knowledge.actors import Knowledge, Match
from talion.knowledge.entries import phrases


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.load()


def shown(match: Match) -> tuple[int, int, str, str | None, str]:
    return match.first, match.last, match.entry.role, match.entry.country, match.form


def test_every_name_and_alias_is_found_again(knowledge: Knowledge) -> None:
    lost = []
    for entry in knowledge.entries:
        names = entry.aliases if entry.role == "adjective" else (entry.name, *entry.aliases)
        for name in names:
            tokens = name.replace(",", " ,").split()
            matches = knowledge.match(tokens)
            readings = [each.name for m in matches for each in (m.entry, *m.others)]
            whole = [(m.first, m.last) for m in matches] == [(0, len(tokens) - 1)]
            if not whole or entry.name not in readings:
                lost.append((entry.origin, name))
    assert lost == []


def test_nothing_is_found_in_phrases(knowledge: Knowledge) -> None:
    named = [phrase for phrase in phrases() if knowledge.match(phrase.split())]
    assert named == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the U.S. - led force", [(1, 1, "country", "USA", "whole")]),
        ("a U.S.-led force", [(1, 1, "country", "USA", "part")]),
        ("they told us so", []),
        ("It was Turkey 's turn", [(2, 2, "country", "TUR", "whole")]),
        ("cold turkey", []),
        ("Quai d’Orsay sources", [(0, 1, "seat", "FRA", "whole")]),
        (
            "Côte d'Ivoire and Niger",
            [(0, 1, "country", "CIV", "whole"), (3, 3, "country", "NER", "whole")],
        ),
        ("North Korean envoys", [(0, 1, "adjective", "PRK", "whole")]),
        (
            "Tajiks in Dushanbe",
            [(0, 0, "people", "TJK", "whole"), (2, 2, "capital", "TJK", "whole")],
        ),
        ("Soviet Union", [(0, 1, "country", "RUS", "whole")]),
        ("the New York Times", [(1, 3, "organization", "USA", "whole")]),
        (
            "IRAN REJECTS SOUTH KOREAN OFFER",
            [(0, 0, "country", "IRN", "whole"), (2, 3, "adjective", "KOR", "whole")],
        ),
        ("", []),
    ],
)
def test_match(knowledge: Knowledge, text: str, expected: list[object]) -> None:
    assert [shown(match) for match in knowledge.match(text.split())] == expected


@pytest.mark.parametrize(
    ("text", "country", "international", "sector"),
    [
        ("Hezbollah", "LBN", None, "REB"),
        ("al - Qaeda", None, "IMG", "REB"),
        ("UNHCR", None, "UNO", "IGO"),
        ("the European Commission", None, "EUR", "IGO"),
        ("Pentagon", "USA", None, "MIL"),
        ("Knesset", "ISR", None, "LEG"),
        ("Interfax", "RUS", None, "JRN"),
        ("Federal Migration Service", "RUS", None, "GOV"),
        ("MSF", None, "NGO", "NGO"),
        ("Gazprom", "RUS", "MNC", "BUS"),
        ("FSB", "RUS", None, "SPY"),
        ("AKP", "TUR", None, "PTY"),
        ("FBI", "USA", None, "COP"),
    ],
)
def test_bodies(
    knowledge: Knowledge, text: str, country: str, international: str, sector: str
) -> None:
    (match,) = knowledge.match(text.split())
    entry = match.entry
    assert (entry.country, entry.international, entry.sector) == (country, international, sector)


def test_other_readings_are_kept(knowledge: Knowledge) -> None:
    (match,) = knowledge.match(["Georgia"])
    assert match.entry.country == "GEO"
    assert [(entry.role, entry.country) for entry in match.others] == [("state", "USA")]


def test_people_have_the_office_of_the_day(knowledge: Knowledge) -> None:
    tokens = ["Vladimir", "Putin"]
    offices = {
        day: (found.office, found.sector)
        for day in ("1999-09-01", "2005-01-01", "2010-01-01", "2015-01-01")
        for found in [knowledge.match(tokens, day)[0].entry]
    }
    assert offices == {
        "1999-09-01": ("prime minister", "GOV"),
        "2005-01-01": ("president", "GOV"),
        "2010-01-01": ("prime minister", "GOV"),
        "2015-01-01": ("president", "GOV"),
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("But Assad said no", [(1, 1)]),
        ("Mr Cameron spoke", [(1, 1)]),
        ("Jenny Cameron spoke", []),
        ("Assad Hospital", []),
        ("Critics of Merkel", [(2, 2)]),
        ("In May it rained", []),
        ("Home Secretary May resigned", [(2, 2)]),
    ],
)
def test_surnames_alone(knowledge: Knowledge, text: str, found: list[tuple[int, int]]) -> None:
    matches = [m for m in knowledge.match(text.split(), "2012-06-01") if m.form == "surname"]
    assert [(match.first, match.last) for match in matches] == found


def test_surnames_alone_need_a_date(knowledge: Knowledge) -> None:
    assert knowledge.match(["But", "Merkel", "agreed"]) == []


@pytest.mark.parametrize(
    ("name", "day", "country", "expected"),
    [
        ("Bush", "1990-08-02", None, ("George H. W. Bush", "president", "GOV")),
        ("Bush", "2003-03-20", None, ("George W. Bush", "president", "GOV")),
        ("Clinton", "1996-05-01", None, ("Bill Clinton", "president", "GOV")),
        ("Clinton", "2011-05-01", None, ("Hillary Clinton", "secretary of state", "GOV")),
        ("Assad", "1982-02-02", None, ("Hafez al-Assad", "president", "GOV")),
        ("al-Assad", "2011-11-12", None, ("Bashar al-Assad", "president", "GOV")),
        ("Gorbachev", "2001-01-01", None, ("Mikhail Gorbachev", "former leader", "ELI")),
        (
            "Mikhail Saakashvili",
            "2014-01-01",
            None,
            ("Mikheil Saakashvili", "former president", "ELI"),
        ),
        ("President Dmitry Medvedev", "2011-11-12", None, ("Dmitry Medvedev", "president", "GOV")),
        ("Barack Hussein Obama", "2010-01-01", None, ("Barack Obama", "president", "GOV")),
        ("Emmanuel Macron", "2001-01-01", None, ("Emmanuel Macron", None, None)),
        ("Abdullah", "2012-05-01", "JOR", ("King Abdullah II", "king", "GOV")),
        ("Ban", "2013-05-01", None, ("Ban Ki-moon", "secretary-general", "IGO")),
        ("Xi", "2015-01-01", None, ("Xi Jinping", "president", "GOV")),
        ("Rakhmon", "2011-11-12", "TJK", ("Emomali Rahmon", "president", "GOV")),
    ],
)
def test_leader(
    knowledge: Knowledge, name: str, day: str, country: str | None, expected: tuple[str, str, str]
) -> None:
    found = knowledge.leader(name, day, country)
    assert found is not None
    assert (found.name, found.office, found.sector) == expected


@pytest.mark.parametrize(
    ("name", "day", "country"),
    [
        ("Michelle Obama", "2010-01-01", None),
        ("Macron", "2001-01-01", None),
        ("Nobody", "2001-01-01", None),
        ("Putin", "2001-01-01", "FRA"),
        ("", "2001-01-01", None),
    ],
)
def test_no_leader(knowledge: Knowledge, name: str, day: str, country: str | None) -> None:
    assert knowledge.leader(name, day, country) is None


def test_leader_without_a_date_is_the_last_term(knowledge: Knowledge) -> None:
    found = knowledge.leader("Angela Merkel")
    assert found is not None
    assert (found.office, found.sector, found.end) == ("chancellor", "GOV", "2021-12-08")


@pytest.mark.parametrize(
    ("noun", "sector", "kind", "political"),
    [
        ("minister", "GOV", "person", True),
        ("police", "COP", "organization", True),
        ("police officers", "COP", "group", True),
        ("policewomen", "COP", "group", True),
        ("soldiers", "MIL", "group", True),
        ("supreme court", "JUD", "organization", True),
        ("senior human rights activists", "CVL", "group", True),
        ("gunmen", "UAF", "group", True),
        ("students", "EDU", "group", False),
        ("MPs", "LEG", "group", True),
        ("former foreign minister", "ELI", "person", True),
        ("former rebel", "REB", "person", True),
        ("refugees", "REF", "group", False),
        ("trade unions", "LAB", "group", False),
        ("embassies", "GOV", "organization", True),
        ("spokesman", None, "person", True),
    ],
)
def test_role(
    knowledge: Knowledge, noun: str, sector: str | None, kind: str, political: bool
) -> None:
    role = knowledge.role(noun)
    assert role is not None
    assert (role.sector, role.kind, role.political) == (sector, kind, political)


def test_no_role(knowledge: Knowledge) -> None:
    assert knowledge.role("umbrella") is None
    assert knowledge.role("") is None


def test_countries(knowledge: Knowledge) -> None:
    country = knowledge.country("DEU")
    assert country is not None
    assert (country.name, country.adjective, country.capital) == ("Germany", "German", "Berlin")
    assert knowledge.country("ZZZ") is None
    named = {
        words: knowledge.country_named(words) for words in ("the Netherlands", "U.S.", "Paris")
    }
    assert named == {"the Netherlands": "NLD", "U.S.": "USA", "Paris": None}


def test_named_lists_every_reading(knowledge: Knowledge) -> None:
    assert [entry.country for entry in knowledge.named("Congress")] == ["USA", "IND"]
    assert knowledge.named("Korean War") == ()


def test_bodies_are_known_in_papers_that_write_their_nouns_small() -> None:
    knowledge = Knowledge.load()
    small = knowledge.match(["the", "Labour", "party"])
    assert [m.entry.name for m in small] == ["Labour Party"]
    assert [m.entry.name for m in knowledge.match(["UN", "Security", "council"])] == [
        "UN Security Council"
    ]


def test_peoples_of_several_countries_know_their_homes() -> None:
    (kurds,) = Knowledge.load().named("Kurds")
    assert kurds.country is None
    assert set(kurds.homes) == {"SYR", "IRQ", "TUR", "IRN"}
