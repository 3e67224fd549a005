"""``talion chain`` as a user runs it."""

import json

import pytest
from click.testing import CliRunner

from talion.cli import group
from talion.intake import document_from
from talion.record import Actor, Event, Record


@pytest.fixture
def records(tmp_path):
    text = "Chad impounded two barges of Niger."
    record = Record(
        document=document_from(text, id="a", published="2031-05-02").document,
        sentences=((0, len(text)),),
        actors=(Actor(id="a1", name="Chad", kind="state", country="TCD", mentions=((0, 4),)),),
        events=(
            Event(id="e1", type="COERCE", quad="material-conflict", goldstein=-7.0, actors=("a1",),
                  status="happened", trigger=(5, 14), sentence=0, confidence=0.9),
        ),
    )  # fmt: skip
    path = tmp_path / "records.jsonl"
    path.write_text(record.to_json() + "\n", "utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(group, ["chain", *map(str, arguments)])


def test_a_file_of_records_is_enough(records):
    done = run("a#e1", records)
    assert done.exit_code == 0
    assert "COERCE" in done.output
    assert "no answer is known" in done.output


def test_the_suffix_says_the_format(records, tmp_path):
    for name, start in (
        ("c.json", "{"),
        ("c.graphml", "<?xml"),
        ("c.html", "<!doctype html>"),
        ("c.txt", "20"),
    ):
        out = tmp_path / name
        assert run("a#e1", records, "--out", out).exit_code == 0
        assert out.read_text("utf-8").startswith(start)
    assert json.loads((tmp_path / "c.json").read_text("utf-8"))["start"] == "a#5-14"


def test_an_unknown_event_is_one_line(records):
    done = run("a#e7", records)
    assert done.exit_code == 2
    assert "has no event 'e7'" in done.output
