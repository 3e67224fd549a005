"""Runs every suite of the evaluation folder, writes the table, and holds the scores to their floors.

    python benchmarks/run.py [--eval FOLDER] [--suite NAME ...] [--fast] [--write] [--check]

FOLDER holds ``eval/score.py``, ``eval/score_stories.py``, ``gold/*.jsonl`` and ``text/*.jsonl``; it is
``../shared`` when nothing is said. Where it is absent, the run says so and ends well. ``--write`` puts the
scores with the commit into ``benchmarks/results.json`` and ``results.md``; ``--check`` fails when a score is
under its floor in ``benchmarks/floors.toml``. Suites whose gold the shipped weights were trained on are
scored on the tenth of it that never was (``sha256(id) % 10 == 0``); groups, on the half of the topics that
``benchmarks/fit_groups.py`` did not fit. ``stories`` are those read twice and only looked at to report; ``fresh``
are read once, after the shipped weights were trained.
"""

import argparse
import hashlib
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from when_where import when_where

HERE = Path(__file__).parent
Json = dict[str, Any]

SUITES = {
    "relations": ("relations.jsonl", "tenth"),
    "coding": ("coding.jsonl", "all"),
    "claims": ("claims-dev.jsonl", "all"),
    "links": ("links.jsonl", "tenth"),
    "quantities": ("quantities.jsonl", "all"),
    "places": ("places.jsonl", "tenth"),
    "times": ("times.jsonl", "all"),
    "groups": ("groups.jsonl", "even topics"),
    "stories": ("", "test"),
    "fresh": ("", "fresh"),
}
TEXT_FILES = (
    "text/syria.jsonl",
    *(f"gold/{n}.jsonl" for n in ("groups", "times", "places", "claims", "synthetic-stories")),
)
#: Suites of whole annotated stories.
WHOLE = ("stories", "fresh")
_DAY_IN_ID = re.compile(r"_(\d{4}-\d\d-\d\d)_")


def in_tenth(id: str) -> bool:
    """Whether a document belongs to the tenth that is never trained on."""
    return int(hashlib.sha256(id.encode()).hexdigest(), 16) % 10 == 0


def lines(path: Path) -> Iterator[Json]:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def gold_documents(folder: Path, suite: str) -> list[Json]:
    """The gold of a suite that is scored here."""
    name, part = SUITES[suite]
    documents = list(lines(folder / "gold" / name))
    if part == "even topics":
        return [d for d in documents if int(d["id"].partition("_")[0]) % 2 == 0]
    return [d for d in documents if part == "all" or in_tenth(d["id"])]


def story_documents(folder: Path, part: str) -> tuple[list[Json], list[Json]]:
    """Our annotated stories of a part: their gold, and their texts found by digest."""
    gold = [s for s in lines(HERE / "annotations" / "stories.jsonl") if s["part"] == part]
    wanted = {s["id"]: s["sha256"] for s in gold}
    texts = {
        d["id"]: d | {"published": published(d)}
        for name in TEXT_FILES
        for d in lines(folder / name)
        if wanted.get(d["id"]) == hashlib.sha256(d["text"].encode()).hexdigest()
    }
    return [s for s in gold if s["id"] in texts], list(texts.values())


def published(document: Json) -> str | None:
    """The day of publication, where only the id has it that of the id: readers saw it there."""
    in_id = _DAY_IN_ID.search(document["id"])
    return document.get("published") or (in_id[1] if in_id else None)


