"""The end of an article, what pages put after it, and articles that go on."""

from __future__ import annotations

import pytest

from pipeline.clean.blocks import Block
from pipeline.clean.tail import after_end, broken_off, related, split_end_mark

FIRST = "The harbour stayed closed on Tuesday for the second day in a row."
NEXT = "Twelve ships are waiting outside the breakwater, the harbour master said."
LONG = "The harbour master expects the wind to drop on Thursday; until then the tugs stay in the inner basin and " \
    "the three hundred passengers of the ferry sleep where they are, in cabins or on benches."  # fmt: skip
TEASER = "Applications for the summer courses of the example academy open on 14 June and close whe..."


def blocks(*lines: str) -> list[Block]:
    return [Block(line) for line in lines]


ENDS = [
    ([FIRST, "- END -", NEXT], {1, 2}),
    ([FIRST, "(The end)", "A title"], {1, 2}),
    ([FIRST, "The End", "A title"], {1, 2}),
    ([FIRST, "The End", NEXT], set()),
    ([FIRST, "end", "puts x"], set()),
    ([FIRST, "###", NEXT, "###"], {3}),
    ([FIRST, "-###-", "About the harbour"], {1, 2}),
    (["- END -", FIRST, NEXT], set()),
    ([FIRST, "The end of the road", NEXT], set()),
    ([FIRST, "完", "标题"], {1, 2}),
]


@pytest.mark.parametrize(("lines", "expected"), ENDS, ids=range(len(ENDS)))
def test_end(lines: list[str], expected: set[int]) -> None:
    assert set(after_end(blocks(*lines), {})) == expected


RELATED = [
    ([FIRST, "Related reading", "A title", "Another title"], {1, 2, 3}),
    ([FIRST, "Related reading", "A title", "A short summary.", "Another title", "Its summary."], {1, 2, 3, 4, 5}),
    ([FIRST, "Related reading", "A title", LONG], {1, 2}),
    ([FIRST, "Related reading", "A title", FIRST, NEXT], {1, 2}),
    ([FIRST, "Related reading", NEXT, FIRST], {1}),
    ([FIRST, "More information", NEXT], set()),
    ([FIRST, "More information", "A title"], {1, 2}),
    ([FIRST, "Latest news", "A title", "More news", "A title"], {1, 2, 3, 4}),
    ([FIRST, "Recommendations", "Eat less salt", "Walk more"], set()),
    (["Related reading", FIRST], set()),
    ([FIRST, "Read also: A title", NEXT], {1}),
    ([FIRST, "Read more: it says so in the report.", NEXT], set()),
    ([LONG, "Comments (2)", "Ivan", "Well done!"], {1, 2, 3}),
    ([FIRST, "Comments", LONG, LONG], set()),
    ([FIRST, "Likes", "Comments", "Shares"], set()),
]


@pytest.mark.parametrize(("lines", "expected"), RELATED, ids=range(len(RELATED)))
def test_related(lines: list[str], expected: set[int]) -> None:
    assert set(related(blocks(*lines), {})) == expected


BROKEN = [
    ([FIRST, NEXT, "Summer courses", TEASER], {2, 3}),
    ([FIRST, "Summer courses", TEASER, "Autumn courses!", TEASER], {1, 2, 3, 4}),
    # A last section that trails off speaks of what the article speaks of.
    (
        [FIRST, NEXT, "What comes next", "The harbour master said the ships are waiting, and waiting, and waiting..."],
        set(),
    ),
    ([FIRST, NEXT, "Will it end?", "Nobody knows..."], set()),
    ([FIRST, TEASER], set()),
    (["A title", TEASER], set()),
    ([FIRST, "Summer courses", TEASER, NEXT], set()),
]


@pytest.mark.parametrize(("lines", "expected"), BROKEN, ids=range(len(BROKEN)))
def test_broken_off(lines: list[str], expected: set[int]) -> None:
    assert set(broken_off(blocks(*lines), {})) == expected


MARKS = [
    ("It rained. (End)", ("It rained.", "(End)")),
    ("It rained.【完】", ("It rained.", "【完】")),
    ("It rained at the end.", None),
    ("(End)", None),
]


@pytest.mark.parametrize(("text", "expected"), MARKS)
def test_mark_in_the_line(text: str, expected: tuple[str, str] | None) -> None:
    assert split_end_mark(text) == expected
