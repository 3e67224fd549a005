"""``talion dyad`` from end to end, on a GDELT file by chance."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from talion.cli import group


def dyad(*args: object) -> Result:
    return CliRunner().invoke(group, ["dyad", *map(str, args)], prog_name="talion")


@pytest.fixture(name="source", scope="module")
def make_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years in which each side does something on a day in five."""
    rng, lines = np.random.default_rng(0), []
    for at in range(728):
        day = f"{date(2031, 1, 1) + timedelta(at):%Y%m%d}"
        for who, whom in (("KEN", "TZA"), ("TZA", "KEN")):
            if rng.uniform() < 0.2:
                cells = [""] * 58
                cells[0], cells[1], cells[7], cells[17], cells[26] = "1", day, who, whom, "112"
                cells[30], cells[56], cells[57] = "-2.0", day, f"https://example.org/{at}"
                lines.append("\t".join(cells))
    path = tmp_path_factory.mktemp("gdelt") / "a.csv"
    path.write_text("\n".join(lines))
    return path


def test_series_in_each_format(source: Path, tmp_path: Path) -> None:
    found = json.loads(dyad("series", "KEN", "TZA", source, "--by", "month").stdout)
    assert found["acts"] == sum(b["verbal_conflict"] for b in found["series"])
    assert found["series"][0]["start"] == "2031-01-01"
    rows = list(
        csv.DictReader(dyad("series", "KEN", "TZA", source, "--to", "csv").stdout.splitlines())
    )
    assert sum(int(r["acts"]) for r in rows) == found["acts"]
    assert dyad("series", "KEN", "TZA", source, "--out", tmp_path / "a.csv").exit_code == 0
    assert (tmp_path / "a.csv").read_text().startswith("start,actor,recipient,acts")


@pytest.mark.parametrize("name", ["series", "answers", "forecast"])
def test_tables(source: Path, name: str) -> None:
    more = ["--draws", "99"] if name == "answers" else []
    result = dyad(name, "KEN", "TZA", source, "--to", "table", *more)
    assert result.exit_code == 0
    assert "KEN →" in result.stdout


def test_answers_holds_tests_and_texts(source: Path) -> None:
    result = dyad(
        "answers", "KEN", "TZA", source, "--window", "1-2", "--kind", "conflict", "--draws", 99
    )
    found: dict[str, Any] = json.loads(result.stdout)
    assert len(found["tests"]) == 4
    assert {t["control"] for t in found["tests"]} == {"shuffled", "matched"}
    assert found["texts"] == []


def test_forecasts_come_with_scores(source: Path) -> None:
    found = json.loads(dyad("forecast", "KEN", "TZA", source, "--kind", "any").stdout)
    assert len(found["forecasts"]) == 2
    assert all(f["scored"] >= 20 and f["brier"]["model"] > 0 for f in found["forecasts"])
    assert [u["horizon"] for u in found["unscored"]] == [28, 28]


def test_reciprocity(source: Path) -> None:
    pytest.importorskip("scipy")
    result = dyad("reciprocity", "KEN", "TZA", source, "--to", "table", "--kind", "conflict")
    assert result.exit_code == 0
    assert "half-life" in result.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--window", "3"], "such as 1-3"),
        (["--kind", "war"], "no kind of act"),
        (["--since", "soon"], "no day"),
    ],
)
def test_what_makes_no_sense_is_said(source: Path, args: list[str], message: str) -> None:
    result = dyad("answers", "KEN", "TZA", source, *args)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_pair_of_which_nothing_is_told(source: Path) -> None:
    result = dyad("series", "UGA", "RWA", source, "--to", "csv")
    assert result.exit_code == 0
    assert "no act between UGA and RWA is told" in result.stderr
