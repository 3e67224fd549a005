"""Which of the places of a name is meant: all names of a text are settled together.

Each name's candidates get a probability from a log-linear model; what a candidate's features say of
the other names (how near their likely places are, whether they share its region or country) is
taken from their probabilities, twice over (mean field).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talion.knowledge.gazetteer import Candidate
from talion.language.base import Parsed
from talion.reading.places.spotting import Mention

Array = NDArray[np.float64]
ROUNDS = 2
# the value of a feature that should get its weight from few examples
STRONG = 3.0
# distances, in kilometres, at which nearness to another place counts half
SCALES = (25.0, 120.0, 500.0)
# a city known all over the world: how high its rank is, and how far above that of its namesakes abroad
_WORLD, _ABOVE = 6.2, 1.8
_BESIDE = re.compile(r"(?:,|\s\(|,? in)\s*(?:the\s)?|['’]s\s")
_AREAS = frozenset({"country", "admin1", "region"})
CONTEXT = (
    *(f"near{int(scale)}" for scale in SCALES),
    *(f"nearest{int(scale)}" for scale in SCALES),
    "country-share", "admin1-share", "admin2-share", "lies-in-named", "holds-named",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sense:
    """A name as used in one sense: its mentions (numbers) and the candidates for them all."""

    mentions: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    inside: frozenset[int]
    holds: frozenset[int]
    weight: float


@dataclass(frozen=True, slots=True)
class Problem:
    """All senses of a text with their features; rows run over candidates, sense by sense."""

    senses: tuple[Sense, ...]
    local: tuple[dict[str, float], ...]
    starts: tuple[int, ...]


def beside(parsed: Parsed, mentions: Sequence[Mention]) -> dict[int, int]:
    """For the number of a name, the number of the name right behind it that it may lie in."""
    out: dict[int, int] = {}
    for i, mention in enumerate(mentions):
        for j in range(i + 1, min(i + 4, len(mentions))):
            gap = parsed.text[mention.span[1] : mentions[j].span[0]]
            if len(gap) <= 10 and _BESIDE.fullmatch(gap) and mentions[j].span[0] >= mention.span[1]:
                out[i] = j
                break
    return out


def contains(outer: Candidate, inner: Candidate) -> bool:
    """Whether a region or country holds a place.

    >>> from talion.knowledge.gazetteer import Gazetteer
    >>> places = Gazetteer.load()
    >>> contains(places.find("Kenya")[0], places.find("Nairobi")[0])
    True
    """
    if outer.index == inner.index:
        return False
    if outer.kind == "country":
        return outer.country == inner.country and inner.kind != "country"
    return outer.index in (inner.admin1, inner.admin2)


def fitting(mentions: Sequence[Mention], pairs: Mapping[int, int]) -> dict[int, frozenset[int]]:
    """For each name of a pair "inner, outer" the candidates (numbers) that fit its partner."""
    out: dict[int, frozenset[int]] = {}
    for i, j in pairs.items():
        inner, outer = mentions[i].candidates, mentions[j].candidates
        areas = [c for c in outer if c.kind in _AREAS or c.feature == "admin2"]
        held = [(a.index, c.index) for a in areas for c in inner if contains(a, c)]
        if held:
            out[i] = out.get(i, frozenset()) | {c for _, c in held}
            out[-j - 1] = out.get(-j - 1, frozenset()) | {a for a, _ in held}
    return out


def senses(
    mentions: Sequence[Mention], fit: Mapping[int, frozenset[int]], weight: Sequence[float]
) -> list[Sense]:
    """Mentions of one name in one sense, those that name their region in other ways kept apart."""
    by_key: dict[str, list[list[int]]] = {}
    known = {i: fits for i in range(len(mentions)) if (fits := _known(i, fit))}
    order = sorted(range(len(mentions)), key=lambda i: i not in known)
    for i in order:
        if not mentions[i].candidates:
            continue
        groups = by_key.setdefault(mentions[i].key, [])
        own = known.get(i)
        home = next(
            (g for g in groups if own is None or any(known.get(k, own) & own for k in g)), None
        )
        if home is None:
            groups.append([i])
        else:
            home.append(i)
    return [
        _sense(tuple(sorted(group)), mentions, fit, weight)
        for groups in by_key.values()
        for group in groups
    ]


def _known(i: int, fit: Mapping[int, frozenset[int]]) -> frozenset[int]:
    """The candidates of a name that a name beside it speaks for."""
    return fit.get(i, frozenset()) | fit.get(-i - 1, frozenset())


def _sense(
    group: tuple[int, ...],
    mentions: Sequence[Mention],
    fit: Mapping[int, frozenset[int]],
    weight: Sequence[float],
) -> Sense:
    inside = frozenset().union(*(fit.get(i, frozenset()) for i in group))
    holds = frozenset().union(*(fit.get(-i - 1, frozenset()) for i in group))
    found: dict[int, Candidate] = {}
    for i in group:
        for candidate in mentions[i].candidates:
            found.setdefault(candidate.index, candidate)
    return Sense(group, tuple(found.values()), inside, holds, max(weight[i] for i in group))


def problem(found: Sequence[Sense]) -> Problem:
    """The senses with the features that don't depend on the others."""
    local: list[dict[str, float]] = []
    starts = [0]
    for sense in found:
        top = max(c.rank for c in sense.candidates)
        outer, inner = _namesakes(sense.candidates)
        world = _world_city(sense.candidates)
        for rank, candidate in enumerate(sense.candidates):
            row = _local(sense, candidate, rank, top)
            if candidate.index in outer:
                row["has-namesake-inside"] = 1.0
            if candidate.index in inner:
                row["has-namesake-around"] = 1.0
            if candidate is world:
                row["world-city"] = 1.0
            local.append(row)
        starts.append(len(local))
    return Problem(tuple(found), tuple(local), tuple(starts))


