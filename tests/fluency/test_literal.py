"""Wording carried over from the original."""

from __future__ import annotations

import pytest

from tests.fluency.marking import check, check_mended

CASES = [
    (
        "quoted-slogan",
        'Five points: First, ⟦"turn"⟧. The second is ⟦"conspiracy"⟧. The third is ⟦“Jian”⟧. Fifth, ⟦"tube"⟧.',
    ),
    ("quoted-slogan", "One is ⟦“use.”⟧ Another is ⟦“tube”⟧, they said."),
    ("quoted-slogan", 'The first film, "Jaws", is old; the second is "Jaws 2". He said "no". The plan is "dead".'),
    ("quoted-slogan", 'Second, "we must act", he said. The first "modern" city.'),
    ("quoted-turn", 'The metro went from ⟦"line" into "net"⟧.'),
    ("quoted-turn", 'It grew from a "line" into a "net", from line into net.'),
    (
        "clock-time",
        "It opens at ⟦23 o'clock⟧ and ⟦9-20 o'clock⟧ or ⟦6 o'clock 30 minutes⟧; the first bus time is ⟦6 o’clock⟧.",
    ),
    ("clock-time", "It opens at 6 o'clock, after 12 o'clock, at ten o'clock. 45 o'clock is none."),
    ("date-units", "From ⟦2013 year 8 month 23 day⟧ to ⟦8 month 31 day⟧ of ⟦2019 year 7 month⟧."),
    ("date-units", "A 2 month old stayed 8 months 3 days in a 2013 year book of 14 month 3 day."),
    ("head-count", "The port saw 280,000 ⟦person -times⟧, 3,000 ⟦people times⟧ and many ⟦man-times⟧."),
    ("head-count", "One person times his run. People at times left; passenger times vary."),
    (
        "introduced-that",
        "Li ⟦introduced⟧ that the bridge is open. He introduced a bill that failed, and introduced Wang.",
    ),
    (
        "spelt-thousand",
        "Some ⟦80 thousand⟧ came, 1.5 thousand left; ⟦40 thousand⟧ to ⟦50 thousand⟧, $30 thousand, 9 million.",
    ),
    ("new-type", "It spread as a ⟦new type of ⟧coronavirus, a new type of bridge."),
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_marks(rule: str, example: str) -> None:
    check(rule, example)


@pytest.mark.parametrize(
    ("rule", "text", "right"),
    [
        ("clock-time", "It closes at 23 o'clock.", "It closes at 23:00."),
        ("clock-time", "It leaves at 6 o'clock 5 minutes.", "It leaves at 6:05."),
        ("clock-time", "It is open 9-20 o'clock.", "It is open 9-20 o'clock."),
        ("date-units", "On 2013 year 08 month 3 day.", "On 3 August 2013."),
        ("date-units", "In 2019 year 12 month.", "In December 2019."),
        ("date-units", "On 1 month 10 day.", "On 10 January."),
        ("introduced-that", "Li introduced that it is open.", "Li said that it is open."),
        ("spelt-thousand", "About 15 thousand came.", "About 15,000 came."),
        ("new-type", "A new type of coronavirus infection.", "A new coronavirus infection."),
    ],
)
def test_suggestion_mends(rule: str, text: str, right: str) -> None:
    check_mended(rule, text, right)
