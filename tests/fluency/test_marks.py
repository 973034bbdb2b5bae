"""Pairs of quotation marks and brackets, and marks that pile up."""

from __future__ import annotations

import pytest

from pipeline.fluency.marks import REACH, pair_quotes
from tests.fluency.marking import check, spans

CASES = [
    ("unbalanced-quote", "He said ⟦“⟧this was it and left."),
    ("unbalanced-quote", "He said this was it⟦”⟧ and left."),
    ("unbalanced-quote", 'He said ⟦"⟧this was it and left.'),
    ("unbalanced-quote", 'The "first", the "second" and the third⟦"⟧ came.'),
    ("unbalanced-quote", "He said “this” and “that” and “the “other” one”."),
    ("unbalanced-quote", 'The 6\'2" man in the 90" door said "no 90s" to it.'),
    ("unbalanced-quote", "“I came,” he said.\n\n“I saw.\n\n“I left.”"),
    ("unbalanced-quote", "“I came and saw.\n\nThere I stayed for a week.\n\nThen I left.” That was all."),
    ("unbalanced-quote", 'He said: "We came. "We saw. "We left." That was all.'),
    ("unbalanced-quote", "The “Ziele“ and the ”aims” are set."),
    ("unbalanced-quote", "It’s the boys’ own ‘way’ of ’89."),
    ("unbalanced-bracket", "He left ⟦(⟧in May and came back."),
    ("unbalanced-bracket", "He left in May⟦)⟧ and came back [sic]⟦]⟧."),
    ("unbalanced-bracket", "There are a) one, b) two, 3) three; and :) or ;-) or :-( to end (well)."),
    ("unbalanced-bracket", "He left (for good（or not）)."),
    ("unbalanced-bracket", "He left (for good\n\nand came back)."),
    ("repeated-mark", "It rained⟦,,⟧ it snowed⟦, ,⟧ it hailed⟦;,⟧ it ended⟦,.⟧"),
    ("repeated-mark", "It ended⟦..⟧ Then it went on... and on. . . and on…"),
    ("repeated-mark", "The std::string is here, :) and 10:30, .5 of it."),
    ("quote-dash", 'Now "We go⟦", - ⟧the mayor said. “We stay!⟦” - ⟧Li added.'),
    ("quote-dash", 'The "best" - so far - is "good" – the mayor, who "left", said no.'),
    ("empty-pair", 'The plan ⟦( )⟧ of the ⟦“”⟧ and ⟦" "⟧ group.'),
    ("empty-pair", "Call read() or list[] or ![] as “it” says (so)."),
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_marks(rule: str, example: str) -> None:
    check(rule, example)


@pytest.mark.parametrize(("between", "found"), [(REACH - 1, 0), (REACH, 2)])
def test_a_speech_does_not_run_for_ever(between: int, found: int) -> None:
    text = "\n\n".join(["“It began.", *["It went on."] * between, "It ended.”"])
    assert len(spans(text, "unbalanced-quote")) == found


@pytest.mark.parametrize(
    ("text", "pairs", "lone"),
    [
        ('"a" b "c"', ["a", "c"], []),
        ("“a “b” c”", ["b", "a “b” c"], []),
        ('“a" b', ["a"], []),
        ("“a", [], ["“a"]),
        ("", [], []),
    ],
)
def test_pair_quotes(text: str, pairs: list[str], lone: list[str]) -> None:
    found, left = pair_quotes(text, 0, len(text))
    assert ([text[a + 1 : b] for a, b in found], [text[at:] for at in left]) == (pairs, lone)
