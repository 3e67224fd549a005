"""Corrections for many tests: each gives p values that can be held against the level as if there were one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Correction = Literal["holm", "benjamini-hochberg", "none"]


def corrected(p: Sequence[float], by: Correction) -> list[float]:
    """Adjusted p values in the given order."""
    if by == "none":
        return list(p)
    return holm(p) if by == "holm" else benjamini_hochberg(p)


def holm(p: Sequence[float]) -> list[float]:
    """Holm (1979): holds the chance of any false finding, whatever the tests share.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    found, worst = [0.0] * len(p), 0.0
    for rank, i in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        worst = max(worst, min(1.0, (len(p) - rank) * p[i]))
        found[i] = worst
    return found


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg (1995): holds the share of false findings among the findings.

    >>> [round(x, 9) for x in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    found, best = [0.0] * len(p), 1.0
    ordered = sorted(range(len(p)), key=lambda i: p[i])
    for rank in range(len(p), 0, -1):
        i = ordered[rank - 1]
        best = min(best, p[i] * len(p) / rank)
        found[i] = best
    return found
