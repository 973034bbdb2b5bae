"""Wording carried over from the original, Chinese mostly, that English does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.fluency.page import Page
from pipeline.fluency.rule import Finding, Rule

_OPEN, _CLOSE = "[\"“‘']", "[\"”’']"
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth)(?:ly)?"
_SLOGAN = re.compile(
    rf"(?:\b(?:the )?{_ORDINAL}(?: (?:one|point|thing|step|word))?(?:,| is|:| is to)|\b(?:one|another) is)"
    rf"\s*({_OPEN}([^\W\d_]+){_CLOSE}?[.,;:]{_CLOSE}?|{_OPEN}([^\W\d_]+){_CLOSE})(?=\s|$)",
    re.IGNORECASE,
)
_CLOSING = re.compile(rf"[.,;:]?{_CLOSE}")
_TURNED = re.compile(rf"\bfrom ({_OPEN}([a-z]+){_CLOSE}) into ({_OPEN}([a-z]+){_CLOSE})", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?:([01]?\d|2[0-4])[-–])?([01]?\d|2[0-4]) o['’]clock(?: ([0-5]?\d)(?: minutes)?\b)?")
_HEAD_COUNT = re.compile(r"\b(?:person|people|man|passenger|vehicle|train)s?(?: ?[-‐‑] ?| )times?\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:((?:19|20)\d\d) years? )?(1[0-2]|0?[1-9]) months? (3[01]|[12]\d|0?[1-9]) days?\b"
    r"|\b((?:19|20)\d\d) years? (1[0-2]|0?[1-9]) months?\b"
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NUMBER = re.compile(r"\b\d[\d,.]*(?: (?:thousand|million|billion))?\s*$")
_HYPHEN = re.compile("[-‐‑]")
_INTRODUCED = re.compile(r"\bintroduced(?= that\b)")
_THOUSANDS = re.compile(r"(?<![\w.,$€£-])(\d{1,3}) thousand\b(?! and \w+ hundred)")
_NEW_TYPE = re.compile(r"\bnew[ -]type of (?=corona)")


def slogans(page: Page) -> Iterator[Finding]:
    """`The second is "conspiracy"`: a list of one-character slogans, each rendered by a word that is not it."""
    for match in page.matches(_SLOGAN):
        group = 2 if match[2] else 3
        start, end = match.start(group) - 1, match.end(group)
        if closing := _CLOSING.match(page.text, end):
            end = closing.end()
        reason = f"“{match[group]}” alone says nothing here: a one-word slogan of the original, translated without its sense."
        yield Finding(start, end, reason)


def turned(page: Page) -> Iterator[Finding]:
    """`from "line" into "net"`: two single characters of the original."""
    for match in page.matches(_TURNED):
        reason = f"“{match[2]}” and “{match[4]}” render single characters of the original; say what changed."
        yield Finding(match.start(1), match.end(3), reason)


def clock_times(page: Page) -> Iterator[Finding]:
    for match in page.matches(_CLOCK):
        hour, minutes = int(match[2]), match[3]
        odd = hour > 12 or hour == 0 or match[1] is not None or minutes is not None
        plain = None if match[1] else f"{hour}:{int(minutes or 0):02d}"
        if odd:
            yield Finding(match.start(), match.end(), "English does not write this time with “o'clock”.", plain)
        elif page.text[max(0, match.start() - 4) : match.start()] in (" is ", "was "):
            reason = "A timetable gives times as figures."
            yield Finding(match.start(), match.end(), reason, plain, confidence=0.6)


def dates(page: Page) -> Iterator[Finding]:
    """`2019 year 7 month 23 day`; without a year, `2 months 3 days` is a length of time."""
    for match in page.matches(_DATE):
        year, month, day = match[1] or match[4], match[2] or match[5], match[3]
        if year is None and "s" in match.group().removesuffix("s"):
            continue
        plain = " ".join(part for part in (day and str(int(day)), _MONTHS[int(month) - 1], year) if part)
        reason = "The original's signs for year, month and day were translated one by one."
        yield Finding(match.start(), match.end(), reason, plain)


def head_counts(page: Page) -> Iterator[Finding]:
    for match in page.matches(_HEAD_COUNT):
        if _HYPHEN.search(match.group()) or _NUMBER.search(page.text[max(0, match.start() - 24) : match.start()]):
            reason = "A counting unit of Chinese (人次); English says visits, trips or passengers."
            yield Finding(match.start(), match.end(), reason)


def introduced(page: Page) -> Iterator[Finding]:
    """`Li introduced that the bridge ...`: 介绍 is to tell of something as well."""
    for match in page.matches(_INTRODUCED):
        reason = "One introduces a person or a thing; what “that” follows is said."
        yield Finding(match.start(), match.end(), reason, "said")


def thousands(page: Page) -> Iterator[Finding]:
    """`80 thousand`, as Russian and its neighbours write."""
    for match in page.matches(_THOUSANDS):
        yield Finding(match.start(), match.end(), "English writes this number in figures.", f"{match[1]},000")


def new_types(page: Page) -> Iterator[Finding]:
    """`a new type of coronavirus`: 新型."""
    for match in page.matches(_NEW_TYPE):
        yield Finding(match.start(), match.end(), "English says “new coronavirus”.", "new ")


RULES = {
    "quoted-slogan": Rule(
        id="quoted-slogan",
        category="Accuracy/Mistranslation",
        severity="major",
        confidence=0.85,
        summary='a list point that is one quoted word: “The second is "conspiracy"”',
        detect=slogans,
    ),
    "quoted-turn": Rule(
        id="quoted-turn",
        category="Accuracy/Mistranslation",
        severity="major",
        confidence=0.75,
        summary='from one quoted word into another: “from "line" into "net"”',
        detect=turned,
    ),
    "clock-time": Rule(
        id="clock-time",
        category="Locale convention/Time format",
        severity="minor",
        confidence=0.9,
        summary="a time of day in figures with “o'clock”: “23 o'clock”",
        detect=clock_times,
    ),
    "date-units": Rule(
        id="date-units",
        category="Locale convention/Date format",
        severity="minor",
        confidence=0.9,
        summary="a date spelt by its units: “2019 year 7 month 23 day”",
        detect=dates,
    ),
    "head-count": Rule(
        id="head-count",
        category="Terminology/Inappropriate for context",
        severity="minor",
        confidence=0.9,
        summary="“person-times” and its kin",
        detect=head_counts,
    ),
    "introduced-that": Rule(
        id="introduced-that",
        category="Terminology/Inappropriate for context",
        severity="minor",
        confidence=0.95,
        summary="“introduced that” of what is said",
        detect=introduced,
    ),
    "spelt-thousand": Rule(
        id="spelt-thousand",
        category="Locale convention/Number format",
        severity="minor",
        confidence=0.8,
        summary="a round number half in words: “80 thousand”",
        detect=thousands,
    ),
    "new-type": Rule(
        id="new-type",
        category="Terminology/Inappropriate for context",
        severity="minor",
        confidence=0.8,
        summary="“a new type of coronavirus”",
        detect=new_types,
    ),
}
