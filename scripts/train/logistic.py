"""Logistic regression, for what is fitted beside a network."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

RIDGE = 1e-3

Matrix = NDArray[np.float64]


def fit_logistic(known: Matrix, wanted: Matrix) -> Matrix:
    """The bias and a weight for each column of `known`, for outcomes of 0 or 1."""
    inputs = np.column_stack([np.ones(len(known)), known])

    def loss(weights: Matrix) -> float:
        logits = inputs @ weights
        return float(np.mean(np.logaddexp(0, logits) - wanted * logits) + RIDGE * np.sum(weights[1:] ** 2))

    return np.asarray(minimize(loss, np.zeros(inputs.shape[1]), method="BFGS").x)


def chances(weights: Matrix, known: Matrix) -> Matrix:
    """How likely each row of `known` is a 1."""
    return np.asarray(1 / (1 + np.exp(-(weights[0] + known @ weights[1:]))))
