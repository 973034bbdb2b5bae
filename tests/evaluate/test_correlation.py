"""Correlations against values worked out by hand or by construction."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.evaluate.correlation import Segments, agreement, kendall, partial


def segments(penalties: Sequence[float], *, systems: int = 3) -> Segments:
    """Source segments of `systems` translations each, two source segments to a document; longer ones come later."""
    groups = [k // systems for k in range(len(penalties))]
    return Segments.of(
        penalties,
        [5 + group for group in groups],
        [f"d{group // 2}" for group in groups],
        [f"g{group}" for group in groups],
        [f"s{k % systems}" for k in range(len(penalties))],
    )


PENALTIES = [0, 1, 2, 1, 3, 5, 2, 2, 9, 4, 6, 11, 1, 4, 8, 7, 9, 12]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4], 1.0),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1.0),
        ([1, 2, 3, 4], [1, 2, 4, 3], 4 / 6),
        ([1, 1, 2, 3], [1, 2, 3, 4], 5 / math.sqrt(5 * 6)),  # one tie on the left
        ([1, 1, 1], [1, 2, 3], math.nan),
        ([1], [1], math.nan),
    ],
)
def test_kendall(left: list[float], right: list[float], expected: float) -> None:
    assert kendall(np.array(left, float), np.array(right, float)) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("left_right", "left_third", "right_third", "expected"),
    [
        (0.5, 0.0, 0.0, 0.5),
        (0.25, 0.5, 0.5, 0.0),  # nothing is left once the third is held fixed
        (0.3, 0.5, 0.5, 0.05 / 0.75),
        (0.3, 1.0, 0.3, math.nan),
    ],
)
def test_partial(left_right: float, left_third: float, right_third: float, expected: float) -> None:
    assert partial(left_right, left_third, right_third) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(("sign", "expected"), [(1, 1.0), (-1, -1.0)])
def test_a_scorer_that_is_the_raters_agrees_at_every_level(sign: int, expected: float) -> None:
    found = agreement([sign * penalty for penalty in PENALTIES], segments(PENALTIES), resamples=20)
    for name in ("kendall", "spearman", "pearson", "within", "article", "system"):
        estimate = getattr(found, name)
        assert estimate.value == pytest.approx(expected), name
        assert estimate.low <= estimate.value + 1e-9, name
        assert estimate.value <= estimate.high + 1e-9, name


def test_length_says_nothing_within_a_source_segment_or_beyond_itself() -> None:
    data = segments(PENALTIES)
    found = agreement(list(data.words), data, resamples=0)
    assert found.kendall.value > 0.3
    assert found.within.value == 0.0
    assert math.isnan(found.beyond_length.value)


def test_groups_that_raters_find_equal_do_not_count_within() -> None:
    data = segments([0, 1, 2, 7, 7, 7])
    assert agreement([0, 1, 2, 9, 8, 7], data, resamples=0).within.value == pytest.approx(1.0)


def test_intervals_are_the_same_every_time_and_missing_without_resamples() -> None:
    scores = [penalty + (k * 7) % 5 for k, penalty in enumerate(PENALTIES)]
    once, again = (agreement(scores, segments(PENALTIES), resamples=30) for _ in range(2))
    assert once == again
    assert once.kendall.low < once.kendall.value < once.kendall.high
    assert math.isnan(agreement(scores, segments(PENALTIES), resamples=0).kendall.low)


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 scores for 18 segments"):
        agreement([1, 2], segments(PENALTIES))
    with pytest.raises(ValueError, match="differ in length"):
        Segments.of([1.0], [1, 2], ["d"], ["g"], ["s"])
