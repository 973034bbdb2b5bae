"""Quotations: what stands between marks that belong together."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.quotes import find_quotes

CASES = [
    ('He said "it is over".', ["it is over"]),
    ("He said “it is over,” and left.", ["it is over"]),
    ('He said “it is over" and left.', ["it is over"]),
    ("‘It’s over’, they said.", ["It’s over"]),
    ("They said 'it's over' and left.", ["it's over"]),
    ("The students' books and the boys' bikes", []),
    ("It's 5 o'clock, isn't it", []),
    ("«c'est fini» and 「完了」", ["c'est fini", "完了"]),
    ('"One" and "two"', ["One", "two"]),
    ('"Not closed', []),
    ('"" and " "', []),
    ("“...”", []),
    ("no quotes", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_found(text: str, expected: list[str]) -> None:
    assert [text[quote.start : quote.end] for quote in find_quotes(text)] == expected


@given(st.text(st.sampled_from("ab \"'“”‘’«».,\n"), max_size=60))
def test_any_text_gives_ordered_slices(text: str) -> None:
    quotes = find_quotes(text)
    assert all(first.end <= second.start for first, second in pairwise(quotes))
    assert all(text[q.start : q.end].strip() for q in quotes)
