"""Sentences that run into each other, start small or have no verb."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from pipeline.fluency.page import Page, Word
from pipeline.fluency.rule import Finding, Rule
from pipeline.fluency.verbs import BASE_VERBS, FINITE

_STARTERS = "The|This|These|Those|It|They|There|However|Therefore|Meanwhile|According|Among|Besides"
_URGES = (
    "Accelerate|Strengthen|Promote|Improve|Implement|Adhere|Continue|Ensure|Build|Strive|Establish|Optimize|Deepen|"
    "Increase|Speed|Give|Make|Take|Actively|Vigorously|Constantly|Effectively|Comprehensively|Further|Firmly|Carry"
)
_TURNS = "In the|At the|On the|For the|In addition|At present|In recent years|He|She|We"
# A sentence that begins in the middle of another: "network and data The five aspects of safety are".
_RUN_ON = re.compile(
    rf"(?<=[a-z] )(?:(?:{_STARTERS})(?: [a-z]+){{2}}|(?:{_TURNS}) [a-z]+"
    rf"|(?:{_URGES}) (?:the|a|an|our|its|to|in|on|up|out)\b(?: [a-z]+)?)"
)
_WORD_BEFORE = re.compile(r"(?<!\S)[a-z]{2,} $")
# "the magazine The week", "in The hunger": a title after a word that introduces one.
_INTRODUCES = re.compile(
    r"\b(?:the|a|an|in|on|at|of|by|for|to|from|with|as|called|titled|entitled|named|film|movie|novel|song|album|book|show|"
    r"series|band|magazine|newspaper|like|podcast|programme|program|play|poem|game|report|speech|said|says|saying|word|words|"
    r"that|read|reads|reading|slogan|asked|wrote|tweeted|added|and|or|is|was|if|when|where|because|whether) $"
)
_TAIL = 12  # words; a longer rest of the sentence is not marked whole
_SMALL_START = re.compile(r"[a-z][a-z]+[\s,]")
_KEEPS_SMALL = frozenset("de da di du del van von der den ter al el bin ibn la le e i o".split())
_ENDS = (".", ".”", '."')
_ABBREVIATED = re.compile(r"\b(?:[A-Za-z]|[A-Z][a-z]{1,4}|etc|vs|approx|ca|est|[a-z]\.[a-z])\.$")
_OPEN_END = re.compile(rf"\.\.[.\"”]*$|{_ABBREVIATED.pattern}")
_SHORTEST = 8  # words; shorter pieces without a verb are exclamations, captions and answers
# Figures, brackets and several commas make a list or a table.
_WHOLE = re.compile(r"(?:The|A|An|This|That|Another|Such|Its|Their|His|Her|Our) [^\d(\[,;:]+(?:,[^\d(\[,;:]+)?[^.]\.")
# Plurals without an s, whose verb may be any word.
_PLURALS = frozenset("police people men women children majority public media staff couple rich poor elderly".split())


def run_ons(page: Page) -> Iterator[Finding]:
    for index, sentence in enumerate(page.document.sentences):
        if page.document.paragraphs[sentence.paragraph].kind in ("title", "heading"):
            continue
        for match in _RUN_ON.finditer(page.text, sentence.start, sentence.end):
            before = page.text[max(sentence.start, match.start() - 24) : match.start()]
            if _INTRODUCES.search(before) or not _WORD_BEFORE.search(before):
                continue
            yield _run_on(page, index, match)


def _run_on(page: Page, index: int, match: re.Match[str]) -> Finding:
    words = page.sentences[index]
    at = bisect_left(words, match.start(), key=attrgetter("start"))
    rest = words[at : at + _TAIL + 1]
    end = rest[-1].end if len(rest) <= _TAIL else match.end()
    first = rest[0].text
    reason = f"A new sentence seems to begin at “{first}”, and what stands before it is cut off."
    return Finding(match.start(), end, reason)


def small_starts(page: Page) -> Iterator[Finding]:
    sentences = page.document.sentences
    for index, sentence in page.body():
        text = page.document.slice(sentence)
        match = _SMALL_START.match(text)
        if match is None or match.group()[:-1] in _KEEPS_SMALL or index == 0:
            continue
        before = sentences[index - 1]
        last = page.document.slice(before)
        if before.paragraph != sentence.paragraph or not last.endswith(_ENDS) or _OPEN_END.search(last):
            continue
        word = match.group()[:-1]
        yield Finding(
            sentence.start,
            sentence.start + len(word),
            "A sentence begins with a small letter; it may be the rest of a broken one.",
            suggestion=word[0].upper() + word[1:],
        )


def verbless(page: Page) -> Iterator[Finding]:
    """Only sentences with a singular subject: their verb shows itself by an ending, or is in the list."""
    for index, sentence in page.body():
        words = page.sentences[index]
        text = page.document.slice(sentence)
        if len(words) < _SHORTEST or not _WHOLE.fullmatch(text) or _ABBREVIATED.search(text):
            continue
        if not any(_may_be_verb(word) for word in words):
            yield Finding(sentence.start, sentence.end, "This sentence has no verb; something is missing.")


def _may_be_verb(word: Word) -> bool:
    """Generous: whatever could be a finite verb counts as one."""
    key = word.key
    return (
        key in FINITE
        or key in BASE_VERBS
        or key in _PLURALS
        or "'" in key
        or (word.text[0].islower() and key.endswith(("ed", "s")))
    )


RULES = {
    "run-on": Rule(
        id="run-on",
        category="Fluency/Grammar",
        severity="major",
        confidence=0.8,
        summary="a new sentence that begins inside another, without a full stop",
        detect=run_ons,
    ),
    "small-start": Rule(
        id="small-start",
        category="Fluency/Spelling",
        severity="minor",
        confidence=0.75,
        summary="a sentence that begins with a small letter",
        detect=small_starts,
    ),
    "no-verb": Rule(
        id="no-verb",
        category="Fluency/Grammar",
        severity="major",
        confidence=0.7,
        summary="a sentence of eight words or more without any verb",
        detect=verbless,
    ),
}
