"""Every package that an installation brings has a licence that was looked at and may be used."""

import re
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LISTED: dict[str, str] = tomllib.loads((ROOT / ".ci" / "licences.toml").read_text("utf-8"))[
    "licences"
]
DEVELOPERS = ("dev", "docs", "fuzz", "train")
"""Extras of who works on Talion, not of who uses it."""
FREE = {
    "MIT",
    "BSD",
    "APACHE",
    "MPL",
    "ISC",
    "PSF",
    "0BSD",
    "ZLIB",
    "CC0",
    "CNRI",
    "UNLICENSE",
    "HPND",
}
"""Families of licences that ask no more than to be named, or, as the MPL, for changes to their own files."""
LIBRARIES = {"psycopg": "LGPL", "psycopg-binary": "LGPL"}
"""Asked for by name (``talion[postgres]``), loaded as they are, changed and handed on by nobody here."""
FAMILIES = {
    "MOZILLA": "MPL", "PYTHON SOFTWARE": "PSF", "PSF": "PSF", "APACHE": "APACHE", "0BSD": "0BSD",
    "BSD": "BSD", "MIT": "MIT", "MPL": "MPL", "ISC": "ISC", "ZLIB": "ZLIB", "CC0": "CC0",
    "CNRI": "CNRI", "UNLICENSE": "UNLICENSE", "LGPL": "LGPL", "GPL": "GPL", "HPND": "HPND",
}  # fmt: skip


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def brought() -> dict[str, Distribution]:
    """The packages that Talion and its extras need, with what these need, as far as they are here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [r for name, given in extras.items() if name not in DEVELOPERS for r in given]
    todo = [Requirement(r) for r in [*project["dependencies"], *asked]]
    found: dict[str, Distribution] = {}
    while todo:
        one = todo.pop()
        if plain(one.name) in found:
            continue
        try:
            found[plain(one.name)] = distribution(one.name)
        except PackageNotFoundError:
            continue  # an extra that is not installed here
        needs = map(Requirement, found[plain(one.name)].requires or ())
        todo += [n for n in needs if _is_needed(n, one.extras)]
    return found


def _is_needed(need: Requirement, extras: set[str]) -> bool:
    marker = need.marker
    return marker is None or any(marker.evaluate({"extra": e}) for e in {"", *extras})


def stated(package: Distribution) -> str:
    """What a package says of its own licence."""
    about = package.metadata
    classified = [c for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    return about.get("License-Expression") or "; ".join(classified) or about.get("License") or ""


def families(text: str) -> set[str]:
    """The families of licences that a text names.

    ``GPL`` is not seen in ``LGPL``, nor ``BSD`` in ``0BSD``.
    """
    upper = text.upper()
    return {
        family for word, family in FAMILIES.items() if re.search(rf"(?<![A-Z0-9]){word}", upper)
    }


BROUGHT = brought()


def test_the_packages_are_found() -> None:
    assert {"spacy", "lxml", "duckdb", "numpy", "click"} <= set(BROUGHT)


@pytest.mark.parametrize("name", sorted(BROUGHT))
def test_a_licence_is_listed_as_the_package_states_it(name: str) -> None:
    assert name in LISTED, f"look at the licence of {name}, and put it into .ci/licences.toml"
    said = stated(BROUGHT[name])
    if said:
        assert families(LISTED[name]) & families(said), f"{name} now says: {said[:200]}"


@pytest.mark.parametrize("name", sorted(LISTED))
def test_a_listed_licence_may_be_used(name: str) -> None:
    choices = re.split(r"\bOR\b", LISTED[name])
    free = FREE | {LIBRARIES.get(name, "")}
    assert any(families(choice) and families(choice) <= free for choice in choices), LISTED[name]
