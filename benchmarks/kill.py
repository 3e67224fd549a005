"""A thousand random kills of a writer: nothing that was committed is lost, nothing is in twice or by half.

    python benchmarks/kill.py [--kills 1000] [--seed 7] [--database PATH|ADDRESS]

A process adds the generated documents of ``tests/unit/store/adder.py`` (every third a correction of the one
before), tells each commit, and is killed with ``SIGKILL`` after a random time, again and again, on the
same database. After every kill all records are read back and compared with what was given and told. Every
fifty kills the writer may end, the whole is compared once more, and a new database is begun.
"""

import argparse
import importlib.util
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import ModuleType

import talion
from talion.record import Record

ADDER = Path(__file__).parents[1] / "tests" / "unit" / "store" / "adder.py"
A_TIME = 30
EACH = 50


def load_adder() -> ModuleType:
    """The module that makes the documents."""
    spec = importlib.util.spec_from_file_location("adder", ADDER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def killed(where: str, count: int, dice: random.Random, log: Path) -> tuple[set[str], bool]:
    """The ids told to be committed before a kill at random, and whether it hit.

    One in five hits while the process starts, opens or makes the database; the others once it commits.
    """
    early = dice.random() < 0.2
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, str(ADDER), where, str(count)], stdout=out)
        while not (early or log.stat().st_size) and process.poll() is None:
            time.sleep(0.002)
        time.sleep(dice.uniform(0, 1) if early else dice.expovariate(1 / 0.15))
        process.send_signal(signal.SIGKILL)
        hit = process.wait() != 0
    lines = log.read_text().rpartition("\n")[0].splitlines()
    return {line.split()[0] for line in lines}, hit


def faults(db: talion.Database, versions: dict[str, list[Record]], told: set[str]) -> list[str]:
    """What is wrong with a database: lost, by half, twice, or with rows of nobody."""
    try:
        found = list(db.records())
    except talion.DatabaseError as error:
        return [f"{id} is lost: {error}" for id in told]
    ids = Counter(r.document.id for r in found)
    status = db.status()
    orphans = db.sql("SELECT event FROM dyads EXCEPT SELECT event FROM events").num_rows
    history = db.sql("SELECT document, version FROM history GROUP BY 1, 2 HAVING count(*) > 1")
    return [
        *(f"{id} is lost" for id in sorted(told - ids.keys())),
        *(f"{id} is in {n} times" for id, n in ids.items() if n > 1),
        *(f"{r.document.id} is not as given" for r in found if r not in versions[r.document.id]),
        *(["rows of no event"] if orphans else []),
        *(["a version twice"] if history.num_rows else []),
        *(["events miscounted"] if status.events != sum(len(r.events) for r in found) else []),
    ]


def one_database(
    where: str, folder: Path, kills: int, dice: random.Random, adder: ModuleType
) -> tuple[Counter[str], list[str]]:
    """Kill a writer of one database again and again; how often it hit, and what went wrong."""
    db, told, seen, wrong = talion.Database(where), set[str](), Counter[str](), list[str]()
    versions: dict[str, list[Record]] = {}
    for n in range(1, kills * A_TIME + 1):
        record = adder.record(n)
        versions.setdefault(record.document.id, []).append(record)
    for n in range(1, kills + 1):
        new, hit = killed(where, n * A_TIME, dice, folder / "log")
        told |= new
        seen["kills" if hit else "ended before the kill"] += 1
        wrong += [f"kill {n}: {fault}" for fault in faults(db, versions, told)]
    subprocess.run([sys.executable, str(ADDER), where, str(kills * A_TIME)], check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
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
    dice, adder, all_seen, start = (
        random.Random(options.seed),
        load_adder(),
        Counter[str](),
        time.time(),
    )
    wrong: list[str] = []
    while (left := options.kills - all_seen["kills"]) > 0 and not wrong:
        with tempfile.TemporaryDirectory() as folder:
            where = options.database or str(Path(folder) / "talion.duckdb")
            kills = left if options.database else min(left, EACH)
            seen, wrong = one_database(where, Path(folder), kills, dice, adder)
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
