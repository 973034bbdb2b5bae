"""Quotes and brackets that do not close, and marks that pile up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.fluency.marks import lone_brackets, lone_quotes
from pipeline.fluency.page import Page
from pipeline.fluency.rule import Finding, Rule

_REPEATED = re.compile(r"[,;:](?:\s?[,;:])+(?![()DP-])|[,;:]\s?\.(?![.\d\w])|(?<!\.)\.\.(?!\.)")
# "std::string" and "read()" are no slips.
_CODE = re.compile(r"\w::\w")
_EMPTY = re.compile(r"(?<![\w!\]])(?:\(\s*\)|\[\s*\])|“\s*”|(?<!\S)\"\s?\"(?!\S)|‘\s*’(?!\w)")
# The dash by which Russian tells who speaks.
_QUOTE_DASH = re.compile(
    r"(?P<quote>[\"”]),? ?[-–—] ?(?=(?:[\w.-]+ ){0,5}(?:said|says|noted|notes|added|adds|explained|explains"
    r"|stressed|emphasi[sz]ed|wrote|writes|stated|states|reported|told|believes|recalled|admitted|commented)\b)"
)


def unbalanced_quotes(page: Page) -> Iterator[Finding]:
    for lone in lone_quotes(page.text, page.document.paragraphs):
        wanting = "closed" if lone.opens else "opened"
        yield Finding(lone.at, lone.at + 1, f"This quotation mark is never {wanting}.")


def unbalanced_brackets(page: Page) -> Iterator[Finding]:
    for lone in lone_brackets(page.text, page.document.paragraphs):
        mark = page.text[lone.at]
        reason = f"This “{mark}” is never closed." if lone.opens else f"Nothing opens this “{mark}”."
        yield Finding(lone.at, lone.at + 1, reason)


def repeated_marks(page: Page) -> Iterator[Finding]:
    for match in page.matches(_REPEATED):
        if _CODE.search(page.text, max(0, match.start() - 1), match.end() + 1):
            continue
        yield Finding(match.start(), match.end(), f"“{match.group()}” is one mark too many.")


def empty_pairs(page: Page) -> Iterator[Finding]:
    for match in page.matches(_EMPTY):
        yield Finding(match.start(), match.end(), "Nothing stands between these marks; a word may have been lost.")


def quote_dashes(page: Page) -> Iterator[Finding]:
    for match in page.matches(_QUOTE_DASH):
        ends = match.start() and page.text[match.start() - 1] in ",.!?…"
        right = f"{'' if ends else ','}{match['quote']} "
        yield Finding(match.start(), match.end(), "English has a comma here, inside the quotation.", right)


RULES = {
    "unbalanced-quote": Rule(
        id="unbalanced-quote",
        category="Fluency/Punctuation",
        severity="minor",
        confidence=0.8,
        summary="a quotation mark without its partner, in its paragraph or a near one",
        detect=unbalanced_quotes,
    ),
    "unbalanced-bracket": Rule(
        id="unbalanced-bracket",
        category="Fluency/Punctuation",
        severity="minor",
        confidence=0.85,
        summary="a bracket without its partner, in its paragraph or a near one",
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
    "quote-dash": Rule(
        id="quote-dash",
        category="Fluency/Punctuation",
        severity="minor",
        confidence=0.9,
        summary="a dash between a quotation and who said it",
        detect=quote_dashes,
    ),
}
