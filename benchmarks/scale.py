"""How coding scales: cores, length, memory, a Ray cluster, the start, and a model of them checked at three sizes.

    python benchmarks/scale.py [PART ...] [--eval FOLDER] [--articles 300] [--fast] [--json FILE]
    python benchmarks/scale.py --json FILE --price 0.04

Parts: start, workers, length, memory, ray, model; all without any. Each figure is a ratio of whole commands within
one run, on a machine that does nothing else: the load average is printed with the figures. ``memory`` codes
100,000 articles of some dozen words with --fast, made by the script, each with names that no other has.
"""

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

from msgspec import Struct

TALION = [sys.executable, "-c", "from talion.cli import main; main()"]
STORY = "Kenya recalled its ambassador from Chad on Monday, its foreign minister said."
LARGE, SMALL = 100_000, 1_000


class Spent(Struct, frozen=True):
    """What a command took: seconds by the clock, processor seconds, and peak bytes of its largest process."""

    wall: float
    cpu: float
    peak: int


def command(*arguments: str) -> Spent:
    """What a command takes, with the processes that it starts."""
    code = (
        "import json, resource, subprocess, sys, time\n"
        "start = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)\n"
        "if done.returncode not in (0, 1): sys.exit(done.stderr.decode()[-2000:])\n"
        "wall = time.perf_counter() - start\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *TALION, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}\n{done.stderr}")
    return Spent(*json.loads(done.stdout))


class Bench:
    """The articles, where files go, and the options of each command."""

    def __init__(self, articles: list[dict[str, str]], folder: Path, fast: bool) -> None:
        self._articles, self.folder = articles, folder
        self.mode = ["--fast"] if fast else []
        self.figures: dict[str, object] = {}

    def file(self, count: int) -> Path:
        """So many articles, each with an id of its own; when they run out, they come again."""
        path = self.folder / f"{count}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for n, row in enumerate(islice(cycle(self._articles), count)):
                file.write(json.dumps({"id": f"d{n}", "text": row["text"]}) + "\n")
        return path

    def coded(self, count: int, *options: str) -> Spent:
        """What coding so many articles takes."""
        out = str(self.folder / "out.jsonl")
        return command(
            "code", str(self.file(count)), "--to", "jsonl", "--out", out, *self.mode, *options
        )

    def parquet(self, count: int, *options: str) -> tuple[Spent, int]:
        """The same into Parquet, and the bytes that were written."""
        out = self.folder / "parquet"
        shutil.rmtree(out, ignore_errors=True)
        spent = command(
            "code",
            str(self.file(count)),
            "--to",
            "parquet",
            "--out",
            str(out),
            *self.mode,
            *options,
        )
        return spent, sum(p.stat().st_size for p in out.rglob("*.parquet"))

    def tell(self, name: str, value: float, bar: str = "") -> None:
        """Print a figure, and keep it."""
        self.figures[name] = round(value, 3)
        print(f"{name}: {value:.3f}" + (f" (bar: {bar})" if bar else ""), flush=True)


def start(bench: Bench, _: int) -> None:
    """The start of ``talion code`` on one short story."""
    path = bench.folder / "story.txt"
    path.write_text(STORY)
    times = [command("code", str(path), "--to", "jsonl", *bench.mode).wall for _ in range(5)]
    bench.tell(
        "seconds to code one short story, median of 5", statistics.median(times), "under 2.5"
    )


def workers(bench: Bench, count: int) -> None:
    """Two worker processes over one, and over the process itself, net of the start."""
    alone, none = bench.coded(count), bench.coded(1)
    one, idle = bench.coded(count, "--workers", "1"), bench.coded(1, "--workers", "1")
    two = bench.coded(count, "--workers", "2")
    bench.tell("two workers over one", one.wall / two.wall, "1.85")
    bench.tell("the same, net of the start", (one.wall - idle.wall) / (two.wall - idle.wall))
    bench.tell("two workers over no --workers", alone.wall / two.wall)
    bench.tell(
        "cores that one process keeps busy", (alone.cpu - none.cpu) / (alone.wall - none.wall)
    )
    bench.tell("processor time of two workers over one", two.cpu / one.cpu)
    bench.tell("articles a second, two workers, net of the start", count / (two.wall - idle.wall))


