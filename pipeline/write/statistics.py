"""Small statistics of a batch: a mean with its interval, a histogram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
SEED = 20
"""Fixed, so that the same scores always give the same interval."""


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of `count` values; the interval is the 95% bootstrap percentile one and needs two values."""

    count: int
    value: float
    low: float | None = None
    high: float | None = None


def bootstrap_mean(values: Sequence[float]) -> Mean | None:
    """Mean with its 95% interval; None where there is nothing to average."""
    if not values:
        return None
    data = np.asarray(values, dtype=float)
    if len(data) == 1:
        return Mean(1, float(data[0]))
    random = np.random.default_rng(SEED)
    means = [float(random.choice(data, size=len(data)).mean()) for _ in range(RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return Mean(len(data), float(data.mean()), float(low), float(high))


def histogram(values: Sequence[float], *, bins: int = 10, top: float = 100.0) -> list[int]:
    """Counts of 0-`top` values in equal bins; the last bin takes `top` itself."""
    counts = [0] * bins
    for value in values:
        counts[max(0, min(bins - 1, int(value * bins / top)))] += 1
    return counts
