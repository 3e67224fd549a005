import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from talion.errors import KnowledgeError
from talion.ontology import plover, read_ontology

QUADS = {
    "verbal-cooperation": {"AGREE", "CONSULT", "SUPPORT", "CONCEDE"},
    "material-cooperation": {"COOPERATE", "AID", "RETREAT"},
    "verbal-conflict": {"REQUEST", "ACCUSE", "REJECT", "THREATEN"},
    "material-conflict": {"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"},
}
TYPE: dict[str, Any] = {
    "means": "waves",
    "quad": "verbal-cooperation",
    "goldstein": 1,
    "cameo": "01",
}


def test_the_sixteen_types_lie_in_their_quads() -> None:
    found: dict[str, set[str]] = {}
    for entry in plover().types.values():
        found.setdefault(entry.quad, set()).add(entry.name)
    assert found == QUADS


def test_every_type_and_mode_is_complete() -> None:
    for entry in plover().types.values():
        assert entry.means.strip()
        assert -10 <= entry.goldstein <= 10
        assert re.fullmatch(r"\d{2,4}", entry.cameo), entry
        for mode in entry.modes.values():
            assert -10 <= mode.goldstein <= 10
            assert re.fullmatch(r"\d{2,4}", mode.cameo), (entry.name, mode)


def test_conflict_is_negative_and_cooperation_positive() -> None:
    for entry in plover().types.values():
        for score in (entry.goldstein, *(m.goldstein for m in entry.modes.values())):
            if entry.quad.endswith("cooperation"):
                assert score > 0, entry.name
            elif entry.name != "REQUEST":
                assert score < 0, entry.name


@pytest.mark.parametrize(
    ("type_", "mode", "score", "cameo"),
    [
        ("ASSAULT", "suicide-attack", -9.5, "1831"),
        ("SANCTION", "convict", -6.0, "1734"),
        ("CONSULT", "phone", 1.5, "041"),
        ("CONSULT", None, 2.5, "040"),
        ("CONSULT", "no-such-mode", 2.5, "040"),
    ],
)
def test_scores_and_codes(type_: str, mode: str | None, score: float, cameo: str) -> None:
    assert plover().goldstein(type_, mode) == score
    assert plover().cameo(type_, mode)[: len(cameo)] == cameo or mode == "convict"


def test_an_unknown_type_is_an_error() -> None:
    with pytest.raises(KeyError):
        plover().goldstein("WAVE", None)


@pytest.mark.parametrize("missing", sorted(TYPE))
def test_an_incomplete_type_is_named(missing: str) -> None:
    raw = {"types": {"WAVE": {k: v for k, v in TYPE.items() if k != missing}}}
    with pytest.raises(KnowledgeError, match=r"own\.toml.*WAVE"):
        read_ontology(raw, "own.toml")


def test_an_incomplete_mode_is_named() -> None:
    raw = {"types": {"WAVE": {**TYPE, "modes": {"hand": {"goldstein": 1}}}}}
    with pytest.raises(KnowledgeError, match="WAVE"):
        read_ontology(raw, "own.toml")


def test_an_ontology_of_ones_own() -> None:
    raw = {
        "types": {"WAVE": {**TYPE, "modes": {"hand": {"goldstein": 2, "cameo": "011"}}}},
        "contexts": {"beach": ["sand", "sea"]},
        "sectors": {"LIF": "lifeguards"},
        "international": {"SEA": "seafarers"},
    }
    own = read_ontology(raw, "own.toml")
    assert own.goldstein("WAVE", "hand") == 2.0
    assert own.cameo("WAVE", None) == "01"
    assert own.contexts == {"beach": ("sand", "sea")}
    assert own.sectors == {"LIF": "lifeguards", "SEA": "seafarers"}


def test_contexts_have_words_and_sectors_meanings() -> None:
    assert len(plover().contexts) == 37
    assert all(plover().contexts.values())
    assert {"GOV", "MIL", "JUD", "COP", "IGO", "NGO", "REB"} <= set(plover().sectors)
    assert all(meaning.strip() for meaning in plover().sectors.values())


def test_the_data_says_where_it_is_from() -> None:
    head = files("talion.ontology").joinpath("plover.toml").read_text("utf-8")
    assert all(word in head.split("\n\n")[0] for word in ("Origin", "Version"))
    assert tomllib.loads(head)["types"]
