"""What goes wrong with a database's file: nothing committed is lost, and the message says what to do."""

import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import talion
from talion.record import Document, Record
from talion.store.migrate import migrations

ADD = """
import resource, sys, talion
from hashlib import sha256
from talion.record import Document, Record
path, first, count, most = sys.argv[1], *map(int, sys.argv[2:])
resource.setrlimit(resource.RLIMIT_FSIZE, (most or resource.RLIM_INFINITY,) * 2)
def made(n):
    text = f"Chad expelled {n} envoys. " * 400
    return Record(document=Document(id=str(n), text=text, sha256=sha256(text.encode()).hexdigest()))
db = talion.Database(path)
try:
    db.add((made(n) for n in range(first, first + count)), most=20, tell=lambda o: print(o.id, flush=True))
except talion.TalionError as error:
    sys.exit(str(error))
"""


def adding(path: Path, first: int, count: int, most: int = 0) -> subprocess.Popen[str]:
    """A process that adds documents, one id a line once it is committed; no file may exceed ``most`` bytes."""
    given = [str(path), str(first), str(count), str(most)]
    return subprocess.Popen(
        [sys.executable, "-c", ADD, *given],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def small(id: str) -> Record:
    return Record(document=Document(id=id, text="Chad left.", sha256="0"))


def test_two_writers_take_turns_and_both_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "talion.duckdb"
    both = [adding(path, 0, 100), adding(path, 1000, 100)]
    told = {id for one in both for id in one.communicate()[0].split()}
    assert [one.returncode for one in both] == [0, 0]
    assert told == {r.document.id for r in talion.Database(path).records()}
    assert len(told) == 200


def test_a_full_disk_is_said_and_what_was_committed_stays(tmp_path: Path) -> None:
    path = tmp_path / "talion.duckdb"
    adding(path, 0, 20).communicate()
    room = path.stat().st_size + 300_000
    full = adding(path, 1000, 4000, room)
    out, said = full.communicate()
    assert full.returncode == 1, "it found room for all"
    assert "Traceback" not in said
    assert "check the path, its rights and its disk" in said
    there = {r.document.id for r in talion.Database(path).records()}
    assert {str(n) for n in range(20)} | set(out.split()) <= there
    assert talion.Database(path).add([small("later")]).added == 1


@pytest.mark.parametrize("seed", range(6))
def test_a_corrupted_file_is_said(tmp_path: Path, seed: int) -> None:
    path, dice = tmp_path / "talion.duckdb", random.Random(seed)
    talion.Database(path).add(small(str(n)) for n in range(50))
    data = bytearray(path.read_bytes())
    for _ in range(3000):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data if seed % 2 else data[: dice.randrange(9000, len(data))])
    db = talion.Database(path, wait=1)
    for ask in (db.status, lambda: list(db.records()), lambda: db.add([small("more")])):
        with pytest.raises(
            talion.DatabaseError, match=r"talion\.duckdb: .*; put a copy of it back"
        ):
            ask()


@pytest.mark.parametrize("known", range(1, len(migrations()) + 1))
def test_a_database_of_any_older_version_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: int
) -> None:
    path = tmp_path / "talion.duckdb"
    with monkeypatch.context() as older:
        older.setattr("talion.store.migrate.migrations", lambda: migrations()[:known])
        with talion.Database(path)._home.writing():
            pass
    db = talion.Database(path)
    assert db.status().schema == len(migrations())
    assert db.add([small("new")]).added == 1


def unwritable(tmp_path: Path) -> Path:
    """A folder in which nobody, or at least not we, may make a file."""
    if os.geteuid() == 0:
        return Path("/sys")
    tmp_path.chmod(0o500)
    return tmp_path


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs Linux")
def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(talion.DatabaseError, match="check the path, its rights and its disk"):
        talion.Database(unwritable(tmp_path) / "talion.duckdb").add([small("a")])


@pytest.mark.parametrize(
    "zones", [("Pacific/Kiritimati", "Pacific/Pago_Pago"), ("UTC", "Asia/Kathmandu")]
)
def test_times_are_the_same_in_every_zone(tmp_path: Path, zones: tuple[str, str]) -> None:
    path = tmp_path / "talion.duckdb"
    program = (
        "import sys, talion; from talion.record import Document, Record\n"
        "db = talion.Database(sys.argv[1])\n"
        "db.add([Record(document=Document(id=sys.argv[2], text='x', sha256='0', published='2031-05-06'))])\n"
        "print([d['published'] for d in db.documents().to_pylist()], db.status().added)"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", program, str(path), str(n)],
            env={**os.environ, "TZ": zone}, check=True, capture_output=True, text=True,
        ).stdout.split("] ")
        for n, zone in enumerate(zones)
    ]  # fmt: skip
    assert "2031-05-06" in said[1][0]
    assert said[0][1] < said[1][1], "the second was added later, wherever that was"


def test_a_clock_that_goes_back_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import datetime

    db = talion.Database(tmp_path / "talion.duckdb")
    versions: list[Record] = []
    for year, text in ((2031, "one"), (2020, "two"), (2031, "three")):
        monkeypatch.setattr("talion.store.writing.now", _at(datetime(year, 1, 1)))
        versions.append(Record(document=Document(id="a", text=text, sha256="0")))
        db.add(versions[-1:])
    assert db.record("a") == versions[-1]
    assert [v.record for v in db.history("a")] == versions[:-1]


def _at(moment: object) -> Callable[[], object]:
    return lambda: moment


def test_no_limit_of_this_test_holds_for_others() -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
