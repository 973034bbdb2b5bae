"""Spaces where none belong, and none where one belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.fluency.page import Page
from pipeline.fluency.rule import Finding, Rule

_BEFORE_HYPHEN = re.compile(r"(?<![\w-])([A-Za-z]+)[^\S\n]+([-‐‑][a-z]+)(?![\w]*[^\S\n]?-(?:\s|$))")
# "low- and middle-income", "Shanghai- or Beijing-based", "two- to three-year" hang on purpose.
_AFTER_HYPHEN = re.compile(
    r"(?<![\w-])([A-Za-z]+[-‐‑])[^\S\n]+(?!(?:and|or|to|versus|vs|nor|but|as|y|und)\b)([a-z]+)\b"
)
_BEFORE_MARK = re.compile(r"([\w%”\"’)])([^\S\n]+)([,;:!?)\]”](?![\w.)\-/]))|([\w%”)])([^\S\n]+)(\.(?![\w.]))")
_AFTER_OPENING = re.compile(r"([(\[“])[^\S\n]+(?=\w)")
_SENTENCE_GLUED = re.compile(r"\b[^\W\d_]*[a-z]{2}[.!?]([A-Z][a-z]+)(?=[\s,]|$)|\b[^\W\d_]*[a-z]{2}[!?](\d+)\b")
_COMMA_GLUED = re.compile(r"\b[a-z]{2,}([,;])[A-Za-z][a-z]+")
_COLON_GLUED = re.compile(r"\b[A-Za-z][a-z]{2,}:(?:[A-Z]?[a-z]{2,}|\d{4}\b)")
# "WeiyinThe enrollment": only words that end no trade name (LinkedIn, PlayIt) are trusted.
_WORDS_GLUED = re.compile(r"\b[A-Za-z][a-z]{2,}(?=(The|This|These|Those|According|However|When|They)\s+[a-z])(?:\1)")
_TORN_NUMBER = re.compile(
    r"(?<![\d.,])(\d{1,3})\.\s+(\d{1,2}) (?=(?:percent|per cent|%|million|billion|trillion|thousand|times|degrees|points)\b)"
    r"|(?<![\d.,])(\d{1,3})[,.] (\d{3})(?= (?:people|yuan|dollars|euros|million|billion|square|kilomet|tons|tonnes)\b)"
)
_TORN_PERCENT = re.compile(r"(\d)\s+(%)(?=[\s.,;)])")


def split_compounds(page: Page) -> Iterator[Finding]:
    for pattern in (_BEFORE_HYPHEN, _AFTER_HYPHEN):
        for match in page.matches(pattern):
            joined = match[1] + match[2]
            yield Finding(match.start(), match.end(), f"A space splits the compound “{joined}”.", suggestion=joined)


def spaced_marks(page: Page) -> Iterator[Finding]:
    for match in page.matches(_BEFORE_MARK):
        before, space, mark = (match[k] or match[k + 3] for k in (1, 2, 3))
        start = match.end() - len(mark) - len(space)
        if before in '”"’' and mark in '”"':
            continue
        yield Finding(start, match.end(), f"No space belongs before “{mark}”.", suggestion=mark)
    for match in page.matches(_AFTER_OPENING):
        yield Finding(match.start(), match.end(), f"No space belongs after “{match[1]}”.", suggestion=match[1])


def glued_sentences(page: Page) -> Iterator[Finding]:
    for match in page.matches(_SENTENCE_GLUED):
        cut = match.start(match.lastindex or 1) - match.start()
        yield _parted(match, cut, "A space is missing after the end of the sentence.")
    for match in page.matches(_WORDS_GLUED):
        cut = match.start(1) - match.start()
        whole = f"{match.group()[:cut]}. {match[1]}"
        reason = f"Two sentences run into each other before “{match[1]}”."
        yield Finding(match.start(), match.end(), reason, suggestion=whole, severity="major")


def glued_marks(page: Page) -> Iterator[Finding]:
    for match in page.matches(_COMMA_GLUED):
        yield _parted(match, match.end(1) - match.start(), f"A space is missing after “{match[1]}”.")
    for match in page.matches(_COLON_GLUED):
        yield _parted(match, match.group().index(":") + 1, "A space is missing after the colon.")


def torn_numbers(page: Page) -> Iterator[Finding]:
    for match in page.matches(_TORN_NUMBER):
        joined = re.sub(r"\s", "", match.group())
        yield Finding(
            match.start(),
            match.start() + len(match.group().rstrip()),
            "A space tears this number apart.",
            suggestion=joined,
        )


def _parted(match: re.Match[str], cut: int, reason: str) -> Finding:
    found = match.group()
    return Finding(match.start(), match.end(), reason, suggestion=f"{found[:cut]} {found[cut:]}")


RULES = {
    "split-compound": Rule(
        id="split-compound",
        category="Fluency/Spelling",
        severity="minor",
        confidence=0.95,
        summary="a space beside the hyphen of a compound: “first -mover”",
        detect=split_compounds,
    ),
    "space-before-mark": Rule(
        id="space-before-mark",
        category="Fluency/Punctuation",
        severity="minor",
        confidence=0.9,
        summary="a space before a comma, full stop or closing bracket, or after an opening one",
        detect=spaced_marks,
    ),
    "glued-sentences": Rule(
        id="glued-sentences",
        category="Fluency/Punctuation",
        severity="minor",
        confidence=0.9,
        summary="no space between two sentences: “ended.The”",
        detect=glued_sentences,
    ),
    "glued-mark": Rule(
        id="glued-mark",
        category="Fluency/Punctuation",
        severity="minor",
        confidence=0.85,
        summary="no space after a comma, semicolon or colon",
        detect=glued_marks,
    ),
    "torn-number": Rule(
        id="torn-number",
        category="Locale convention/Number format",
        severity="minor",
        confidence=0.85,
        summary="a space inside a number: “3. 5 percent”",
        detect=torn_numbers,
    ),
}
