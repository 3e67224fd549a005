"""Each source gives the same acts, stories and reasons."""

import gzip
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from talion import Database, IntakeError, QueryError, Record, RecordError
from talion.dyads.acts import pair_of
from talion.dyads.gather import read_dyad
from talion.dyads.sources.cameo import conversion, from_cameo

Make = Callable[..., Record]
CAMERA = "https://example.org/"


def gdelt_row(
    width: int, day: str, who: str, whom: str, code: str, url: str, score: str = "-5.0"
) -> str:
    cells = [""] * width
    cells[0], cells[1], cells[7], cells[17], cells[26], cells[30] = "1", day, who, whom, code, score
    cells[59 if width == 61 else 56] = f"{day}120000" if width == 61 else day
    if width > 57:
        cells[-1] = CAMERA + url
    return "\t".join(cells)


@pytest.mark.parametrize("width", [57, 58, 61])
def test_gdelt_acts_in_both_directions_and_all_stories(tmp_path: Path, width: int) -> None:
    rows = [
        gdelt_row(width, "20310106", "KEN", "TZA", "174", "a"),
        gdelt_row(width, "20310107", "TZA", "KEN", "010", "b"),
        gdelt_row(width, "20310107", "UGA", "TZA", "042", "c"),
        gdelt_row(width, "20310108", "TZAGOV", "KENMIL", "112", "b", "-2.0"),
    ]
    path = tmp_path / "a.export.CSV"
    path.write_text("\n".join(rows) + "\nbroken\n")
    dyad = read_dyad("KEN", "TZA", [path])
    assert [(a.forward, a.type, a.mode, a.goldstein) for a in dyad.acts] == [
        (True, "COERCE", "deport", -5.0), (False, "ACCUSE", "disapprove", -2.0),
    ]  # fmt: skip
    assert dyad.left_out == {"no PLOVER type": 1, "broken row": 1}
    if width > 57:
        assert sum(dyad.stories.values()) == 4
        assert sum(dyad.naming.values()) == 3


def test_icews_countries_by_name_and_codes_without_their_zero(tmp_path: Path) -> None:
    head = [
        "Event ID",
        "Event Date",
        "Source Country",
        "CAMEO Code",
        "Intensity",
        "Target Country",
        "Story ID",
    ]
    rows = [
        ["1", "2031-01-06", "Kenya", "42", "1.9", "Tanzania", "s1"],
        ["2", "2031-01-07", "Russian Federation", "193", "-9", "Kenya", "s2"],
    ]
    path = tmp_path / "events.tab"
    path.write_text("\n".join("\t".join(r) for r in [head, *rows]))
    dyad = read_dyad("ken", "tza", [path])
    assert [(a.type, a.mode, a.goldstein, a.story) for a in dyad.acts] == [
        ("CONSULT", "visit", 1.9, "s1")
    ]
    assert dyad.stories == {date(2031, 1, 6): 1, date(2031, 1, 7): 1}
    assert dyad.naming == {date(2031, 1, 6): 1}


@pytest.mark.parametrize("delimiter", ["\t", ","])
def test_polecat_several_countries_and_unknown_modes(tmp_path: Path, delimiter: str) -> None:
    head = [
        "Event Date",
        "Event Type",
        "Event Mode",
        "Intensity",
        "Actor Country",
        "Recipient Country",
    ]
    rows = [
        ["2031-01-06", "PROTEST", "demo", "-5", "KEN; UGA", "TZA"],
        ["2031-01-07", "SANCTION", "frown", "-6", "TZA", "KEN"],
    ]
    path = tmp_path / "ngecEvents.txt"
    path.write_text("\n".join(delimiter.join(r) for r in [head, *rows]))
    dyad = read_dyad("KEN", "TZA", [path])
    assert [(a.forward, a.type, a.mode) for a in dyad.acts] == [
        (True, "PROTEST", "demo"), (False, "SANCTION", None),
    ]  # fmt: skip
    assert dyad.stories == {}


ICEWS = [
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number",
    "Publisher", "City", "District", "Province", "Country", "Latitude", "Longitude",
]  # fmt: skip
"""The columns of the released ICEWS files, in order."""
POLECAT = [
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor COW", "Actor Country", "Primary Actor Sector", "Recipient Name", "Recipient COW",
    "Recipient Country", "Primary Recipient Sector", "Placename", "Country", "Latitude", "Longitude",
    "Source", "Publication Date", "Headline",
]  # fmt: skip
"""Columns of POLECAT files; readers go by name, so that others may stand between them."""


def written(path: Path, head: list[str], *rows: dict[str, str]) -> Path:
    lines = [head, *([row.get(name, "") for name in head] for row in rows)]
    path.write_text("\n".join("\t".join(line) for line in lines))
    return path


def test_a_whole_icews_row(tmp_path: Path) -> None:
    row = {"Event ID": "77", "Event Date": "2031-01-06", "Source Name": "Police (Kenya)", "CAMEO Code": "173",
           "Source Country": "Kenya", "Intensity": "-5.0", "Target Country": "Tanzania", "Story ID": "s1",
           "Publisher": "The Plain", "Country": "Uganda"}  # fmt: skip
    (act,) = read_dyad("KEN", "TZA", [written(tmp_path / "e.tab", ICEWS, row)]).acts
    assert (act.type, act.mode, act.event, act.story, act.publisher) == (
        "COERCE", "arrest", "77", "s1", "The Plain",
    )  # fmt: skip


