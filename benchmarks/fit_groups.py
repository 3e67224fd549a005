"""Fits when two documents tell one story, on one half of the annotated topics, and scores the other half.

    python benchmarks/fit_groups.py [--eval FOLDER] [--records FILE] [--fit odd|even|all] [--write]

Reads ``gold/groups.jsonl`` and the records of its documents (``talion code --to jsonl``; coded now without
``--records``). Fits one logistic model over the features of each pair that is compared at all
(``talion.grouping.pairs``), each weight with the sign that its feature must have, and then the average from
which groups are joined. Prints B-cubed F1 on both halves; ``--write`` puts the numbers into the package.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from run import lines, records
from talion.grouping.blocks import Blocks
from talion.grouping.linkage import groups, matrix
from talion.grouping.pairs import Features, log_odds, pair_features, probability
from talion.grouping.sketch import Sketch, sketch
from talion.grouping.weights import PairWeights, Weights, shipped_weights
from talion.record import Record

TARGET = Path(__file__).parents[1] / "src/talion/grouping/data/weights.toml"
RIDGE = 1.0
OF_A_TOPIC, OF_ALL_TOPICS = 30.0, 3000.0
AGAINST = re.compile(r".*(?:_differ|_none|_missing_\w+|_strange)")
NOT_LEARNED = ("copied", "days_between")
JOINS = np.arange(0.06, 0.9, 0.01)
PARTS = {"even": (0,), "odd": (1,), "all": (0, 1)}


@dataclass(frozen=True)
class Corpus:
    """Sketches, their groups, and the features of every pair that is compared."""

    sketches: dict[str, Sketch]
    group: dict[str, str]
    pairs: dict[tuple[str, str], Features]

    def part(self, remainders: Iterable[int]) -> "Corpus":
        """The documents of topics whose number leaves these remainders by two."""
        kept = {i: s for i, s in self.sketches.items() if topic(self.group[i]) % 2 in remainders}
        return Corpus(
            kept,
            {i: self.group[i] for i in kept},
            {p: f for p, f in self.pairs.items() if p[0] in kept and p[1] in kept},
        )


def topic(group: str) -> int:
    """The number that a group's name starts with."""
    return int(re.match(r"\d+", group)[0])  # type: ignore[index]


def corpus(folder: Path, coded: Path | None) -> Corpus:
    """Everything that is fitted or scored on."""
    gold = list(lines(folder / "gold" / "groups.jsonl"))
    output = coded.read_text("utf-8") if coded else records(gold, fast=False)[0]
    found = [sketch(Record.from_json(line)) for line in output.splitlines()]
    blocks, by_id, pairs = Blocks(), {}, {}
    for one in sorted(found, key=lambda s: s.id):
        pairs |= {(id, one.id): pair_features(by_id[id], one) for id in blocks.candidates(one)}
        blocks.add(one)
        by_id[one.id] = one
    return Corpus(by_id, {d["id"]: d["group"] for d in gold}, pairs)


def fitted(data: Corpus) -> dict[str, float]:
    """Log odds for each feature. Each pair of groups within a topic weighs the same, however large."""
    names = [n for n in next(iter(data.pairs.values())) if n not in NOT_LEARNED]
    x = np.array([[f[n] for n in names] for f in data.pairs.values()])
    same = np.array([data.group[a] == data.group[b] for a, b in data.pairs], float)
    kinds = [kind(data.group[a], data.group[b]) for a, b in data.pairs]
    counts = Counter(kinds)
    each = np.array(
        [OF_A_TOPIC / counts[k] if k else min(1.0, OF_ALL_TOPICS / counts[k]) for k in kinds]
    )
    spread = np.where(np.arange(len(names)) == 0, 1.0, x.std(0) + 1e-6)
    signs = [0 if n == "bias" else -1 if AGAINST.fullmatch(n) else 1 for n in names]
    w = signed(x / spread, same, each, signs) / spread
    return {n: round(float(v), 3) for n, v in zip(names, w, strict=True) if v}


def kind(a: str, b: str) -> tuple[str, ...]:
    """The two groups of a pair, empty for two topics."""
    return tuple(sorted((a, b))) if topic(a) == topic(b) else ()


