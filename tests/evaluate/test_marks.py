"""Marked words and spans against raters'."""

from __future__ import annotations

import pytest

from pipeline.evaluate.marks import Counts, Place, SpanCounts, count_spans, count_words, words_of

TEXT = "The city council open the new line."
WORDS = words_of(TEXT)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TEXT, ["The", "city", "council", "open", "the", "new", "line."]),
        ("", []),
        (" a\n b ", ["a", "b"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in words_of(text)] == words


@pytest.mark.parametrize(
    ("marked", "rated", "expected"),
    [
        ("0001000", [(17, 21)], Counts(1, 0, 0, 6)),
        ("0001100", [(17, 21)], Counts(1, 1, 0, 5)),
        ("0000000", [(17, 21), (22, 25)], Counts(0, 0, 2, 5)),
        ("0001000", [(19, 20)], Counts(1, 0, 0, 6)),  # a part of a word marks the word
        ("0001000", [(21, 22)], Counts(0, 1, 0, 6)),  # a blank marks none
        ("0000000", [], Counts(0, 0, 0, 7)),
    ],
)
def test_count_words(marked: str, rated: list[Place], expected: Counts) -> None:
    assert count_words(WORDS, [mark == "1" for mark in marked], rated) == expected


@pytest.mark.parametrize(
    ("counts", "precision", "recall", "f1", "mcc"),
    [
        (Counts(5, 0, 0, 5), 1.0, 1.0, 1.0, 1.0),
        (Counts(0, 5, 5, 0), 0.0, 0.0, 0.0, -1.0),
        (Counts(2, 2, 2, 2), 0.5, 0.5, 0.5, 0.0),
        (Counts(5, 5, 0, 0), 0.5, 1.0, 2 / 3, 0.0),  # all marked: F1 is fooled, MCC is not
        (Counts(), 0.0, 0.0, 0.0, 0.0),
    ],
)
def test_counts(counts: Counts, precision: float, recall: float, f1: float, mcc: float) -> None:
    assert (counts.precision, counts.recall, counts.f1, counts.mcc) == pytest.approx((precision, recall, f1, mcc))


@pytest.mark.parametrize(
    ("marked", "rated", "precision", "recall"),
    [
        ([(0, 5)], [(4, 9)], 1.0, 1.0),
        ([(0, 5)], [(5, 9)], 0.0, 0.0),
        ([(0, 5), (20, 25)], [(1, 2), (3, 4), (40, 41)], 0.5, 2 / 3),
        ([], [(1, 2)], 0.0, 0.0),
    ],
)
def test_spans(marked: list[Place], rated: list[Place], precision: float, recall: float) -> None:
    counts = SpanCounts() + count_spans(marked, rated)
    assert (counts.precision, counts.recall) == pytest.approx((precision, recall))
    assert counts.f1 == pytest.approx(2 * precision * recall / (precision + recall) if precision + recall else 0.0)


def test_counts_add_up() -> None:
    assert Counts(1, 2, 3, 4) + Counts(1, 1, 1, 1) == Counts(2, 3, 4, 5)
