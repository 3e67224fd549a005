"""What goes wrong under ``talion watch``: the queue finds no room, the database fails for a while."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from talion.blocks.reading import Reading
from talion.considered import Considered
from talion.errors import DatabaseError, TalionError
from talion.intake import document_from
from talion.record import Record
from talion.store import Database
from talion.watching import watcher as watching
from talion.watching.metrics import Metrics
from talion.watching.polling import Sources
from talion.watching.queue import Queue
from talion.watching.watcher import Watcher

WATCH = """
import sys, time
from pathlib import Path
from talion.blocks.reading import Reading
from talion.considered import Considered
from talion.record import Record
from talion.store import Database
from talion.watching.metrics import Metrics
from talion.watching.polling import Sources
from talion.watching.queue import Queue
from talion.watching.watcher import Watcher

class SlowPool:
    def code(self, items):
        for item in items:
            time.sleep(float(sys.argv[2]))
            print(item.document.id, flush=True)
            yield Considered(Record(document=item.document))

folder = Path(sys.argv[1])
queue = Queue(folder / "talion.queue")
followed = Sources([str(folder / "inbox")], queue, Reading(), private=False, every=60)
database = Database(folder / "talion.duckdb")
Watcher(followed, queue, database, SlowPool(), Metrics(queue.waiting), most=999, say=print).once()
"""


class SimplePool:
    """Codes without models."""

    def code(self, items: Any) -> Iterator[Considered]:
        return (Considered(Record(document=item.document)) for item in items)


@pytest.fixture(name="queue")
def make_queue(tmp_path: Path) -> Iterator[Queue]:
    queue = Queue(tmp_path / "talion.queue")
    yield queue
    queue.close()


def watcher(folder: Path, queue: Queue, said: list[str]) -> Watcher:
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    followed = Sources([str(inbox)], queue, Reading(), private=False, every=0.1)
    pool: Any = SimplePool()
    database = Database(folder / "talion.duckdb", wait=0.1)
    return Watcher(followed, queue, database, pool, Metrics(queue.waiting), most=9, say=said.append)


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def test_a_queue_without_room_says_so_and_keeps_what_it_had(queue: Queue) -> None:
    queue.offer([document_from("Rain fell.", id="first")])
    (pages,) = queue._db.execute("PRAGMA page_count").fetchone()
    queue._db.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(DatabaseError, match=r"talion\.queue: .* full; check the path"):
        queue.offer([document_from("Snow fell. " * 2000, id="large")])
    assert [w.document.id for _, w in queue.take(9)] == ["first"]
    queue._db.execute("PRAGMA max_page_count = 100000")
    assert queue.offer([document_from("Snow fell. " * 2000, id="large")]) == 1


def test_a_database_that_fails_later_on_is_waited_for(
    tmp_path: Path, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_PAUSES", (0.05, 0.1))
    monkeypatch.setattr(watching, "_IDLE", 0.05)
    said: list[str] = []
    one = watcher(tmp_path, queue, said)
    queue.offer([document_from("Rain fell.", id="first")])

    def run() -> None:
        with suppress(TalionError):  # how it ends, once nobody looks at the sources
            one.run()

    service = threading.Thread(target=run, daemon=True)
    service.start()
    until(lambda: not queue.waiting())
    file, kept = tmp_path / "talion.duckdb", tmp_path / "kept"
    file.rename(kept)
    file.mkdir()  # a path that can't be opened, as one on a disk that went away
    queue.offer([document_from("Snow fell.", id="second")])
    until(lambda: one.health()[1]["status"] == "no database")
    well, told = one.health()
    assert (well, told["waiting"]) == (False, 1)
    assert "talion.duckdb" in told["error"]
    assert service.is_alive()
    file.rmdir()
    kept.rename(file)
    until(lambda: not queue.waiting())
    until(lambda: one.health()[0])
    assert any("tried again in" in line for line in said)
    monkeypatch.setattr(one._poller, "is_alive", lambda: False)
    service.join(5)
    found = sorted(r.document.id for r in Database(file).records())
    assert found == ["first", "second"]


def test_a_watcher_that_is_killed_loses_nothing_and_adds_nothing_twice(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    lines = [json.dumps({"id": f"d{n}", "text": f"Rain fell on day {n}."}) for n in range(200)]
    (inbox / "days.jsonl").write_text("\n".join(lines), "utf-8")
    os.utime(inbox / "days.jsonl", (1, 1))
    program = [sys.executable, "-c", WATCH, str(tmp_path)]
    with subprocess.Popen([*program, "0.02"], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        coded = [line for line, _ in zip(first.stdout, range(150), strict=False)]
        first.kill()
    assert len(coded) == 150, "it ended by itself"
    database = Database(tmp_path / "talion.duckdb")
    before = [r.document.id for r in database.records()]
    assert 0 < len(before) < 200
    subprocess.run([*program, "0"], check=True, capture_output=True)
    after = [r.document.id for r in database.records()]
    assert after[: len(before)] == before
    assert sorted(after) == sorted(f"d{n}" for n in range(200))
    assert database.status().replaced == 0


def test_a_clock_that_is_set_back_stops_no_source(
    tmp_path: Path, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    one = watcher(tmp_path, queue, said)
    (source,) = (state.source for state in one._sources.states())
    monkeypatch.setattr("talion.watching.polling.now", lambda: time.time() + 10 * 365 * 86400)
    one.once()
    assert one._sources.due() == []
    monkeypatch.undo()
    assert one._sources.due() == [source]


@pytest.mark.parametrize(("ahead", "read"), [(0, 0), (3600, 1), (-3600, 1)])
def test_a_file_of_another_clock_is_read(
    tmp_path: Path, queue: Queue, ahead: int, read: int
) -> None:
    one = watcher(tmp_path, queue, [])
    path = tmp_path / "inbox" / "a.txt"
    path.write_text("Rain fell.", "utf-8")
    os.utime(path, (time.time() + ahead,) * 2)
    one.once()
    assert len(Database(tmp_path / "talion.duckdb").known(["a"])) == read


def test_a_database_that_can_not_be_used_from_the_start_is_an_error(
    tmp_path: Path, queue: Queue
) -> None:
    (tmp_path / "talion.duckdb").mkdir()
    queue.offer([document_from("Rain fell.", id="first")])
    with pytest.raises(DatabaseError, match=r"talion\.duckdb"):
        watcher(tmp_path, queue, []).run()
    assert queue.waiting() == 1
