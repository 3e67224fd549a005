"""Events go out in the columns of GDELT, ICEWS and POLECAT, and come in from such files without a text."""

import gzip
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import talion
from talion.cli import group
from talion.dyads import read_dyad
from talion.record import Actor, Document, Event, Place, Record, Time

TEXT = "Kenyan police and troops arrested two Tanzanian envoys in Migori. Dodoma may answer."
WIDTHS = {"gdelt": 61, "gdelt-mentions": 16, "icews": 20, "polecat": 40}


def make() -> Record:
    """One event of two actors on one recipient that happened, and one that may."""
    actors = (
        ("a1", "Kenyan police", "KEN", "COP"),
        ("a2", "Kenyan troops", "KEN", "MIL"),
        ("a3", "Tanzanian envoys", "TZA", "GOV"),
    )
    return Record(
        document=Document(id="https://lake.example/1", text=TEXT, published="2031-05-06T08:30:00",
                          publisher="Lake\tPost", sha256=sha256(TEXT.encode()).hexdigest()),
        sentences=((0, 65), (66, len(TEXT))),
        actors=tuple(Actor(id=i, name=n, kind="organization", country=c, sector=s, mentions=())
                     for i, n, c, s in actors),
        events=(
            Event(id="e1", type="COERCE", mode="arrest", contexts=("territory", "maritime"),
                  cameo="173", quad="material-conflict", goldstein=-5.0, actors=("a1", "a2"),
                  recipients=("a3",), status="happened", time="t1", place="p1", trigger=(25, 33),
                  sentence=0, confidence=0.87),
            Event(id="e2", type="THREATEN", quad="verbal-conflict", goldstein=-4.0,
                  actors=("a3",), status="possible", trigger=(77, 83), sentence=1, confidence=0.4),
        ),
        places=(Place(id="p1", span=(58, 64), name="Migori", country="KEN", lat=-1.06, lon=34.47,
                      kind="place"),),
        times=(Time(id="t1", span=(0, 1), start="2031-05-05", end="2031-05-06", text="Monday"),),
    )  # fmt: skip


def run(*args: str) -> str:
    done = CliRunner().invoke(group, args, prog_name="talion")
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(name="here", autouse=True)
def make_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TALION_DATABASE", raising=False)
    talion.Database().add([make()])


def cells(target: str, *more: str) -> list[list[str]]:
    return [line.split("\t") for line in run("events", "--to", target, *more).splitlines()]


@pytest.mark.parametrize("target", WIDTHS)
def test_every_row_has_the_columns_of_its_format(target: str) -> None:
    rows = cells(target)
    assert {len(row) for row in rows} == {WIDTHS[target]}
    assert len(rows) == (2 if target.startswith(("gdelt", "polecat")) else 3)
    assert len(cells(target, "--status", "possible")) == len(rows) - (
        1 if target != "polecat" else 0
    )


def test_gdelt_has_its_codes_where_the_codebook_says() -> None:
    first, second = cells("gdelt")
    assert first[1:5] == ["20310505", "203105", "2031", "2031.4247"]
    assert (first[5], first[7], first[12]) == ("KENCOP", "KEN", "COP")
    assert (second[5], first[17], first[22]) == ("KENMIL", "TZA", "GOV")
    assert first[25:31] == ["1", "173", "173", "17", "4", "-5.0"]
    assert (first[51], first[52], first[56:58]) == ("4", "Migori", ["-1.06", "34.47"])
    assert first[59:] == ["20310506083000", "https://lake.example/1"]
    assert first[0].isdigit()
    assert first[0] != second[0]
    (mention, _) = cells("gdelt-mentions")
    assert mention[0] == first[0]
    assert mention[2:7] == ["20310506083000", "1", "Lake Post", "https://lake.example/1", "1"]
    assert (mention[9], mention[11]) == ("25", "90")


