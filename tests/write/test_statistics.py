"""Means with intervals, and histograms."""

import pytest

from pipeline.write.statistics import bootstrap_mean, histogram


@pytest.mark.parametrize(("values", "mean"), [([80.0], 80.0), ([70.0, 90.0], 80.0), ([50.0] * 9, 50.0)])
def test_mean(values, mean):
    found = bootstrap_mean(values)
    assert (found.count, found.value) == (len(values), pytest.approx(mean))


def test_nothing_has_no_mean_and_one_value_no_interval():
    assert bootstrap_mean([]) is None
    assert bootstrap_mean([80.0]).low is None


def test_the_interval_holds_the_mean_narrows_with_more_values_and_does_not_vary():
    few, many = [60.0, 80.0, 90.0, 70.0], [60.0, 80.0, 90.0, 70.0] * 25
    small, large = bootstrap_mean(few), bootstrap_mean(many)
    assert small.low < small.value < small.high
    assert large.high - large.low < (small.high - small.low) / 3
    assert bootstrap_mean(few) == small


@pytest.mark.parametrize(
    ("values", "low", "counts"),
    [
        ([], 90, [0] * 10),
        ([0, 9.99, 10, 55, 100], 0, [2, 1, 0, 0, 0, 1, 0, 0, 0, 1]),
        ([50, 54.9, 100], 50, [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        ([91.5, 90, 99.99, 100], 90, [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]),
        ([-3, 105], 0, [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
    ],
    ids=["none", "whole scale", "upper half", "top", "off the scale"],
)
def test_histogram(values, low, counts):
    found = histogram(values)
    assert (found.low, list(found.counts)) == (low, counts)
    assert found.low + found.step * len(found.counts) == pytest.approx(100)
