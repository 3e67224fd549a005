"""Fits the weights of place reading on articles with known places: places_train.py GOLD PARSES
[--all].

GOLD is JSON lines with "id", "text" and "places" (span, lat, lon, geonames, kind, country); PARSES
a pickle of {id: Parsed}. Documents of even number train, unless --all. Writes
reading/data/places-weights.toml.
"""

import json
import pickle
import sys
from pathlib import Path

import numpy as np

from talion.knowledge.gazetteer import Gazetteer, fold
from talion.reading.places import analyse, resolving
from talion.reading.places.evidence import Scene, probability, score, spot_features
from talion.reading.places.lexicon import Weights, words
from talion.reading.places.spotting import LIMIT, Mention, spot

TARGET = Path(__file__).parents[2] / "src/talion/reading/data/places-weights.toml"
HEAD = """# Weights of place reading, by feature (log-linear; see talion.reading.places).
# Origin: fitted by benchmarks/dev/places_train.py on the articles of the Local-Global Lexicon
# (Lieberman et al. 2010); it holds numbers only. Licence: Apache-2.0, with the project. Version: 1
"""
PENALTY = 2.0
WORLD_WEIGHT = 0.5


def kilometres(candidate, gold):
    a, b = (np.radians([candidate.lat, candidate.lon]), np.radians([gold["lat"], gold["lon"]]))
    half = np.sin((b[0] - a[0]) / 2) ** 2
    half += np.cos(a[0]) * np.cos(b[0]) * np.sin((b[1] - a[1]) / 2) ** 2
    return 12742 * float(np.arcsin(min(1, np.sqrt(half))))


def closeness(candidate, gold):
    """0 where a candidate is the place that is meant, else how far it is, in kilometres."""
    if candidate.geonames and str(candidate.geonames) == str(gold["geonames"]):
        return 0.0
    if gold["kind"] in ("country", "admin1"):
        same = gold["country"] == candidate.country and gold["kind"] == candidate.kind
        if same and (gold["kind"] == "country" or gold["name"].lower() == candidate.name.lower()):
            return 0.0
    return 1.0 + kilometres(candidate, gold)


def right(candidates, gold):
    """Which candidates are right: the place itself, else those within 40 km, else within 161."""
    far = [closeness(c, gold) for c in candidates]
    for limit in (0.5, 41, 162):
        good = [i for i, d in enumerate(far) if d <= limit]
        if good:
            return good
    return []


def logistic(rows, labels):
    names = sorted({name for row in rows for name in row})
    number = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, value in row.items():
            x[i, number[name]] = value
    y = np.asarray(labels, dtype=float)
    w = np.zeros(len(names))
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (y - p) - PENALTY * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + PENALTY * np.eye(len(names))
        step = np.linalg.solve(hessian, gradient)
        w += step
        if np.abs(step).max() < 1e-4:
            break
    return {name: round(float(w[i]), 3) for name, i in number.items() if abs(w[i]) >= 0.02}


def conditional(groups, names):
    """Weights of a softmax over each group: a matrix of features, and which rows are right."""
    w = np.zeros(len(names))
    m = v = np.zeros(len(names))
    for step in range(1, 601):
        gradient = -0.3 * PENALTY * w
        for x, good, size in groups:
            s = x @ w
            p = np.exp(s - s.max())
            p /= p.sum()
            q = np.zeros(len(p))
            q[good] = p[good] / p[good].sum()
            gradient = gradient + size * (x.T @ (q - p))
        m, v = 0.9 * m + 0.1 * gradient, 0.99 * v + 0.01 * gradient**2
        w = w + 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
    return {name: round(float(w[i]), 3) for i, name in enumerate(names)}


class Case:
    def __init__(self, doc, parsed, gazetteer):
        self.gold = {tuple(p["span"]): p for p in doc["places"] if p["lat"] is not None}
        self.unsure = [p["span"] for p in doc["places"] if p["lat"] is None]
        self.parsed = parsed
        self.mentions = spot(parsed, gazetteer, (), False)
        scene = Scene.of(parsed, self.mentions)
        self.fit = resolving.fitting(self.mentions, resolving.beside(parsed, self.mentions))
        self.features = [
            spot_features(scene, m, i in self.fit or -i - 1 in self.fit)
            for i, m in enumerate(self.mentions)
        ]

    def labelled(self):
        """Numbers of the mentions that count, with whether they are places."""
        for i, m in enumerate(self.mentions):
            feature = m.candidates and m.candidates[0].kind in ("facility", "region", "water")
            if m.span in self.gold or (feature and list(m.span) in self.unsure):
                yield i, 1.0
            elif not any(m.span[0] < e and s < m.span[1] for s, e in self.unsure):
                yield i, 0.0

    def task(self, spot_weights):
        likely = [probability(score(f, spot_weights)) for f in self.features]
        return resolving.problem(resolving.senses(self.mentions, self.fit, likely))

    def groups(self, task, names, context):
        for number, sense in enumerate(task.senses):
            golds = [
                self.gold[s] for i in sense.mentions if (s := self.mentions[i].span) in self.gold
            ]
            if not golds:
                continue
            good = right(sense.candidates, golds[0])
            if not good or len(good) == len(sense.candidates):
                continue
            start, end = task.starts[number : number + 2]
            x = np.array([[row.get(n, 0.0) for n in names] for row in task.local[start:end]])
            if context is not None:
                x = np.hstack([x[:, : len(names) - len(resolving.CONTEXT)], context[start:end]])
            yield x, good, len(golds) ** 0.5


