"""Killed at any moment, it loses no committed document, holds no half one, and goes on."""

import importlib.util
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import talion
from talion.record import Record

ADDER = Path(__file__).with_name("adder.py")
KILLS = int(os.environ.get("TALION_KILLS", "5"))
A_TIME = 45


def made(number: int) -> Record:
    spec = importlib.util.spec_from_file_location("adder", ADDER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    result: Record = module.record(number)
    return result


def killed(where: str, count: int, seconds: float, log: Path) -> set[str]:
    """The ids that were told to be committed before the process was killed."""
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, str(ADDER), where, str(count)], stdout=out)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
    lines = log.read_text().rpartition("\n")[0].splitlines()
    return {line.split()[0] for line in lines}


def is_there(db: talion.Database) -> bool:
    try:
        return db.status().documents >= 0
    except talion.DatabaseError:
        return False


def check(db: talion.Database) -> dict[str, Record]:
    """All documents, each whole, none twice, and no rows of others."""
    by_id = {r.document.id: r for r in db.records()}
    status = db.status()
    assert status.documents == len(by_id)
    assert status.events == sum(len(r.events) for r in by_id.values())
    assert len(db.sql("SELECT 1 FROM dyads WHERE event NOT IN (SELECT event FROM events)")) == 0
    assert len(db.sql("SELECT 1 FROM events WHERE event NOT IN (SELECT event FROM dyads)")) == 0
    return by_id


def test_a_killed_writer_loses_nothing(where: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    db, dice = talion.Database(where), random.Random(7)
    count = KILLS * A_TIME
    versions = [made(n) for n in range(1, count + 1)]
    before: set[str] = set()
    for n in range(1, KILLS + 1):
        committed = killed(where, n * A_TIME, dice.uniform(0.4, 2.0), log)
        if not committed and not is_there(db):
            continue
        there = check(db)
        assert committed | before <= set(there)
        assert all(r in versions for r in there.values())
        before = set(there)
    subprocess.run([sys.executable, str(ADDER), where, str(count)], check=True, capture_output=True)
    assert check(db) == {r.document.id: r for r in versions}
