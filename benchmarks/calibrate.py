"""Fits the weights of events' confidence and of their merging on text that the tagger was never trained on.

    python benchmarks/calibrate.py [--eval FOLDER] [--data FOLDER] [--write]

Reads the ``dev`` and ``later`` parts of the annotated stories and the tenth of the written sentences that is never
trained on, codes them, and fits two logistic models, with and without the learned part: of every predicate
being an event (``talion.reading.events.weigh``), and of every two tellings of one type being one event
(``talion.reading.events.kinship``). Prints reliability by tenths, and with ``--write`` puts the weights into
the package. Without the learned part, merging is fitted on the stories of the ``train`` part as well.
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
from run import TEXT_FILES, lines, story_documents
from talion.coder import Coder, Reading
from talion.intake import document_from
from talion.reading.events.draft import Draft, Rejected
from talion.reading.events.kinship import kin_features

DATA = Path(__file__).parents[1] / "src/talion/reading/data"
ANNOTATIONS = Path(__file__).parent / "annotations"
RIDGE, KIN_RIDGE = 1.0, 3.0
KEPT = ("dev", "later")
MAY_TELL = 0.25  # confidence from which a predicate's pairs are looked at
Json = dict[str, Any]


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


def kept_stories(folder: Path) -> tuple[list[Json], list[Json]]:
    """The stories of the parts that set thresholds, as both their readers have them, and their texts."""
    gold, documents = zip(*(story_documents(folder, part) for part in KEPT), strict=True)
    return [s for part in gold for s in part], [d for part in documents for d in part]


def examples(coder: Coder, folder: Path, data: Path) -> Iterator[tuple[dict[str, float], bool]]:
    """Features of each predicate, and whether the readers have an event of its type there."""
    gold, documents = kept_stories(folder)
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


def once_read(folder: Path) -> tuple[list[Json], list[Json]]:
    """The stories of the train part as their first reader noted them, and their texts."""
    index = {row["id"]: row for row in lines(ANNOTATIONS / "index.jsonl")}
    kept = {
        id
        for name in ("test", "fresh", *KEPT)
        for id in (ANNOTATIONS / f"{name}-ids.txt").read_text().split()
    }
    texts = {
        d["id"]: d
        for name in TEXT_FILES
        for d in lines(folder / name)
        if d["id"] in index
        and index[d["id"]]["sha256"] == hashlib.sha256(d["text"].encode()).hexdigest()
    }
    notes = [n | index[n["id"]] for n in lines(ANNOTATIONS / "reader1.jsonl")]
    gold = [n for n in notes if n["id"] in texts and n["id"] not in kept]
    return gold, [{"id": d["id"], "text": d["text"]} for d in texts.values()]


def kin_examples(
    coder: Coder, gold: list[Json], documents: list[Json]
) -> Iterator[tuple[dict[str, float], bool]]:
    """Features of every two tellings of one type, and whether the readers have them as one event."""
    texts = {d["id"]: d for d in documents}
    for story in gold:
        document = texts[story["id"]]
        reading = coder.read(document_from(document["text"], published=document.get("published")))
        drafts = sorted(
            (t for e in reading.events.events for t in e.tellings), key=lambda d: d.trigger
        )
        actors = {a.id: a for a in reading.actors}
        told = [told_of(story, draft) for draft in drafts]
        for k, second in enumerate(drafts):
            for first, at in zip(drafts[:k], told[:k], strict=True):
                if first.type == second.type and at and told[k]:
                    found = kin_features(reading.parsed, first, second, actors)
                    yield found, bool(at & told[k])


def told_of(story: Json, draft: Draft) -> set[int]:
    """The events of the readers that a telling is of: by its words, else the only one of its sentence."""
    same = [(n, e) for n, e in enumerate(story["events"]) if e["type"] == draft.type]
    at = {n for n, e in same if any(near(t, draft.trigger) for t in e["tellings"])}
    if at:
        return at
    inside = next((s for s in story["sentences"] if near(s, draft.trigger)), draft.trigger)
    at = {n for n, e in same if any(near(t, inside) for t in e["tellings"])}
    return at if len(at) == 1 else set()


def fitted(
    rows: list[dict[str, float]], right: list[bool], ridge: float = RIDGE
) -> dict[str, float]:
    """Weights of a ridge logistic regression, by Newton's method."""
    names = sorted({n for r in rows for n in r})
    x = np.array([[r.get(n, 0.0) for n in names] for r in rows])
    y = np.array(right, dtype=float)
    w = np.zeros(len(names))
    penalty = np.diag([0.01 if n == "bias" else ridge for n in names])
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
    found = {name: (DATA / name).read_text("utf-8") for name in ("confidence.toml", "merging.toml")}
    for section, fast in (("with_model", False), ("without_model", True)):
        coder = Coder.load(fast=fast, threads=2)
        parts = [kept_stories(options.eval), *([once_read(options.eval)] if fast else [])]
        rows, right = zip(
            *(e for part in parts for e in kin_examples(from_confidence(coder, MAY_TELL), *part)),
            strict=True,
        )
        weights = fitted(list(rows), list(right), KIN_RIDGE)
        print(f"== merging {section}")
        report(list(rows), list(right), weights)
        found["merging.toml"] = with_section(found["merging.toml"], section, weights)
        rows, right = zip(
            *examples(from_confidence(coder, 0.0), options.eval, options.data), strict=True
        )
        weights = fitted(list(rows), list(right))
        print(f"== confidence {section}")
        report(list(rows), list(right), weights)
        found["confidence.toml"] = with_section(found["confidence.toml"], section, weights)
    if options.write:
        for name, text in found.items():
            (DATA / name).write_text(text, "utf-8")


def from_confidence(coder: Coder, least: float) -> Coder:
    """The coder that codes every predicate of at least this confidence."""
    weights = dataclasses.replace(coder.weights, threshold=least, threshold_without=least)
    return dataclasses.replace(coder, weights=weights)


def with_section(text: str, section: str, weights: dict[str, float]) -> str:
    """The TOML ``text`` with the table ``section`` replaced."""
    body = "".join(f"{n} = {v}\n" for n, v in weights.items())
    return re.sub(rf"\[{section}\]\n(?:\w+ = .*\n)*", f"[{section}]\n{body}", text)


if __name__ == "__main__":
    main()
