"""Text to blocks: what is one paragraph, a heading, a list item, an ending, a title."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.blocks import Block, is_broken_off, is_complete, is_headline, to_blocks

BLOCKS = [
    ("One.\nTwo.", [Block("One."), Block("Two.")]),
    ("One.\n \n\n\tTwo.", [Block("One."), Block("Two.")]),
    ("# Head\ntext", [Block("Head", "heading"), Block("text")]),
    ("- item\n• other", [Block("item", "list_item"), Block("other", "list_item")]),
    ("- END -", [Block("- END -")]),
    ("* * *", [Block("* * *")]),
    ("a\u00a0b \u200bc\u3000d", [Block("a b c d")]),
    ("-5 degrees", [Block("-5 degrees")]),
    ("", []),
    (" \n\u200b\n ", []),
]


@pytest.mark.parametrize(("text", "expected"), BLOCKS)
def test_blocks(text: str, expected: list[Block]) -> None:
    assert to_blocks(text) == expected


def test_lines_that_a_width_has_parted_are_joined() -> None:
    text = (
        "The harbour stayed closed on Tuesday for the second day in a\n"
        "row while the storm turned north, and twelve ships waited at\n"
        "anchor outside the breakwater with three hundred passengers.\n"
        "\n"
        "Nobody expects them in before Thursday, when the wind should\n"
        "drop and the tugs, which have been tied up since Sunday, can\n"
        "leave the inner basin again.\n"
    )
    first, second = to_blocks(text)
    assert first.text.endswith("three hundred passengers.")
    assert "when the wind should drop and the tugs" in second.text
    assert second.text.endswith("since Sunday, can leave the inner basin again.")


ENDINGS = [
    ("It rained.", True, False),
    ("“It rained.”", True, False),
    ("It rained (hard).[3]", True, False),
    ("下雨了。", True, False),
    ("Did it rain?", True, False),
    ("A title", False, False),
    ("It rai...", False, True),
    ("It rai…", False, True),
    ("It rained... [Read more]", False, True),
    ("It rained… see details", False, True),
    ("It rained in the U.S.", True, False),
]


@pytest.mark.parametrize(("text", "complete", "broken"), ENDINGS)
def test_endings(text: str, complete: bool, broken: bool) -> None:
    assert (is_complete(text), is_broken_off(text)) == (complete, broken)


HEADLINES = [
    ("Harbour closed", True),
    ("Is the harbour closed?", True),
    ("Heavy!2022 admissions start tomorrow", True),
    ("Storm heads for the U.S.", True),
    ("The minister said “no”", True),
    ("The harbour is closed.", False),
    ("The minister said: “no.”", False),
    ("The first of three points:", False),
    ("Title that was cut of...", False),
    ("word " * 46, False),
    ("What a day. " + "We saw many ships come in before the storm, " * 2 + "and all of them were late again!", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "expected"), HEADLINES)
def test_headlines(text: str, expected: bool) -> None:
    assert is_headline(text) == expected


@given(st.text(max_size=200))
def test_no_word_is_lost_or_touched(text: str) -> None:
    joined = "".join(block.text for block in to_blocks(text))
    assert [char for char in joined if char.isalpha()] == [char for char in text if char.isalpha()]


@pytest.mark.parametrize("unit", [" ", "\n", "-", ".", "… ", "\t \n", "]", "# "])
def test_long_runs_are_quick(unit: str) -> None:
    began = perf_counter()
    to_blocks("A title\n\nText " + unit * 100_000 + "end.")
    assert perf_counter() - began < 2
