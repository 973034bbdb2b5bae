"""How far a scorer agrees with people, at every level at which it may be read, each with an interval.

All scores here are penalties: higher is worse, on both sides, so agreement is positive.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Vector = NDArray[np.float64]
Index = NDArray[np.int64]
INTERVAL = (2.5, 97.5)  # percentiles: a 95% interval


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic with its 95% bootstrap interval; nan where it cannot be had."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Correlations of one scorer with the raters' penalties."""

    kendall: Estimate
    """Over all segments: mostly tells hard texts from easy ones, and long from short."""
    spearman: Estimate
    pearson: Estimate
    beyond_length: Estimate
    """Partial Kendall correlation, the number of words held fixed."""
    within: Estimate
    """Mean Kendall correlation among the translations of one source segment."""
    article: Estimate
    """Spearman correlation of penalties per word, over articles."""
    system: Estimate
    """Spearman correlation of penalties per word, over systems."""


@dataclass(frozen=True, slots=True)
class Segments:
    """What segments have in common for every scorer; one row per segment."""

    penalties: Vector
    words: Vector
    docs: Index
    groups: Index
    systems: Index

    @classmethod
    def of(
        cls,
        penalties: Sequence[float],
        words: Sequence[int],
        docs: Sequence[str],
        groups: Sequence[str],
        systems: Sequence[str],
    ) -> Segments:
        """Names become numbers. Raises ValueError when the columns differ in length."""
        if not len(penalties) == len(words) == len(docs) == len(groups) == len(systems):
            raise ValueError("columns of segments differ in length")
        return cls(
            np.asarray(penalties, float), np.asarray(words, float), _numbers(docs), _numbers(groups), _numbers(systems)
        )


def agreement(scores: Sequence[float], segments: Segments, *, resamples: int = 200, seed: int = 0) -> Agreement:
    """Every statistic of `Agreement`; intervals come from resampling whole documents, not single segments.

    Raises ValueError when scores and segments differ in number.
    """
    values = np.asarray(scores, float)
    if values.shape != segments.penalties.shape:
        raise ValueError(f"{len(values)} scores for {len(segments.penalties)} segments")
    taus, tau_docs = _within(values, segments)
    samples = _resamples(segments.docs, resamples, seed)

    def over(statistic: Callable[[Vector, Segments], float]) -> Estimate:
        return _estimate([statistic(values[index], _take(segments, index)) for index in samples])

    return Agreement(
        kendall=over(_kendall),
        spearman=over(_spearman),
        pearson=over(_pearson),
        beyond_length=over(_beyond_length),
        within=_estimate([_mean(taus[index]) for index in _resamples(tau_docs, resamples, seed)]),
        article=over(_by_article),
        system=over(_by_system),
    )


def kendall(left: Vector, right: Vector) -> float:
    """Kendall's tau-b; nan where either side is constant."""
    return _quiet(stats.kendalltau, left, right)


def partial(left_right: float, left_third: float, right_third: float) -> float:
    """First-order partial correlation, from the three plain ones (Kendall 1942 for tau)."""
    spread = (1 - left_third**2) * (1 - right_third**2)
    return (left_right - left_third * right_third) / spread**0.5 if spread > 0 else float("nan")


def _kendall(values: Vector, segments: Segments) -> float:
    return kendall(values, segments.penalties)


def _spearman(values: Vector, segments: Segments) -> float:
    return _quiet(stats.spearmanr, values, segments.penalties)


def _pearson(values: Vector, segments: Segments) -> float:
    return _quiet(stats.pearsonr, values, segments.penalties)


def _beyond_length(values: Vector, segments: Segments) -> float:
    return partial(
        kendall(values, segments.penalties),
        kendall(values, segments.words),
        kendall(segments.penalties, segments.words),
    )


def _by_article(values: Vector, segments: Segments) -> float:
    keys = segments.docs * (segments.systems.max(initial=0) + 1) + segments.systems
    return _rate_correlation(values, segments, keys)


def _by_system(values: Vector, segments: Segments) -> float:
    return _rate_correlation(values, segments, segments.systems)


def _rate_correlation(values: Vector, segments: Segments, keys: Index) -> float:
    _, place = np.unique(keys, return_inverse=True)
    words = np.bincount(place, weights=segments.words)
    predicted = np.bincount(place, weights=values) / words
    rated = np.bincount(place, weights=segments.penalties) / words
    return _quiet(stats.spearmanr, predicted, rated)


def _within(values: Vector, segments: Segments) -> tuple[Vector, Index]:
    """Tau of each group whose raters' penalties differ, and its document; a scorer that sees no difference gets 0."""
    taus, docs = [], []
    order = np.argsort(segments.groups, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(segments.groups[order])) + 1):
        if len(members) > 1 and np.ptp(segments.penalties[members]) > 0:
            tau = kendall(values[members], segments.penalties[members])
            taus.append(0.0 if np.isnan(tau) else tau)
            docs.append(segments.docs[members[0]])
    return np.asarray(taus, float), np.asarray(docs, np.int64)


def _resamples(docs: Index, resamples: int, seed: int) -> list[Index]:
    """The rows as they are, then the rows of documents drawn with replacement."""
    rng = np.random.default_rng(seed)
    rows = [np.flatnonzero(docs == doc) for doc in np.unique(docs)]
    everything = np.arange(len(docs))
    if not rows:
        return [everything]
    draws = (rng.integers(len(rows), size=len(rows)) for _ in range(resamples))
    return [everything, *(np.concatenate([rows[k] for k in drawn]) for drawn in draws)]


def _take(segments: Segments, index: Index) -> Segments:
    return Segments(
        segments.penalties[index],
        segments.words[index],
        segments.docs[index],
        segments.groups[index],
        segments.systems[index],
    )


def _estimate(values: Sequence[float]) -> Estimate:
    """The first value is that of the data themselves."""
    resampled = np.asarray([value for value in values[1:] if not np.isnan(value)])
    if not len(resampled):
        return Estimate(values[0], float("nan"), float("nan"))
    low, high = np.percentile(resampled, INTERVAL)
    return Estimate(float(values[0]), float(low), float(high))


def _mean(values: Vector) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _quiet(statistic: Callable[..., Any], left: Vector, right: Vector) -> float:
    """nan instead of a warning for what has no variance."""
    if len(left) < 2 or np.ptp(left) == 0 or np.ptp(right) == 0:
        return float("nan")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(statistic(left, right).statistic)


def _numbers(names: Sequence[str]) -> Index:
    return np.unique(np.asarray(names, dtype=object).astype(str), return_inverse=True)[1].astype(np.int64)
