"""Links across stories: fits their weights on half of ``data/pairs``, and scores the other half.

    python benchmarks/chains.py [--records FILE] [--fit] [--write] [--check] [--errors dev|test]

Every story is coded from its text (``talion code``; not again with ``--records``) and added to a database;
then each later story is asked what it answers: once with nothing but its own pair in the database, once with
all stories of its half. A pair counts as found when the surest link between its two stories joins an event
of the labelled sentence (or of the title) with an event of the labelled sentence (or the title). ``--fit``
fits on the odd numbers and prints the weights, ``--write`` puts them into the package; ``--check`` compares
with ``benchmarks/floors.toml``; ``--errors`` says what became of each pair that is not right.
"""

import argparse
import json
import re
import sys
import tempfile
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

import talion

sys.path.insert(0, str(Path(__file__).parent))
from fit_groups import newton, signed
from pairs import Pair, read_pairs
from talion.chains import Answer, DatabaseSource, Report, answers, report
from talion.chains.answers import candidates
from talion.chains.reports import HEADLINE
from talion.chains.weights import Weights, shipped_weights
from talion.record import Record
from talion.store import Database

PARTS = ("more", "dev", "test")  # the last is the one whose figures have floors
HERE = Path(__file__).parent
TARGET = HERE.parent / "src/talion/chains/data/weights.toml"
AGAINST = (
    "same_side", "other_motive", "recurring", "planned", "denied", "weeks", "untyped_response",
    "untyped_antecedent",
)  # fmt: skip
FREE = ("bias",)
OTHER = 0.3  # the weight of pairs of acts beside the labelled ones
Found = dict[str, Record]


def coded(pairs: list[Pair], file: Path | None) -> Found:
    """The records of all stories, coded now where no file of them is given."""
    if file is not None:
        found = [Record.from_json(line) for line in file.read_text("utf-8").splitlines()]
        return {r.document.id: r for r in found}
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as stories:
        for story in (s for p in pairs for s in (p.earlier, p.later)):
            stories.write(json.dumps(story.document()) + "\n")
        stories.flush()
        return {r.document.id: r for r in talion.code_many(talion.read([stories.name]))}


def labelled(pair: Pair, record: Record, number: int) -> set[str]:
    """The events that the labelled sentence, or the title, tells; ``number`` is 0 for the later story."""
    story = (pair.later, pair.earlier)[number]
    if pair.answer is None:
        return set()
    first = {HEADLINE} if pair.answer[number] <= 1 else set()
    return first | {
        e.id
        for e in record.events
        for span in (e.trigger, *(m.trigger for m in e.mentions))
        if story.sentence_of(span[0]) in (0, pair.answer[number])
    }


def right(pair: Pair, answer: Answer, found: Found, reports: dict[str, Report]) -> bool:
    """Whether a link joins the labelled sentences."""
    ends = []
    for number, (story, reference) in enumerate(
        ((pair.later, answer.response), (pair.earlier, answer.antecedent))
    ):
        event = next((a.event for a in reports[story.id].acts if a.reference == reference), None)
        ends.append(event in labelled(pair, found[story.id], number))
    return all(ends)


def fitted(pairs: list[Pair], found: Found, base: Weights) -> Weights:
    """The weights of a logistic model over all candidate pairs of acts of these stories."""
    reports = {id: report(r) for id, r in found.items()}
    rows, same, each = [], [], []
    for p in pairs:
        for q in pairs:
            later, old = reports[p.later.id], reports[q.earlier.id]
            for response in later.acts:
                for antecedent, f in candidates(later, response, old, base.days):
                    hits = (
                        response.event in labelled(p, found[p.later.id], 0),
                        antecedent.event in labelled(p, found[p.earlier.id], 1),
                    )
                    good = p is q and all(hits)
                    rows.append(f)
                    same.append(float(good))
                    each.append(1.0 if good or p.answer is None or p is not q else OTHER)
    names = list(rows[0])
    x = np.array([[f[n] for n in names] for f in rows])
    spread = np.where(np.array(names) == "bias", 1.0, x.std(0) + 1e-6)
    signs = [0 if n in FREE else -1 if n in AGAINST else 1 for n in names]
    w = signed(x / spread, np.array(same), np.array(each), signs) / spread
    learned = {n: round(float(v), 3) for n, v in zip(names, w, strict=True) if v}
    return replace(base, learned=learned)


def calibrated(pairs: list[Pair], found: Found, weights: Weights, parts: int = 6) -> Weights:
    """The same order of links, with confidences that fit how often the surest link of a pair is right.

    Each pair is scored by weights fitted without it. A link stands from the middle of the confidences whose
    F1 is within 0.01 of the best.
    """
    reports = {id: report(r) for id, r in found.items()}
    scored = []
    for k in range(parts):
        held = pairs[k::parts]
        others = replace(fitted([p for p in pairs if p not in held], found, weights), least=0.0001)
        links = alone(held, found, others)[2]
        scored += [
            (links[p.id][0], right(p, links[p.id][0], found, reports)) for p in held if links[p.id]
        ]
    value = np.clip([a.confidence for a, _ in scored], 0.0002, 0.9998)
    odds = np.log(value / (1 - value))
    good = np.array([g for _, g in scored], float)
    x = np.stack([odds, np.ones(len(odds))], 1)
    slope, shift = newton(x, good, np.ones(len(odds)), np.array([0.01, 0.01]))
    learned = {n: round(float(slope * w), 3) for n, w in weights.learned.items()}
    learned["bias"] = round(learned["bias"] + float(shift), 3)
    sure = 1 / (1 + np.exp(-(slope * odds + shift)))
    total, options = sum(p.answer is not None for p in pairs), np.arange(0.1, 0.9, 0.01)
    kept = [good[sure >= t] for t in options]
    scores = np.array([f1(k.mean() if len(k) else 0.0, k.sum() / total) for k in kept])
    print(
        f"fitted without the pair: F1 {scores.max():.3f}; Brier {((sure - good) ** 2).mean():.3f}"
    )
    middle = float(np.median(options[scores >= scores.max() - 0.01]))
    return replace(weights, learned=learned, least=round(middle, 2))


