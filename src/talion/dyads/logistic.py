"""Logistic regression with a ridge, by Newton's method; small, and without any library but numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
_RIDGE = 1.0
_STEPS = 25


def fitted(
    features: Matrix,
    outcomes: Matrix,
    ridge: float = _RIDGE,
    *,
    offset: Matrix | float = 0.0,
    start: Matrix | None = None,
) -> Matrix:
    """Weights, the intercept's first (it is not held small); features should be of like size.

    ``offset`` is added to the logit of each row as it is; ``start`` are weights that may be near.
    """
    x = _with_intercept(features)
    penalty = np.diag([1e-6, *([ridge] * features.shape[1])])
    weights = np.zeros(x.shape[1]) if start is None else start
    for _ in range(_STEPS):
        p = _sigmoid(x @ weights + offset)
        gradient = x.T @ (p - outcomes) + penalty @ weights
        curvature = (x * (p * (1 - p) + 1e-9)[:, None]).T @ x + penalty
        step = np.clip(np.linalg.solve(curvature, gradient), -2, 2)
        weights = weights - step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def predicted(weights: Matrix, features: Matrix, offset: Matrix | float = 0.0) -> Matrix:
    """The probability for each row of features."""
    return _sigmoid(_with_intercept(features) @ weights + offset)


def _with_intercept(features: Matrix) -> Matrix:
    return np.concatenate([np.ones((len(features), 1)), features], axis=1)


def _sigmoid(x: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=np.float64)
