"""Fits the weights of events' confidence on text that the tagger was never trained on.

    python benchmarks/calibrate.py [--eval FOLDER] [--data FOLDER] [--write]

Reads the ``dev`` part of the annotated stories and the tenth of the written sentences that is never
trained on, codes them, and fits one logistic model over the features of each predicate (see
``talion.reading.events.weigh``), with and without the learned part. Prints reliability by tenths, and with
``--write`` puts the weights into the package.
"""

import argparse
import dataclasses
import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from run import story_documents
from talion.coder import Coder, Reading
from talion.intake import document_from
from talion.reading.events.draft import Draft, Rejected

TARGET = Path(__file__).parents[1] / "src/talion/reading/data/confidence.toml"
RIDGE = 1.0


def written(folder: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Held-out written sentences with their events as (type, trigger words)."""
    for path in sorted(folder.glob("*.txt")):
        text, events = "", []
        for line in [*path.read_text("utf-8").splitlines(), "S | "]:
            fields = [f.strip() for f in line.split("|")]
            if fields[0] == "S":
                if text and int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10 == 0:
                    yield text, events
                text, events = line.partition("|")[2].strip(), []
            elif fields[0] == "E":
                events.append((fields[2].partition("/")[0], fields[1]))


def considered(reading: Reading) -> Iterator[Draft | Rejected]:
    """Every predicate that was weighed, coded or not; each telling for itself."""
    for event in reading.events.events:
        yield from event.tellings
    yield from (
        r for r in reading.events.rejected if r.reason.startswith(("confidence", "no actor"))
    )


def near(a: Any, b: Any) -> bool:
    """Whether two spans overlap."""
    return bool(a[0] < b[1] and b[0] < a[1])


def examples(coder: Coder, folder: Path, data: Path) -> Iterator[tuple[dict[str, float], bool]]:
    """Features of each predicate, and whether the readers have an event of its type there."""
    gold, documents = story_documents(folder, "dev")
    texts = {d["id"]: d for d in documents}
    for story in gold:
        document = texts[story["id"]]
        reading = coder.read(document_from(document["text"], published=document.get("published")))
        spans = [tuple(s) for s in story["sentences"]]
        for one in considered(reading):
            inside = next((s for s in spans if near(s, one.trigger)), one.trigger)
            same = [e for e in story["events"] if e["type"] == one.type]
            at = [e for e in same for t in e["tellings"] if near(t, one.trigger) or near(t, inside)]
            if not at or any(e["required"] for e in at):
                yield dict(one.features), bool(at)
    for text, events in written(data):
        reading = coder.read(document_from(text))
        for one in considered(reading):
            yield dict(one.features), any(one.type == t for t, _ in events)


def fitted(rows: list[dict[str, float]], right: list[bool]) -> dict[str, float]:
    """Weights of a ridge logistic regression, by Newton's method."""
    names = sorted({n for r in rows for n in r})
    x = np.array([[r.get(n, 0.0) for n in names] for r in rows])
    y = np.array(right, dtype=float)
    w = np.zeros(len(names))
    penalty = np.diag([0.01 if n == "bias" else RIDGE for n in names])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = x.T @ (x * (p * (1 - p))[:, None]) + penalty
        w += np.linalg.solve(hessian, x.T @ (y - p) - penalty @ w)
    return {n: round(float(v), 3) for n, v in zip(names, w, strict=True)}


def report(rows: list[dict[str, float]], right: list[bool], weights: dict[str, float]) -> None:
    """Reliability by tenths of confidence, and the calibration error."""
    p = np.array(
        [1 / (1 + np.exp(-sum(weights.get(n, 0) * v for n, v in r.items()))) for r in rows]
    )
    y = np.array(right)
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        if inside.any():
            error += abs(p[inside].mean() - y[inside].mean()) * inside.mean()
            said, was = p[inside].mean(), y[inside].mean()
            print(f"{low:.1f} to {low + 0.1:.1f}: {inside.sum()} said {said:.2f}, right {was:.2f}")
    print(f"calibration error {error:.3f}; base rate {y.mean():.3f} of {len(y)}")


def main() -> None:
    """Fits both sets of weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eval", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument(
        "--data", type=Path, default=Path(__file__).parents[1] / "data" / "sentences"
    )
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    text = TARGET.read_text("utf-8")
    for section, fast in (("with_model", False), ("without_model", True)):
        coder = Coder.load(fast=fast, threads=2)
        everything = dataclasses.replace(coder.weights, threshold=0.0, threshold_without=0.0)
        coder = dataclasses.replace(coder, weights=everything)
        rows, right = zip(*examples(coder, options.eval, options.data), strict=True)
        weights = fitted(list(rows), list(right))
        print(f"== {section}", weights)
        report(list(rows), list(right), weights)
        body = "".join(f"{n} = {v}\n" for n, v in weights.items())
        text = re.sub(rf"\[{section}\]\n(?:\w+ = .*\n)*", f"[{section}]\n{body}", text)
    if options.write:
        TARGET.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
