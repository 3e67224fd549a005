"""Every rule of the data file, by its own examples."""

import re
from typing import Any

import pytest

from talion.errors import KnowledgeError
from talion.intake.data import load_data
from talion.intake.dateline import find_dateline
from talion.intake.furniture import find_furniture, is_furniture
from talion.intake.rules import furniture_pattern, rules

DATA = load_data("layout.toml")
FURNITURE: list[dict[str, Any]] = DATA["furniture"]


def test_the_data_says_where_it_is_from() -> None:
    for name in ("layout.toml", "encodings.toml"):
        data = load_data(name)
        assert data["origin"]
        assert data["licence"]
        assert data["version"]


@pytest.mark.parametrize("entry", FURNITURE, ids=lambda entry: entry["name"])
def test_furniture(entry: dict[str, Any]) -> None:
    pattern = re.compile(furniture_pattern(entry))
    assert entry["where"] in ("line", "inline")
    assert entry["examples"]
    assert entry["not"]
    for example in entry["examples"]:
        assert pattern.fullmatch(example), example
        assert find_furniture(f"He left.\n{example}\nThey stayed.")
    for example in entry["not"]:
        assert not is_furniture(example), example
        assert find_furniture(example) == (), example


@pytest.mark.parametrize("form", sorted(rules().agencies))
def test_agencies(form: str) -> None:
    text = f"BORA ({form}) - The army left."
    found = find_dateline(text, (0, len(text)))
    assert found is not None
    assert found.agency == rules().agencies[form]


@pytest.mark.parametrize("label", DATA["dateline"]["labels"])
def test_labels_are_no_places(label: str) -> None:
    text = f"{label} - The army left."
    assert find_dateline(text, (0, len(text))) is None


def test_a_long_line_is_never_furniture() -> None:
    assert not is_furniture("Read more: " + "x" * 400)


def test_a_missing_data_file() -> None:
    with pytest.raises(KnowledgeError, match=r"none\.toml"):
        load_data("none.toml")
