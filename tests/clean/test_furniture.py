"""Page furniture: what goes wherever it stands, and what goes only around an article or beside its like."""

from __future__ import annotations

from time import perf_counter

import pytest

from pipeline.clean.blocks import Block
from pipeline.clean.furniture import furniture

FIRST = Block("The first paragraph of the article stands here, as it should.")
LAST = Block("Another paragraph follows, and it has a full stop as well.")

ANYWHERE = [
    "[Print] [Close]",
    "Advertisement",
    "VK Telegram WhatsApp",
    "* * *",
    "____",
    "© 2024 Example Ltd.",
    "Editor in charge: Li Lei",
    "▲ The director of the clinic feels the pulse for a resident",
    "[Caption] On October 9, a harvester works in the field. (Photo by Sun Li)",
    "Sign up for our newsletter",
    "[CLICK HERE TO WATCH THE INTERVIEW]",
    "If you noticed an error in the text, select it and press Ctrl+Enter",
    "Record number: Example ICP No. 05001234",
    "Download the Example app for full coverage",
    "Home > News > Local",
]
AROUND = [
    "Report",
    "Twitter",
    "50 likes",
    "Download the Example app.",
    "This website uses own and third party cookies.",
    "Disclaimer: the views are the author's own.",
    "Additional reporting by John Smith",
    "Share your tickets with friends",
    "#Health 12",
    "Click the picture to enlarge it",
    "Please scan the QR code at the gate.",
]
NEVER = [
    "}",
    '"""',
    "Better documentation → better tests → more stable code",
    "The site uses the cookies of three companies, a court found, and " + "x " * 70,
    "Editing the film took a year.",
    "Reporting by hand was slow.",
    "Share prices fell.",
]


def found(*blocks: Block) -> set[int]:
    return set(furniture(blocks))


@pytest.mark.parametrize("line", ANYWHERE)
def test_goes_anywhere(line: str) -> None:
    assert found(FIRST, Block(line), LAST) == {1}
    assert found(FIRST, LAST, Block(line)) == {2}


@pytest.mark.parametrize("line", AROUND)
def test_goes_around_the_article_or_beside_its_like(line: str) -> None:
    assert found(FIRST, Block(line), LAST) == set()
    assert found(FIRST, LAST, Block(line)) == {2}
    assert found(FIRST, Block("[Print] [Close]"), Block(line), LAST) == {1, 2}
    assert found(FIRST, LAST, Block(line, "list_item")) == set()


@pytest.mark.parametrize("line", NEVER)
def test_stays(line: str) -> None:
    assert found(FIRST, Block(line), LAST) == set()
    assert found(FIRST, LAST, Block(line)) == set()


def test_a_title_that_begins_like_an_editors_line_stays() -> None:
    assert found(Block("Review: Example Pictures at its best"), FIRST) == set()
    assert found(Block("A title"), Block("Review: Xu Tao"), FIRST) == {1}


@pytest.mark.parametrize(
    "unit", ["share ", "home > ", "a > b > ", "#a", "# a", "1,", " ", "-", "[", "cookies uses ", "ICP ", "log in "]
)
def test_no_pattern_runs_away(unit: str) -> None:
    blocks = [Block((unit * 1000)[:999])] * 50
    began = perf_counter()
    furniture(blocks)
    assert perf_counter() - began < 2