def test_a_whole_polecat_row(tmp_path: Path) -> None:
    row = {"Event ID": "P1", "Event Date": "2031-01-06", "Event Type": "COERCE", "Event Mode": "deport",
           "Intensity": "-7.0", "Contexts": "migration;legal; unheard_of", "Actor Country": "KEN",
           "Primary Actor Sector": "GOV", "Recipient Country": "TZA", "Primary Recipient Sector": "CVL",
           "Source": "The Plain", "Publication Date": "2031-01-07", "Headline": "Sent home"}  # fmt: skip
    path = written(tmp_path / "p.txt", POLECAT, row)
    dyad = read_dyad("KEN/GOV", "TZA", [path], themes=["migration"])
    (act,) = dyad.acts
    assert (act.mode, act.event, act.publisher, act.contexts) == (
        "deport", "P1", "The Plain", ("migration", "legal"),
    )  # fmt: skip
    assert dyad.publishers == {date(2031, 1, 7): frozenset({"The Plain"})}
    assert not read_dyad("KEN/MIL", "TZA", [path]).acts


def test_gdelt_sectors_events_and_publishers(tmp_path: Path) -> None:
    cells = gdelt_row(61, "20310106", "KEN", "TZA", "174", "a").split("\t")
    cells[12], cells[22] = "MIL", "CVL"
    path = tmp_path / "a.export.CSV"
    path.write_text("\t".join(cells))
    (act,) = read_dyad("KEN/MIL", "TZA/CVL", [path]).acts
    assert (act.event, act.publisher) == ("1", "example.org")
    assert not read_dyad("KEN/GOV", "TZA", [path]).acts


def test_records_and_database_tell_the_same(tmp_path: Path, record: Make) -> None:
    held = [record("a"), record("b", "2031-01-09"), record("c", None, "denied")]
    lines = tmp_path / "records.jsonl"
    failed = '{"schema":"talion/1","document":{"id":"x"},"error":{"kind":"k","message":"m"}}'
    lines.write_text("\n".join([*(r.to_json() for r in held), failed]))
    path = tmp_path / "t.duckdb"
    Database(path).add(held)
    since = date(2031, 1, 1)
    one, other = (read_dyad("KEN", "TZA", [p], since=since) for p in (lines, path))
    assert [(a.day.day, a.forward, a.type) for a in one.tellings] == [
        (6, True, "SANCTION"), (6, True, "SANCTION"), (8, False, "COERCE"), (9, False, "COERCE"),
    ]  # fmt: skip
    assert len(one.acts) == 3
    assert one.left_out == {"status denied": 2, "failed document": 1}
    answer = one.answers[0]
    assert (answer.forward, answer.status, answer.response) == (False, "claimed", "COERCE")
    assert (answer.antecedent_words, answer.said_by, answer.denied_by) == (
        "Kenya",
        ("Kenya",),
        ("Kenya",),
    )
    assert (one.acts[0].event, one.acts[0].words) == ("e1", "Kenya Tanzania")
    for name in ("tellings", "acts", "stories", "naming", "publishers", "answers"):
        assert getattr(one, name) == getattr(other, name)


def test_packed_files_are_read(tmp_path: Path) -> None:
    text = gdelt_row(58, "20310106", "KEN", "TZA", "174", "a")
    with gzip.open(tmp_path / "a.csv.gz", "wt") as stream:
        stream.write(text)
    with zipfile.ZipFile(tmp_path / "a.csv.zip", "w") as archive:
        archive.writestr("a.csv", text)
    dyads = [read_dyad("KEN", "TZA", [tmp_path / n]) for n in ("a.csv.gz", "a.csv.zip")]
    assert dyads[0] == dyads[1]
    assert len(dyads[0].acts) == 1


def test_what_cant_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("what is this\n")
    with pytest.raises(IntakeError, match="no file of events"):
        read_dyad("KEN", "TZA", [tmp_path / "a"])
    (tmp_path / "b").write_text('{"schema": 3}\n')
    with pytest.raises(RecordError, match="b:1: not a record"):
        read_dyad("KEN", "TZA", [tmp_path / "b"])
    with pytest.raises(IntakeError, match="can't be read"):
        read_dyad("KEN", "TZA", [tmp_path / "none"])
    with pytest.raises(QueryError, match="nothing is told"):
        read_dyad("KEN", "TZA", [])


@pytest.mark.parametrize(("first", "second"), [("KEN", "KEN"), ("KEN", "Tanzania")])
def test_no_pair(first: str, second: str) -> None:
    with pytest.raises(QueryError):
        pair_of(first, second)


def test_conversion_covers_the_roots() -> None:
    assert len(conversion()) > 250
    assert all(from_cameo(f"{root:02}0") for root in range(2, 21))
    assert from_cameo("2042") == ("ASSAULT", "unconventional")
    assert from_cameo("1439") == ("PROTEST", "boycott")
    assert from_cameo("---") is None
