"""A thousand random kills of a writer: nothing that was committed is lost, nothing is in twice or by half.

    python benchmarks/kill.py [--kills 1000] [--seed 7] [--log FILE] [--database PATH|ADDRESS]

A process adds the generated documents of ``tests/unit/store/adder.py`` (every third a correction of the one
before), some at a commit, tells each, and is killed with ``SIGKILL`` at a moment drawn over the whole of the
time that this takes: while it starts, makes or opens the database, writes, closes. The next goes on behind what
was told, as ``talion add`` does, on the same database. After every kill all records are read back and compared
with what was given and told. Every twenty-five kills a writer may end, and a new database is begun: in three of
four a writer has 15 documents, in the fourth 150. Writers are forked from a process that has loaded Talion and
nothing else, so that little time goes into starting them.

With ``--log`` each database's figures are kept in a file, and a benchmark that was stopped goes on from there.
"""

import argparse
import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import talion
from talion.record import Record

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "unit" / "store"))
import adder

LOADED = ["talion", "talion.store.gate", "talion.store.postgres", "talion.store.writing", "duckdb"]
A_WRITER = (15, 15, 15, 150)
COMMITS = 3
EACH = 25


def add(where: str, first: int, last: int, log: Path) -> None:
    """Add the documents of these numbers, a third at a time, and tell each in the log."""
    with log.open("w", buffering=1) as out:
        most = (last - first + 1) // COMMITS
        adder.add(where, last, lambda o: print(o.id, file=out), first=first, most=most)


class Writers:
    """Starts writers of one database, each behind what the one before told, and kills them.

    The first ``told`` of ``records`` are told to be committed; ``given`` has all versions of each document.
    """

    def __init__(self, where: str, each: int, log: Path) -> None:
        self._where, self._each, self._log = where, each, log
        self._fork = multiprocessing.get_context("forkserver")
        self._fork.set_forkserver_preload(LOADED)
        self.records: list[Record] = []
        self.given: dict[str, list[Record]] = {}
        self.told = 0

    def one(self, seconds: float | None) -> bool:
        """Let a writer run for so long, or to its end; whether it was killed."""
        self._log.write_text("")
        first = self.told // 3 * 3 + 1  # a document and its correction are given again together
        last = first + self._each - 1
        self._give(last)
        writer: ForkServerProcess = self._fork.Process(
            target=add, args=(self._where, first, last, self._log)
        )
        writer.start()
        writer.join(seconds)
        writer.kill()
        writer.join()
        told = self._log.read_text().count("\n")
        self.told = max(self.told, first - 1 + told)
        return writer.exitcode != 0

    def _give(self, last: int) -> None:
        """Know the documents up to that number."""
        for number in range(len(self.records) + 1, last + 1):
            record = adder.record(number)
            self.records.append(record)
            self.given.setdefault(record.document.id, []).append(record)


def faults(db: talion.Database, writers: Writers) -> list[str]:
    """What is wrong with a database: lost, by half, twice, or with rows of nobody."""
    try:
        with db:
            return list(_faults(db, writers))
    except talion.DatabaseError as error:
        return [f"all is lost: {error}"] if writers.told else []


def _faults(db: talion.Database, writers: Writers) -> Iterator[str]:
    found, given = list(db.records()), writers.given
    told = {r.document.id: r for r in writers.records[: writers.told]}
    ids = Counter(r.document.id for r in found)
    yield from (f"{id} is lost" for id in sorted(told.keys() - ids.keys()))
    yield from (f"{id} is in {n} times" for id, n in ids.items() if n > 1)
    for record in found:
        id = record.document.id
        if record not in given[id]:
            yield f"{id} is not as given"
        elif id in told and given[id].index(record) < given[id].index(told[id]):
            yield f"{id} is older than was told"
    by_type = Counter(e.type for r in found for e in r.events)
    if db.status().events != by_type.total() or _sums(db, "type") != by_type:
        yield "events miscounted"
    for what, sql in _NONE.items():
        if db.sql(sql).num_rows:
            yield what


_NONE = {
    "rows of no event": "SELECT event FROM dyads EXCEPT SELECT event FROM events",
    "events without rows": "SELECT event FROM events EXCEPT SELECT event FROM dyads",
    "rows of no document": "SELECT doc FROM actors EXCEPT SELECT doc FROM documents",
    "a document without a signature": "SELECT doc FROM documents EXCEPT SELECT doc FROM trigrams",
    "a signature of no document": "SELECT doc FROM trigrams EXCEPT SELECT doc FROM documents",
    "a history that is not whole": "SELECT id, version - 1 FROM documents WHERE version > 1"
    " EXCEPT SELECT document, count(DISTINCT version) FROM history GROUP BY document"
    " HAVING count(*) = count(DISTINCT version)",
}


def _sums(db: talion.Database, by: str) -> dict[str, int]:
    return {row[by]: row["events"] for row in db.counts(by).to_pylist()}


def one_database(
    where: str, kills: int, each: int, dice: random.Random, log: Path
) -> tuple[Counter[str], list[str]]:
    """Kill writers of one database again and again; how often it hit, and what went wrong."""
    db, writers, seen, wrong = talion.Database(where), Writers(where, each, log), Counter[str](), []
    whole = 1.0
    while seen["kills"] < kills and not wrong:
        hit = writers.one(dice.uniform(0, whole))
        seen["kills" if hit else "ended before the kill"] += 1
        wrong = faults(db, writers)
        if seen.total() % 10 == 1:
            start = time.monotonic()
            writers.one(None)
            whole = time.monotonic() - start
    writers.one(None)
    wrong = wrong or faults(db, writers)
    seen["documents"] += db.status().documents
    return seen, [f"after {seen['kills']} kills: {fault}" for fault in wrong]


def before(log: Path | None) -> list[dict[str, int]]:
    """The figures of databases that were done in earlier runs."""
    lines = log.read_text().splitlines() if log is not None and log.exists() else []
    return [json.loads(line) for line in lines]


def main() -> None:
    """Kills, checks and counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--log", type=Path, help="keep figures here, and go on from them")
    parser.add_argument("--database", help="a server's empty database; without it files of DuckDB")
    options = parser.parse_args()
    done, start, wrong = before(options.log), time.time(), list[str]()
    all_seen = sum(map(Counter, done), Counter[str]())
    number = len(done)
    while (left := options.kills - all_seen["kills"]) > 0 and not wrong:
        dice = random.Random(f"{options.seed} {number}")
        with tempfile.TemporaryDirectory() as folder:
            where = options.database or str(Path(folder) / "talion.duckdb")
            kills, each = min(left, EACH), A_WRITER[number % len(A_WRITER)]
            if options.database:
                kills, each = left, A_WRITER[0]
            seen, wrong = one_database(where, kills, each, dice, Path(folder) / "log")
        seen["faults"] += len(wrong)
        all_seen, number = all_seen + seen, number + 1
        if options.log is not None:
            with options.log.open("a") as log:
                print(json.dumps(seen), file=log)
        print(f"{all_seen['kills']} kills, {time.time() - start:.0f} s", flush=True)
        if options.database:
            break
    print(f"{dict(all_seen)}; seed {options.seed}; {all_seen['faults']} faults")
    for fault in wrong[:20]:
        print(fault)
    sys.exit(1 if all_seen["faults"] else 0)


if __name__ == "__main__":
    main()