def length(bench: Bench, count: int) -> None:
    """Ten times the articles, net of the start, for without it more would seem cheaper."""
    none, small, large = bench.coded(1), bench.coded(count // 10), bench.coded(count)
    bench.tell("time for ten times the articles", large.wall / small.wall, "at most 10.3")
    net = (large.wall - none.wall) / (small.wall - none.wall)
    bench.tell("the same, net of the start", net, "at most 10.3")


def memory(bench: Bench, _: int) -> None:
    """Peak memory of the largest process at 100,000 articles over 1,000."""
    peaks = []
    for count in (SMALL, LARGE):
        path = bench.folder / f"made-{count}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in islice(made(), count))
        out = str(bench.folder / "out.jsonl")
        spent = command(
            "code", str(path), "--fast", "--to", "jsonl", "--out", out, "--workers", "2"
        )
        peaks.append(spent.peak)
        bench.tell(f"peak memory of a process at {count:,} articles, GB", spent.peak / 1e9)
    bench.tell("memory at 100,000 articles over 1,000", peaks[1] / peaks[0], "1.1")


def ray(bench: Bench, count: int) -> None:
    """A Ray cluster of this machine's two cores over two workers, both into Parquet, net of the start."""
    here, cluster = ("--workers", "2"), ("--cluster", "auto", "--workers", "2")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    two, on_ray = bench.parquet(count, *here)[0], bench.parquet(count, *cluster)[0]
    idle, ray_idle = bench.parquet(2, *here)[0], bench.parquet(2, *cluster)[0]
    bench.tell("Ray on two local workers over --workers 2", two.wall / on_ray.wall, "0.85")
    net = (two.wall - idle.wall) / (on_ray.wall - ray_idle.wall)
    bench.tell("the same, net of the start", net, "0.85")
    bench.tell("seconds until Ray has coded two articles", ray_idle.wall)


def model(bench: Bench, count: int) -> None:
    """Start and time an article from two sizes, and what they foretell of three others, in between and beyond."""
    small, large = count // 10, count // 2
    first, second = bench.coded(small, "--workers", "2"), bench.coded(large, "--workers", "2")
    each = (second.wall - first.wall) / (large - small)
    at_start = first.wall - each * small
    bench.tell("seconds an article, two workers", each)
    bench.tell("seconds to start, two workers", at_start)
    for size in (count // 4, count, 2 * count):
        measured = bench.coded(size, "--workers", "2").wall
        bench.tell(
            f"foretold over measured seconds at {size} articles",
            (at_start + each * size) / measured,
        )
    idle = bench.parquet(1, "--workers", "2")[0]
    spent, written = bench.parquet(large, "--workers", "2")
    words = sum(len(a["text"].split()) for a in islice(cycle(bench._articles), large)) / large
    bench.tell("processor seconds an article, into Parquet", (spent.cpu - idle.cpu) / large)
    bench.tell("bytes of Parquet an article", written / large)
    bench.tell("words an article", words)


def made() -> Iterator[dict[str, str]]:
    """Short articles without end, with names that no other has: what memory might keep is always new."""
    dice = random.Random(11)
    sounds = [
        "ba",
        "ko",
        "lu",
        "ne",
        "sha",
        "ti",
        "mo",
        "ra",
        "zen",
        "dal",
        "ker",
        "vin",
        "os",
        "ul",
    ]
    acts = ["expelled", "arrested", "met", "accused", "fined", "praised", "sued", "visited"]
    number = 0
    while True:
        a, b, c = ("".join(dice.choices(sounds, k=dice.randint(3, 5))).title() for _ in range(3))
        text = (
            f"{a} {dice.choice(acts)} {number % 90 + 2} officials of {b} on Monday. The mayor of {c} said that "
            f"the {dice.choice(acts)} {b} would answer."
        )
        yield {"id": f"m{number}", "text": text}
        number += 1


def plan(figures: dict[str, float], price: float) -> None:
    """Print the table of docs/planning.md: a day, a year and twenty years of a million articles a day."""
    core = figures["processor seconds an article, into Parquet"] * 400 / figures["words an article"]
    size = figures["bytes of Parquet an article"] * 400 / figures["words an article"]
    print(
        "| | articles | core-hours | cores to keep up, or to be done in a month | cost | Parquet |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for name, days, within in (("a day", 1, 1), ("a year", 365, 30), ("twenty years", 7305, 30)):
        count = days * 1e6
        hours = count * core / 3600
        print(
            f"| {name} | {count / 1e6:,.0f} million | {hours:,.0f} | {hours / within / 24:,.1f} |"
            f" ${hours * price:,.0f} | {count * size / 1e12:,.3f} TB |"
        )


PARTS: dict[str, Callable[[Bench, int], None]] = {
    f.__name__: f for f in (start, workers, length, memory, ray, model)
}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART")
    parser.add_argument("--eval", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--json", type=Path, help="where the figures go, or with --price come from")
    parser.add_argument(
        "--price", type=float, help="of a core-hour: print the plan and measure nothing"
    )
    options = parser.parse_args()
    if options.price is not None:
        plan(json.loads(options.json.read_text()), options.price)
        return
    path = options.eval / "gold" / "claims.jsonl"
    if not path.exists():
        print(f"no {path}: nothing was measured")
        return
    articles = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    random.Random(5).shuffle(articles)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(articles, Path(folder), options.fast)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start", flush=True)
        for name in options.parts or PARTS:
            PARTS[name](bench, options.articles)
        print(f"load {os.getloadavg()[0]:.1f} at the end")
    if options.json:
        options.json.write_text(json.dumps(bench.figures, indent=1) + "\n")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
