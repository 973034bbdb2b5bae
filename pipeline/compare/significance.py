"""Whether a difference between two runs may be chance: both have the same articles, so differences are paired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

MIN_ARTICLES = 6
"""With fewer no p-value of a paired test can be below 0.05 (of five, 2 in 2^5 swaps), so none is given."""
RESAMPLES = 2000
TRIALS = 10_000
"""As in sacrebleu; where there are no more ways to swap, every one of them is tried."""
SEED = 12345
"""Fixed, so that the same reports always give the same numbers."""
LEVEL = 0.05
_AT_ONCE = 1000
# Differences of means that are equal but for rounding count as equal.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """Means over the articles that both runs have, and B less A with its 95% interval and p-value."""

    count: int
    a: float
    b: float
    low: float | None = None
    high: float | None = None
    p: float | None = None

    @property
    def value(self) -> float:
        return self.b - self.a

    @property
    def shown(self) -> bool:
        """Whether the difference is more than chance would explain, by every test that was made."""
        if self.p is None or self.p >= LEVEL:
            return False
        return self.low is None or self.high is None or self.low > 0 or self.high < 0


def paired_difference(a: Sequence[float], b: Sequence[float]) -> Difference:
    """Paired bootstrap interval (Koehn 2004) and approximate randomisation (Riezler and Maxwell 2005)."""
    differences = np.array([second - first for first, second in zip(a, b, strict=True)])
    means = len(differences), float(np.mean(a)), float(np.mean(b))
    if len(differences) < MIN_ARTICLES:
        return Difference(*means)
    low, high = bootstrap_interval(differences)
    return Difference(*means, low, high, randomisation_p(differences))


def bootstrap_interval(differences: NDArray[np.float64]) -> tuple[float, float]:
    """95% percentile interval of the mean over articles drawn again with replacement."""
    drawn = np.random.default_rng(SEED).integers(len(differences), size=(RESAMPLES, len(differences)))
    low, high = np.percentile(differences[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def randomisation_p(differences: NDArray[np.float64]) -> float:
    """How often a mean at least as far from 0 comes about when A and B are swapped by chance, article by article."""
    seen = abs(differences.mean()) * (1 - _ROUNDING)
    count = len(differences)
    if 2**count <= TRIALS:
        signs = np.array(list(product((1, -1), repeat=count)))
        return float((abs((signs * differences).mean(axis=1)) >= seen).mean())
    random = np.random.default_rng(SEED)
    as_far = 0
    for _ in range(TRIALS // _AT_ONCE):
        signs = random.integers(2, size=(_AT_ONCE, count)) * 2 - 1
        as_far += int((abs((signs * differences).mean(axis=1)) >= seen).sum())
    # The arrangement that was found is one of those possible.
    return (as_far + 1) / (TRIALS + 1)
