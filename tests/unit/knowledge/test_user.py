from pathlib import Path

import pytest

from talion.errors import KnowledgeError
from talion.knowledge.actors import Knowledge

OWN = """
remove = ["Vox"]

[[countries]]
code = "RUS"
aliases = ["Muscovy"]
seats = ["Blue Gate=SPY"]

[[entries]]
name = "Grain Front"
aliases = ["GFX"]
country = "FRA"
sector = "AGR"

[[entries]]
name = "NATO"
international = "IGO"
sector = "MIL"

[[entries]]
name = "Ada Quill"
role = "person"
office = "prime minister"
country = "NZL"
sector = "GOV"
start = "2031-02-01"

[[roles]]
noun = "Lamplighter"
sector = "PRM"
political = true
"""


def load(path: Path, text: str) -> Knowledge:
    file = path / "my.toml"
    file.write_text(text, encoding="utf-8")
    return Knowledge.load(file)


def test_a_user_adds_overrides_and_removes(tmp_path: Path) -> None:
    own, base = load(tmp_path, OWN), Knowledge.load()
    (front,) = own.match(["GFX"])
    assert (front.entry.name, front.entry.country, front.entry.sector) == (
        "Grain Front",
        "FRA",
        "AGR",
    )
    assert front.entry.origin == "my.toml"
    assert own.match(["NATO"])[0].entry.sector == "MIL"
    assert base.match(["NATO"])[0].entry.sector == "IGO"
    assert (base.match(["Vox"]) != [], own.match(["Vox"])) == (True, [])


def test_a_user_adds_words_to_a_country(tmp_path: Path) -> None:
    own = load(tmp_path, OWN)
    assert own.country_named("Muscovy") == own.country_named("Russia") == "RUS"
    assert own.match(["Blue", "Gate"])[0].entry.sector == "SPY"
    country = own.country("RUS")
    assert country is not None
    assert country.capital == "Moscow"


def test_a_users_leader_and_role(tmp_path: Path) -> None:
    own = load(tmp_path, OWN)
    leader = own.leader("Quill", "2032-01-01")
    assert leader is not None
    assert (leader.office, leader.country) == ("prime minister", "NZL")
    role = own.role("lamplighters")
    assert role is not None
    assert (role.sector, role.kind) == ("PRM", "group")
    assert Knowledge.load().role("lamplighters") is None


def test_a_new_country(tmp_path: Path) -> None:
    own = load(
        tmp_path,
        '[[countries]]\ncode = "QZZ"\nname = "Zembla"\nadjectives = ["Zemblan"]\n'
        '[[entries]]\nname = "Zemblan Guard"\ncountry = "QZZ"\nsector = "MIL"\n',
    )
    assert own.country_named("Zemblan") == "QZZ"
    assert own.match(["Zemblan", "Guard"])[0].entry.country == "QZZ"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[entries]\n", ["not TOML"]),
        ('[entries]\nname = "A"\n', ["'entries'", "array of tables"]),
        ("extra = 1\n", ["'extra'"]),
        ("remove = 3\n", ["remove"]),
        ('[[entries]]\nsector = "GOV"\n', ["entries 1 (no name)", "name"]),
        (
            '[[entries]]\nname = "A"\n[[entries]]\nname = "B"\nsector = "GVT"\n',
            ["entries 2 (B)", "sector"],
        ),
        ('[[entries]]\nname = "B"\nsektor = "GOV"\n', ["entries 1 (B)", "sektor"]),
        ('[[entries]]\nname = "B"\ncountry = "XX"\n', ["entries 1 (B)", "country", "'XX'"]),
        ('[[entries]]\nname = "B"\nstart = "soon"\n', ["start", "'soon'"]),
        ('[[entries]]\nname = "B"\nrole = "boss"\n', ["entries 1 (B)", "role"]),
        ('[[entries]]\nname = "B"\naliases = "C"\n', ["entries 1 (B)", "aliases"]),
        ('[[roles]]\nnoun = "lamplighter"\nsector = "X"\n', ["roles 1 (lamplighter)", "sector"]),
        ('[[roles]]\nnoun = " "\n', ["roles 1", "noun"]),
        ('[[countries]]\ncode = "rus"\nname = "R"\n', ["countries 1 (R)", "code"]),
        ('[[countries]]\ncode = "QZZ"\n', ["countries 1 (QZZ)", "name"]),
        ('[[countries]]\ncode = "RUS"\nseats = ["A=B"]\n', ["countries 1 (RUS)", "seats"]),
    ],
)
def test_a_bad_file_names_the_entry_and_the_field(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert "my.toml" in message
    for word in words:
        assert word in message


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="can't be read"):
        Knowledge.load(tmp_path / "none.toml")
