"""What the doctor finds, and that it says what to do."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from talion import Database, doctor
from talion.cli import group
from talion.errors import ModelError
from talion.models import runtime


def verdicts(found: list[doctor.Finding]) -> list[str]:
    return [f.verdict for f in found]


def test_this_installation_is_sound(tmp_path: Path) -> None:
    found = list(doctor.examine(tmp_path / "talion.duckdb"))
    assert "wrong" not in verdicts(found), [f for f in found if f.verdict == "wrong"]
    about = {f.about for f in found}
    assert {"Python", "Talion", "packages", "parser", "coding", "folder", "database"} <= about
    assert {f"weights {name}" for name in runtime.settings()["digests"]} <= about


def test_an_old_python_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST", (99, 0))
    (finding, *_) = doctor.python()
    assert finding.verdict == "wrong"
    assert "install Python 99.0" in finding.remedy


def test_changed_weights_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(name: str) -> bytes:
        raise ModelError("is not the one", where=name, remedy="install again")

    monkeypatch.setattr(runtime, "checked", changed)
    found = list(doctor.weights())
    assert set(verdicts(found)) == {"wrong"}
    assert {f.remedy for f in found} == {"install again"}


def test_a_model_that_is_absent_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_is_installed", lambda _: False)
    (finding,) = doctor.parser()
    assert finding.verdict == "wrong"
    assert finding.remedy.startswith("run: pip install en-core-web-sm")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("click>=8", ""),
        ("click>=99", "click is "),
        ("no-such-package-at-all", "no-such-package-at-all is not installed"),
    ],
)
def test_requirements(line: str, told: str) -> None:
    from packaging.requirements import Requirement

    found = doctor._lacking(Requirement(line))
    assert found.startswith(told)
    assert bool(found) == bool(told)


def test_lacking_packages_are_wrong_and_lacking_extras_a_note(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = ["no-such-package>=1", "no-such-extra; extra == 'web'"]
    monkeypatch.setattr(doctor.metadata, "requires", lambda _: lines)
    (needed,) = doctor.requirements()
    assert (needed.verdict, needed.found) == ("wrong", "no-such-package is not installed")
    web = [f for f in doctor.extras() if f.about == "extra web"]
    assert [f.verdict for f in web] in ([], ["note"])


def test_a_folder_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    (finding,) = doctor.folder(tmp_path / "gone" / "talion.duckdb")
    assert finding.verdict == "wrong"
    assert "--database" in finding.remedy


def test_a_database_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    Database(path).add([])
    assert "none yet" in next(doctor.database_file(path)).found
    from talion import Record, document_from

    Database(path).add([Record(document=document_from("Chad left.", id="a").document)])
    assert "1 documents" in next(doctor.database_file(path)).found


def test_a_file_that_is_no_database_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    path.write_bytes(b"nothing of the kind" * 1000)
    findings = list(doctor.database_file(path))
    assert verdicts(findings)[-1] == "wrong"
    assert findings[-1].remedy


def test_a_database_that_others_hold_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    path.write_bytes(b"")
    path.chmod(0o400)
    findings = list(doctor.database_file(path))
    if os.geteuid():
        assert findings[0].verdict == "note"
    assert findings


def test_the_command_fails_when_something_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = doctor.Finding("Python", "wrong", "2.7", "install Python 3.11")
    monkeypatch.setattr("talion.cli.doctor.examine", lambda _: iter([one]))
    shown = CliRunner().invoke(group, ["doctor"])
    assert shown.exit_code == 1
    assert "-> install Python 3.11" in shown.output
    assert "1 wrong" in shown.output
    as_json = CliRunner().invoke(group, ["doctor", "--to", "json"])
    assert '"remedy": "install Python 3.11"' in as_json.output