def f1(precision: float, recall: float) -> float:
    """Their harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def alone(
    pairs: list[Pair], found: Found, weights: Weights
) -> tuple[float, float, dict[str, list[Answer]]]:
    """Precision and recall when each pair is by itself, and the links of each."""
    reports = {id: report(r) for id, r in found.items()}
    links = {p.id: answers(reports[p.later.id], [reports[p.earlier.id]], weights) for p in pairs}
    good = sum(bool(links[p.id]) and right(p, links[p.id][0], found, reports) for p in pairs)
    said = sum(bool(v) for v in links.values())
    return good / max(said, 1), good / sum(p.answer is not None for p in pairs), links


def together(pairs: list[Pair], found: Found, weights: Weights) -> tuple[float, float]:
    """The same with all stories in one database; a link to a story of another pair is wrong."""
    reports = {id: report(r) for id, r in found.items()}
    good = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "pairs.duckdb")
        database.add(found[s.id] for p in pairs for s in (p.earlier, p.later))
        with database:
            source = DatabaseSource(database)
            for p in pairs:
                later = reports[p.later.id]
                links = answers(later, source.before(later, weights.days), weights)
                own = [a for a in links if a.antecedent.startswith(f"{p.earlier.id}#")]
                others = {a.antecedent.partition("#")[0] for a in links if a not in own}
                hit = bool(own) and right(p, own[0], found, reports)
                good, wrong = good + hit, wrong + len(others) + (bool(own) and not hit)
    return good / max(good + wrong, 1), good / sum(p.answer is not None for p in pairs)


def why(pair: Pair, links: list[Answer], found: Found) -> str:
    """What went wrong with a pair; "" where nothing did."""
    reports = {s.id: report(found[s.id]) for s in (pair.earlier, pair.later)}
    if pair.answer is None:
        return "link where there is none" if links else ""
    if links and right(pair, links[0], found, reports):
        return ""
    if not labelled(pair, found[pair.later.id], 0) & {a.event for a in reports[pair.later.id].acts}:
        return "event missed: the answer"
    if not labelled(pair, found[pair.earlier.id], 1) & {
        a.event for a in reports[pair.earlier.id].acts
    }:
        return "event missed: the act"
    if links:
        return "link between other sentences"
    later, old = reports[pair.later.id], reports[pair.earlier.id]
    ends = [labelled(pair, found[s.id], n) for n, s in enumerate((pair.later, pair.earlier))]
    tried = [
        f for r in later.acts if r.event in ends[0]
        for a, f in candidates(later, r, old, 90) if a.event in ends[1]
    ]  # fmt: skip
    if not any(f["turned_both"] or f["turned_back"] or f["turned_forth"] for f in tried):
        return "actor wrong or missed"
    return "link missed: too little said"


def write(weights: Weights) -> None:
    """Puts the weights into the package's file."""
    body = "".join(f"{n} = {v}\n" for n, v in weights.learned.items())
    text = re.sub(r"\[learned\]\n(?:\w+ = .*\n)*", f"[learned]\n{body}", TARGET.read_text("utf-8"))
    TARGET.write_text(re.sub(r"least = .*", f"least = {weights.least}", text), "utf-8")


def under_floor(scores: dict[str, float]) -> list[str]:
    """A line for each score under its floor."""
    floors = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))["chains"]
    return [f"{n}: {scores[n]:.3f}, under {v}" for n, v in floors.items() if scores[n] < v]


def main() -> int:
    """Fits where asked, and scores both halves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=Path)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--errors", choices=PARTS)
    options = parser.parse_args()
    everything = read_pairs()
    found = coded(everything, options.records)
    parts = {part: [p for p in everything if p.part == part] for part in PARTS}
    weights = shipped_weights()
    if options.fit:
        weights = fitted(parts["dev"], found, weights)
        weights = calibrated(parts["dev"], found, weights)
        print(weights)
        if options.write:
            write(weights)
    scores: dict[str, float] = {}
    for part in ("dev",) if options.fit else PARTS:
        precision, recall, links = alone(parts[part], found, weights)
        pooled = together(parts[part], found, weights)
        print(f"{part}: each pair alone: precision {precision:.3f}, recall {recall:.3f}; "
              f"all in one database: {pooled[0]:.3f}, {pooled[1]:.3f}")  # fmt: skip
        scores |= dict(zip(("pairs: precision", "pairs: recall"), (precision, recall), strict=True))
        scores |= {"one database: precision": pooled[0], "one database: recall": pooled[1]}
        told = [(p, w) for p in parts[part] if (w := why(p, links[p.id], found))]
        print("  " + "; ".join(f"{w} {n}" for w, n in Counter(w for _, w in told).most_common()))
        if options.errors == part:
            print("\n".join(f"  {p.id} ({p.sort}): {w}" for p, w in told))
    failures = under_floor(scores) if options.check else []
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
