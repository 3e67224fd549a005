"""Errors by event type on our annotated stories that no weight learned from: misses, and what is wrong.

    python benchmarks/by_type.py [--eval FOLDER]

Counts for each type the events of the gold, those found, and those coded that the gold lacks, in the test part
and in the development part, and puts them with the commit into ``benchmarks/by_type.json``, which the
documentation shows. The matching is that of the evaluation's scorer, whose lists of misses and extras are counted.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from run import HERE, Json, commit, records, story_documents

PARTS = ("test", "dev")


def counts(folder: Path, part: str) -> dict[str, dict[str, int]]:
    """By type: events wanted, found, and coded without being in the gold."""
    gold, documents = story_documents(folder, part)
    output, _ = records(documents, fast=False)
    wanted = Counter(e["type"] for s in gold for e in s["events"] if e["required"])
    told = judged(folder, gold, output)
    missed = Counter(type for what, type in told if what == "missed")
    extra = Counter(type for what, type in told if what == "extra")
    return {
        type: {"wanted": n, "found": n - missed[type], "extra": extra[type]}
        for type in sorted(set(wanted) | set(extra))
        for n in [wanted[type]]
    }


def judged(folder: Path, gold: list[Json], output: str) -> list[tuple[str, str]]:
    """What the scorer lists: each miss and each extra, with its type."""
    with tempfile.TemporaryDirectory() as scratch:
        paths = Path(scratch) / "gold.jsonl", Path(scratch) / "records.jsonl"
        paths[0].write_text("".join(json.dumps(g) + "\n" for g in gold), "utf-8")
        paths[1].write_text(output, "utf-8")
        script = folder / "eval" / "score_stories.py"
        done = subprocess.run(
            [sys.executable, str(script), *map(str, paths), "-v"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    found = []
    for line in done.stdout.splitlines():
        if line.startswith("missed "):
            found.append(("missed", line.split()[2]))
        elif line.startswith("not in the gold "):
            found.append(("extra", line.removeprefix("not in the gold ").split()[1]))
    return found


def main() -> None:
    """Measures both parts and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eval", type=Path, default=HERE.parent.parent / "shared")
    folder = parser.parse_args().eval
    if not (folder / "gold").is_dir():
        raise SystemExit(f"no gold under {folder}")
    measured = {"commit": commit(), "parts": {part: counts(folder, part) for part in PARTS}}
    (HERE / "by_type.json").write_text(json.dumps(measured, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
