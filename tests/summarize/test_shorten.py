"""Leaving out clauses: to a length, and those that a brief would not keep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.summarize.shorten import fit, leave_out
from pipeline.summarize.tidy import tidy
from pipeline.text.words import count_words

LONG = "On 3 May, the council, which had met in secret, voted to close the old harbour, and the mayor will resign."
FITTED = [
    ("The bridge is open", 10, "The bridge is open."),
    (LONG, 25, LONG),
    (LONG, 18, "On 3 May, the council, which had met in secret, voted to close the old harbour."),
    (LONG, 14, "The council, which had met in secret, voted to close the old harbour."),
    (LONG, 8, None),
    ("Smith, head of the port, closed the harbour for good.", 8, "Smith closed the harbour for good."),
    (
        "The council closed the old harbour in May; the mayor was angry.",
        9,
        "The council closed the old harbour in May.",
    ),
    ("The council closed the old harbour, which nobody had wanted.", 7, "The council closed the old harbour."),
    ("The council closed red, green, blue and yellow and black doors.", 7, None),
    (
        "The council closed the old harbour in May, and if the water rises, the mayor will close the new one.",
        9,
        "The council closed the old harbour in May.",
    ),
    ("Although the harbour of the town was old, and the mayor was angry, nobody closed it.", 8, None),
    ('The council closed the "old; and empty" harbour in the month of May.', 8, None),
]

# A sentence, what a network would not keep of it, and what is left.
LEFT_OUT = [
    (
        "Lin gave a talk on ships, which explained the past, theory and practice of the trade.",
        "which explained the past",
        "Lin gave a talk on ships, which explained the past, theory and practice of the trade.",
    ),
    (
        "The port opened a quay in May, and Lin said: In the spring, ships will come.",
        "In the spring",
        "The port opened a quay in May, and Lin said: In the spring, ships will come.",
    ),
    (
        "The bridge (an old one of iron) was closed on Monday for repairs.",
        "an old one of iron",
        "The bridge was closed on Monday for repairs.",
    ),
    (
        "Lin Wei, the director of the port, opened the new quay on Monday.",
        "the director of the port",
        "Lin Wei opened the new quay on Monday.",
    ),
    (
        "The quay, which had been closed for years, was opened on Monday.",
        "which had been closed for years",
        "The quay was opened on Monday.",
    ),
    (
        "The port opened a new quay on Monday, making room for larger ships.",
        "making room for larger ships",
        "The port opened a new quay on Monday.",
    ),
    (
        "On a rainy morning, the port opened its new quay for ships.",
        "On a rainy morning",
        "The port opened its new quay for ships.",
    ),
    (
        "The port opened a new quay on Monday, making room for larger ships.",
        "port",
        "The port opened a new quay on Monday, making room for larger ships.",
    ),
    (
        "Lin was supposed to close the port of Elbing, but she is still the mayor of the town.",
        ", but she is still the mayor of the town",
        "Lin was supposed to close the port of Elbing, but she is still the mayor of the town.",
    ),
    (
        "Lin may have closed the port of Elbing, but she is still the mayor of the town.",
        ", but she is still the mayor of the town",
        "Lin may have closed the port of Elbing, but she is still the mayor of the town.",
    ),
    (
        "Although the port of Elbing was closed, and the mayor was angry, the ships came.",
        "and the mayor was angry, the ships came",
        "Although the port of Elbing was closed, and the mayor was angry, the ships came.",
    ),
    (
        "The port opened, making room for larger ships.",
        "making room for larger ships",
        "The port opened, making room for larger ships.",
    ),
]

words = st.lists(
    st.sampled_from(["the", "Bridge", "is", "open,", "and", "which", "was", '"built"', "; it", "(1)", "28"])
)


@pytest.mark.parametrize(("text", "most", "wanted"), FITTED)
def test_fit(text: str, most: int, wanted: str | None) -> None:
    assert fit(text, most) == wanted


@pytest.mark.parametrize(("text", "unwanted", "wanted"), LEFT_OUT)
def test_leave_out(text: str, unwanted: str, wanted: str) -> None:
    kept = np.full(len(text), 0.9)
    kept[text.index(unwanted) : text.index(unwanted) + len(unwanted)] = 0.1
    assert leave_out(text, kept, 0.3) == wanted
    assert leave_out(text, kept, 0.0) == text


@given(words, st.floats(0, 1))
def test_leaving_out_adds_nothing(tokens: list[str], least: float) -> None:
    text = tidy(" ".join(tokens))
    left = leave_out(text, np.linspace(0, 1, len(text)), least)
    rest = iter(text.lower())
    assert all(letter in rest for letter in left.lower())


@given(words, st.integers(5, 20))
def test_what_fits_is_never_too_long_and_finished(tokens: list[str], most: int) -> None:
    text = fit(tidy(" ".join(tokens)), most)
    assert text is None or (count_words(text) <= most and text[-1] in '.!?"')


@pytest.mark.parametrize("piece", ["A", "AB ", "1234 ", "(ab) ", "ab ", "a, ", "The old, ", "x; "])
def test_long_input_takes_no_long(piece: str) -> None:
    text = tidy(piece * 2000)
    fit(text, 30)
    leave_out(text, np.zeros(len(text)), 0.5)
