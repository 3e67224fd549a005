"""``--mask-private``: no command that has it lets a private person's name out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talion import Actor, Claim, Database, Event, Link, LinkEnd, Record, Source, document_from
from talion.cli import group

TEXT = "Riga police arrested Juris Kalve on Friday. Juris Kalve accused Prime Minister Inga Ozola of lying."


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def told() -> Record:
    """A record by hand, so that no change of the coder matters here."""
    actors = (
        Actor(id="a1", name="Juris Kalve", kind="person", country="LVA", mentions=(at("Juris Kalve"),)),
        Actor(id="a2", name="Inga Ozola", kind="person", country="LVA", sector="GOV",
              mentions=(at("Inga Ozola"),)),
    )  # fmt: skip
    one = Event(
        id="e1", type="ACCUSE", quad="verbal-conflict", goldstein=-3, actors=("a1",), recipients=("a2",),
        status="happened", trigger=at("accused Prime"), sentence=0, claims=("c1",), confidence=0.9,
    )  # fmt: skip
    two = Event(
        id="e2", type="COERCE", mode="arrest", quad="material-conflict", goldstein=-7, recipients=("a1",),
        status="happened", trigger=at("arrested Juris"), sentence=0, confidence=0.9,
    )  # fmt: skip
    claim = Claim(id="c1", source=Source(actor="a1", span=at("Juris Kalve")), content=(at("Juris Kalve accused"),),
                  quote="indirect", stance="condemns", about=("e1",))  # fmt: skip
    link = Link(
        id="l1", kind="response", antecedent=LinkEnd(event="e2", span=at("arrested Juris Kalve")),
        response=LinkEnd(event="e1", span=at("Juris Kalve accused")), status="stated", confidence=0.5,
    )  # fmt: skip
    document = document_from(TEXT, id="d", title=None, published="2031-05-16").document
    return Record(
        document=document, sentences=((0, len(TEXT)),), actors=actors, events=(one, two),
        claims=(claim,), links=(link,),
    )  # fmt: skip


@pytest.fixture(name="folder")
def make_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Database("talion.duckdb").add([told()])
    return tmp_path


def talion(*words: str) -> Result:
    return CliRunner().invoke(group, words, prog_name="talion")


@pytest.mark.parametrize("command", ["events", "claims", "links", "documents", "actors"])
@pytest.mark.parametrize("target", ["table", "csv", "json", "jsonl"])
def test_exports_cover_private_names(folder: Path, command: str, target: str) -> None:
    plain = talion(command, "--to", target)
    covered = talion(command, "--mask-private", "--to", target)
    assert (plain.exit_code, covered.exit_code) == (0, 0), covered.output
    assert "Kalve" not in covered.output
    assert "Juris" not in covered.output
    if command != "documents":
        assert "Kalve" in plain.output
    if command == "actors":
        assert "Inga Ozola" in covered.output


def test_parquet_is_covered(folder: Path) -> None:
    from pyarrow import parquet

    assert talion("events", "--mask-private", "--out", "e.parquet").exit_code == 0
    assert "Kalve" not in str(parquet.read_table("e.parquet").to_pylist())


def test_rows_keep_their_ids_and_spans(folder: Path) -> None:
    plain, covered = (
        json.loads(talion("claims", *more, "--to", "json").output)
        for more in ([], ["--mask-private"])
    )
    for a, b in zip(plain, covered, strict=True):
        kept = ("document", "id", "content_spans", "source_start", "about", "stance")
        assert [a.get(k) for k in kept] == [b.get(k) for k in kept]
        assert [len(x) for x in a["content"]] == [len(x) for x in b["content"]]


def test_a_record_is_covered(folder: Path) -> None:
    assert "Kalve" not in talion("documents", "--record", "d", "--mask-private").output


def test_counts_by_name_are_refused_and_others_are_not(folder: Path) -> None:
    refused = talion("events", "--by", "actor", "--mask-private")
    assert refused.exit_code == 2
    assert "actor_country" in refused.output
    assert talion("events", "--by", "actor_country", "--mask-private").exit_code == 0


def test_coding_and_adding_cover(folder: Path) -> None:
    Path("s.txt").write_text(TEXT, "utf-8")
    coded = talion("code", "s.txt", "--fast", "--mask-private", "--to", "jsonl")
    assert coded.exit_code == 0, coded.output
    assert "Juris Kalve" not in coded.output
    Path("records.jsonl").write_text(told().to_json() + "\n", "utf-8")
    added = talion(
        "add", "s.txt", "records.jsonl", "--fast", "--mask-private", "-d", "covered.duckdb"
    )
    assert added.exit_code == 0, added.output
    held = [record.to_json() for record in Database("covered.duckdb").records()]
    assert len(held) == 2
    assert not [line for line in held if "Juris Kalve" in line]
