"""Every package that an installation brings is listed, with a licence that was looked at and may be used."""

import importlib.util
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest

_FILE = Path(__file__).parents[2] / ".ci" / "supply.py"
_SPEC = importlib.util.spec_from_file_location("supply", _FILE)
assert _SPEC is not None
assert _SPEC.loader is not None
supply = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(supply)

BROUGHT: dict[str, Distribution] = supply.brought()[0]
LISTED: dict[str, str] = supply.LISTED


def stated(package: Distribution) -> str:
    """What a package says of its own licence."""
    about = package.metadata
    classified = [c for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    return about.get("License-Expression") or "; ".join(classified) or about.get("License") or ""


def test_the_packages_are_found() -> None:
    assert {"spacy", "lxml", "duckdb", "numpy", "click"} <= set(BROUGHT)
    assert "pytest" not in BROUGHT


@pytest.mark.parametrize("name", sorted(BROUGHT))
def test_a_licence_is_listed_as_the_package_states_it(name: str) -> None:
    assert name in LISTED, f"look at the licence of {name}, and put it into .ci/licences.toml"
    said = stated(BROUGHT[name])
    if said:
        told = supply.families(LISTED[name]) & supply.families(said)
        assert told, f"{name} now says: {said[:200]}"


@pytest.mark.parametrize("name", sorted(LISTED))
def test_a_listed_licence_may_be_used(name: str) -> None:
    assert supply.fault(name) == ""


@pytest.mark.parametrize(
    ("licence", "may"),
    [
        ("MIT", True), ("GPL-3.0-only", False), ("LGPL-3.0-only", False), ("MIT OR GPL-2.0-only", True),
        ("MIT AND GPL-2.0-only", False), ("Some words of its own", False),
    ],
)  # fmt: skip
def test_a_licence_that_asks_for_more_is_a_fault(licence: str, may: bool) -> None:
    assert (supply.fault("thing", {"thing": licence}) == "") is may
    assert "has no licence" in supply.fault("thing", {})


def component(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "bom-ref": f"{name}==1", **more}


def test_the_list_has_what_an_installation_brings_alone_and_a_licence_for_each() -> None:
    mit = [{"license": {"id": "MIT"}}]
    bom = {
        "metadata": {"component": component("talion")},
        "components": [component("Ray"), component("rich", licenses=mit), component("pytest")],
        "dependencies": [
            {"ref": "talion==1", "dependsOn": ["Ray==1", "pytest==1"]}, {"ref": "pytest==1"},
        ],
    }  # fmt: skip
    made = supply.trimmed(bom, ["ray", "rich"])
    assert [c["name"] for c in made["components"]] == ["Ray", "rich"]
    seen = [{"expression": "Apache-2.0", "acknowledgement": "concluded"}]
    assert [c["licenses"] for c in made["components"]] == [seen, mit]
    assert made["dependencies"] == [{"ref": "talion==1", "dependsOn": ["Ray==1"]}]
    with pytest.raises(SystemExit, match="not in the list: spacy"):
        supply.trimmed(bom, ["spacy", "rich"])


def test_holes_are_told_apart_from_what_the_database_does_not_know() -> None:
    hole = {"id": "PYSEC-1", "fix_versions": ["2.1"]}
    answers = [
        {"name": "a", "version": "2.0", "vulns": [hole]},
        {"name": "b", "version": "1", "vulns": []},
        {"name": "c", "skip_reason": "not found"},
    ]
    assert supply.verdict(answers) == (["a 2.0: PYSEC-1, mended in 2.1"], ["c"])


def test_where_nothing_can_be_asked_the_audit_does_not_pass(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supply, "_asked", lambda _: [{"name": "msgspec", "skip_reason": "?"}])
    with pytest.raises(SystemExit, match="can't be asked"):
        supply.audit(if_possible=False)
    supply.audit(if_possible=True)
    assert capsys.readouterr().out.startswith("not audited")
