"""Lines that belong to the page, not to the article: one table of patterns, each with its reason in plain words.

A pattern must describe a whole line. When a sentence of an article could look the same, the pattern is too wide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.clean.blocks import is_complete


@dataclass(frozen=True, slots=True)
class _Rule:
    rule: str
    pattern: re.Pattern[str]
    max_words: int
    sentences: bool = False
    """Whether a line with a full stop at its end may match as well."""


def _rule(rule: str, pattern: str, *, max_words: int = 12, sentences: bool = False) -> _Rule:
    return _Rule(rule, re.compile(rf"[\[(（【<«]?\s*(?:{pattern})", re.IGNORECASE), max_words, sentences)


_MAX_CHARS = 1000

_BUTTON = (
    r"(?:print|close|collect|share|like|tweet|e-?mail|log ?in|sign in|log out|register|sign up|search|menu|"
    r"home(?: ?page)?|back|top|favou?rites?|forward|follow|subscribe|report|report an error|error correction|"
    r"next page|previous page|skip to (?:main )?content|back to top|advertisement|ad|loading|reply|edit|"
    r"large|medium|middle|small|mobile version|full screen|wechat|weibo|qq|facebook|twitter|telegram|whatsapp|vk)"
)

_RULES = (
    _rule("line without a word", r"[\W_]+$"),
    _rule("button or menu of the page", rf"{_BUTTON}(?:[\s|/·,\]\[>»]+{_BUTTON})*[\s\])）】>.…!]*$"),
    _rule(
        "share link",
        r"share\b.{0,60}\b(?:wechat|weibo|qq|facebook|twitter|whatsapp|telegram|vk|linkedin|moments|"
        r"social (?:media|networks)|this (?:article|page|story|post|news)|with (?:your )?friends)\b",
        sentences=True,
    ),
    _rule(
        "editor's line",
        r"(?:(?:responsible|executive|duty|chief|managing|web|copy|deputy|this issue's) )?"
        r"(?:editor(?: in charge| in chief|-in-chief)?|editing|proofread(?:er|ing)?|review(?:er)?|typesett(?:er|ing)|"
        r"layout|final review|first review|second review|third review|issuer)\s*(?:[:：丨|/]\s*|\bis\s+(?=[A-Z]\w+$))\S",
    ),
    _rule("editor's line", r"(?:edited|proofread|typeset|translated) by\s*[:：]?\s*[^\W\d_a-z]"),
    _rule(
        "copyright notice",
        r"(?:©|\(c\)\s*\d{4}|copyright\s*(?:©|\(c\)|[:：]|\d{4}|belongs|notice|statement|reserved)|"
        r"all rights reserved|.{0,120}\ball rights reserved\W*$)",
        max_words=60,
        sentences=True,
    ),
    _rule(
        "notice about reprinting",
        r"(?:please (?:indicate|note|credit|cite) the source|repr(?:int|oduc)\w* (?:please|must|should|is|without|from\s*:)|"
        r"this (?:article|content|text) (?:is|was|has been) (?:repr(?:int|oduc)ed|only (?:for|represent))|without (?:the )?"
        r"(?:prior |written )*(?:permission|consent|authori[sz]ation)|unauthori[sz]ed repr|(?:special )?disclaimer\s*[:：]|"
        r"special (?:statement|note)\s*[:：]|if (?:there is|you (?:find|believe)) any (?:copyright|infring))",
        max_words=90,
        sentences=True,
    ),
    _rule(
        "cookie notice",
        r"(?:.{0,100}\buses? cookies\b|(?:accept|manage|reject) (?:all )?cookies|cookie (?:policy|settings|notice|preferences)"
        r"|by (?:continuing|using|browsing).{0,80}\bcookies?\b)",
        max_words=70,
        sentences=True,
    ),
    _rule(
        "call to scan a code",
        r"(?:please )?(?:scan|long[- ]press|press and hold|identify)\b.{0,50}\b(?:qr|two-dimensional|2d)?\s*codes?\b",
        max_words=20,
        sentences=True,
    ),
    _rule("title of the original page", r"original (?:title|headline)\s*[:：]", max_words=60, sentences=True),
    _rule(
        "picture credit or caption",
        r"(?:(?:file |stock |cover )?(?:photos?|images?|pictures?|illustration)\s*(?:[:：/]|by\b|credit|caption|source|"
        r"courtesy|provided by)|(?:image|picture|photo) (?:from|via) the (?:internet|network|web)|data (?:map|picture)\W*$)",
        max_words=45,
        sentences=True,
    ),
    _rule("counter of the page", r"(?:(?:number of )?(?:page )?(?:views?|reads?|hits?|clicks?|comments?|likes?|visits|shares)|"
          r"reading(?: volume)?)\s*[:：]?\s*[\d,.]+\s*[km万]?$"),
    _rule("counter of the page", r"\d[\d,.]*\s*[km万]?\s*(?:views|comments?|reads|likes|shares|clicks)$"),
    _rule("path through the site", r"(?:(?:your |you are |the )?(?:current |here)\s*(?:location|position)?|home(?: ?page)?)\s*"
          r"(?:[:：]|is\b)?[^.]{0,60}[>»›]", max_words=30),
    _rule("path through the site", r"(?:[^.>»›]{2,30}\s[>»›]\s){2,}[^.>»›]{2,}$", max_words=30),
    _rule("tags of the page", r"(?:tags?|keywords?|key words|labels?|filed under|categor(?:y|ies))\s*[:：]\s*\S", max_words=30),
    _rule("size of the letters", r"font(?: size)?\s*[:：]"),
    _rule(
        "call to subscribe or click",
        r"(?:(?:download|open|get|install) (?:the|our) .{0,40}\bapp\b|(?:please )?(?:subscribe|sign up|log ?in|register) "
        r"(?:to|for|now|here|and)\b.{0,60}(?:newsletter|channel|updates|alerts|comment|post|account|notifications|read more)|"
        r"follow (?:us|our (?:official|channel|page|account))\b|join (?:our|us on)\b.{0,40}(?:channel|group|telegram|whatsapp)|"
        r"(?:click|tap) (?:here|to (?:view|read|enlarge|enter|see|follow)|(?:on )?the (?:blue|image|picture|link|title|card))\b|"
        r"(?:click )?(?:\W*read the (?:original|full) (?:text|article)))",
        max_words=25,
        sentences=True,
    ),
)  # fmt: skip


def furniture_rule(line: str) -> str | None:
    """Why a line is page furniture, or None where it may be the article's own."""
    if len(line) > _MAX_CHARS:
        return None
    words = len(line.split())
    for rule in _RULES:
        if words <= rule.max_words and rule.pattern.match(line) and (rule.sentences or not is_complete(line)):
            return rule.rule
    return None
