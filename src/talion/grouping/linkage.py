"""Average linkage over a set of documents or tellings: a function of the set, whatever the order it came in.

The items are sorted before anything is added up, equal scores are resolved by that order, and pairs without
a score count as 0. Pairs told to be apart are never brought together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from talion.grouping.weights import Cut

Matrix = npt.NDArray[np.float64]
_NEVER = -np.inf


@dataclass(frozen=True, slots=True)
class Node:
    """A group, and the two that it was joined from; ``average`` is the likeness between these."""

    members: tuple[int, ...]
    parts: tuple[Node, Node] | None = None
    average: float = 1.0


def matrix(
    items: Sequence[str],
    score: Callable[[str, str], float],
    apart: Callable[[str, str], bool],
) -> Matrix:
    """The likeness of all pairs; minus infinity on the diagonal and for pairs told apart."""
    out = np.full((len(items), len(items)), _NEVER)
    for i, a in enumerate(items):
        for j in range(i):
            value = _NEVER if apart(a, items[j]) else score(a, items[j])
            out[i, j] = out[j, i] = value
    return out


def groups(likeness: Matrix, cut: Cut) -> list[Node]:
    """The groups of items 0 to n - 1, in the order of their first members."""
    found = [part for root in _joined(likeness, cut.join) for part in _parted(root, likeness, cut)]
    return sorted(found, key=lambda node: node.members)


def _joined(likeness: Matrix, least: float) -> list[Node]:
    """Join the two groups of the greatest average until none reaches ``least``."""
    between, sizes = likeness.copy(), np.ones(len(likeness))
    nodes: list[Node | None] = [Node((i,)) for i in range(len(likeness))]
    while len(nodes) > 1:
        i, j = sorted(int(x) for x in divmod(int(between.argmax()), len(nodes)))
        average = float(between[i, j])
        if not average >= least:
            break
        nodes[i], nodes[j] = _union(nodes[i], nodes[j], average), None
        _merge_rows(between, sizes, i, j)
    return [n for n in nodes if n is not None]


def _union(a: Any, b: Any, average: float) -> Node:
    return Node(tuple(sorted((*a.members, *b.members))), (a, b), average)


def _merge_rows(between: Matrix, sizes: npt.NDArray[np.float64], i: int, j: int) -> None:
    """Row ``i`` becomes the average over both groups; row ``j`` is closed."""
    row = (between[i] * sizes[i] + between[j] * sizes[j]) / (sizes[i] + sizes[j])
    row[i] = row[j] = _NEVER
    between[i], between[:, i] = row, row
    between[j], between[:, j] = _NEVER, _NEVER
    sizes[i] += sizes[j]


def _parted(node: Node, likeness: Matrix, cut: Cut) -> list[Node]:
    """A group, or its parts where each hangs together far better than with the other."""
    if node.parts is None:
        return [node]
    a, b = node.parts
    if min(len(a.members), len(b.members)) >= cut.several:
        within = math.sqrt(_within(a, likeness) * _within(b, likeness))
        if node.average < cut.apart * within:
            return [*_parted(a, likeness, cut), *_parted(b, likeness, cut)]
    return [node]


def _within(node: Node, likeness: Matrix) -> float:
    """The average over the pairs of a group of two or more."""
    inside = likeness[np.ix_(node.members, node.members)]
    return float(inside[np.triu_indices(len(node.members), 1)].mean())
