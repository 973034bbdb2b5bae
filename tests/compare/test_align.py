"""Sentences of two versions side by side."""

import pytest

from pipeline.compare import align as aligning
from pipeline.compare.align import Row, align

ONE = "The new metro line opened on Monday."
ONE_AGAIN = "On Monday the new metro line was opened."
TWO = "It has 24 stations and is 31.4 km long."
TWO_AGAIN = "There are 24 stations along its 31.4 kilometres."
THREE = "The minister praised the workers."
THREE_AGAIN = "Praise for the workers came from the minister."
FOUR = "Residents complain about the noise at night."
BOTH = "On Monday the new metro line was opened, and it has 24 stations and is 31.4 km long."


def rows(a, b):
    return [(row.a, row.b) for row in align(a, b)]


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ([], [], []),
        ([ONE], [], [((0,), ())]),
        ([], [ONE], [((), (0,))]),
        ([ONE, TWO], [ONE, TWO], [((0,), (0,)), ((1,), (1,))]),
        ([ONE, TWO, THREE], [ONE_AGAIN, TWO_AGAIN, THREE_AGAIN], [((i,), (i,)) for i in range(3)]),
        ([ONE, TWO, THREE], [ONE_AGAIN, THREE_AGAIN], [((0,), (0,)), ((1,), ()), ((2,), (1,))]),
        ([ONE, THREE], [ONE_AGAIN, FOUR, THREE_AGAIN], [((0,), (0,)), ((), (1,)), ((1,), (2,))]),
        ([ONE, TWO, THREE], [BOTH, THREE_AGAIN], [((0, 1), (0,)), ((2,), (1,))]),
        ([BOTH, THREE], [ONE, TWO, THREE], [((0,), (0, 1)), ((1,), (2,))]),
        (["", " "], ["", ONE], None),
        (["漢字。", "もの。"], ["漢字。", "もの。"], [((0,), (0,)), ((1,), (1,))]),
        (["w" * 10_000], ["w" * 10_000 + "v"], [((0,), (0,))]),
    ],
    ids=[
        "nothing",
        "only A",
        "only B",
        "equal",
        "reworded",
        "one left out",
        "one put in",
        "two made one",
        "one made two",
        "empty sentences",
        "not Latin",
        "a long word",
    ],
)
def test_rows_hold_what_says_the_same(a, b, wanted):
    found = rows(a, b)
    assert wanted is None or found == wanted
    assert [i for row in found for i in row[0]] == list(range(len(a)))
    assert [j for row in found for j in row[1]] == list(range(len(b)))


def test_what_is_unlike_is_not_put_together():
    assert rows([FOUR], ["Stocks fell by two percent."]) in ([((0,), ()), ((), (0,))], [((), (0,)), ((0,), ())])


def test_of_two_swapped_sentences_one_stays_alone_on_each_side():
    found = rows([ONE, THREE], [THREE, ONE])
    together = [row for row in found if row[0] and row[1]]
    assert together in ([((0,), (1,))], [((1,), (0,))])
    assert len(found) == 3


def test_long_articles_are_aligned_part_by_part(monkeypatch):
    monkeypatch.setattr(aligning, "MAX_SENTENCES", 4)
    texts = [f"Speaker {n} spoke of matter {n * 37} at length." for n in range(10)]
    assert align(texts, texts) == [Row((n,), (n,)) for n in range(10)]
