"""Tidying a sentence and fitting it into fewer words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.summarize.dateline import drop_dateline
from pipeline.summarize.tidy import balanced, collapse_doubles, finish, mend_spacing, tidy

TIDIED = [
    # spacing
    ("Wuhan has a first -mover advantage .", "Wuhan has a first-mover advantage."),
    ("The bridge opened,and traffic eased.", "The bridge opened, and traffic eased."),
    ("It  is\n cold today , he said.", "It is cold today, he said."),
    ('He will undergo" long-term treatment" abroad.', 'He will undergo "long-term treatment" abroad.'),
    ("The line will be delayed..", "The line will be delayed."),
    # what was said twice
    ("They carefully organize, carefully organize, carefully organize it.", "They carefully organize it."),
    ("The the second subway line subway line opens.", "The second subway line opens."),
    ("The train will be delayeddelayed tonight.", "The train will be delayed tonight."),
    ("The last buslast bus leaves at noon.", "The last bus leaves at noon."),
    (
        "It took the form of a video conference in the form of video conferences.",
        "It took the form of a video conference.",
    ),
    ("He had had enough of that, that much is sure.", "He had had enough of that, that much is sure."),
    ("They ate couscous in 20202020 bowls.", "They ate couscous in 20202020 bowls."),
    ("The figure was 28 28 in May.", "The figure was 28 28 in May."),
    # openings
    ("It is reported that the bridge is open.", "The bridge is open."),
    ("Recall that the bridge is open.", "The bridge is open."),
    ("(Elbing, 27th) The bridge is open.", "The bridge is open."),
    ("[Harbour] The bridge is open.", "The bridge is open."),
    ("ELBING, July 26 (Xinhua) The bridge is open.", "The bridge is open."),
    ("It is worth noting that the bridge is open.", "The bridge is open."),
    ("However, in addition, the bridge is open.", "The bridge is open."),
    ("According to the report, the bridge is open.", "The bridge is open."),
    (
        "According to the report of a bank, the bridge is open.",
        "According to the report of a bank, the bridge is open.",
    ),
    ("Basically, the bridge is open.", "The bridge is open."),
    ("And the bridge is open.", "The bridge is open."),
    ("Andrew opened the bridge.", "Andrew opened the bridge."),
    ("Then-mayor Smith opened the bridge.", "Then-mayor Smith opened the bridge."),
    # asides and sources
    ("The bridge (the longest of them all by far) is open.", "The bridge is open."),
    ("The Fund (IMF) is open.", "The Fund (IMF) is open."),
    ('The bridge is open, "Interfax-Ukraine" writes.', "The bridge is open."),
    ("The bridge is open, as Reuters reported.", "The bridge is open."),
    ("He did not like what the Guardian reports.", "He did not like what the Guardian reports."),
]

DATELINES = [
    ("WASHINGTON — President Smith placed a call.", "President Smith placed a call."),
    ("SANTA CRUZ, CA--Angela Dee has been appointed.", "Angela Dee has been appointed."),
    ("Washington, D.C. – Today, Senator Roe sent a letter.", "Today, Senator Roe sent a letter."),
    ("(Bloomberg) -- Governor Poe said so.", "Governor Poe said so."),
    ("FRIDAY, April 28, 2010 (Health News) -- A new drug may help.", "A new drug may help."),
    ("Xinhua News Agency, Shenzhen, May 27 (Reporter Li) On the 27th it rose.", "On the 27th it rose."),
    ("China News Service, Nanchang, July 26 (Yuan Ru) The office says so.", "The office says so."),
    ("TASS - KAZINFORM - Roscosmos announced it.", "Roscosmos announced it."),
    # no dateline
    ("Mr. Roe — who gave much — spoke.", "Mr. Roe — who gave much — spoke."),
    ("The Rockies - America's backbone - run north.", "The Rockies - America's backbone - run north."),
    ("Xinhua News Agency reported that it rose.", "Xinhua News Agency reported that it rose."),
    ("The minister (a former reporter) Resigned.", "The minister (a former reporter) Resigned."),
]


words = st.lists(
    st.sampled_from(["the", "Bridge", "is", "open,", "and", "which", "was", '"built"', "; it", "(1)", "28"])
)


@pytest.mark.parametrize(("text", "wanted"), TIDIED)
def test_tidy(text: str, wanted: str) -> None:
    assert tidy(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), DATELINES)
def test_dateline(text: str, wanted: str) -> None:
    assert drop_dateline(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('He said "no" twice.', True),
        ('He said "no twice.', False),
        ("He (she) said “no”.", True),
        ("He (she said “no”.", False),
        ("He said “no.", False),
    ],
)
def test_balanced(text: str, wanted: bool) -> None:
    assert balanced(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"), [("Open", "Open."), ("Open?", "Open?"), ("Open,;", "Open."), ('He said "no."', 'He said "no."')]
)
def test_finish(text: str, wanted: str) -> None:
    assert finish(text) == wanted


@given(words)
def test_tidying_only_leaves_words_out(tokens: list[str]) -> None:
    before, after = (re.findall(r"\w+", text.lower()) for text in (" ".join(tokens), tidy(" ".join(tokens))))
    rest = iter(before)
    assert all(word in rest for word in after)


@given(words)
def test_tidying_twice_changes_nothing(tokens: list[str]) -> None:
    once = tidy(" ".join(tokens))
    assert mend_spacing(collapse_doubles(once)) == once


@pytest.mark.parametrize("piece", ["A", "AB ", "1234 ", "(ab) ", "ab ", "a, ", "The old, ", "x; "])
def test_long_input_takes_no_long(piece: str) -> None:
    tidy(piece * 2000)
