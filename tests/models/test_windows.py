"""Windows: joined they are the text, and none is over the room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models.windows import divide, pack


def words(text):
    return len(text.split())


def letters(text):
    return len(text)


def joins_cost(text):
    """A tokenizer for which a text costs more than its parts."""
    return len(text) + text.count(" ") ** 2


SENTENCES = ["One two three. ", "Four five. ", "Six seven eight nine. ", "Ten."]


@pytest.mark.parametrize(
    ("room", "sizes"),
    [
        (100, [10]),
        (9, [5, 5]),  # evenly, not nine and one
        (8, [5, 5]),
        (5, [3, 2, 4, 1]),
    ],
)
def test_whole_sentences_evenly_filled(room, sizes):
    windows = pack(SENTENCES, words, room)
    assert "".join(windows.texts) == "".join(SENTENCES)
    assert [words(text) for text in windows.texts] == sizes
    assert windows.split_units == 0


def test_a_sentence_longer_than_a_window_is_split_between_words_and_counted():
    windows = pack(["a b c d e f g h ", "i j."], words, 4)
    assert "".join(windows.texts) == "a b c d e f g h i j."
    assert windows.split_units == 1
    assert all(text[-1] in " ." for text in windows.texts)


def test_nothing_makes_no_window():
    assert pack([], words, 10).texts == ()


@given(st.lists(st.text(max_size=60), max_size=30), st.integers(2, 80), st.sampled_from([words, letters, joins_cost]))
def test_joined_they_are_the_text_and_none_is_over_the_room(units, room, count):
    windows = pack(units, count, room)
    assert "".join(windows.texts) == "".join(units)
    assert all(count(text) <= room or len(text) == 1 for text in windows.texts)


@given(st.text(max_size=200), st.integers(2, 40))
def test_divided_text_is_the_text(text, room):
    pieces = divide(text, letters, room)
    assert "".join(pieces) == text
    assert all(len(piece) < room or len(piece) == 1 for piece in pieces)


def test_a_long_text_takes_few_steps():
    text = "x" * 200_000
    calls = []

    def count(piece):
        calls.append(len(piece))
        return len(piece)

    assert "".join(divide(text, count, 1000)) == text
    assert len(calls) < 1000
