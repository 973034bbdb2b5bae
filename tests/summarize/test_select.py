"""Choosing whole sentences within lengths."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.summarize.select import Lengths, choose
from pipeline.text.words import count_words


def texts_of(*words):
    return ["w " * number for number in words]


def unlike(number):
    return np.eye(number)


CASES = [
    # words, ranks, lengths, chosen
    ((5, 5, 5), (0.5, 1.0, 0.7), Lengths(100), [1, 2, 0]),
    ((5, 5, 5), (0.5, 1.0, 0.7), Lengths(10), [1, 2]),
    ((5, 8, 5), (0.5, 1.0, 0.7), Lengths(10), [1]),
    ((5, 11, 5), (0.5, 1.0, 0.7), Lengths(10), [2, 0]),
    ((11,), (1.0,), Lengths(10), []),
    ((), (), Lengths(10), []),
    # exactly so many sentences, and room kept for those still owed
    ((5, 5, 5), (0.5, 1.0, 0.7), Lengths(100, sentences=2), [1, 2]),
    ((2, 9, 2), (0.5, 1.0, 0.7), Lengths(10, sentences=2), [2, 0]),
    ((9, 9), (0.5, 1.0), Lengths(10, sentences=2), [1]),
    # a faint sentence only while min_words is not reached
    ((5, 5), (0.1, 1.0), Lengths(100, min_words=5), [1]),
    ((5, 5), (0.1, 1.0), Lengths(100, min_words=6), [1, 0]),
]


@pytest.mark.parametrize(("words", "ranks", "lengths", "wanted"), CASES)
def test_choice(words, ranks, lengths, wanted):
    assert choose(texts_of(*words), ranks, unlike(len(words)), lengths) == wanted


def test_what_says_the_same_is_not_taken_twice():
    cosine = np.array([[1.0, 0.9, 0.0], [0.9, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert choose(texts_of(5, 5, 5), (1.0, 0.9, 0.4), cosine, Lengths(100)) == [0, 2]


def test_likeness_costs_rank():
    cosine = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert choose(texts_of(5, 5, 5), (1.0, 0.9, 0.8), cosine, Lengths(10)) == [0, 2]


@given(
    st.lists(st.tuples(st.integers(1, 30), st.floats(0.01, 1)), max_size=12),
    st.integers(1, 80),
    st.integers(0, 80),
    st.one_of(st.none(), st.integers(1, 6)),
)
def test_promises(drawn, most, least, number):
    texts = texts_of(*(words for words, _ in drawn))
    ranks = [rank for _, rank in drawn]
    chosen = choose(texts, ranks, unlike(len(texts)), Lengths(most, min(least, most), number))
    assert sum(count_words(texts[k]) for k in chosen) <= most
    assert len(chosen) == len(set(chosen))
    assert number is None or len(chosen) <= number
    if number is not None and sum(sorted(map(count_words, texts))[:number]) <= most:
        assert len(chosen) == min(number, len(texts))
