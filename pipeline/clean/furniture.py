"""Lines that belong to the page, not to the article: one table of patterns, each with its reason in plain words.

A pattern must describe a whole line. When a sentence of an article could look the same, the pattern is too wide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clean.blocks import Block, is_complete


@dataclass(frozen=True, slots=True)
class _Rule:
    rule: str
    pattern: re.Pattern[str]
    max_words: int
    sentences: bool = False
    """Whether a line with a full stop at its end may match as well."""
    doubtful: bool = False
    """Whether an article may say the same: then it counts only around the article, or beside other furniture."""


def _rule(rule: str, pattern: str, *, max_words: int = 12, sentences: bool = False, doubtful: bool = False) -> _Rule:
    compiled = re.compile(rf"[\[(（【<«]?\s*(?:{pattern})", re.IGNORECASE)
    return _Rule(rule, compiled, max_words, sentences, doubtful)


_MAX_CHARS = 1000
_EDITORS_LINE = "editor's line"

_BUTTON = (
    r"(?:print|close|collect|share|like|tweet|e-?mail|log ?in|sign in|log out|register|sign up|search|menu|"
    r"home(?: ?page)?|back|top|favou?rites?|forward|follow|subscribe|report|report an error|error correction|"
    r"next page|previous page|skip to (?:main )?content|back to top|advertisement|ad|loading|reply|edit|"
    r"set as home ?page|add to favou?rites|contact us|about us|site ?map|print this page|close window|looking|watching|"
    r"large|medium|middle|small|mobile version|full screen|wechat|weibo|qq|facebook|twitter|telegram|whatsapp|vk)"
)

_RULES = (
    # Quotes, braces and semicolons stand alone in poems and in code.
    _rule("line without a word", r"(?:[^\w{}\"'`;]|_)+$"),
    _rule("button or menu of the page", rf"{_BUTTON}(?:[\s|/·,\]\[>»】【]+{_BUTTON})+[\s\])）】>.…!]*$"),
    _rule("button or menu of the page", r"(?:advertisement|ad|loading)\W*$"),
    _rule("button or menu of the page", rf"{_BUTTON}[\s\])）】>.…!]*$", doubtful=True),
    _rule(
        "share link",
        r"(?:(?:did you )?like (?:the|this) (?:article|material|news|story)\? )?share\b.{0,60}\b(?:wechat|weibo|qq|facebook|twitter|whatsapp|telegram|vk|linkedin|moments|"
        r"social (?:media|networks)|this (?:article|page|story|post|news)|with (?:your )?friends)\b",
        sentences=True,
        doubtful=True,
    ),
    _rule(
        _EDITORS_LINE,
        r"(?:(?:responsible|executive|duty|chief|managing|web|copy|deputy|this issue's) )?"
        r"(?:edit(?:or)?(?: in charge| in chief|-in-chief)?|editing|proofread(?:er|ing)?|review(?:er)?|typesett(?:er|ing)|"
        r"layout|final review|first review|second review|third review|issuer)\s*(?:[:：丨|/]\s*|\bis\s+(?=[A-Z]\w+$))\S",
    ),
    _rule(
        "who else worked on the article",
        r"(?:(?:additional |with )?(?:reporting|writing|editing|edited|proofread|typeset|translated|compiled) by\s*[:：]?\s*"
        r"(?-i:[A-Z])|participating in (?:the )?(?:writing|reporting|interview))",
        max_words=40,
        sentences=True,
        doubtful=True,
    ),
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
        r"(?:prior |written )*(?:permission|consent|authori[sz]ation)|unauthori[sz]ed repr|"
        r"(?:special |copyright )?(?:statement|notice)\s*[:：].{0,200}\b(?:copyright|reproduc|repr)|if (?:there is|you (?:find|believe)) any (?:copyright|infring))",
        max_words=90,
        sentences=True,
    ),
    _rule(
        "disclaimer",
        r"(?:(?:special )?disclaimer|special (?:statement|note))\s*[:：]",
        max_words=90,
        sentences=True,
        doubtful=True,
    ),
    _rule(
        "cookie notice",
        r"(?:.{0,100}\buses? (?:[\w-]+ ){0,6}cookies\b|(?:accept|manage|reject) (?:all )?cookies|cookie (?:policy|settings|notice|preferences)"
        r"|by (?:continuing|using|browsing).{0,80}\bcookies?\b)",
        max_words=70,
        sentences=True,
        doubtful=True,
    ),
    _rule(
        "call to scan a code",
        r"(?:please )?(?:scan|long[- ]press|press and hold|identify)\b.{0,50}\b(?:qr|two-dimensional|2d)?\s*codes?\b",
        max_words=20,
        sentences=True,
        doubtful=True,
    ),
    _rule("title of the original page", r"original (?:title|headline)\s*[:：]", max_words=60, sentences=True),
    _rule(
        "picture credit or caption",
        r"(?:(?:file |stock |cover )?(?:photos?|images?|pictures?|illustration)\s*(?:[:：/]|by\b|credit|caption|source|"
        r"courtesy|provided by)|caption\s*[\]】:：]|[▲△▼]\s*(?=[^\W\d_])|(?:image|picture|photo) (?:from|via) the (?:internet|network|web)|data (?:map|picture)\W*$)",
        max_words=45,
        sentences=True,
    ),
    _rule("counter of the page", r"(?:(?:number of )?(?:page )?(?:views?|reads?|hits?|clicks?|comments?|likes?|visits|shares)|"
          r"reading(?: volume)?)\s*[:：]?\s*[\d,.]+\s*[km万]?$", doubtful=True),
    _rule("counter of the page", r"\d[\d,.]*\s*[km万]?\s*(?:views|comments?|reads|likes|shares|clicks)$", doubtful=True),
    _rule("path through the site", r"(?:(?:your |you are |the )?(?:current |here)\s*(?:location|position)?|home(?: ?page)?|main page)\s*"
          r"(?:[:：]|is\b)?[^.]{0,60}[>»›→]", max_words=30),
    _rule("path through the site", r"(?:[^.>»›]{2,30}\s[>»›]\s){2,}[^.>»›]{2,}$", max_words=30),
    _rule("tags of the page", r"(?:tags?|keywords?|key words|labels?|filed under|categor(?:y|ies))\s*[:：]\s*\S", max_words=30, doubtful=True),
    _rule("topics of the page", r"(?:collected|included) in (?:the )?(?:collection|topic|album)s?\b|"
          r"#[^\s#]+(?:\s+(?:#[^\s#]+|\d+))*\W*$", doubtful=True),
    _rule("licence of the site", r".{0,80}\bICP\b.{0,30}\d{5}", max_words=25),
    _rule(
        "call to report an error",
        r"(?:if you )?(?:have )?(?:noticed?|found|find|see|spotted|saw) (?:an? )?(?:error|mistake|typo)\b.{0,80}"
        r"\b(?:select|press|ctrl|highlight|let us know|report)\b",
        max_words=30,
        sentences=True,
    ),
    _rule("size of the letters", r"font(?: size)?\s*[:：]"),
    _rule(
        "call to subscribe or follow",
        r"(?:(?:please )?(?:subscribe|sign up) (?:to|for|now|here|and)\b.{0,60}\b(?:newsletters?|channel|updates|alerts)|"
        r"follow (?:us|our (?:official|channel|page|account))\b|"
        r"join (?:our|us on)\b.{0,40}\b(?:channel|group|telegram|whatsapp)|"
        r"download (?:the|our) .{0,40}\bapp (?:for (?:full|more|free|the latest)|to (?:get|read|receive|stay|follow))|"
        r"(?<=[\[(（【])click here)\b",
        max_words=25,
        sentences=True,
    ),
    _rule(
        "call to click or download",
        r"(?:(?:download|open|get|install) (?:the|our) .{0,40}\bapp\b|"
        r"(?:please )?(?:log ?in|register|sign up) (?:to|for|now|here|and)\b.{0,60}\b(?:comment|post|account|notifications|read more)\b|"
        r"(?:click|tap) (?:here|to (?:view|read|enlarge|enter|see|follow)|(?:on )?the (?:blue|image|picture|link|title|card))\b|"
        r"(?:click )?(?:\W{0,5}read the (?:original|full) (?:text|article)))",
        max_words=25,
        sentences=True,
        doubtful=True,
    ),
)  # fmt: skip


def furniture(blocks: Sequence[Block]) -> dict[int, str]:
    """The blocks that are page furniture, by index, each with its reason."""
    found = {
        index: rule
        for index, block in enumerate(blocks)
        if (rule := _matching(block.text)) and not (rule.doubtful and block.kind == "list_item")
    }
    # A line that begins like an editor's and opens the page is a title: "Review: a dull film".
    if 0 in found and found[0].rule == _EDITORS_LINE:
        del found[0]
    own = [index for index, block in enumerate(blocks) if index not in found and is_complete(block.text)]
    return {
        index: rule.rule
        for index, rule in found.items()
        if not (rule.doubtful and _inside(index, own) and not {index - 1, index + 1} & found.keys())
    }


def _inside(index: int, paragraphs: Sequence[int]) -> bool:
    return bool(paragraphs) and paragraphs[0] < index < paragraphs[-1]


def _matching(line: str) -> _Rule | None:
    if len(line) > _MAX_CHARS:
        return None
    words = len(line.split())
    for rule in _RULES:
        if words <= rule.max_words and rule.pattern.match(line) and (rule.sentences or not is_complete(line)):
            return rule
    return None
