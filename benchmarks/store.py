"""The database at size: generated records, what adding them costs, and how fast it answers.

    python benchmarks/store.py [--events 10000000] [--documents 20000] [--folder FOLDER] [--keep]
    python benchmarks/store.py --events 0 --documents 200000 [--database postgresql://...]

``--documents`` whole records go in from a file, as ``talion add`` reads and adds them; ``--events``
events in the tables, ten a story, are made by the database itself; without these nothing is asked. Times are
the best of five calls of the Python interface, in a ``with`` block that keeps the file open, and each opening
and closing it; processor time is that of all cores together, and tells the cost where a machine is shared.
"""

import argparse
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import talion
from talion.knowledge.entries import countries
from talion.record import Actor, Claim, Document, Event, Place, Record, Source, Time
from talion.store import tallies, trigrams
from talion.store.gate import Gate
from talion.store.incoming import read_lines

COUNTRIES = ["KEN", "TZA", "UGA", "TCD", "NER", "MLI", "SDN", "ETH", "ERI", "SOM"]
TYPES = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "AID",
    "YIELD",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "COERCE",
    "ASSAULT",
]
A_STORY = 10


def record(number: int) -> Record:
    """A story with ten sentences, each with one event of two actors, and a claim."""
    sentences = [
        f"The council of {COUNTRIES[(number + k) % 10]} told the union {number % 997} of {COUNTRIES[k]}"
        f" on Monday that it had closed road {number * A_STORY + k} at Lowmere."
        for k in range(A_STORY)
    ]
    text, spans, at = " ".join(sentences), [], 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    actors = tuple(
        Actor(id=f"a{k}", name=f"council {(number * 7 + k) % 20_011}", kind="organization",
              country=COUNTRIES[(number + k) % 10], sector="GOV", mentions=((s, s + 11),))
        for k, (s, _) in enumerate(spans)
    )  # fmt: skip
    events = tuple(
        Event(id=f"e{k}", type=TYPES[(number + k) % len(TYPES)], quad="material-conflict",
              goldstein=-2.0, actors=(f"a{k}",), recipients=(f"a{(k + 3) % A_STORY}",),
              status="happened", time="t0", place="p0", trigger=(e - 8, e), sentence=k,
              claims=(f"c{k}",), confidence=(number * 31 + k) % 1000 / 1000)
        for k, (_, e) in enumerate(spans)
    )  # fmt: skip
    claims = tuple(
        Claim(id=f"c{k}", source=Source(actor=f"a{k}", span=(s, s + 11)), content=((s + 20, e),),
              quote="indirect", stance="asserts", about=(f"e{k}",))
        for k, (s, e) in enumerate(spans)
    )  # fmt: skip
    day = f"{2000 + number // 360 % 30}-{number // 30 % 12 + 1:02}-{number % 28 + 1:02}"
    return Record(
        document=Document(id=f"story-{number}", published=day, publisher=f"paper {number % 300}",
                          text=text, sha256=sha256(text.encode()).hexdigest()),
        sentences=tuple(spans), actors=actors, events=events, claims=claims,
        places=(Place(id="p0", span=(0, 3), name=f"Lowmere {number % 5003}", kind="place",
                      country=COUNTRIES[number % 10], lat=1.0, lon=2.0),),
        times=(Time(id="t0", span=(0, 3), start=day, end=None, text="Monday"),),
    )  # fmt: skip


def fill(path: Path, events: int) -> None:
    """Events in the tables as ``talion add`` would have made them, without making their records."""
    documents = events // A_STORY
    with Gate(path, 60).writing() as session:
        connection = session.connection
        connection.execute("CREATE TEMP TABLE codes (n INTEGER, code VARCHAR)")
        connection.executemany(
            "INSERT INTO codes VALUES (?, ?)", list(enumerate(sorted(countries())[:200]))
        )
        connection.execute(_DOCUMENTS, [documents])
        connection.execute(_EVENTS, [documents])
        connection.execute(_DYADS)
        connection.execute("DROP TABLE codes")
        with session.transaction():
            trigrams.fill(session, _TOLD)
            tallies.fill(session)


