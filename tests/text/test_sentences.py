"""Sentence boundaries: a table of what a reader would cut, and what must hold for any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.sentences import split_sentences

# Sentences are parted by | where one ends; the text is the same without it.
CASES = [
    "One sentence.",
    "No full stop",
    "He came.| She left.| It rained!| Did it?",
    "Dr. Li and Prof. Wang met Mr. X.| They left.",
    "J. K. Rowling met George W. Bush.| Both left.",
    "John F. Kennedy Jr. spoke.| Then he sat down.",
    "The U.S. Army left the U.S. in 1945.| It returned.",
    "They met at 5 a.m. on Monday.| Nobody slept.",
    "They met at 10 p.m. Beijing time.| Nobody slept.",
    "It opens on Aug. 3.| It closes on Sept. 5, 2023.",
    "See Fig. 3 and No. 5.| They are new.",
    "The Da (Li) Rui (Li) Railway opened on the 27th.| It is new.",
    "It is approx. 5 km long, i.e. short, vs. 7 km before.",
    "It cost 3.14 dollars.| It rose 2.1% in May.",
    "It rose 3. 5 percent in May.| It fell in June.",
    "The port handled 12. 4 million tons.",
    "It ended in 2022.| 5 people left.",
    "It ended.|The next began.|Then it rained.",
    'He said it was "over".|Then he left.',
    "It cost $5.|Then it cost 3.5.|Then nothing.",
    "Visit www.Example.Com or Node.Js today.",
    "Write to jane.Doe@example.org today.",
    "Read report.md and index.html first.",
    "Wait... what?| Yes…| And then he left.",
    "What?!| No!| Really?",
    '"Stop!" he cried.| "Why?" she asked.',
    "“I came,” he said.| “I saw.”| Then he left.",
    "It rained (it always does).| We left.",
    "It rained.| (He did not mind.)| We left.",
    "The firm (founded in 1990. Moved in 2000.) is big.| It grew.",
    "1. Build roads.| 2. Plant trees.| 3. Go home.",
    "(1) Build roads.| (2) Plant trees.",
    "(a) Build roads.| (b) Plant trees.",
    "There are two tasks: 1. Build roads.| 2. Plant trees.",
    "We bought 1. apples 2. pears.| Then we left.",
    "I. Introduction to the field.| II. Methods of the trade.",
    'Focus on five points: First, "turn".| The second is "conspiracy".| The third is "Jian".',
    "Vitamin C helps.| Plan B does not.",
    "他说你好。|我们走吧！|是吗？|是。",
    "他说：“你好。我走了。”|然后走了。",
    "港城地铁2号线全长31.4公里。|设车站24座。",
    "He said 你好。|Then he left.",
    "Он ушел в 5 часов.| Она осталась.",
    "¿Qué pasa?| ¡Nada!| Vamos.",
    "Good 😀.| Yes 🇨🇳.| Then 👩‍👩‍👧 came.",
    "The first line\nand the second.| The third.",
    "He works for Example Inc.| She does not.",
    "He works for Example Inc. in Rome.",
    "Mr. and Mrs. Li met Lt. Col. Wang.| They left.",
    "On Jan. 5, Gov. Smith met Sen. Lee (D-Mass.) in Rome.| He left.",
    "He earned a Ph.D. in physics.| She has an M.A. from Yale.",
    "U.N. Secretary-General Ban Ki-moon spoke.| The G.D.P. grew 5%.",
    "J.R.R. Tolkien wrote it.| A. Smith and B. Jones read it.",
    "The company (Harbour Group Holding Ltd.) grew.| It is big.",
    "He lives in St. Petersburg.| She lives in Ft. Worth.",
    "See pp. 3-5.| See also Vol. 2.",
    "It cost Rs. 500.| It cost US$3.5.| It was cheap.",
    "He arrived at 5:30.| She left at 6.| The odds were 2:1.| They won 3-1.",
    "In 2020: 1. Build roads.| 2. Plant trees.",
    "Items: (i) roads; (ii) trees.| (iii) homes.",
    "No. 5 is alive.| No.| Yes.",
    "It is called Yahoo! and it is big.| It works.",
    "Version 2.0 is out.| Wait…what?",
    'He said, "I will go."| Then he left.',
    'The end.|"New," he said.',
    "Source: Xinhua.|Editor: Li.",
    "一、会议召开。|二、会议结束。",
    "“你好！”|他说。",
    "第一。|第二；第三。",
]


@pytest.mark.parametrize("marked", CASES)
def test_cases(marked: str) -> None:
    text = marked.replace("|", "")
    assert [text[start:end] for start, end in split_sentences(text)] == [part.strip() for part in marked.split("|")]


def test_long_quotation_is_cut_inside() -> None:
    text = "He said: “" + "We came and we saw what there was to see. " * 10 + "Then we left.” It rained."
    pieces = [text[start:end] for start, end in split_sentences(text)]
    assert len(pieces) == 12
    assert pieces[-2:] == ["Then we left.”", "It rained."]


@pytest.mark.parametrize("text", ["", " ", "\n\t\u3000"])
def test_nothing(text: str) -> None:
    assert split_sentences(text) == []


def check_tiles(text: str) -> None:
    last = 0
    for start, end in split_sentences(text):
        assert text[last:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        last = end
    assert text[last:].strip() == ""


@given(st.text(st.characters(), max_size=300))
def test_slices_tile_any_text(text: str) -> None:
    check_tiles(text)


PIECES = [
    "He",
    "Dr.",
    "1.",
    "3.",
    "5 percent",
    "a.m.",
    "Monday",
    "“",
    "”",
    '"',
    "(",
    ")",
    ". ",
    ".",
    "…",
    "。",
    "！",
    "The",
    "U.S.",
    " ",
    "\ud800",
    "😀",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_slices_tile_mixed_pieces(pieces: list[str]) -> None:
    check_tiles("".join(pieces))


@pytest.mark.parametrize("unit", ["He said it was so. ", "他说。", "word ", "a.B", '"', "... ", "(a) "])
def test_time_grows_with_length_only(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    started = time.perf_counter()
    check_tiles(text)
    assert time.perf_counter() - started < 10
