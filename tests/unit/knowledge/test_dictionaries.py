import tomllib
from pathlib import Path

import pytest

from talion.errors import KnowledgeError
from talion.knowledge import dictionaries
from talion.knowledge.actors import Knowledge

ACTORS = """\
# actors of an invented country file
<!-- nothing -->
BRENNISH_LEAGUE_ [NORPTY]  ; a party
+BREN_LEAGUE_
+BRL_

ODVAR_STRAND_ ; a politician
+STRAND_OF_BERGEN_
\t[NOROPP <900131]
\t[NORGOV 900201-951231]
\t[NORELI >19960101]
FROSTVIK_ [NOR]
NORDIC_RELIEF_ [NGOHLH]
WORLD_WATER_BOARD_ [IGOUNOWWB]
QUEER_THING_ [---]
TWO_LANDS_ [NOR/SWE]
HALF_KNOWN_ [NORQQQ]
BAD_DATE_ [NORGOV 991345]
BACKWARDS_ [NORGOV 951231-900101]
LONELY_
OLD_RUSSIA_HOUSE_ [SUNGOV]
"""

AGENTS = """\
!PERSON! = MAN, WOMEN
FJORD!PERSON!_ [~CVL]
LOCK_KEEPER {LOCK_KEEPERS} [~GOV]  # guards the locks
NEWSMONGER [~MED]
SOMEBODY [~QQQ]
NO_CODE
LOST_!NOWHERE!_ [~GOV]
"""


@pytest.fixture
def converted() -> dictionaries.Conversion:
    return dictionaries.read_actors(ACTORS, "actors.txt")


def test_names_synonyms_and_codes(converted: dictionaries.Conversion) -> None:
    league = converted.entries[0]
    assert league.name == "Brennish League"
    assert league.aliases == ("Bren League", "Brl", "BRL")
    assert (league.country, league.sector, league.role) == ("NOR", "PTY", "organization")
    assert league.origin == "actors.txt:3"


def test_dated_roles_are_terms_of_a_person(converted: dictionaries.Conversion) -> None:
    terms = [e for e in converted.entries if e.name == "Odvar Strand"]
    assert [(e.role, e.sector, e.start, e.end) for e in terms] == [
        ("person", "OPP", None, "1990-01-31"),
        ("person", "GOV", "1990-02-01", "1995-12-31"),
        ("person", "ELI", "1996-01-01", None),
    ]
    assert terms[0].aliases == ("Strand of Bergen",)


def test_bare_countries_and_international_bodies(converted: dictionaries.Conversion) -> None:
    found = {e.name: (e.role, e.country, e.international, e.sector) for e in converted.entries}
    assert found["Frostvik"] == ("region", "NOR", None, None)
    assert found["Nordic Relief"] == ("organization", None, "NGO", "NGO")
    assert found["World Water Board"] == ("organization", None, "UNO", "IGO")
    assert found["Old Russia House"] == ("organization", "RUS", None, "GOV")


def test_nothing_is_dropped_in_silence(converted: dictionaries.Conversion) -> None:
    left = {each.text: each.why for each in converted.skipped}
    assert set(left) == {
        "[---]",
        "[NOR/SWE]",
        "[NORQQQ]",
        "[NORGOV 991345]",
        "[NORGOV 951231-900101]",
        "LONELY_",
    }
    assert left["[NORQQQ]"].endswith("QQQ")
    assert left["LONELY_"] == "has no code"
    assert all(each.where.startswith("actors.txt:") for each in converted.skipped)


def test_agents() -> None:
    found = dictionaries.read_agents(AGENTS, "agents.txt")
    assert [(role.noun, role.sector, role.plurals) for role in found.roles] == [
        ("fjordman", "CVL", ()),
        ("fjordwomen", "CVL", ()),
        ("lock keeper", "GOV", ("lock keepers",)),
        ("newsmonger", "JRN", ()),
    ]
    assert [each.where for each in found.skipped] == [
        "agents.txt:5",
        "agents.txt:6",
        "agents.txt:7",
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("USAGOVMIL", ("USA", None, "GOV")),
        ("ZAR", ("COD", None, None)),
        ("PALREB", ("PSE", None, "REB")),
        ("IRQMED", ("IRQ", None, "JRN")),
        ("NGO", (None, "NGO", "NGO")),
        ("IGOEUREEC", (None, "EUR", "IGO")),
        ("EUR", (None, None, None)),
        ("REB", (None, None, "REB")),
    ],
)
def test_codes(code: str, expected: tuple[str | None, ...]) -> None:
    assert dictionaries.read_code(code)[:3] == expected


@pytest.mark.parametrize("text", ["", "soon", "9001", "20110230", "900101"])
def test_bad_dates(text: str) -> None:
    if text in ("", "900101"):
        assert dictionaries._dates(f">{text}" if text else "") == (
            "1990-01-01" if text else None,
            None,
        )
    else:
        with pytest.raises(ValueError, match=r"date|day"):
            dictionaries._date(text)


def test_the_toml_is_a_users_knowledge(tmp_path: Path) -> None:
    actors, agents, own = tmp_path / "a.txt", tmp_path / "g.txt", tmp_path / "my.toml"
    actors.write_text(ACTORS, encoding="utf-8")
    agents.write_text(AGENTS, encoding="utf-8")
    found = dictionaries.convert([actors], [agents])
    own.write_text(found.toml(), encoding="utf-8")
    tables = tomllib.loads(found.toml())
    assert (len(tables["entries"]), len(tables["roles"])) == (len(found.entries), len(found.roles))

    knowledge = Knowledge.load(own)
    day = {when: knowledge.leader("Odvar Strand", when) for when in ("1989-01-01", "1993-05-05")}
    assert [entry.sector if entry else None for entry in day.values()] == ["OPP", "GOV"]
    assert knowledge.match(["BRL"])[0].entry.sector == "PTY"
    role = knowledge.role("lock keepers")
    assert role is not None
    assert role.sector == "GOV"


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="can't be read"):
        dictionaries.convert([tmp_path / "none.txt"])
