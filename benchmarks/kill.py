"""A thousand random kills of a writer: nothing that was committed is lost, nothing is in twice or by half.

    python benchmarks/kill.py [--kills 1000] [--seed 7] [--database PATH|ADDRESS]

A process adds the generated documents of ``tests/unit/store/adder.py`` (every third a correction of the one
before), tells each commit, and is killed with ``SIGKILL`` after a random time, again and again, on the
same database. After every kill all records are read back and compared with what was given and told. Every
twenty-five kills the writer may end, the whole is compared once more, and a new database is begun. Writers are
forked from a process that has loaded Talion and nothing else, so that little time goes into starting them.
"""

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import talion
from talion.record import Record

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "unit" / "store"))
import adder

LOADED = ["talion", "talion.store.gate", "talion.store.postgres", "talion.store.writing", "duckdb"]
A_TIME = 30
EACH = 25


def add(where: str, count: int, log: Path) -> None:
    """Add the documents up to that number, and tell each commit in the log."""
    with log.open("w", buffering=1) as out:
        adder.add(where, count, lambda o: print(o.id, o.fate, file=out))


class Writers:
    """Starts writers and kills them; knows how long they take until they commit."""

    def __init__(self, dice: random.Random, log: Path) -> None:
        self._dice, self._log = dice, log
        self._fork = multiprocessing.get_context("forkserver")
        self._fork.set_forkserver_preload(LOADED)
        self._pace = 0.5

    def start(self, where: str, count: int) -> ForkServerProcess:
        """A writer that runs."""
        self._log.write_text("")
        writer = self._fork.Process(target=add, args=(where, count, self._log))
        writer.start()
        return writer

    def killed(self, where: str, count: int) -> tuple[set[str], bool]:
        """The ids told to be committed before a kill at random, and whether it hit.

        One in five hits while the process starts, opens or makes the database; the others once it commits.
        """
        start = time.monotonic()
        writer = self.start(where, count)
        if self._dice.random() < 0.2:
            time.sleep(self._dice.uniform(0, self._pace))
        else:
            while not self._log.stat().st_size and writer.is_alive():
                time.sleep(0.002)
            self._pace += 0.1 * (time.monotonic() - start - self._pace)
            time.sleep(self._dice.expovariate(1 / self._pace))
        writer.kill()
        writer.join()
        told = self._log.read_text().rpartition("\n")[0].splitlines()
        return {line.split()[0] for line in told}, writer.exitcode != 0


def faults(db: talion.Database, versions: dict[str, list[Record]], told: set[str]) -> list[str]:
    """What is wrong with a database: lost, by half, twice, or with rows of nobody."""
    try:
        found = list(db.records())
    except talion.DatabaseError as error:
        return [f"{id} is lost: {error}" for id in told]
    ids = Counter(r.document.id for r in found)
    status = db.status()
    orphans = db.sql("SELECT event FROM dyads EXCEPT SELECT event FROM events").num_rows
    signed = db.sql("SELECT count(*) AS number FROM trigrams")["number"][0].as_py()
    by_type = Counter(e.type for r in found for e in r.events)
    history = db.sql("SELECT document, version FROM history GROUP BY 1, 2 HAVING count(*) > 1")
    return [
        *(f"{id} is lost" for id in sorted(told - ids.keys())),
        *(f"{id} is in {n} times" for id, n in ids.items() if n > 1),
        *(f"{r.document.id} is not as given" for r in found if r not in versions[r.document.id]),
        *(["rows of no event"] if orphans else []),
        *(["a version twice"] if history.num_rows else []),
        *(["a document without a signature"] if signed != len(found) else []),
        *(["events miscounted"] if status.events != by_type.total() else []),
        *(["sums that are none"] if _sums(db, "type") != by_type else []),
    ]


def _sums(db: talion.Database, by: str) -> dict[str, int]:
    return {row[by]: row["events"] for row in db.counts(by).to_pylist()}


def one_database(where: str, kills: int, writers: Writers) -> tuple[Counter[str], list[str]]:
    """Kill a writer of one database again and again; how often it hit, and what went wrong."""
    db, told, seen, wrong = talion.Database(where), set[str](), Counter[str](), list[str]()
    versions: dict[str, list[Record]] = {}
    for n in range(1, kills * A_TIME + 1):
        record = adder.record(n)
        versions.setdefault(record.document.id, []).append(record)
    for n in range(1, kills + 1):
        new, hit = writers.killed(where, n * A_TIME)
        told |= new
        seen["kills" if hit else "ended before the kill"] += 1
        wrong += [f"kill {n}: {fault}" for fault in faults(db, versions, told)]
    writers.start(where, kills * A_TIME).join()
    last = {id: found[-1] for id, found in versions.items()}
    if {r.document.id: r for r in db.records()} != last:
        wrong.append("the end is not what was given")
    seen["documents"] += len(last)
    return seen, wrong


def main() -> None:
    """Kills, checks and counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", help="a server's empty database; without it files of DuckDB")
    options = parser.parse_args()
    dice, all_seen, start = random.Random(options.seed), Counter[str](), time.time()
    wrong: list[str] = []
    while (left := options.kills - all_seen["kills"]) > 0 and not wrong:
        with tempfile.TemporaryDirectory() as folder:
            where = options.database or str(Path(folder) / "talion.duckdb")
            kills = left if options.database else min(left, EACH)
            seen, wrong = one_database(where, kills, Writers(dice, Path(folder) / "log"))
        all_seen += seen
        print(f"{all_seen['kills']} kills, {time.time() - start:.0f} s", flush=True)
        if options.database:
            break
    print(f"{dict(all_seen)}; seed {options.seed}; {len(wrong)} faults")
    for fault in wrong[:20]:
        print(fault)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
