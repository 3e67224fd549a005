"""Coverage-guided fuzzing, each target for a while: ``python fuzz/fuzz.py dates record --seconds 600``.

What it found goes to ``out/fuzz/TARGET/findings``, an input and its traceback for each place that broke;
how many inputs were tried is added to ``fuzz/executions.tsv``. Needs ``atheris``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parent / "out" / "fuzz"
EXECUTIONS = HERE / "executions.tsv"
SLOW = 10
"""Seconds after which an input is a finding: it hangs."""
MEMORY = 2048
"""MiB after which it is one, too."""
GUIDED, BLIND = "+guided", "+blind"
"""How a process that fuzzes is started: branches tell it which inputs are new, or nothing does."""
GUIDING = ["talion", "warcio"]
"""Packages whose branches guide the search."""
_DONE = re.compile(r"(?:Done|stat::number_of_executed_units:)\s+(\d+)")
_AT = re.compile(r"^#(\d+)\s", re.M)


def main() -> None:
    """Run the targets one after another, each in a process of its own, and count what it did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="+", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--size", type=int, default=4096, help="bytes of the largest input")
    parser.add_argument("--blind", action="store_true", help="unguided, at many times the speed")
    given = parser.parse_args()
    for name in given.targets:
        _run(name, given.seconds, given.size, BLIND if given.blind else GUIDED)


def _run(name: str, seconds: int, size: int, how: str) -> None:
    folder = OUT / name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    (folder / "findings").mkdir(exist_ok=True)
    command = [
        sys.executable, __file__, how, name, str(folder / "corpus"), f"-max_total_time={seconds}",
        f"-max_len={size}", f"-timeout={SLOW}", f"-rss_limit_mb={MEMORY}",
        f"-artifact_prefix={folder / 'findings'}/", "-print_final_stats=1",
    ]  # fmt: skip
    start = time.monotonic()
    with (folder / "log").open("w") as log:
        status = subprocess.run(command, stdout=log, stderr=log, check=False).returncode
    said = (folder / "log").read_text("utf-8", "replace")
    tried = max(map(int, [*_DONE.findall(said), *_AT.findall(said)]), default=0)
    row = (datetime.now(UTC).date(), name, how.strip("+"), tried, round(time.monotonic() - start))
    with EXECUTIONS.open("a") as stream:
        stream.write("\t".join(map(str, row)) + "\n")
    found = len(list((folder / "findings").iterdir()))
    print(f"{name}: {tried:,} inputs, status {status}, {found} files in {folder}/findings")


def _fuzz(name: str, arguments: list[str], guiding: list[str]) -> None:
    import atheris

    folder = OUT / name
    with atheris.instrument_imports(include=guiding or ["nothing"]):
        from seeds import seeds
        from targets import TARGETS

    for number, data in enumerate(seeds().get(name, [])):
        (folder / "corpus" / f"seed-{number}").write_bytes(data)
    for path in (HERE / "findings" / name).glob("*"):
        (folder / "corpus" / path.name).write_bytes(path.read_bytes())
    target, seen = TARGETS[name], set[str]()
    target((seeds().get(name) or [b"0"])[0])  # what it loads at first use counts against no input

    def tried(data: bytes) -> None:
        try:
            target(data)
        except Exception as error:  # kept once for each place, and the search goes on
            _keep(folder / "findings", data, error, seen)

    atheris.Setup(arguments, tried)
    atheris.Fuzz()


def _keep(folder: Path, data: bytes, error: Exception, seen: set[str]) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{type(error).__name__}:{[(f.filename, f.lineno) for f in frames[-3:]]}"
    key = hashlib.sha256(place.encode()).hexdigest()[:12]
    path = folder / key
    if key in seen and (not path.exists() or path.stat().st_size <= len(data)):
        return
    seen.add(key)
    path.write_bytes(data)
    path.with_suffix(".txt").write_text("".join(traceback.format_exception(error)), "utf-8")


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if sys.argv[1] in (GUIDED, BLIND):
        _fuzz(sys.argv[2], [sys.argv[0], *sys.argv[3:]], GUIDING if sys.argv[1] == GUIDED else [])
    else:
        main()
