"""Pages: titles of several manners, repeats, and time by the length of the page."""

from __future__ import annotations

from time import perf_counter

import pytest

from pipeline.clean import clean_page

BODY = "The first paragraph of the article stands here, as it should."

TITLES = [
    (f"A title\n{BODY}", None, "A title", 1),
    (f"A title with a full stop.\nBy Jane Doe\n{BODY}", None, "A title with a full stop.", 1),
    (f"ELECTIONS\nThe mayoress wins by 41 votes\n{BODY}", None, "The mayoress wins by 41 votes", 1),
    (f"HARBOUR CLOSED\n{BODY}", None, "HARBOUR CLOSED", 1),
    (f"{BODY}\n{BODY[:-1]}, too.", None, None, 2),
    (f"Q: What is it?\n{BODY}", None, None, 2),
    (BODY, "Given", "Given", 1),
    (f"GIVEN!\n{BODY}", "Given", "Given", 1),
    (f"A title\nA  title\n{BODY}", None, "A title", 1),
    (f"Press Briefing by Press Secretary Jane Doe, May 4, 2021\n{BODY}", None, "Press Briefing by Press Secretary Jane Doe, May 4, 2021", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "given", "title", "blocks"), TITLES, ids=range(len(TITLES)))
def test_title(text: str, given: str | None, title: str | None, blocks: int) -> None:
    page = clean_page(text, title=given)
    assert (page.title, len(page.blocks)) == (title, blocks)


def test_metadata_wins_over_the_page() -> None:
    page = clean_page(
        f"A title\nBy Jane Doe\n3 May 2024\n{BODY}", metadata={"byline": "John Smith", "date": "2024-05-01"}
    )
    assert (page.header.byline, page.header.date) == ("John Smith", "2024-05-01")


NASTY = [
    " ",
    "- ",
    ":",
    "[",
    "(",
    ".",
    "… ",
    "A ",
    "2022-08-29 " * 20,
    "Author:",
    "By A ",
    "- END -",
    "(End)",
    "[ edit",
    "Comments ",
    "“",
]


@pytest.mark.parametrize("unit", NASTY)
@pytest.mark.parametrize("end", ["", "\n", f"\n{BODY}\n"], ids=["line", "lines", "between"])
def test_time_grows_with_the_length_only(unit: str, end: str) -> None:
    text = f"A title\n{BODY}\n" + (unit + end) * 1_500
    began = perf_counter()
    clean_page(text)
    assert perf_counter() - began < 3
