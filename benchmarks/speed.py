"""Words a second of the coder beside the bare parser's, in one process and one run, and the peak memory.

    python benchmarks/speed.py [--eval FOLDER] [--articles 200]
"""

import argparse
import json
import resource
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from talion.coder import Coder
from talion.intake import document_from_dict


def timed(work: Callable[[], object], words: int) -> float:
    """Words a second of a piece of work."""
    start = time.perf_counter()
    work()
    return words / (time.perf_counter() - start)


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
    texts = [row["text"] for row in rows]
    documents = [document_from_dict({"id": row["id"], "text": row["text"]}) for row in rows]
    words = sum(len(text.split()) for text in texts)
    fast, full = Coder.load(fast=True), Coder.load()
    bare = fast.parser._pipeline  # type: ignore[attr-defined]
    list(fast.code_many(documents[:2])), list(full.code_many(documents[:2]))
    base = timed(lambda: list(bare.pipe(texts)), words)
    print(f"bare parser: {base:.0f} words a second ({words} words)")
    for name, coder in (("fast", fast), ("full", full)):
        speed = timed(lambda coder=coder: list(coder.code_many(documents)), words)  # type: ignore[misc]
        print(f"{name}: {speed:.0f} words a second, {speed / base:.2f} of the bare parser's")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")


if __name__ == "__main__":
    main()