def records(documents: list[Json], *, fast: bool, command: str = "code") -> tuple[str, float]:
    """What a command writes of documents, ``talion code`` their records, and words read a second."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for document in documents:
            kept = {k: document.get(k) for k in ("id", "text", "published", "publisher", "pairs")}
            kept["pairs"] = kept["pairs"] if documents[0].get("pairs") else None
            file.write(json.dumps({k: v for k, v in kept.items() if v}, ensure_ascii=False) + "\n")
        file.flush()
        arguments = [sys.executable, "-m", "talion", command, "--to", "jsonl", file.name]
        start = time.perf_counter()
        done = subprocess.run(
            arguments + ["--fast"] * fast,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        seconds = time.perf_counter() - start
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        raise SystemExit(f"talion {command} failed:\n{done.stderr[-2000:]}")
    return done.stdout, sum(len(d["text"].split()) for d in documents) / seconds


def scores(folder: Path, suite: str, gold: list[Json], output: str) -> dict[str, float]:
    """What the scoring script prints, as numbers."""
    script = "score_stories.py" if suite in WHOLE else "score.py"
    with tempfile.TemporaryDirectory() as scratch:
        paths = Path(scratch) / "gold.jsonl", Path(scratch) / "records.jsonl"
        paths[0].write_text(
            "".join(json.dumps(g, ensure_ascii=False) + "\n" for g in gold), "utf-8"
        )
        paths[1].write_text(output, "utf-8")
        arguments = [] if suite in WHOLE else [suite]
        done = subprocess.run(
            [sys.executable, str(folder / "eval" / script), *arguments, *map(str, paths)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    found = {}
    for line in done.stdout.splitlines():
        name, _, value = line.rpartition(": ")
        try:
            found[name] = float(value.split()[0])
        except (ValueError, IndexError):
            continue
    return found


def run(folder: Path, suite: str, *, fast: bool) -> dict[str, float]:
    """The scores of one suite."""
    if suite in WHOLE:
        gold, documents = story_documents(folder, SUITES[suite][1])
    else:
        gold = documents = gold_documents(folder, suite)
    command = "stories" if suite == "groups" else "code"
    output, speed = records(documents, fast=fast, command=command)
    found = scores(folder, suite, gold, output)
    if suite in WHOLE:
        read = {r["document"]["id"]: r for r in map(json.loads, output.splitlines())}
        found |= when_where(gold, read)
    return found | {"words a second": round(speed)}


def under_floor(results: dict[str, dict[str, float]]) -> list[str]:
    """A line for each score under its floor, or over its ceiling for false alarms."""
    floors = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))
    out = []
    for suite, figures in floors.items():
        for name, floor in figures.items():
            if suite not in results:
                continue
            score = next((v for k, v in results[suite].items() if k == name), None)
            if score is None:
                out.append(f"{suite}: no figure {name!r}")
            elif name.startswith("false alarms"):
                out += [f"{suite}: {name} is {score}, over {floor}"] if score > floor else []
            elif score < floor:
                out.append(f"{suite}: {name} is {score:.4f}, under {floor:.4f}")
    return out


def commit() -> str:
    """The commit that is measured."""
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def write(results: dict[str, dict[str, float]], mode: str) -> None:
    """Puts the results beside those of the other mode, as JSON and as a table."""
    path = HERE / "results.json"
    kept: Json = json.loads(path.read_text("utf-8")) if path.exists() else {}
    machine = f"{platform.machine()}, Python {platform.python_version()}, two cores"
    kept.setdefault(mode, {}).update(
        {s: {"commit": commit(), "machine": machine, "scores": v} for s, v in results.items()}
    )
    path.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    rows = ["# Scores", "", "Written by `python benchmarks/run.py --write`.", ""]
    rows += ["| suite | figure | full | fast | commit |", "| --- | --- | --- | --- | --- |"]
    for suite in SUITES:
        found = {m: kept.get(m, {}).get(suite) for m in ("full", "fast")}
        names = dict.fromkeys(n for f in found.values() if f for n in f["scores"])
        for name in names:
            values = [f["scores"].get(name) if f else None for f in found.values()]
            shown = ["" if v is None else f"{v:g}" for v in values]
            at = next(f["commit"] for f in found.values() if f)
            rows.append(f"| {suite} | {name} | {shown[0]} | {shown[1]} | {at} |")
    (HERE / "results.md").write_text("\n".join(rows) + "\n", "utf-8")


def main() -> int:
    """Runs, prints, writes, checks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eval", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--suite", action="append", choices=list(SUITES))
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not (options.eval / "gold").is_dir():
        print(f"no gold under {options.eval}: no suite was run")
        return 0
    results = {}
    for suite in options.suite or SUITES:
        results[suite] = run(options.eval, suite, fast=options.fast)
        print(f"== {suite}")
        for name, value in results[suite].items():
            print(f"{name}: {value:g}")
    if options.write:
        write(results, "fast" if options.fast else "full")
    failures = under_floor(results) if options.check else []
    print("\n".join(failures) or "no score is under its floor" if options.check else "")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
