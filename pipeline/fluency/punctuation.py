"""Quotes and brackets that do not close, and marks that pile up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article import Paragraph
from pipeline.fluency.page import Page
from pipeline.fluency.rule import Finding, Rule

_BRACKETS = {")": "(", "]": "["}
_QUOTES = re.compile(r"[\"“”]")
# "a) first", "1) second", ":)" close what nothing opened.
_LONE_BRACKET = re.compile(r"(?:(?:^|[\s(;,])\(?(?:[0-9]{1,3}|[A-Za-z]|[ivx]{1,5})|[:;=]-?)$")
_INCHES = re.compile(r"\d$")
_REPEATED = re.compile(
    r"([,;:])\s?\1+|(?<!\.)\.\.(?!\.)|[,;:](?:\s?[,;:])+|[,;:]\s?\.(?![.\d\w])|(?<=\w)\s?\.,(?=\s[a-z]{40})"
)
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]|“\s*”|(?<!\S)\"\s?\"(?!\S)|‘\s*’(?!\w)")


def unbalanced_quotes(page: Page) -> Iterator[Finding]:
    """A quotation may run over paragraphs: each then opens with a mark, and only the last closes."""
    paragraphs = page.document.paragraphs
    for number, paragraph in enumerate(paragraphs):
        lone = _lone_quote(page.text, paragraph)
        if lone is None:
            continue
        goes_on = number + 1 < len(paragraphs) and _opens(page.text, paragraphs[number + 1])
        came_from = number > 0 and _lone_quote(page.text, paragraphs[number - 1]) is not None
        opening = _is_opening(page.text, lone, paragraph.start)
        if (opening and goes_on) or (not opening and came_from):
            continue
        wanting = "closed" if opening else "opened"
        yield Finding(lone, lone + 1, f"This quotation mark is never {wanting} in its paragraph.")


def _lone_quote(text: str, paragraph: Paragraph) -> int | None:
    """The first mark without a partner; straight ones are opening or closing by what stands around them."""
    pending: int | None = None
    for match in _QUOTES.finditer(text, paragraph.start, paragraph.end):
        at = match.start()
        if match.group() == '"' and _INCHES.search(text[paragraph.start : at]) and pending is None:
            continue
        if pending is None:
            if match.group() == "”":
                return at
            pending = at
        elif match.group() == "“":
            return pending
        else:
            pending = None
    return pending


def _is_opening(text: str, at: int, start: int) -> bool:
    if text[at] != '"':
        return text[at] == "“"
    return at == start or not (text[at - 1].isalnum() or text[at - 1] in ".,!?")


def _opens(text: str, paragraph: Paragraph) -> bool:
    return text[paragraph.start : paragraph.start + 1] in ('"', "“", "‘", "'")


def unbalanced_brackets(page: Page) -> Iterator[Finding]:
    for paragraph in page.document.paragraphs:
        pending: list[int] = []
        for match in re.finditer(r"[()\[\]]", page.text[paragraph.start : paragraph.end]):
            at = paragraph.start + match.start()
            mark = page.text[at]
            if mark in "([":
                pending.append(at)
            elif pending and page.text[pending[-1]] == _BRACKETS[mark]:
                pending.pop()
            elif not _LONE_BRACKET.search(page.text[paragraph.start : at]):
                yield Finding(at, at + 1, f"Nothing opens this “{mark}”.")
        yield from (Finding(at, at + 1, f"This “{page.text[at]}” is never closed.") for at in pending)


def repeated_marks(page: Page) -> Iterator[Finding]:
    for match in page.matches(_REPEATED):
        yield Finding(match.start(), match.end(), f"“{match.group()}” is one mark too many.")


def empty_pairs(page: Page) -> Iterator[Finding]:
    for match in page.matches(_EMPTY):
        yield Finding(match.start(), match.end(), "Nothing stands between these marks; a word may have been lost.")


RULES = {
    "unbalanced-quote": Rule(
        id="unbalanced-quote",
        category="Fluency/Punctuation",
        severity="minor",
        confidence=0.8,
        summary="a quotation mark without its partner in the paragraph",
        detect=unbalanced_quotes,
    ),
    "unbalanced-bracket": Rule(
        id="unbalanced-bracket",
        category="Fluency/Punctuation",
        severity="minor",
        confidence=0.85,
        summary="a bracket without its partner in the paragraph",
        detect=unbalanced_brackets,
    ),
    "repeated-mark": Rule(
        id="repeated-mark",
        category="Fluency/Punctuation",
        severity="minor",
        confidence=0.9,
        summary="two marks where one belongs: “,,”, “..”, “;,”",
        detect=repeated_marks,
    ),
    "empty-pair": Rule(
        id="empty-pair",
        category="Accuracy/Omission",
        severity="minor",
        confidence=0.85,
        summary="brackets or quotation marks with nothing between them",
        detect=empty_pairs,
    ),
}