def _namesakes(found: Sequence[Candidate]) -> tuple[set[int], set[int]]:
    """The regions that hold a place of their own name, and the places that lie in one."""
    areas = [c for c in found if c.kind in ("country", "admin1") or c.feature == "admin2"]
    held = [(a.index, c.index) for a in areas for c in found if contains(a, c)]
    return {a for a, _ in held}, {c for _, c in held}


def _world_city(found: Sequence[Candidate]) -> Candidate | None:
    """The city that papers everywhere mean by its name alone, whatever smaller ones it has abroad."""
    named = [c for c in found if c.match == "name"]
    top = max(named, key=lambda c: c.rank, default=None)
    if top is None or top.kind != "place" or top.rank < _WORLD:
        return None
    abroad = [c.rank for c in named if c.country != top.country]
    return top if abroad and top.rank - max(abroad) >= _ABOVE else None


def _local(sense: Sense, candidate: Candidate, rank: int, top: float) -> dict[str, float]:
    size = candidate.rank
    sort = candidate.feature if candidate.kind == "place" else candidate.kind
    out = {"size": size / 4, "relative": (size - top) / 2, f"match={candidate.match}": 1.0}
    out[f"sort={sort if sort in ('town', 'admin2', 'post office') else candidate.kind}"] = 1.0
    if rank == 0:
        out["first"] = 1.0
    if sense.inside:
        out["inside" if candidate.index in sense.inside else "outside"] = STRONG
    if sense.holds:
        out["holds" if candidate.index in sense.holds else "holds-not"] = STRONG
    return out


def solve(
    task: Problem, prior: Mapping[str, float], context: Mapping[str, float]
) -> tuple[Array, Array]:
    """The probability of each candidate within its sense, and the context features of each.

    Shapes: (candidates,) and (candidates, features of :data:`CONTEXT`).
    """
    chances = softmax(_scores(task, prior), task.starts)
    features = np.zeros((len(task.local), len(CONTEXT)))
    if not task.senses:
        return chances, features
    ground = Ground.of(task)
    base = _scores(task, context)
    steps = np.array([context.get(name, 0.0) for name in CONTEXT])
    for _ in range(ROUNDS):
        features = ground.features(chances)
        chances = softmax(base + features @ steps, task.starts)
    return chances, features


