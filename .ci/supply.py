"""The packages that an installation of Talion with its extras brings: listed with licences, and audited.

    python .ci/supply.py sbom FILE               a CycloneDX list of them, each with a licence that may be used
    python .ci/supply.py audit [--if-possible]   asks the advisory database about them, by pip-audit

``sbom`` fails where a package is not installed, has no licence in ``.ci/licences.toml``, or one that asks for more
than to be named. ``audit`` fails where a package has a known hole, or the database can't be asked; with
``--if-possible`` that is only said.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
LISTED: dict[str, str] = tomllib.loads((ROOT / ".ci" / "licences.toml").read_text("utf-8"))[
    "licences"
]
DEVELOPERS = ("dev", "docs", "fuzz", "train")
"""Extras of who works on Talion, not of who uses it."""
FREE = {
    "MIT", "BSD", "APACHE", "MPL", "ISC", "PSF", "0BSD", "ZLIB", "CC0", "CNRI", "UNLICENSE", "HPND",
}  # fmt: skip
"""Families of licences that ask no more than to be named, or, as the MPL, for changes to their own files."""
LIBRARIES = {"psycopg": "LGPL", "psycopg-binary": "LGPL"}
"""Asked for by name (``talion[postgres]``), loaded as they are, changed and handed on by nobody here."""
FAMILIES = {
    "MOZILLA": "MPL", "PYTHON SOFTWARE": "PSF", "PSF": "PSF", "APACHE": "APACHE", "0BSD": "0BSD",
    "BSD": "BSD", "MIT": "MIT", "MPL": "MPL", "ISC": "ISC", "ZLIB": "ZLIB", "CC0": "CC0",
    "CNRI": "CNRI", "UNLICENSE": "UNLICENSE", "LGPL": "LGPL", "GPL": "GPL", "HPND": "HPND",
}  # fmt: skip
PROBE = "msgspec"
"""Whether the advisory database answers is asked with this one, before all are."""


def plain(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def brought() -> tuple[dict[str, Distribution], list[str]]:
    """The packages that Talion and its extras need, with what these need, and those that are not here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [r for name, given in extras.items() if name not in DEVELOPERS for r in given]
    todo = [(r, set[str]()) for r in map(Requirement, [*project["dependencies"], *asked])]
    found: dict[str, Distribution] = {}
    absent: set[str] = set()
    while todo:
        one, of_extras = todo.pop()
        if not _is_needed(one, of_extras) or plain(one.name) in found:
            continue
        try:
            found[plain(one.name)] = distribution(one.name)
        except PackageNotFoundError:
            absent.add(plain(one.name))
            continue
        needs = map(Requirement, found[plain(one.name)].requires or ())
        todo += [(need, one.extras) for need in needs]
    return found, sorted(absent)


def _is_needed(need: Requirement, extras: set[str]) -> bool:
    marker = need.marker
    return marker is None or any(marker.evaluate({"extra": e}) for e in {"", *extras})


def families(text: str) -> set[str]:
    """The families of licences that a text names.

    ``GPL`` is not seen in ``LGPL``, nor ``BSD`` in ``0BSD``.
    """
    upper = text.upper()
    return {
        family for word, family in FAMILIES.items() if re.search(rf"(?<![A-Z0-9]){word}", upper)
    }


def fault(name: str, listed: dict[str, str] = LISTED) -> str:
    """What is wrong with a package's licence; "" where it may be used."""
    if name not in listed:
        return f"{name} has no licence in .ci/licences.toml: look at it, and put it there"
    free = FREE | {LIBRARIES.get(name, "")}
    choices = map(families, re.split(r"\bOR\b", listed[name]))
    if any(choice and choice <= free for choice in choices):
        return ""
    return f"{name} asks for more than to be named: {listed[name]}"


def trimmed(bom: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """A CycloneDX list of an environment, of these packages alone, each with its licence.

    A package that states none gets the one that was looked at. :class:`SystemExit` names one that is missing.
    """
    wanted = set(names)
    kept = [_licensed(c) for c in bom["components"] if plain(c["name"]) in wanted]
    if missing := wanted - {plain(c["name"]) for c in kept}:
        raise SystemExit(f"not in the list: {', '.join(sorted(missing))}")
    refs = {c["bom-ref"] for c in kept} | {bom["metadata"]["component"]["bom-ref"]}
    needs = [
        d | {"dependsOn": [r for r in d.get("dependsOn", ()) if r in refs]}
        for d in bom["dependencies"]
        if d["ref"] in refs
    ]
    return bom | {"components": kept, "dependencies": needs}


def _licensed(component: dict[str, Any]) -> dict[str, Any]:
    if component.get("licenses"):
        return component
    seen = {"expression": LISTED.get(plain(component["name"]), ""), "acknowledgement": "concluded"}
    return component | {"licenses": [seen]}


def sbom(target: Path) -> None:
    """Write the list; :class:`SystemExit` says what is wrong."""
    found, absent = brought()
    if wrong := [
        *(f"{name} is not installed" for name in absent),
        *filter(None, map(fault, found)),
    ]:
        raise SystemExit("\n".join(wrong))
    listing = [
        "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON",
        "--pyproject", str(ROOT / "pyproject.toml"), sys.executable,
    ]  # fmt: skip
    made = subprocess.run([sys.executable, "-m", *listing], check=True, stdout=subprocess.PIPE)
    text = json.dumps(trimmed(json.loads(made.stdout), found), indent=2)
    _validate(text)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"{text}\n", "utf-8")
    print(f"{target}: {len(found)} packages, each with a licence that may be used")


def _validate(text: str) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise SystemExit(f"the list is no CycloneDX: {wrong}")


def audit(*, if_possible: bool) -> None:
    """Ask about every package; :class:`SystemExit` names those with holes, or says that none could be asked."""
    found, _ = brought()
    probed = _asked([f"{PROBE}=={found[PROBE].version}"])
    if not probed or verdict(probed)[1]:
        said = "the advisory database can't be asked from here"
        if not if_possible:
            raise SystemExit(said)
        print(f"not audited: {said}")
        return
    holes, unknown = verdict(_asked([f"{name}=={d.version}" for name, d in found.items()]))
    if unknown:
        print(f"not in the database: {', '.join(unknown)}")
    if holes:
        raise SystemExit("\n".join(holes))
    print(f"{len(found) - len(unknown)} packages have no known hole")


def _asked(wanted: list[str]) -> list[dict[str, Any]]:
    """What the database says of each package; empty where it does not answer."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(wanted))
        file.flush()
        asking = ["pip_audit", "-r", file.name, "--no-deps", "--disable-pip", "--format", "json",
                  "--progress-spinner", "off"]  # fmt: skip
        done = subprocess.run([sys.executable, "-m", *asking], check=False, capture_output=True)
    if not done.stdout:
        return []
    answers: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    return answers


def verdict(answers: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """The holes, a line each, and the packages of which the database knows nothing."""
    holes = [
        f"{a['name']} {a['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version'}"
        for a in answers
        for hole in a.get("vulns", ())
    ]
    return holes, [a["name"] for a in answers if "skip_reason" in a]


if __name__ == "__main__":
    if sys.argv[1] == "sbom":
        sbom(Path(sys.argv[2]))
    else:
        audit(if_possible="--if-possible" in sys.argv)
