"""Intervals and p-values of paired differences, against cases that can be counted by hand."""

import numpy as np
import pytest

from pipeline.compare.significance import Difference, bootstrap_interval, paired_difference, randomisation_p


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([1.0] * 6, 2 / 2**6),
        ([1.0, 1, 1, 1, 1, -1], 14 / 2**6),
        ([1.0, -1] * 4, 1.0),
        ([0.0] * 8, 1.0),
        ([0.1 * k for k in range(1, 11)], 2 / 2**10),
        # Too many ways to swap to try them all: none of the draws comes near.
        ([1.0] * 40, 1 / 10_001),
        ([0.0] * 40, 1.0),
    ],
)
def test_p_is_the_share_of_swaps_that_part_the_means_as_far(differences, p):
    assert randomisation_p(np.array(differences)) == pytest.approx(p)


def test_drawn_swaps_agree_with_all_swaps():
    differences = np.random.default_rng(3).normal(0.5, 1, size=13)
    drawn = randomisation_p(np.append(differences, 0.0))  # a 14th that cannot matter, but is one too many to try all
    assert drawn == pytest.approx(randomisation_p(differences), abs=0.02)


def test_the_interval_is_as_wide_as_theory_has_it():
    differences = np.random.default_rng(1).normal(2, 3, size=400)
    low, high = bootstrap_interval(differences)
    error = 1.96 * differences.std() / 20
    assert (low, high) == pytest.approx((differences.mean() - error, differences.mean() + error), abs=0.05)


def test_chance_is_taken_for_a_difference_no_more_often_than_promised():
    random = np.random.default_rng(2)
    found = [randomisation_p(random.normal(size=8)) < 0.05 for _ in range(400)]
    assert np.mean(found) < 0.08


@pytest.mark.parametrize(("count", "known"), [(1, False), (5, False), (6, True), (30, True)])
def test_few_articles_have_means_only(count, known):
    found = paired_difference([10.0] * count, [12.0] * count)
    assert (found.count, found.a, found.b, found.value) == (count, 10, 12, 2)
    assert [found.low, found.high] == ([2, 2] if known else [None, None])
    assert (found.p is not None) is found.shown is known


@pytest.mark.parametrize(
    ("low", "high", "p", "shown"),
    [
        (0.1, 2.0, 0.01, True),
        (-2.0, -0.1, 0.01, True),
        (-0.1, 2.0, 0.04, False),
        (0.1, 2.0, 0.05, False),
        (None, None, 0.01, True),
        (None, None, None, False),
    ],
)
def test_a_difference_is_shown_when_every_test_says_so(low, high, p, shown):
    assert Difference(9, 1.0, 2.0, low, high, p).shown is shown


def test_the_same_values_give_the_same_numbers_and_swapped_runs_the_opposite():
    a, b = np.random.default_rng(4).normal(size=(2, 20)).tolist()
    there, back = paired_difference(a, b), paired_difference(b, a)
    assert there == paired_difference(a, b)
    assert (there.value, there.p) == pytest.approx((-back.value, back.p))
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="zip"):
        paired_difference([1.0, 2.0], [1.0])