_TOLD = (
    ("documents", "text"), ("dyads", "actor"), ("dyads", "recipient"), ("dyads", "place_name"),
)  # fmt: skip
_DOCUMENTS = """
INSERT INTO documents BY NAME
SELECT n AS doc, 'story-' || n AS id, 1 AS version, strftime(day, '%Y-%m-%d') AS published,
  day AS published_day, 'paper ' || hash(n) % 300 AS publisher, text, sha256(text) AS sha256,
  [{'start': 0, 'end': 90}] AS sentences, 10 AS events, 0 AS claims, 0 AS links,
  sha256(text) AS document_digest, sha256(text) AS record_digest, now()::TIMESTAMP AS added,
  'generated' AS talion
FROM (SELECT range AS n, DATE '2000-01-01' + (range * 9000 // ?)::INTEGER AS day,
  list_aggregate(list_transform(range(10), lambda k: 'The council of road ' || hash(range, k) % 99991
  || ' told the union ' || hash(k, range) % 997 || ' on Monday that it had closed the bridge at Lowmere.'),
  'string_agg', ' ') AS text FROM range(CAST($1 AS BIGINT)))
"""
_EVENTS = """
INSERT INTO events BY NAME
SELECT doc * 1048576 + k AS event, doc, document, k::INTEGER AS n, 'e' || k AS id, published, publisher,
  day + (hash(doc, k) % 5)::INTEGER AS day, true AS dated,
  ['AGREE', 'CONSULT', 'SUPPORT', 'COERCE', 'ASSAULT', 'PROTEST', 'AID', 'ACCUSE', 'THREATEN', 'REQUEST']
    [1 + (hash(doc, k, 1) % 10)::INTEGER] AS type,
  [] AS contexts, ['verbal-conflict', 'material-conflict'][1 + (hash(doc, k, 2) % 2)::INTEGER] AS quad,
  (hash(doc, k, 3) % 200)::DOUBLE / 10 - 10 AS goldstein,
  ['happened', 'happened', 'happened', 'planned', 'possible', 'denied'][1 + (hash(doc, k, 4) % 6)::INTEGER]
    AS status,
  ['a0'] AS actors, ['council ' || hash(doc, k, 5) % 100000] AS actor_names, [a.code] AS actor_countries,
  [['GOV', 'MIL', 'CVL'][1 + (hash(doc, k, 6) % 3)::INTEGER]] AS actor_sectors,
  ['a1'] AS recipients, ['union ' || hash(doc, k, 7) % 100000] AS recipient_names,
  [r.code] AS recipient_countries, ['CVL'] AS recipient_sectors,
  'p0' AS place, 'Lowmere ' || hash(doc, k, 8) % 20000 AS place_name, p.code AS place_country,
  [] AS quantities, 'closed' AS "trigger", 70 AS trigger_start, 76 AS trigger_end, 0 AS sentence,
  0 AS sentence_start, 90 AS sentence_end, [] AS claims, [] AS mentions,
  (hash(doc, k, 9) % 1000)::DOUBLE / 1000 AS confidence
FROM (SELECT doc, id AS document, published, publisher, published_day AS day, unnest(range(10)) AS k
      FROM documents WHERE doc < ?)
JOIN codes a ON a.n = (199 * pow((hash(doc, k, 10) % 100000) / 100000.0, 3))::INTEGER
JOIN codes r ON r.n = (199 * pow((hash(doc, k, 11) % 100000) / 100000.0, 3))::INTEGER
JOIN codes p ON p.n = (hash(doc, k, 12) % 200)::INTEGER
ORDER BY doc, k
"""
_DYADS = """
INSERT INTO dyads BY NAME
SELECT event, doc, day, dated, type, mode, quad, goldstein, status, actor_names[1] AS actor,
  actor_countries[1] AS actor_country, actor_sectors[1] AS actor_sector, recipient_names[1] AS recipient,
  recipient_countries[1] AS recipient_country, recipient_sectors[1] AS recipient_sector,
  place_name, place_country, publisher, document, confidence FROM events ORDER BY event
"""


