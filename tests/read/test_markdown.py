"""Markdown: front matter, and paragraphs with only headings and list items marked."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest

from pipeline.errors import ReadError
from pipeline.read.markdown import read_markdown, split_front_matter, to_paragraphs
from pipeline.read.piece import Piece

PARAGRAPHS = [
    ("One\ntwo\n\nthree", "One two\n\nthree"),
    ("# Head\n\ntext", "# Head\n\ntext"),
    ("Head\n====\n\ntext", "# Head\n\ntext"),
    ("**bold** and *italic* and `code`", "bold and italic and code"),
    ("[link](https://example.org) here", "link here"),
    ("![picture](a.png)\n\ntext", "text"),
    ("- one\n- two\n\n  second paragraph", "- one\n\n- two\n\n- second paragraph"),
    ("3. three\n4. four", "- 3. three\n\n- 4. four"),
    ("> quoted\n> text", "quoted text"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "a\n\nb\n\n1\n\n2"),
    ("<div>raw <b>html</b></div>", "raw html"),
    ("line with two spaces  \nbreak", "line with two spaces\nbreak"),
    ("```\ncode\n```", "code"),
    ("a &amp; b", "a & b"),
    ("5 * 3 * 2 is 30, snake_case_name stays", "5 * 3 * 2 is 30, snake_case_name stays"),
]


@pytest.mark.parametrize(("markdown", "expected"), PARAGRAPHS)
def test_paragraphs(markdown: str, expected: str) -> None:
    assert to_paragraphs(markdown) == expected


def test_front_matter_becomes_title_and_metadata() -> None:
    data = b"---\ntitle: A title\nauthor: [Jane Doe, John Smith]\ndate: 2024-03-01\nsection: {a: 1}\n---\n\nThe text.\n"
    (found,) = read_markdown(data)
    assert isinstance(found, Piece)
    assert (found.title, found.text) == ("A title", "The text.")
    assert found.metadata == {"byline": "Jane Doe, John Smith", "date": "2024-03-01", "section": {"a": 1}}


FRONT = [
    ("---\na: 1\n---\nrest", {"a": 1}, "rest"),
    ("---\nd: 2024-03-01\n...\nrest", {"d": date(2024, 3, 1)}, "rest"),
    ("no front matter", {}, "no front matter"),
    ("---\nonly text\n---\nrest", {}, "---\nonly text\n---\nrest"),
    ("text\n---\na: 1\n---\n", {}, "text\n---\na: 1\n---\n"),
]


@pytest.mark.parametrize(("text", "metadata", "rest"), FRONT)
def test_split(text: str, metadata: dict[str, object], rest: str) -> None:
    assert split_front_matter(text) == (metadata, rest)


BAD = [
    ("---\na: [1\n---\nx", r"front matter is not valid YAML \(line 3\)"),
    ("---\na: 1\n  b: 2\n---\nx", r"front matter is not valid YAML \(line 3\)"),
    ("---\na: &a [x, x]\nb: [*a, *a]\n---\nx", "YAML aliases"),
    ("---\na: !!python/object:os.system x\n---\nx", "front matter is not valid YAML"),
    ("---\na: " + "[" * 3000 + "\n---\nx", "front matter is not valid YAML"),
    ("---\na: 2024-99-99\n---\nx", "front matter is not valid YAML"),
    ("---\ntitle: only\n---\n", "holds no text"),
]


@pytest.mark.parametrize(("text", "reason"), BAD, ids=range(len(BAD)))
def test_bad_front_matter(text: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        list(read_markdown(text.encode()))


@pytest.mark.parametrize("unit", ["[", "![a](", "*a", "_a", "`", "> ", "<a", "- ", "&"])
def test_one_huge_line_is_quick_and_keeps_its_text(unit: str) -> None:
    began = perf_counter()
    assert to_paragraphs("Begin " + unit * 100_000).startswith("Begin ")
    assert perf_counter() - began < 2


def test_more_lines_than_any_article_has_are_not_parsed():
    """As a tree they would take gigabytes."""
    many = "- a\n\n*b*\n\n" * 15_000
    assert to_paragraphs(many) == many
    assert to_paragraphs("- a\n\n*b*\n\n") == "- a\n\nb"
