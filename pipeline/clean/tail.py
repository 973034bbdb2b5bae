"""Where the article ends, and what the page puts after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.article import DropReason
from pipeline.clean.blocks import Block, is_broken_off, is_complete, is_headline

Verdict = tuple[DropReason, str]

_END_WORDS = r"(?:the )?end(?: of (?:the )?(?:article|text|report|news|document))?|full text ends|finish(?:ed)?|fin|完|全文完|结束|конец"
_END_MARK = re.compile(rf"[-—–*=~#_\s\[(（【<|/.]*(?:{_END_WORDS})[-—–*=~#_\s\])）】>|/.!]*", re.IGNORECASE)
_END_SIGN = re.compile(r"#\s?#\s?#|-\s?30\s?-|\(30\)")
_END_IN_LINE = re.compile(r"\s*[(（\[【](?:end|finish(?:ed)?|完)[)）\]】]\s*$", re.IGNORECASE)

_SECTION = re.compile(
    r"(?:related(?: (?:reading|news|articles?|links?|stor(?:y|ies)|posts?|topics?|content|materials?|recommendations?|reports?))?|"
    r"recommended(?: (?:for you|reading|articles|news|stories))?|recommendations?|you (?:may|might)(?: also)? (?:like|be interested in|want to read)|"
    r"read (?:more|also|next)(?: on (?:the|this) topic)?|more (?:news|stories|articles|on this (?:topic|story))|see also|"
    r"hot (?:news|topics|list|spots|articles)|(?:extended|further) reading|most (?:read|popular|viewed|commented)|"
    r"popular(?: (?:news|articles|posts|stories))?|latest(?: (?:news|articles|stories|updates))|trending(?: now)?|"
    r"editor['’]?s?['’]? (?:picks?|choice)|guess you like(?: it)?|also (?:read|on this topic)|other news|similar (?:news|articles)|"
    r"(?:previous|next) (?:article|post|news)|news (?:recommendations?|ranking)|what to read next|don['’]t miss)\W*",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"(?:read (?:also|more|next)|also read|see also|related(?: (?:reading|news|article|stor(?:y|ies)|link)s?)?|recommended(?: reading)?|"
    r"(?:extended|further) reading|more on this|(?:previous|next)(?: (?:article|post|news|one|page))?)\s*[:：>»]+\s*\S",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:(?:readers['’]? |latest |hot |all )?comments?(?: ?[(（]\s*\d+\s*[)）])?|leave a (?:comment|reply)|(?:post|add|write) a comment|"
    r"netizen (?:comments|reviews)|no comments yet)\W*",
    re.IGNORECASE,
)
_AFTER_END = "stands after the end mark"
_IN_SECTION = "stands under a heading such as 'Related reading'"
# A complete paragraph of this many words at the very end is more likely the article's than a teaser's.
_LONG_PARAGRAPH = 40


def split_end_mark(text: str) -> tuple[str, str] | None:
    """A paragraph and the `(End)` that closes it, where one does."""
    match = _END_IN_LINE.search(text)
    return (text[: match.start()], match[0].strip()) if match and match.start() else None


def after_end(blocks: Sequence[Block], known: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """The end mark, and all that follows it; an end mark before any paragraph ends nothing."""
    begun = False
    for index, block in enumerate(blocks):
        if not _is_end(block.text, blocks[index + 1 :]):
            begun |= index not in known and is_complete(block.text)
        elif begun:
            return {index: ("end_mark", "end mark")} | {
                later: known.get(later, ("teaser", _AFTER_END)) for later in range(index + 1, len(blocks))
            }
    return {}


def related(blocks: Sequence[Block], known: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """Pointers to other articles, lists of them under a heading, and readers' comments."""
    verdicts: dict[int, Verdict] = {}
    live = [index for index in range(len(blocks)) if index not in known]
    begun = False
    for place, index in enumerate(live):
        text = blocks[index].text
        if index in verdicts:
            continue
        if begun and _COMMENTS.fullmatch(text):
            return verdicts | dict.fromkeys(live[place:], ("furniture", "readers' comments"))
        if begun and _SECTION.fullmatch(text):
            section = _section(blocks, live[place + 1 :])
            verdicts |= {index: ("furniture", "heading over other articles")} | dict.fromkeys(
                section, ("teaser", _IN_SECTION)
            )
        elif _POINTER.match(text) and not is_complete(text):
            verdicts[index] = ("teaser", "points to another article")
        begun |= is_complete(text)
    return verdicts


def broken_off(blocks: Sequence[Block], known: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """Teasers at the end of the page: a title and the beginning of a text that breaks off, once or repeatedly."""
    verdicts: dict[int, Verdict] = {}
    live = [index for index in range(len(blocks)) if index not in known]
    while len(live) >= 3:
        *rest, title, start = live
        if not _is_teaser(blocks[title], blocks[start]) or not any(is_complete(blocks[i].text) for i in rest):
            break
        verdicts |= {
            title: ("teaser", "title of another article"),
            start: ("teaser", "beginning of another article"),
        }
        live = rest
    return verdicts


def _is_end(text: str, after: Sequence[Block]) -> bool:
    if _END_MARK.fullmatch(text):
        return True
    # Signs also part the items of a bulletin: they end the page only where no paragraph follows.
    return bool(_END_SIGN.fullmatch(text)) and not any(is_complete(block.text) for block in after)


def _is_teaser(title: Block, start: Block) -> bool:
    return title.kind == "body" and is_headline(title.text) and start.kind == "body" and is_broken_off(start.text)


def _section(blocks: Sequence[Block], live: Sequence[int]) -> Iterator[int]:
    """What belongs to a list of other articles, up to where the article goes on, if it does.

    Titles may alternate with summaries; two whole paragraphs in a row, one right after the heading, or a long
    one at the end of the page, are the article again.
    """
    for place, index in enumerate(live):
        whole = is_complete(blocks[index].text) and not is_headline(blocks[index].text)
        following = live[place + 1 : place + 2]
        again = not following or is_complete(blocks[following[0]].text)
        long = blocks[index].words >= _LONG_PARAGRAPH
        if whole and (place == 0 or (again and (following or long))):
            return
        yield index