def _scores(task: Problem, weights: Mapping[str, float]) -> Array:
    return np.array(
        [sum(v * weights.get(k, 0.0) for k, v in row.items()) for row in task.local], dtype=float
    )


def softmax(scores: Array, starts: Sequence[int]) -> Array:
    """Probabilities within each run of ``scores`` that ``starts`` marks off."""
    if not len(scores):
        return scores
    edges = np.asarray(starts[:-1])
    counts = np.diff(starts)
    top = np.repeat(np.maximum.reduceat(scores, edges), counts)
    raised = np.exp(scores - top)
    return np.asarray(raised / np.repeat(np.add.reduceat(raised, edges), counts))


@dataclass(frozen=True, slots=True)
class Ground:
    """How the candidates of a text lie to one another."""

    relations: tuple[Array, ...]
    edges: NDArray[np.int64]
    owner: NDArray[np.int64]
    weight: Array

    @classmethod
    def of(cls, task: Problem) -> Ground:
        """The matrices of nearness and of shared regions."""
        rows = [c for sense in task.senses for c in sense.candidates]
        owner = np.repeat(np.arange(len(task.senses)), np.diff(task.starts))
        others = owner[:, None] != owner[None, :]
        near = [kernel * others for kernel in _nearness(rows)]
        shared = [matrix & others for matrix in _shared(rows)]
        relations = tuple(np.asarray(m, dtype=float) for m in (*near, *shared))
        weight = np.array([sense.weight for sense in task.senses])
        return cls(relations, np.asarray(task.starts[:-1]), owner, weight)

    def features(self, chances: Array) -> Array:
        """The features of :data:`CONTEXT` of each candidate, given all probabilities."""
        near, nearest, rest = [], [], []
        total = self.weight.sum() - self.weight[self.owner] + 0.5
        for number, matrix in enumerate(self.relations):
            by_sense = np.add.reduceat(matrix * chances, self.edges, axis=1) * self.weight
            if number < len(SCALES):
                near.append(by_sense.sum(axis=1) / total)
                nearest.append(by_sense.max(axis=1))
            elif number < len(SCALES) + 3:
                rest.append(by_sense.sum(axis=1) / total)
            else:
                rest.append(by_sense.max(axis=1))
        return np.stack([*near, *nearest, *rest], axis=1)


def _nearness(rows: Sequence[Candidate]) -> list[Array]:
    """For each scale 1 where two places are one, a half at that distance; 0 for whole areas."""
    lat = np.radians([c.lat for c in rows])
    lon = np.radians([c.lon for c in rows])
    points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    square = np.maximum(0.0, 2 - 2 * points @ points.T) * 6371.0**2
    exact = np.array([c.kind not in ("country", "admin1") for c in rows], dtype=float)
    both = exact[:, None] * exact[None, :]
    return [both / (1 + square / scale**2) for scale in SCALES]


def _shared(rows: Sequence[Candidate]) -> list[NDArray[np.bool_]]:
    numbers: dict[str, int] = {}
    country = np.array([numbers.setdefault(c.country or f"-{c.index}", len(numbers)) for c in rows])
    index = np.array([c.index for c in rows])
    admin1 = np.array([c.index if c.kind == "admin1" else _or(c.admin1, c) for c in rows])
    admin2 = np.array([c.index if c.feature == "admin2" else _or(c.admin2, c) for c in rows])
    is_country = np.array([c.kind == "country" for c in rows])
    same_country = country[:, None] == country[None, :]
    lies_in = (
        (admin1[:, None] == index[None, :])
        | (admin2[:, None] == index[None, :])
        | (same_country & is_country[None, :] & ~is_country[:, None])
    ) & (index[:, None] != index[None, :])
    return [
        same_country,
        admin1[:, None] == admin1[None, :],
        admin2[:, None] == admin2[None, :],
        lies_in,
        lies_in.T,
    ]


def _or(number: int | None, candidate: Candidate) -> int:
    return -1 - candidate.index if number is None else number
