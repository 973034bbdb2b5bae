"""Centrality and likeness of sentences."""

import numpy as np
import pytest

from pipeline.summarize.lexrank import centrality, similarity, tf_idf
from pipeline.text.words import content_words, count_words, jaccard

BRIDGE = [
    "The old bridge over the river was closed.",
    "The bridge closed after the river rose.",
    "The river rose in the night, and the old bridge shook.",
    "Bananas are yellow.",
]


def test_rows_are_of_unit_length_or_zero():
    rows = tf_idf([*BRIDGE, "the of and"])
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1, 1, 0])


def test_likeness_is_symmetric_and_between_zero_and_one():
    cosine = similarity(BRIDGE)
    assert np.allclose(cosine, cosine.T)
    assert np.diag(cosine) == pytest.approx(np.ones(4))
    assert cosine.min() >= 0
    assert cosine[0, 1] > cosine[0, 3] == 0


def test_the_odd_one_out_is_the_least_central():
    ranks = centrality(similarity(BRIDGE))
    assert ranks.max() == 1
    assert int(ranks.argmin()) == 3


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [([], []), (["One bridge."], [1]), (["Red car.", "Blue sky."], [1, 1]), (["of", "and"], [1, 1])],
)
def test_small_and_unlike_texts(texts, wanted):
    assert centrality(similarity(texts)) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The council's reforms were told.", ["council", "reform"]),
        ("It rose 3.5 percent to 19,600.", ["rose", "3.5", "percent", "19,600"]),
        ("the of and", []),
    ],
)
def test_content_words(text, wanted):
    assert content_words(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), [("", 0), ("A first -mover", 3), ("3.5 % (of it)", 4)])
def test_words_are_counted_by_white_space(text, wanted):
    assert count_words(text) == wanted


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [("the old bridge", "an old bridge", 1), ("old bridge", "new bridge", 1 / 3), ("", "bridge", 0), ("", "", 0)],
)
def test_jaccard(first, second, wanted):
    assert jaccard(first, second) == pytest.approx(wanted)
