"""Splitting at the bounds of ranges: every piece once, every range whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.write.segments import last_covers, split, touching

bound = st.integers(-5, 25)


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([], [(0, 10, ())]),
        ([(2, 5)], [(0, 2, ()), (2, 5, (0,)), (5, 10, ())]),
        ([(2, 6), (4, 8)], [(0, 2, ()), (2, 4, (0,)), (4, 6, (0, 1)), (6, 8, (1,)), (8, 10, ())]),
        ([(0, 10), (3, 4)], [(0, 3, (0,)), (3, 4, (0, 1)), (4, 10, (0,))]),
        ([(2, 5), (2, 5)], [(0, 2, ()), (2, 5, (0, 1)), (5, 10, ())]),
        ([(-3, 4), (8, 99)], [(0, 4, (0,)), (4, 8, ()), (8, 10, (1,))]),
        ([(4, 4), (7, 5), (20, 30)], [(0, 10, ())]),
    ],
    ids=["none", "one", "crossing", "nested", "same", "reaching outside", "empty, backward, elsewhere"],
)
def test_split(ranges, expected):
    assert [(s.start, s.end, s.marks) for s in split(0, 10, ranges)] == expected


@given(st.lists(st.tuples(bound, bound), max_size=8))
def test_segments_tile_the_text_and_carry_exactly_their_ranges(ranges):
    segments = split(0, 20, ranges)
    assert [i for s in segments for i in range(s.start, s.end)] == list(range(20))
    for segment in segments:
        for at in range(segment.start, segment.end):
            assert segment.marks == tuple(i for i, (a, b) in enumerate(ranges) if a <= at < b)


def test_a_label_belongs_to_the_last_piece_of_its_range():
    segments = split(0, 10, [(2, 6), (4, 8)])
    assert last_covers(segments) == {0: 2, 1: 3}


@given(st.lists(st.tuples(bound, bound), max_size=8))
def test_ranges_that_touch_a_place_share_a_character_with_it(ranges):
    places = [(0, 4), (4, 9), (12, 20)]
    expected = [[i for i, (a, b) in enumerate(ranges) if a < end and start < b] for start, end in places]
    assert touching(places, ranges) == expected
