"""The web page under load: many who look at once, over a database of generated events.

    python benchmarks/page.py --database FILE [--clients 50] [--requests 10000] [--pairs 40]

``benchmarks/store.py --folder FOLDER --keep`` makes the database; it gets a link for every tenth event where it
has none. A server of its own is started on this machine's loopback. First each page is asked for once, by nobody
before: that is what the first who looks waits for. Then ``--clients`` connections ask for pages of the ``--pairs``
busiest pairs, the busier the more often, until there were ``--requests``; each answer is read whole, as a browser
takes it (packed), and must have status 200.
"""

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import talion
from talion.store.gate import Gate

PORT = 8459
_LINKS = """
INSERT INTO links BY NAME
SELECT a.doc, a.document, 0 AS n, 'l0' AS id, a.published, a.publisher, r.day, 'retaliation' AS kind,
  ['stated', 'claimed', 'disputed'][1 + (hash(a.event) % 3)::INTEGER] AS status,
  a.id AS antecedent, a.event AS antecedent_event, a."trigger" AS antecedent_words,
  a.trigger_start AS antecedent_start, a.trigger_end AS antecedent_end,
  r.id AS response, r.event AS response_event, r."trigger" AS response_words,
  r.trigger_start AS response_start, r.trigger_end AS response_end, [] AS claims, 0.5 AS confidence
FROM events a JOIN events r ON r.event = a.event + 1 AND r.doc = a.doc WHERE a.n = 0 ORDER BY a.doc
"""


def busiest(path: Path, number: int) -> list[str]:
    """Addresses of the pairs with the most events."""
    rows = talion.Database(path).sql(
        "SELECT least(actor_country, recipient_country) AS a, greatest(actor_country, recipient_country) AS b"
        " FROM dyads WHERE actor_country <> recipient_country GROUP BY ALL ORDER BY count(*) DESC LIMIT ?",
        [number],
    )
    return [f"/pair/{row['a']}/{row['b']}" for row in rows.to_pylist()]


def with_links(path: Path) -> None:
    """Gives the database answers, where it has none."""
    with Gate(path, 60).writing() as session:
        ((held,),) = session.rows("SELECT count(*) FROM links")
        if not held:
            session.rows(_LINKS)


class Client:
    """One connection that stays open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def get(self, address: str) -> tuple[int, int]:
        """The status of the answer, and its bytes."""
        head = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nAccept-Encoding: gzip\r\n\r\n"
        self._writer.write(head.encode())
        answer = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(answer.partition("content-length: ")[2].partition("\r\n")[0])
        await self._reader.readexactly(length)
        return int(answer.split(" ", 2)[1]), length


async def connected(patience: float = 60.0) -> Client:
    """A new connection, waited for while the server starts."""
    until = time.monotonic() + patience
    while True:
        try:
            return Client(*await asyncio.open_connection("127.0.0.1", PORT))
        except OSError:
            if time.monotonic() > until:
                raise
        await asyncio.sleep(0.2)


async def first(addresses: Sequence[str], server: int) -> None:
    """What each address takes when nobody has asked for it, in time and in processor time."""
    client = await connected()
    for address in addresses:
        start, before = time.perf_counter(), used(server)
        status, size = await client.get(address)
        taken, spent = time.perf_counter() - start, used(server) - before
        print(f"first time {1000 * taken:6.0f} ms, processor {1000 * spent:5.0f} ms,"
              f" {size:8,} bytes, {status}  {address}")  # fmt: skip


def used(process: int) -> float:
    """Seconds of processor time that a process has used (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def load(addresses: Sequence[str], clients: int, requests: int, server: int) -> None:
    """Many at once."""
    weights = [1 / (n + 1) for n in range(len(addresses))]
    wanted = iter(random.Random(7).choices(addresses, weights, k=requests))
    taken: list[float] = []
    errors = 0

    async def one() -> None:
        nonlocal errors
        client = await connected()
        for address in wanted:
            start = time.perf_counter()
            status, _ = await client.get(address)
            taken.append(1000 * (time.perf_counter() - start))
            errors += status != 200

    start, before = time.perf_counter(), used(server)
    await asyncio.gather(*(one() for _ in range(clients)))
    seconds = time.perf_counter() - start
    cost = 1000 * (used(server) - before) / len(taken)
    cuts = statistics.quantiles(taken, n=100)
    print(f"{len(taken):,} requests of {clients} clients in {seconds:.1f} s: {len(taken) / seconds:,.0f} a second,"
          f" {errors} errors; median {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms,"
          f" longest {max(taken):.0f} ms; {cost:.2f} ms of the server's processor time a request")  # fmt: skip


async def measure(path: Path, clients: int, requests: int, pairs: int, server: int) -> None:
    """All of it."""
    found = busiest(path, pairs)
    a, b = found[0].split("/")[2:]
    await first([
        "/", "/map", found[0], f"{found[0]}?since=2011-03&until=2011-06", f"/pair/{a}/{b}?type=COERCE", "/events",
        "/documents", "/claims", "/event?document=story-77777&id=e3", "/document?id=story-77777",
        "/chart/map.png",
    ], server)  # fmt: skip
    start = time.perf_counter()
    await load(found, clients, len(found), server)
    print(f"all {len(found)} pairs once: {time.perf_counter() - start:.1f} s")
    await load(found[:1], clients, requests, server)
    await load(found, clients, requests, server)


def main() -> None:
    """Starts the server, measures, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=40)
    options = parser.parse_args()
    with_links(options.database)
    print(talion.Database(options.database).status())
    command = [
        sys.executable,
        "-m",
        "talion",
        "serve",
        "-d",
        str(options.database),
        "--port",
        str(PORT),
    ]
    server = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        assert server.stderr is not None
        server.stderr.readline()
        asyncio.run(
            measure(options.database, options.clients, options.requests, options.pairs, server.pid)
        )
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
