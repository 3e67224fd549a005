"""Logistic regression with a ridge, by Newton's method; small, and without any library but numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
_RIDGE = 1.0
_STEPS = 25


def fitted(features: Matrix, outcomes: Matrix, ridge: float = _RIDGE) -> Matrix:
    """Weights, the intercept's first (it is not held small); features should be of like size."""
    x = _with_intercept(features)
    penalty = np.diag([1e-6, *([ridge] * features.shape[1])])
    weights = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = _sigmoid(x @ weights)
        gradient = x.T @ (p - outcomes) + penalty @ weights
        curvature = (x * (p * (1 - p) + 1e-9)[:, None]).T @ x + penalty
        step = np.clip(np.linalg.solve(curvature, gradient), -2, 2)
        weights = weights - step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def predicted(weights: Matrix, features: Matrix) -> Matrix:
    """The probability for each row of features."""
    return _sigmoid(_with_intercept(features) @ weights)


def _with_intercept(features: Matrix) -> Matrix:
    return np.concatenate([np.ones((len(features), 1)), features], axis=1)


def _sigmoid(x: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=np.float64)
