"""What ``talion stories`` reads and writes."""

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyarrow import feather, parquet

from talion import Database
from talion.cli import group
from talion.cli.stories import command
from talion.record import Document, Record

TEXTS = {
    "a": "Zubrovka expelled two envoys of Ruritania on Monday after 14 letters vanished from Strelsau.",
    "b": "Ruritania vowed to answer after Zubrovka expelled two envoys over 14 letters from Strelsau on Monday.",
    "c": "A quake shook the Borduria coast on Friday, killing 23 people in Szohod.",
}


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A file of records as ``talion code`` writes them."""
    path = tmp_path / "records.jsonl"
    lines = (
        Record(
            document=Document(id=id, text=t, sha256=hashlib.sha256(t.encode()).hexdigest())
        ).to_json()
        for id, t in TEXTS.items()
    )
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return path


def run(*arguments: str, status: int = 0) -> str:
    """Standard output of the command."""
    done = CliRunner().invoke(command, list(arguments))
    assert done.exit_code == status, done.output
    return done.stdout


def test_one_line_a_document_in_the_order_of_the_source(records: Path) -> None:
    found = [json.loads(line) for line in run("--to", "jsonl", str(records)).splitlines()]
    assert [(d["id"], d["story"]) for d in found] == [("a", "a"), ("b", "a"), ("c", "c")]
    assert found[0].keys() == {"id", "story", "like", "likeness", "because"}
    assert (found[0]["like"], found[2]["like"]) == ("b", None)
    assert "same figures: 14" in found[0]["because"]


def test_json_holds_stories_with_their_merges_and_events(records: Path) -> None:
    found = json.loads(run("--to", "json", str(records)))
    assert found.keys() == {"stories", "events"}
    assert [s["documents"] for s in found["stories"]] == [["a", "b"], ["c"]]
    assert found["stories"][0]["merges"][0].keys() == {"a", "b", "average", "because"}


def test_the_table_shows_why(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    shown = run("--to", "table", str(records))
    assert "same figures: 14" in shown
    assert "Stories" in shown


def test_a_merge_is_undone_for_good(records: Path, tmp_path: Path) -> None:
    kept = tmp_path / "apart.jsonl"
    first = ("--to", "jsonl", "--not-the-same", str(kept))
    run(*first, "--part", "b", "a", str(records))
    assert json.loads(kept.read_text("utf-8")) == {"a": "a", "b": "b", "why": None}
    later = [json.loads(line)["story"] for line in run(*first, str(records)).splitlines()]
    assert later == ["a", "b", "c"]


def test_a_merge_is_undone_in_the_database_until_it_is_redone(
    records: Path, tmp_path: Path
) -> None:
    def grouped(*more: str) -> list[str]:
        out = run("--to", "jsonl", "--database", str(tmp_path / "events.duckdb"), *more)
        return [json.loads(line)["story"] for line in out.splitlines()]

    db = Database(tmp_path / "events.duckdb")
    db.add(Record.from_json(line) for line in records.read_text("utf-8").splitlines())
    assert grouped() == ["a", "a", "c"]
    assert grouped("--undo", "b", "a", "--why", "another day") == ["a", "b", "c"]
    assert grouped() == ["a", "b", "c"]
    assert db.apart() == [("a", "b", "another day")]
    assert grouped("--redo", "a", "b") == ["a", "a", "c"]
    assert grouped() == ["a", "a", "c"]


def piped(*arguments: str, input: bytes) -> str:
    """Standard output of the command in a process of its own, which is given something to read."""
    program = [sys.executable, "-m", "talion", "stories", *arguments]
    done = subprocess.run(program, input=input, capture_output=True, check=True)
    return done.stdout.decode()


def test_standard_input_holds_records_or_documents(records: Path) -> None:
    assert piped("-", input=records.read_bytes()) == run("--to", "jsonl", str(records))
    lines = "".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in TEXTS.items())
    coded = piped("--fast", "-", input=lines.encode()).splitlines()
    assert [json.loads(line)["id"] for line in coded] == ["a", "b", "c"]


def test_parting_needs_a_file(records: Path) -> None:
    assert (
        "--not-the-same" in CliRunner().invoke(command, ["--part", "a", "b", str(records)]).output
    )


def test_documents_are_coded_first(tmp_path: Path) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_text(
        "".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in TEXTS.items()), "utf-8"
    )
    found = [json.loads(line) for line in run("--fast", "--to", "jsonl", str(path)).splitlines()]
    assert [d["id"] for d in found] == ["a", "b", "c"]
    assert found[0]["story"] == found[1]["story"] != found[2]["story"]


def test_a_document_that_fails_is_told_of(tmp_path: Path, records: Path) -> None:
    broken = tmp_path / "empty.txt"
    broken.write_text("", "utf-8")
    done = CliRunner().invoke(command, ["--fast", "--to", "jsonl", str(records), str(broken)])
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 3
    assert "empty" in done.stderr


def test_without_sources_the_database_is_grouped(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "events.duckdb"
    Database(path).add(Record.from_json(line) for line in records.read_text("utf-8").splitlines())
    for target in ("jsonl", "json", "table"):
        of_sources = run("--to", target, str(records))
        assert run("--to", target, "--database", str(path)) == of_sources
        monkeypatch.setenv("TALION_DATABASE", str(path))
        assert run("--to", target) == of_sources
        monkeypatch.delenv("TALION_DATABASE")


def test_filters_choose_the_documents_of_the_database(records: Path, tmp_path: Path) -> None:
    path = str(tmp_path / "events.duckdb")
    Database(path).add(Record.from_json(line) for line in records.read_text("utf-8").splitlines())
    found = run("--to", "jsonl", "--database", path, "--document", "b", "--document", "c")
    assert [(d["id"], d["story"]) for d in map(json.loads, found.splitlines())] == [
        ("b", "b"),
        ("c", "c"),
    ]
    found = run("--to", "jsonl", "--database", path, "--text", "envoys")
    assert [json.loads(line)["id"] for line in found.splitlines()] == ["a", "b"]
    assert run("--to", "jsonl", "--database", path, "--text", "avalanche") == ""
    refused = CliRunner().invoke(command, ["--text", "envoys", str(records)])
    assert refused.exit_code == 2
    assert "leave the sources out" in refused.output


@pytest.mark.parametrize("target", ["csv", "parquet", "arrow", "jsonl"])
def test_rows_of_documents_in_every_format(records: Path, tmp_path: Path, target: str) -> None:
    out = tmp_path / f"stories.{target}"
    assert run("--out", str(out), str(records)) == ""
    lines = [json.loads(line) for line in run("--to", "jsonl", str(records)).splitlines()]
    if target == "csv":
        rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
        assert [(r["id"], r["story"]) for r in rows] == [(d["id"], d["story"]) for d in lines]
        assert rows[0]["because"] == "; ".join(lines[0]["because"])
    elif target == "jsonl":
        assert [json.loads(line) for line in out.read_text("utf-8").splitlines()] == lines
    else:
        read = parquet.read_table if target == "parquet" else feather.read_table
        assert read(out).to_pylist() == lines


@pytest.mark.parametrize("target", ["json", "table"])
def test_the_whole_goes_to_a_file_too(records: Path, tmp_path: Path, target: str) -> None:
    out = tmp_path / "stories.any"
    run("--to", target, "--out", str(out), str(records))
    assert out.read_text("utf-8").split() == run("--to", target, str(records)).split()


def test_with_sources_the_database_is_left_alone(records: Path, tmp_path: Path) -> None:
    absent = tmp_path / "none.duckdb"
    found = run("--to", "jsonl", "--database", str(absent), str(records))
    assert len(found.splitlines()) == 3
    assert not absent.exists()


def test_neither_sources_nor_a_database_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TALION_DATABASE", raising=False)
    done = CliRunner().invoke(group, ["stories", "--to", "jsonl"], prog_name="talion")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "there is no database here" in done.stderr


def test_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    rows = "".join(f'{id},"{text}"\n' for id, text in TEXTS.items())
    path.write_text(f"Nr,Story\n{rows}", "utf-8")
    named = ("--column", "text=Story", "--column", "id=Nr")
    found = run("--fast", "--to", "jsonl", *named, str(path)).splitlines()
    assert [json.loads(line)["id"] for line in found] == ["a", "b", "c"]


def test_other_languages_are_taken_when_any_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "es.txt"
    path.write_text(
        "Las tropas salieron de la ciudad el lunes, dijo el ministerio de defensa.", "utf-8"
    )
    assert run("--fast", "--to", "jsonl", str(path), status=1) == ""
    found = run("--fast", "--to", "jsonl", "--any-language", str(path))
    assert json.loads(found)["id"] == "es"


def test_private_addresses_need_the_option() -> None:
    address = "http://127.0.0.1:9/rss"
    refused = CliRunner().invoke(command, ["--fast", "--to", "jsonl", address])
    assert "private address" in refused.stderr
    tried = CliRunner().invoke(command, ["--fast", "--to", "jsonl", "--private-addresses", address])
    assert "could not be fetched" in tried.stderr