def signed(x: np.ndarray, y: np.ndarray, each: np.ndarray, signs: Sequence[int]) -> np.ndarray:
    """Ridge logistic regression; the feature that most breaks its sign is left out, again and again."""
    kept = list(range(x.shape[1]))
    while True:
        w = newton(x[:, kept], y, each, np.array([RIDGE if signs[k] else 0.01 for k in kept]))
        wrong = [(v * signs[k], k) for k, v in zip(kept, w, strict=True) if v * signs[k] < 0]
        if not wrong:
            break
        kept.remove(min(wrong)[1])
    out = np.zeros(x.shape[1])
    out[kept] = w
    return out


def newton(x: np.ndarray, y: np.ndarray, each: np.ndarray, ridge: np.ndarray) -> np.ndarray:
    """The weights of one regression, by Newton's method."""
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = x.T @ (x * (each * p * (1 - p))[:, None]) + np.diag(ridge)
        w += np.linalg.solve(hessian, x.T @ (each * (y - p)) - ridge * w)
    return w


def f1_at(data: Corpus, pair: PairWeights, base: Weights, joins: Iterable[float]) -> list[float]:
    """B-cubed F1 of a corpus for each average from which groups are joined."""
    scores = {p: probability(log_odds(f, pair)) for p, f in data.pairs.items()}
    ids = sorted(data.sketches)

    def score(a: str, b: str) -> float:
        value = scores.get((min(a, b), max(a, b)), 0.0)
        return value if value >= base.story.edge else 0.0

    likeness = matrix(ids, score, lambda a, b: False)  # noqa: ARG005
    out = []
    for join in joins:
        nodes = groups(likeness, replace(base.story, join=join))
        out.append(b_cubed([[data.group[ids[k]] for k in n.members] for n in nodes]))
    return out


def b_cubed(found: Sequence[Sequence[str]]) -> float:
    """F1 of groups given as the right groups' names of their members."""
    sizes = Counter(g for members in found for g in members)
    precision = recall = 0.0
    for members in found:
        for group, n in Counter(members).items():
            precision += n * n / len(members)
            recall += n * n / sizes[group]
    return 2 * precision * recall / (precision + recall) / sizes.total()


def fit(data: Corpus, base: Weights) -> tuple[PairWeights, float]:
    """The weights, and the middle of the averages that are within 0.004 of the best."""
    pair = replace(base.pair, learned=fitted(data))
    scores = f1_at(data, pair, base, JOINS)
    good = [j for j, s in zip(JOINS, scores, strict=True) if s >= max(scores) - 0.004]
    return pair, round(float(np.median(good)), 2)


def write(pair: PairWeights, join: float, origin: str) -> None:
    """Puts the numbers into the package's file."""
    body = "".join(f"{n} = {v}\n" for n, v in pair.learned.items())
    text = TARGET.read_text("utf-8")
    text = re.sub(r"\[pair\]\n(?:\w+ = .*\n)*", f"[pair]\n{body}", text)
    text = re.sub(r"(?<=\[story\]\nedge = 0\.05\n)join = .*", f"join = {join}", text)
    text = re.sub(r"on \w+ topics|on the \w+ topics", f"on {origin} topics", text)
    TARGET.write_text(text, "utf-8")


def main() -> None:
    """Fits on each half, scores both, and writes the half that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eval", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--records", type=Path)
    parser.add_argument("--fit", choices=sorted(PARTS), default="odd")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    everything, base = corpus(options.eval, options.records), shipped_weights()
    pairs_of: dict[str, int] = defaultdict(int)
    for g in everything.group.values():
        pairs_of[g] += 1
    same = sum(everything.group[a] == everything.group[b] for a, b in everything.pairs)
    total = sum(n * (n - 1) // 2 for n in pairs_of.values())
    print(f"{len(everything.pairs)} pairs compared; of {total} pairs of one story, {same}")
    for part, remainders in PARTS.items():
        pair, join = fit(everything.part(remainders), base)
        for tested, others in PARTS.items():
            score = f1_at(everything.part(others), pair, base, [join])[0]
            print(f"fitted on {part}, joined from {join}: B-cubed F1 on {tested} {score:.4f}")
        if part == options.fit:
            print(pair.learned)
            if options.write:
                write(pair, join, {"all": "all"}.get(part, f"the {part}"))


if __name__ == "__main__":
    main()
