import pytest

from scripts.train.curve import smoothed


@pytest.mark.parametrize(
    ("values", "means"),
    [([], []), ([3.0, 1.0], [3.0, 1.0]), ([2.0] * 90, [2.0] * 90), ([0.0, 3.0] * 20, [1.5, *[1.0, 2.0] * 19, 1.5])],
)
def test_means_lie_around_each_point(values, means):
    assert smoothed(values) == pytest.approx(means)
