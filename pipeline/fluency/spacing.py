"""Spaces where none belong, and none where one belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article import Paragraph
from pipeline.fluency.marks import pair_quotes
from pipeline.fluency.page import Page
from pipeline.fluency.rule import Finding, Rule

# "person -times" has a rule of its own, which does not advise to join them.
_BEFORE_HYPHEN = re.compile(
    r"(?<![\w-])([A-Za-z]+)[^\S\n]+([-‐‑](?!times\b)(?:[a-z]{3,}|in|up|on|off|out|to|by))\b(?!\w*[^\S\n]?-(?:\s|$))"
)
# "low- and middle-income", "Shanghai- or Beijing-based", "two- to three-year" hang on purpose; before a pronoun or an
# article the hyphen stands for a dash.
_AFTER_HYPHEN = re.compile(
    r"(?<![\w-])([A-Za-z]+[-‐‑])[^\S\n]+(?!(?:and|or|to|versus|vs|nor|but|as|y|und|the|an?|this|that|these|those|your|my|"
    r"our|his|her|its|their|he|she|it|we|they|you|i|which|who|what|not|no|is|are|was|were|if|when)\b)([a-z]+)\b"
)
# "state - owned": a dash never stands between these.
_AROUND_HYPHEN = re.compile(
    r"(?<!\bas )\b(non|self|multi|anti|semi|inter|co|high|low|long|short|first|second|state|large|small|full|front|well|market|"
    r"people|world|one|two|three|four|five|mid|data|so|\d+) ([-‐‑]) "
    r"([a-z]+ed|owned|lasting|profit|term|time|quality|speed|level|tech|end|class|scale|mover|depth|oriented|driven|"
    r"centered|based|called|run|known|line|range|making|improvement|year|month|day)\b(?: - (old|term|long)\b)?"
)
_APOSTROPHE = re.compile(r"\b([A-Za-z]+)(?:\s(['’´])\s?|(['’´])\s)([st])\b(?![-'’])")
_BEFORE_MARK = re.compile(
    r"([\w%”\"’)])([^\S\n]+)([,;!?](?![\w.)\-/])|[)\]”](?!\w)|(?<!\d ):(?![\w.)(\-/]))|([\w%”)])([^\S\n]+)(\.(?![\w.]|\s\.))"
)
_AFTER_OPENING = re.compile(r"(?<![:;=-])([(\[“])[^\S\n]+(?=\w)")
_SENTENCE_GLUED = re.compile(r"\b[a-z]*[a-z]{2}[.!?]([A-Z][a-z]+)(?=[\s,]|$)|\b[^\W\d_]*[a-z]{2}[!?](\d+)\b")
# After a name only a word that begins sentences: "in Japan.At", but not "Yandex.Direct"; days are no trade names.
_NAME_GLUED = re.compile(
    r"\b[A-Z][a-z]{2,}\.((?:The|This|These|At|In|On|It|He|She|We|They|But|And|For|When|However|After|As)(?= [a-z]))"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\.([A-Z][a-z]+)"
)
_COMMA_GLUED = re.compile(r"\b[a-z]{2,}([,;])[A-Za-z][a-z]+")
_COLON_GLUED = re.compile(r"\b[A-Za-z][a-z]{2,}(:)(?:[A-Z]?[a-z]{2,}|\d{4}\b)")
_BRACKET_GLUED = re.compile(r"\b[a-z]{3,}()\([a-z]{3,}(?=[ ,])|\([^()\n]{8,80}\)()[a-z]{3,}")
_QUOTE_GLUED = re.compile(r"\b[a-z]{1,40},?()“\w+|\b\w{1,40}[,.!?]?”()[A-Za-z]{2,}")
# "WeiyinThe enrollment": only words that end no trade name (LinkedIn, PlayIt) are trusted.
_WORDS_GLUED = re.compile(r"\b[A-Za-z][a-z]{2,}(?=(The|This|These|Those|According|However|When|They)\s+[a-z])(?:\1)")
_TORN_NUMBER = re.compile(
    r"(?<![\d.,])\d{1,3}\.\s+\d{1,2}(?= ?(?:percent|per cent|%|million|billion|trillion|thousand|times|degrees|points)(?!\w))"
    r"|(?<![\d.,])\d{1,3}[,.] \d{3}(?= (?:people|yuan|dollars|euros|million|billion|square|kilomet|km|kg|tons|tonnes)\b)"
    r"|(?:(?<=more than )|(?<=about )|(?<=nearly )|(?<=around )|(?<=[$€¥￥£]))\d{1,3}, \d{3}(?![\d,])"
)


def split_compounds(page: Page) -> Iterator[Finding]:
    for pattern in (_BEFORE_HYPHEN, _AFTER_HYPHEN, _AROUND_HYPHEN):
        for match in page.matches(pattern):
            joined = re.sub(r"\s", "", match.group())
            yield Finding(match.start(), match.end(), f"A space splits the compound “{joined}”.", suggestion=joined)


def split_apostrophes(page: Page) -> Iterator[Finding]:
    for match in page.matches(_APOSTROPHE):
        joined = f"{match[1]}{match[2] or match[3]}{match[4]}"
        yield Finding(match.start(), match.end(), "No space belongs beside this apostrophe.", suggestion=joined)


def spaced_marks(page: Page) -> Iterator[Finding]:
    for match in page.matches(_BEFORE_MARK):
        before, space, mark = (match[k] or match[k + 3] for k in (1, 2, 3))
        start = match.end() - len(mark) - len(space)
        if before in '”"’' and mark in '”"':
            continue
        yield Finding(start, match.end(), f"No space belongs before “{mark}”.", suggestion=mark)
    for match in page.matches(_AFTER_OPENING):
        yield Finding(match.start(), match.end(), f"No space belongs after “{match[1]}”.", suggestion=match[1])
    yield from _spaced_quotes(page)


def _spaced_quotes(page: Page) -> Iterator[Finding]:
    """Straight marks, in paragraphs where it is plain which of them open and which close."""
    text = page.text
    for paragraph in page.document.paragraphs:
        pairs, lone = pair_quotes(text, paragraph.start, paragraph.end)
        if lone or any(_touches(text, *pair, paragraph) for pair in pairs):
            continue
        for opening, closing in pairs:
            if text[opening] != '"' or closing - opening < 4:
                continue
            if text[opening + 1].isspace():
                yield Finding(opening, opening + 2, "No space belongs inside quotation marks.", suggestion='"')
            if text[closing - 1].isspace():
                yield Finding(closing - 1, closing + 1, "No space belongs inside quotation marks.", suggestion='"')


def _touches(text: str, opening: int, closing: int, paragraph: Paragraph) -> bool:
    """Whether a word stands against the outer side of a pair, so that the pair may be none."""
    return text[max(paragraph.start, opening - 1)].isalnum() or text[closing + 1 : closing + 2].isalnum()


def glued_sentences(page: Page) -> Iterator[Finding]:
    for pattern in (_SENTENCE_GLUED, _NAME_GLUED):
        for match in page.matches(pattern):
            cut = match.start(match.lastindex or 1) - match.start()
            yield _parted(match, cut, "A space is missing after the end of the sentence.")
    for match in page.matches(_WORDS_GLUED):
        cut = match.start(1) - match.start()
        whole = f"{match.group()[:cut]}. {match[1]}"
        reason = f"Two sentences run into each other before “{match[1]}”."
        yield Finding(match.start(), match.end(), reason, suggestion=whole, severity="major")


_GLUED = (
    (_COMMA_GLUED, "A space is missing after “{}”."),
    (_COLON_GLUED, "A space is missing after the colon."),
    (_BRACKET_GLUED, "A space is missing beside the bracket."),
    (_QUOTE_GLUED, "A space is missing beside the quotation mark."),
)


def glued_marks(page: Page) -> Iterator[Finding]:
    for pattern, reason in _GLUED:
        for match in page.matches(pattern):
            group = match.lastindex or 1
            yield _parted(match, match.end(group) - match.start(), reason.format(match[group]))


def torn_numbers(page: Page) -> Iterator[Finding]:
    for match in page.matches(_TORN_NUMBER):
        joined = re.sub(r"\s", "", match.group())
        yield Finding(match.start(), match.end(), "A space tears this number apart.", suggestion=joined)


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
    "split-apostrophe": Rule(
        id="split-apostrophe",
        category="Fluency/Punctuation",
        severity="minor",
        confidence=0.95,
        summary="a space beside an apostrophe: “today ’ s”",
        detect=split_apostrophes,
    ),
    "space-before-mark": Rule(
        id="space-before-mark",
        category="Fluency/Punctuation",
        severity="minor",
        confidence=0.9,
        summary="a space before a comma, full stop or closing bracket, after an opening one, or inside quotation marks",
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
        summary="no space after a comma, semicolon or colon, or beside a bracket or quotation mark",
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