def questions(db: talion.Database) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured."""
    found = db.sql("SELECT actor_country, recipient_country FROM dyads GROUP BY ALL"
                   " HAVING actor_country <> recipient_country ORDER BY count(*) DESC LIMIT 1")  # fmt: skip
    a, b = (str(column[0]) for column in found)
    yield (
        f"daily counts of a dyad, one way ({a} to {b})",
        lambda: db.counts("day", actor=a, recipient=b),
    )
    yield (
        "daily counts of a dyad, both ways, by quad",
        lambda: db.counts(["day", "quad"], dyad=(a, b)),
    )
    yield "newest 50 events", lambda: db.events(limit=50)
    yield "50 by actor (country)", lambda: db.events(actor=a, limit=50)
    yield "50 by actor (sector)", lambda: db.events(actor="MIL", limit=50)
    yield "50 by actor (part of a name)", lambda: db.events(actor="council 4711", limit=50)
    yield "50 by recipient", lambda: db.events(recipient=f"{b}/CVL", limit=50)
    yield "50 by dyad", lambda: db.events(dyad=(a, b), limit=50)
    yield "50 by type and status", lambda: db.events(type="COERCE", status="planned", limit=50)
    yield "50 by time", lambda: db.events(since="2011-03", until="2011-03", limit=50)
    yield "50 by place (country)", lambda: db.events(place=a, limit=50)
    yield "50 by place (name)", lambda: db.events(place="Lowmere 471", limit=50)
    yield "50 by publisher", lambda: db.events(publisher="paper 7", limit=50)
    yield "50 by confidence", lambda: db.events(confidence=0.99, limit=50)
    yield "50 surest of an actor", lambda: db.events(actor=a, order="-confidence", limit=50)
    yield "50 of one story", lambda: db.events(document="story-7", limit=50)
    yield (
        "50 by text of their sentence (rare words)",
        lambda: db.events(text="road 471 told", limit=50),
    )
    yield "50 by text of their sentence (common words)", lambda: db.events(text="bridge", limit=50)
    yield "50 documents by rare words", lambda: db.documents(text="road 471 told", limit=50)
    yield "50 by text and actor", lambda: db.events(actor=a, text="road 47", limit=50)
    yield "how many events of an actor", lambda: db.event_count(actor=a)
    yield "all events by year and type", lambda: db.counts(["year", "type"])
    yield "all events by day and quad", lambda: db.counts(["day", "quad"])
    yield (
        "all events by both parties' countries",
        lambda: db.counts(["actor_country", "recipient_country"]),
    )
    yield "status", db.status
    yield "one record", lambda: db.record("story-7")


def best(ask: Callable[[], object], times: int = 5) -> tuple[float, float, float]:
    """Milliseconds of the first call, of the best of the others, and of processor time, all cores together."""
    taken, used = [], []
    for _ in range(times + 1):
        start, before = time.perf_counter(), time.process_time()
        ask()
        taken.append(1000 * (time.perf_counter() - start))
        used.append(1000 * (time.process_time() - before))
    return taken[0], min(taken[1:]), min(used[1:])


def asking(path: Path, events: int) -> None:
    """Make the events, and print how fast each question is answered."""
    start = time.perf_counter()
    if not path.exists():
        fill(path, events)
    db = talion.Database(path)
    print(f"{db.status()}; made in {time.perf_counter() - start:.0f} s")
    print(f"{'question':50} kept open (processor)   opened for it (processor)   the first time")
    for name, ask in questions(db):
        first, again, used = best(ask)
        with db:
            _, kept, least = best(ask)
        print(f"{name:50} {kept:6.0f} ms {least:8.0f} ms {again:15.0f} ms {used:8.0f} ms"
              f" {first:12.0f} ms", flush=True)  # fmt: skip


class Meter:
    """Tells now and then how fast documents come in, by the clock and by the processor time of all cores."""

    def __init__(self, documents: int) -> None:
        self._documents, self._told = documents, 0
        self._clock, self._used = time.perf_counter(), time.process_time()

    def tell(self, _: object) -> None:
        """Take note of one that is committed."""
        self._told += 1
        if self._told % (self._documents // 4) == 0:
            used, clock = time.process_time() - self._used, time.perf_counter() - self._clock
            print(f"  {self._told:,}: {self._told / clock:,.0f} documents a second by the clock,"
                  f" {self._told / used:,.0f} a second of processor time; memory {_memory()} MB",
                  flush=True)  # fmt: skip


def _memory() -> int:
    """Megabytes that this process takes now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() >> 20


def adding(where: Path | str, documents: int, folder: Path) -> None:
    """What adding takes to the database as it is: new documents, and then the same again."""
    db, path = talion.Database(where), folder / "records.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(documents):
            file.write(record(10_000_000 + n).to_json() + "\n")
    for what in ("new", "again"):
        print(f"adding {documents:,} records ({what})")
        with path.open("rb") as lines:
            print(f"  {db.add(read_lines(lines, str(path)), tell=Meter(documents).tell)}")
    path.unlink()


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--database", help="add to this database, of a server, instead")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--keep", action="store_true", help="leave the database in the folder")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "generated.duckdb"
    try:
        if options.events:
            asking(path, options.events)
        if options.documents:
            adding(options.database or path, options.documents, folder)
        print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")
    finally:
        if not options.keep:
            path.unlink(missing_ok=True)
        if options.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