def test_icews_and_polecat_have_their_heads() -> None:
    head, row, _ = cells("icews")
    found = dict(zip(head, row, strict=True))
    assert (found["CAMEO Code"], found["Source Country"]) == ("173", "Kenya")
    assert found["Target Country"] == "United Republic of Tanzania" or "Tanzania" in row[10]
    head, row = cells("polecat")
    found = dict(zip(head, row, strict=True))
    assert (found["Event Type"], found["Event Mode"]) == ("COERCE", "arrest")
    assert (found["Actor Name"], found["Actor Country"]) == (
        "Kenyan police; Kenyan troops", "KEN; KEN",
    )  # fmt: skip
    assert (found["Contexts"], found["Quad Code"]) == ("territory; maritime", "MATERIAL CONFLICT")


@pytest.mark.parametrize("target", ["gdelt", "icews", "polecat"])
def test_what_goes_out_comes_in_again(target: str) -> None:
    Path(f"{target}.txt.gz").write_bytes(gzip.compress(run("events", "--to", target).encode()))
    rows = 1 if target == "polecat" else 2
    assert (
        run("import-events", f"{target}.txt.gz", "-d", "in.duckdb") == f"in.duckdb: {rows} added\n"
    )
    again = run("import-events", f"{target}.txt.gz", "-d", "in.duckdb")
    assert again == f"in.duckdb: {rows} already in\n"
    known = {"type": "COERCE", "mode": "arrest", "quad": "material-conflict", "goldstein": -5.0,
             "status": "happened", "day": "2031-05-05", "dated": True, "cameo": "173",
             "recipient_countries": ["TZA"], "place_name": "Migori", "place_lat": -1.06}  # fmt: skip
    events: list[dict[str, Any]] = [
        json.loads(line) for line in run("events", "-d", "in.duckdb", "--actor", "KEN").splitlines()
    ]
    assert len(events) == rows
    for event in events:
        assert {k: event[k] for k in known} == known
        assert event["document"].startswith(f"{target}:")
    assert {c for e in events for c in e["actor_countries"]} == {"KEN"}
    sectors = {s for e in events for s in e["actor_sectors"]}
    assert sectors == {"COP", "MIL"}
    if target == "gdelt":
        return
    assert {n for e in events for n in e["actor_names"]} == {"Kenyan police", "Kenyan troops"}
    assert {e["place_country"] for e in events} == {"KEN"}


@pytest.mark.parametrize("target", ["gdelt", "icews", "polecat"])
def test_analyses_read_a_file_and_its_import_alike(target: str) -> None:
    Path("out.txt").write_text(run("events", "--to", target))
    run("import-events", "out.txt", "-d", "in.duckdb")
    of_file, imported = (read_dyad("KEN", "TZA", [s]) for s in ("out.txt", "in.duckdb"))
    assert [(a.day, a.type, a.mode, a.goldstein) for a in imported.acts] == [
        (a.day, a.type, a.mode, a.goldstein) for a in of_file.acts
    ]
    assert imported.acts


def test_an_event_without_a_day_is_left_out_and_counted() -> None:
    text = "Chad expelled two envoys."
    bare = Record(
        document=Document(id="bare", text=text, sha256=sha256(text.encode()).hexdigest()),
        events=(Event(id="e1", type="COERCE", quad="material-conflict", goldstein=-7.0,
                      status="happened", trigger=(5, 13), sentence=0, confidence=0.9),),
    )  # fmt: skip
    talion.Database("bare.duckdb").add([bare])
    args = ["events", "--to", "gdelt", "-d", "bare.duckdb"]
    done = CliRunner().invoke(group, args, prog_name="talion")
    assert (done.stdout, done.exit_code) == ("", 0)
    assert "left out: 1 without a day" in done.stderr


def test_what_is_no_event_file_is_said_and_what_has_no_type_is_counted() -> None:
    Path("notes.txt").write_text("hello\n")
    done = CliRunner().invoke(group, ["import-events", "notes.txt"], prog_name="talion")
    assert done.exit_code != 0
    assert "no event file that is known" in f"{done.stderr}{done.exception}"
    row = cells("gdelt")[0]
    row[26] = "010"
    Path("said.txt").write_text("\t".join(row) + "\n" + "broken\n")
    done = CliRunner().invoke(group, ["import-events", "said.txt"], prog_name="talion")
    assert (done.exit_code, done.stdout) == (0, "talion.duckdb: nothing to add\n")
    assert "left out: 1 no PLOVER type, 1 broken row" in done.stderr
