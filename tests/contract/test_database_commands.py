"""The commands of the database: what goes in, what comes out, in which format, with which status."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from pyarrow import feather

import talion
from talion.cli import group
from talion.intake import Item, Loaded
from talion.parallel import Start
from talion.record import Actor, Claim, Document, Event, Link, LinkEnd, Record, Source

TEXT = "Kenya closed a bridge. Chad's council approved."


def make(id: str, text: str = TEXT, document: Document | None = None) -> Record:
    """A record with one of everything that has a command."""
    document = document or Document(
        id=id, text=text, published="2031-05-06", publisher="Lake Post", title=None,
        sha256=sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    actor = Actor(id="a1", name="Kenya", kind="state", country="KEN", sector="GOV",
                  mentions=((0, 5),))  # fmt: skip
    event = Event(id="e1", type="COERCE", mode="restrict", quad="material-conflict",
                  goldstein=-5.0, actors=("a1",), status="happened", trigger=(6, 12), sentence=0,
                  contexts=("territory", "maritime"), claims=("c1",), confidence=0.9)  # fmt: skip
    claim = Claim(id="c1", source=Source(actor="a1", span=(0, 5)), content=((6, 21),),
                  quote="indirect", stance="asserts", about=("e1",))  # fmt: skip
    link = Link(id="l1", kind="cause", antecedent=LinkEnd(span=(23, 27)),
                response=LinkEnd(event="e1", span=(6, 12)), status="stated", confidence=0.7)  # fmt: skip
    return Record(document=document, sentences=((0, 22), (23, len(document.text))),
                  actors=(actor,), events=(event,), claims=(claim,), links=(link,))  # fmt: skip


class FakeCoder:
    """Makes the same record of every text, and counts them."""

    coded = 0

    def code(self, loaded: Loaded) -> Record:
        FakeCoder.coded += 1
        return make("", document=loaded.document)

    def code_many(self, items: Iterable[Item]) -> Iterator[Any]:
        for item in items:
            if isinstance(item, Loaded):
                yield self.code(item)
            else:
                yield talion.Failure.of(item.id, item.error)


@pytest.fixture(name="run")
def make_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command in an empty folder with a coder that needs no models."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TALION_DATABASE", raising=False)
    monkeypatch.setattr(Start, "coder", lambda _: FakeCoder())
    FakeCoder.coded = 0

    def run(*args: str) -> Result:
        return CliRunner().invoke(group, args, prog_name="talion")

    return run


@pytest.fixture(name="filled")
def make_filled(run: Any) -> Any:
    """The same, with two records in the database."""
    Path("records.jsonl").write_text(f"{make('a').to_json()}\n{make('b').to_json()}\n")
    assert run("add", "records.jsonl").exit_code == 0
    return run


def test_add_codes_what_is_new(run: Any) -> None:
    Path("in").mkdir()
    Path("in/a.txt").write_text(TEXT)
    Path("in/b.txt").write_text(f"{TEXT} It rained.")
    first = run("add", "in")
    assert (first.exit_code, first.stdout) == (0, "talion.duckdb: 2 added\n")
    again = run("add", "in")
    assert (again.exit_code, again.stdout) == (0, "talion.duckdb: 2 already in\n")
    assert FakeCoder.coded == 2
    Path("in/b.txt").write_text(f"{TEXT} It snowed.")
    corrected = run("add", "in")
    assert corrected.stdout == "talion.duckdb: 1 replaced, 1 already in\n"
    assert "b: not as it was" in corrected.stderr
    assert FakeCoder.coded == 3
    assert run("add", "in", "--recode").stdout == "talion.duckdb: 2 already in\n"
    assert FakeCoder.coded == 5


def test_add_takes_records_beside_stories(run: Any) -> None:
    Path("in").mkdir()
    Path("in/coded.jsonl").write_text(make("r").to_json() + "\n")
    Path("in/new.txt").write_text(TEXT)
    assert run("add", "in", "-q").stdout == ""
    assert FakeCoder.coded == 1
    ids = [
        json.loads(line)["id"]
        for line in run("documents", "--order", "document").stdout.splitlines()
    ]
    assert ids == ["new", "r"]
    assert run("documents", "--record", "r").stdout == make("r").to_json() + "\n"


def test_add_reads_the_columns_that_are_named(run: Any) -> None:
    Path("x.csv").write_text(f'Nr,Story\n7,"{TEXT}"\n')
    result = run("add", "x.csv", "--column", "text=Story", "--column", "id=Nr")
    assert (result.exit_code, result.stdout) == (0, "talion.duckdb: 1 added\n")
    assert run("documents", "--record", "7").stdout
    assert run("add", "x.csv", "--column", "words=Story").exit_code == 2


def test_add_takes_other_languages_when_any_is_asked_for(run: Any) -> None:
    Path("es.txt").write_text(
        "Las tropas salieron de la ciudad el lunes, dijo el ministerio de defensa."
    )
    refused = run("add", "es.txt")
    assert (refused.exit_code, refused.stdout) == (1, "talion.duckdb: 1 failed\n")
    assert "Spanish (es)" in refused.stderr
    taken = run("add", "es.txt", "--any-language")
    assert (taken.exit_code, taken.stdout) == (0, "talion.duckdb: 1 added\n")


def test_add_fetches_from_private_addresses_only_when_told(run: Any) -> None:
    address = "http://127.0.0.1:9/rss"
    assert "private address" in run("add", address).stderr
    assert "could not be fetched" in run("add", "--private-addresses", address).stderr


def test_add_goes_on_after_what_fails_and_its_status_is_1(run: Any) -> None:
    lying = make("liar").to_json().replace("bridge", "window")
    failure = talion.Failure.of("gone", talion.EmptyDocument("nothing in it")).to_json()
    lines = [make("a").to_json(), "{broken", failure, lying, make("b").to_json()]
    Path("x.jsonl").write_text("\n".join(lines))
    result = run("add", "x.jsonl")
    assert (result.exit_code, result.stdout) == (1, "talion.duckdb: 2 added, 3 failed\n")
    assert "x.jsonl:2: " in result.stderr
    assert "gone: nothing in it" in result.stderr
    assert "x.jsonl:4: its sha256 is not that of its text" in result.stderr
    assert 'failed     3  (talion sql "FROM failures")' in run("status").stdout


@pytest.mark.parametrize("command", ["events", "claims", "links", "documents", "actors"])
def test_every_question_in_every_format(filled: Any, command: str) -> None:
    lines = [json.loads(line) for line in filled(command).stdout.splitlines()]
    assert lines
    assert json.loads(filled(command, "--to", "json").stdout) == lines
    rows = list(csv.reader(io.StringIO(filled(command, "--to", "csv").stdout)))
    assert rows[0] == list(lines[0])
    assert len(rows) == len(lines) + 1
    table = filled(command, "--to", "table").stdout
    assert "Kenya" in table or command == "documents"
    assert filled(command, "--out", "x.parquet").stdout == ""
    assert pq.read_table("x.parquet").schema.names == rows[0]
    assert filled(command, "--out", "x.arrow").stdout == ""
    assert feather.read_table("x.arrow") == pq.read_table("x.parquet")
    assert filled(command, "--limit", "1", "--out", "x.csv").exit_code == 0
    assert len(Path("x.csv").read_text().splitlines()) == 2
    none = filled(command, "--since", "2040", "--to", "table")
    assert (none.exit_code, none.stdout) == (0, "")
    assert "nothing was found" in none.stderr
    assert filled(command, "--since", "2040", "--to", "json").stdout == "[]\n"


def test_filters_and_counts(filled: Any) -> None:
    asked = (
        "--actor",
        "KEN",
        "--type",
        "coerce",
        "--type",
        "AID",
        "--since",
        "2031-05",
        "--text",
        "bridge",
    )
    assert len(filled("events", *asked).stdout.splitlines()) == 2
    assert filled("events", *asked, "--document", "nope").stdout == ""
    assert len(filled("links", "--dyad", "KEN", "TZA").stdout.splitlines()) == 0
    counts = filled("events", "--by", "day", "--by", "quad", "--to", "csv").stdout
    assert counts == "day,quad,events,goldstein\n2031-05-06,material-conflict,2,-5.0\n"


def test_csv_has_lists_in_one_cell(filled: Any) -> None:
    row = next(csv.DictReader(io.StringIO(filled("events", "--to", "csv").stdout)))
    assert (row["contexts"], row["dated"], row["mode"]) == (
        "territory; maritime",
        "false",
        "restrict",
    )


def test_a_table_that_is_cut_says_so(filled: Any) -> None:
    Path("more.jsonl").write_text("".join(make(f"x{n}").to_json() + "\n" for n in range(60)))
    filled("add", "more.jsonl")
    cut = filled("events", "--to", "table")
    assert "only the first 50 are shown; --limit 0 shows all" in cut.stderr
    assert filled("events", "--to", "table", "--limit", "0").stdout.count("COERCE") == 62
    assert len(filled("events").stdout.splitlines()) == 62


def test_claims_of_a_story_are_read_without_a_database(run: Any) -> None:
    Path("a.txt").write_text(TEXT)
    (claim,) = json.loads(run("claims", "a.txt", "--to", "json").stdout)
    assert claim["speaker"]["name"] == "Kenya"
    assert "Kenya" in run("claims", "a.txt").stdout
    assert run("claims", "a.txt", "--to", "csv").stdout.startswith("document,id,source")
    assert run("claims", "a.txt", "--stance", "denies").exit_code == 2
    assert not Path("talion.duckdb").exists()


def test_sql(filled: Any) -> None:
    counted = filled("sql", "SELECT type, count(*) AS n FROM events GROUP BY type", "--to", "csv")
    assert counted.stdout == "type,n\nCOERCE,2\n"
    for query in ("DROP TABLE events", "SELEC", "INSERT INTO events SELECT * FROM events"):
        refused = filled("sql", query)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert refused.stderr.startswith("talion: ")
        assert len(refused.stderr.splitlines()) == 1


def test_where_the_database_is(filled: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert filled("status", "-d", "gone.duckdb").exit_code == 2
    assert "talion add" in filled("events", "--database", "gone.duckdb").stderr
    Path("talion.duckdb").rename("other.duckdb")
    monkeypatch.setenv("TALION_DATABASE", "other.duckdb")
    assert json.loads(filled("status", "--to", "json").stdout)["documents"] == 2


@pytest.mark.parametrize(
    "args",
    [
        ["add"], ["events", "--since", "soon"], ["events", "--confidence", "2"],
        ["events", "--order", "colour"], ["events", "--by", "colour"], ["claims", "--recipient", "X"],
        ["documents", "--record", "nope"], ["events", "--out", "no/folder/x.csv"],
    ],
)  # fmt: skip
def test_wrong_usage_is_2_and_writes_nothing(filled: Any, args: list[str]) -> None:
    result = filled(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_history_is_the_records_that_were_replaced(filled: Any) -> None:
    Path("new.jsonl").write_text(make("a", text=TEXT + " Later.").to_json() + "\n")
    filled("add", "new.jsonl")
    assert filled("documents", "--history", "a").stdout == make("a").to_json() + "\n"


def talion_process(folder: Path, *args: str, **more: Any) -> Any:
    program = [sys.executable, "-m", "talion", *args]
    return subprocess.run(program, cwd=folder, capture_output=True, **more)


def test_records_on_standard_input_and_a_reader_that_leaves(tmp_path: Path) -> None:
    lines = "".join(make(f"x{n}").to_json() + "\n" for n in range(300))
    added = talion_process(tmp_path, "add", "-", input=lines.encode())
    assert (added.returncode, added.stdout) == (0, b"talion.duckdb: 300 added\n")
    command = f"{sys.executable} -m talion events | head -1"
    left = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, check=True)
    assert json.loads(left.stdout)["type"] == "COERCE"
    assert left.stderr == b""


def test_parquet_is_not_written_to_a_terminal(tmp_path: Path) -> None:
    talion_process(tmp_path, "add", "-", input=make("x").to_json().encode())
    leader, follower = pty.openpty()
    program = [sys.executable, "-m", "talion", "events", "--to", "parquet"]
    refused = subprocess.run(program, cwd=tmp_path, stdout=follower, stderr=subprocess.PIPE)
    os.close(follower)
    os.close(leader)
    assert refused.returncode == 2
    assert b"give a file for Parquet" in refused.stderr


def test_help_of_every_command_loads_no_database() -> None:
    code = (
        "import sys\nfrom talion.cli import group\n"
        "for name in ('add', 'events', 'claims', 'links', 'documents', 'actors', 'sql', 'status'):\n"
        "    try: group([name, '--help'])\n    except SystemExit: pass\n"
        "print('loaded', [m for m in ('duckdb', 'pyarrow', 'numpy', 'spacy') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "loaded []"