class World(Case):
    """A made-up text that names some of the world's best known places, in no region of its own.

    The lexicon's articles were picked for local papers' ambiguous names; these stand for world news.
    """

    def __init__(self, names, gazetteer):
        self.mentions = [
            Mention(i, i + 1, (i, i + 1), fold(name), gazetteer.find(name, LIMIT))
            for i, name in enumerate(names)
        ]
        self.gold = {m.span: vars_of(m.candidates[0]) for m in self.mentions}
        self.fit = {}
        self.features = [{} for _ in self.mentions]

    def task(self, _):
        return resolving.problem(resolving.senses(self.mentions, {}, [0.9] * len(self.mentions)))

    def groups(self, task, names, context):
        for x, good, size in super().groups(task, names, context):
            yield x, good, size * WORLD_WEIGHT


def vars_of(candidate):
    fields = ("name", "lat", "lon", "country", "kind", "geonames")
    return {name: getattr(candidate, name) for name in fields}


def world(gazetteer, count):
    """Made-up texts; a fixed seed makes them the same each time."""
    places = [gazetteer.place(i) for i in range(len(gazetteer))]
    towns = [p for p in places if p.feature == "town" and p.rank >= 5.8]
    towns = [p for p in towns if gazetteer.find(p.name, 1)[0].index == p.index]
    states = [p for p in places if p.kind == "country" and p.rank >= 6.3]
    pick = np.random.default_rng(7)
    out = []
    for _ in range(count):
        chosen = []
        for group, most in ((towns, 4), (states, 4)):
            odds = np.array([10 ** (0.5 * p.rank) for p in group])
            size = pick.integers(1, most + 1)
            chosen += list(pick.choice(len(group), size, False, odds / odds.sum()))
            chosen[-size:] = [group[i].name for i in chosen[-size:]]
        out.append(World(list(dict.fromkeys(chosen)), gazetteer))
    return out


def main():
    gold, parses = sys.argv[1:3]
    docs = [json.loads(line) for line in Path(gold).read_text("utf-8").split("\n") if line]
    parsed = pickle.loads(Path(parses).read_bytes())
    train = docs if "--all" in sys.argv else docs[::2]
    gazetteer = Gazetteer.load()
    words()
    cases = [Case(doc, parsed[doc["id"]], gazetteer) for doc in train]
    found = sum(m.span in c.gold for c in cases for m in c.mentions)
    print("gold names spotted:", found, "of", sum(len(c.gold) for c in cases))
    rows, labels = [], []
    for case in cases:
        for i, label in case.labelled():
            rows.append(case.features[i])
            labels.append(label)
    spot_weights = logistic(rows, labels)
    settled = [*cases, *world(gazetteer, len(cases))]
    tasks = [case.task(spot_weights) for case in settled]
    local = sorted({n for t in tasks for row in t.local for n in row})
    groups = [g for c, t in zip(settled, tasks, strict=True) for g in c.groups(t, local, None)]
    prior = conditional(groups, local)
    context = dict(prior)
    names = [*local, *resolving.CONTEXT]
    for _ in range(3):
        groups = []
        for case, task in zip(settled, tasks, strict=True):
            _, features = resolving.solve(task, prior, context)
            groups += case.groups(task, names, features)
        context = conditional(groups, names)
    model = Weights(spot_weights, {}, prior, context)
    rows, labels = [], []
    for case in cases:
        readings = analyse(case.parsed, gazetteer, model=model)
        for i, label in case.labelled():
            rows.append(readings[i].features)
            labels.append(label)
    accept = logistic(rows, labels)
    out = HEAD
    for name, table in (
        ("spot", spot_weights),
        ("accept", accept),
        ("prior", prior),
        ("context", context),
    ):
        out += f"\n[{name}]\n" + "".join(
            f"{json.dumps(k)} = {v}\n" for k, v in sorted(table.items()) if v
        )
    TARGET.write_text(out, encoding="utf-8")


if __name__ == "__main__":
    main()
