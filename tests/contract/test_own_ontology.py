"""A user's own types and modes through the command line: coded, kept, asked for, exported and explained."""

import functools
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talion.api import code_many
from talion.blocks.job import Job
from talion.cli import group
from talion.coder import Coder
from talion.dyads.kinds import kind_of
from talion.errors import QueryError
from talion.intake import document_from
from talion.invariants import faults
from talion.ontology import plover
from talion.ontology.own import read_own
from talion.parallel import Start
from talion.record import Record, json_schema

OWN = """
[types.QUOTA]
nearest = "SANCTION"
cues = [{ words = "curb", object = ["import"], recipient = "from" }, "strike off"]

[[types.QUOTA.examples]]
text = "The registrar struck off two doctors in Accra."
none = true

[types.COERCE.modes.blockade]
cameo = "191"
cues = ["blockade"]
"""
STORY = (
    "Kenya curbed imports from Uganda on Monday. Eritrea imposed a blockade on Ethiopia on Tuesday. "
    "The registrar struck off two nurses in Accra."
)


@pytest.fixture(name="folder", autouse=True)
def make_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "my.toml").write_text(OWN, "utf-8")
    line = {"id": "s", "text": STORY, "published": "2031-05-16"}
    (tmp_path / "s.jsonl").write_text(json.dumps(line), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Coder, "load", functools.cache(Coder.load))
    return tmp_path


def talion(*words: str) -> Result:
    done = CliRunner().invoke(group, list(words), prog_name="talion")
    assert done.exit_code == 0, done.output
    return done


def own() -> tuple[str, ...]:
    return "--fast", "--ontology", "my.toml"


def test_the_record_keeps_its_contract_and_names_them() -> None:
    record = Record.from_json(talion("code", "s.jsonl", *own(), "--to", "jsonl", "-q").stdout)
    assert {(e.type, e.mode, e.cameo) for e in record.events} == {
        ("QUOTA", None, plover().cameo("SANCTION", None)), ("COERCE", "blockade", "191"),
    }  # fmt: skip
    assert faults(record, read_own(Path("my.toml"), plover()).ontology) == []
    assert json_schema()["$defs"]["Event"]["properties"]["type"] == {"type": "string"}


def test_workers_code_the_same() -> None:
    items = [{"id": "s", "text": STORY, "published": "2031-05-16"}]
    alone = list(code_many(items, fast=True, ontology="my.toml"))
    assert list(code_many(items, fast=True, ontology="my.toml", workers=2)) == alone


def test_why_not_and_explain_name_the_file_of_the_user() -> None:
    said = talion("code", "s.jsonl", *own(), "--to", "jsonl", "--why-not").stderr
    assert "“struck off” as QUOTA: the own cue “strike off” stands here as in example 1" in said
    told = talion("explain", "s.jsonl", "e1", *own(), "--to", "json").stdout
    assert "cue 1 of types.QUOTA in my.toml" in told


def test_relate_answers_with_them() -> None:
    asked = ("--actor", "Kenya", "--recipient", "Uganda", "--to", "json")
    found = json.loads(talion("relate", "s.jsonl", *asked, *own()).stdout)
    assert [a["answer"]["type"] for a in found["answers"]] == ["QUOTA"]


def test_the_database_and_what_is_asked_of_it_take_them() -> None:
    talion("add", "s.jsonl", *own(), "-q")
    assert "QUOTA" in talion("events", "--type", "QUOTA", "--to", "csv").stdout
    assert "blockade" in talion("events", "--mode", "blockade", "--to", "csv").stdout
    acts = talion("dyad", "acts", "KEN", "UGA", "--kind", "QUOTA", "--to", "csv").stdout
    assert "material-conflict" in acts
    gdelt = talion("events", "--to", "gdelt").stdout.splitlines()
    assert any("\t191\t" in line for line in gdelt)
    assert "QUOTA" in talion("events", "--to", "polecat").stdout


def test_what_is_followed_is_coded_with_them(folder: Path) -> None:
    (folder / "in").mkdir()
    story = (folder / "s.jsonl").rename(folder / "in" / "s.jsonl")
    os.utime(story, (1e9, 1e9))  # a file that has just changed is left for the next look
    talion("watch", "in", "--once", *own(), "-q")
    assert "QUOTA" in talion("events", "--type", "QUOTA", "--to", "csv").stdout


def test_a_folder_of_parquet_goes_on_only_with_the_same_file() -> None:
    before = Job("out", Start(ontology=Path("my.toml"))).said()
    Path("my.toml").write_text(OWN + '[contexts]\nports = ["port"]\n', "utf-8")
    assert Job("out", Start(ontology=Path("my.toml"))).said() != before


def test_what_is_wrong_in_the_file_is_one_line() -> None:
    Path("my.toml").write_text(OWN.replace("SANCTION", "SANCTON"), "utf-8")
    done = CliRunner().invoke(group, ["code", "s.jsonl", *own()], prog_name="talion")
    assert done.exit_code != 0
    said = "types.QUOTA.nearest: there is no PLOVER type 'SANCTON'; did you mean SANCTION?"
    assert said in done.output


def test_kinds_of_acts_are_types_of_ones_own_but_no_slips_of_the_pen() -> None:
    assert kind_of("QUOTA").type == "QUOTA"
    assert (kind_of("COERCE/blockade").type, kind_of("COERCE/blockade").mode) == (
        "COERCE",
        "blockade",
    )
    for slip in ("COERSE", "COERCE/deprot", "quota", "QUOTA/Large"):
        with pytest.raises(QueryError, match="is no kind of act"):
            kind_of(slip)


def test_the_learned_part_is_asked_about_their_words() -> None:
    coder = Coder.load(ontology=Path("my.toml"))
    reading = coder.read(document_from(STORY, id="s", published="2031-05-16"))
    assert reading.tags is not None
    asked = [STORY[slice(*t.span)] for t in reading.tags.asked]
    assert asked == ["curbed", "blockade", "struck off"]
    assert {("QUOTA", None), ("COERCE", "blockade")} <= {
        (e.type, e.mode) for e in reading.record.events
    }
    assert coder.code(document_from(STORY, id="s", published="2031-05-16")) == reading.record
