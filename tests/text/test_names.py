"""Names by their capitals: what is one, and the words that tell it from others."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.names import find_names, fold, tokenize

# Text, and each name in it with the words it is known by.
CASES: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "Yang Zongkai, president of the University of Science, spoke.",
        [("Yang Zongkai", "yang zongkai"), ("University of Science", "university science")],
    ),
    ("Wuhan's schools", [("Wuhan", "wuhan")]),
    ("The Wuhan Education Bureau met.", [("Wuhan Education Bureau", "wuhan education bureau")]),
    ("President Vladimir Putin", [("Vladimir Putin", "vladimir putin")]),
    ("He met Secretary of State Rex Tillerson.", [("Rex Tillerson", "rex tillerson")]),
    ("Health Minister Jo Ek", [("Jo Ek", "jo ek")]),
    ("Italian Foreign Minister Angelino Alfano", [("Italian", "@italy"), ("Angelino Alfano", "angelino alfano")]),
    ("Italy's Angelino Alfano", [("Italy", "@italy"), ("Angelino Alfano", "angelino alfano")]),
    ("Russia and Iran agreed.", [("Russia", "@russia"), ("Iran", "@iran")]),
    ("the United States of America, the U.S. and the US", [("United States of America", "@us"), ("U.S.", "@us"), ("US", "@us")]),
    ("It told us so.", []),
    ("North Korean and South Korean teams", [("North Korean", "@north_korea"), ("South Korean", "@south_korea")]),
    ("H.R. McMaster and John F. Kennedy", [("H.R. McMaster", "mcmaster"), ("John F. Kennedy", "john kennedy")]),
    ("Bashar al-Assad", [("Bashar al-Assad", "bashar assad")]),
    ("Émile Zola", [("Émile Zola", "emile zola")]),
    ("COVID-19 and the G7", [("COVID-19", "covid 19"), ("G7", "g7")]),
    ("Marks & Spencer", [("Marks & Spencer", "marks spencer")]),
    ("Officials said so. Meanwhile, it rained. “Talks failed.”", []),
    ("Reaching Rome took days.", [("Rome", "rome")]),
    ("I said that I would.", []),
    ("It paid RMB 500.", []),
    ("they all left", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[n.start : n.end], " ".join(n.words)) for n in find_names(text)] == expected


def test_a_word_known_in_small_letters_is_no_name_where_a_sentence_opens() -> None:
    text = "Divers found it. Then Divers Inc. sold it."
    assert [text[n.start : n.end] for n in find_names(text, {"divers"})] == ["Divers Inc"]
    assert [text[n.start : n.end] for n in find_names(text)] == ["Divers", "Divers Inc"]


@pytest.mark.parametrize(
    ("word", "key"), [("Wuhan's", "wuhan"), ("U.S.", "us"), ("Türkiye", "turkiye"), ("Students’", "students")]
)
def test_fold(word: str, key: str) -> None:
    assert fold(word) == key


@pytest.mark.parametrize(
    ("first", "second"),
    [("China", "Chinese"), ("U.S.", "American"), ("United Kingdom", "British"), ("Republicans", "GOP"), ("Türkiye", "Turkey")],
)  # fmt: skip
def test_countries_and_what_is_theirs_have_one_key(first: str, second: str) -> None:
    assert [t.key for t in tokenize(first)] == [t.key for t in tokenize(second)]


PIECES = [
    "Yang",
    "al",
    "-",
    "of",
    "the",
    "U.S.",
    "United",
    "States",
    "'s",
    "’",
    ". ",
    " ",
    "“",
    "I",
    "G7",
    "19",
    "é",
    "War",
    "&",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=80))
def test_any_text_gives_ordered_slices(text: str) -> None:
    names = find_names(text)
    assert all(first.end <= second.start for first, second in pairwise(names))
    assert all(0 <= n.start < n.end <= len(text) and n.words and len(n.words) == len(n.spelt) for n in names)
    assert all(text[t.start : t.end] == t.text for t in tokenize(text))
