"""Small statistics of a batch: a mean with its interval, a histogram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10
STARTS = (0.0, 50.0, 80.0, 90.0)
TOP = 100.0
"""Scores that count slips crowd together at the top of the scale, so a chart may start above 0."""
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


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts in equal bins of width `step` from `low` to `TOP`."""

    low: float
    step: float
    counts: tuple[int, ...]


def histogram(values: Sequence[float]) -> Histogram:
    """Counts of 0-100 values, from the highest of `STARTS` that none is below; the last bin takes `TOP` itself."""
    low = max((start for start in STARTS if all(value >= start for value in values)), default=STARTS[0])
    step = (TOP - low) / BINS
    counts = [0] * BINS
    for value in values:
        counts[max(0, min(BINS - 1, int((value - low) / step)))] += 1
    return Histogram(low, step, tuple(counts))
