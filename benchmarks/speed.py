"""Words a second of the coder beside the bare spaCy pipeline's, in one process and one run, and the peak memory.

    python benchmarks/speed.py [--eval FOLDER] [--articles 200]

The bare pipeline is spaCy's model as its package loads it. The three take turns of some articles each, so that
whatever else the machine does slows all of them; of each, processor time counts, and the clock is told beside it.
"""

import argparse
import json
import os
import resource
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

from talion.coder import Coder
from talion.intake import Loaded, document_from_dict
from talion.language.english.parser import package
from talion.parallel import settle

TURN = 16  # articles


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Processor seconds and seconds of a piece of work."""
    start = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - start[0], time.perf_counter() - start[1]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eval", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--articles", type=int, default=200)
    options = parser.parse_args()
    path = options.eval / "gold" / "claims.jsonl"
    if not path.exists():
        print(f"no {path}: nothing was measured")
        return
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in islice(file, options.articles)]
    words = sum(len(row["text"].split()) for row in rows)
    spent = measured([(row["id"], row["text"]) for row in rows])
    for name, (processor, clock) in spent.items():
        print(
            f"{name}: {words / processor:.0f} words a processor second, "
            f"{spent['bare'][0] / processor:.2f} of the bare pipeline's; "
            f"by the clock {words / clock:.0f} and {spent['bare'][1] / clock:.2f}"
        )
    print(f"{words} words; load {os.getloadavg()[0]:.1f}")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")


def measured(articles: list[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Processor seconds and seconds of the bare pipeline, of fast and of full coding."""
    bare, fast, full = package().load(), Coder.load(fast=True), Coder.load()
    ways: dict[str, Callable[[list[tuple[str, str]]], object]] = {
        "bare": lambda some: list(bare.pipe(text for _, text in some)),
        "fast": lambda some: list(fast.code_many(map(_document, some))),
        "full": lambda some: list(full.code_many(map(_document, some))),
    }
    spent = dict.fromkeys(ways, (0.0, 0.0))
    settle()  # as `talion code` does
    for way in ways.values():
        way(articles[:2])
    for at in range(0, len(articles), TURN):
        for name, way in ways.items():
            processor, clock = timed(partial(way, articles[at : at + TURN]))
            spent[name] = spent[name][0] + processor, spent[name][1] + clock
    return spent


def _document(article: tuple[str, str]) -> Loaded:
    return document_from_dict({"id": article[0], "text": article[1]})


if __name__ == "__main__":
    main()
