"""Where the article ends, and what the page puts after it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.article import DropReason
from pipeline.clean.blocks import Block, is_broken_off, is_complete, is_headline

Verdict = tuple[DropReason, str]

_END_WORDS = r"(?:the )?end(?: of (?:the )?(?:article|text|report|news|document))?|full text ends|finish(?:ed)?|fin|完|全文完|结束|конец"
_END_MARK = re.compile(rf"[-—–*=~#_\s\[(（【<|/.]*(?:{_END_WORDS})[-—–*=~#_\s\])）】>|/.!]*", re.IGNORECASE)
_END_SIGN = re.compile(r"-{0,2}\s?#\s?#\s?#?\s?-{0,2}|-\s?30\s?-|\(30\)")
# Without dashes or brackets around them, these words may as well be a heading, or a line of code.
_BARE_END = re.compile(r"\w[\w ]*[.!]?")
_END_IN_LINE = re.compile(r"\s*[(（\[【](?:end|finish(?:ed)?|完)[)）\]】]\s*$", re.IGNORECASE)

_SECTION = re.compile(
    r"(?:related(?: (?:reading|news|articles?|links?|stor(?:y|ies)|posts?|topics?|content|materials?|recommendations?|reports?))?|"
    r"recommended(?: (?:for you|reading|articles|news|stories))?|you (?:may|might)(?: also)? (?:like|be interested in|want to read)|"
    r"read (?:more|also|next)(?: on (?:the|this) topic)?|more (?:news|stories|articles|information|on this (?:topic|story))|see also|(?:topics related|news of (?:the )?partners|partner news)|"
    r"hot (?:news|topics|list|spots|articles)|(?:extended|further) reading|most (?:read|popular|viewed|commented)|"
    r"popular(?: (?:news|articles|posts|stories))?|latest(?: (?:news|articles|stories|updates))|trending(?: now)?|"
    r"editor['’]?s?['’]? (?:picks?|choice)|guess you like(?: it)?|also (?:read|on this topic)|other news|similar (?:news|articles)|"
    r"(?:previous|next) (?:article|post|news)|news (?:recommendations?|ranking)|what to read next|don['’]t miss)\W*",
    re.IGNORECASE,
)
# Where paragraphs follow at once, these may head a part of the article.
_OWN_HEADING = re.compile(
    r"(?:latest|other news|more (?:news|stories|information)|hot (?:news|topics|spots)|popular|see also)\b.*",
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
# The longest line of dashes with a word in it that still is one.
_MAX_END_CHARS = 200
_AFTER_END = "stands after the end mark"
_IN_SECTION = "stands under a heading such as 'Related reading'"
# A complete paragraph of this many words is more likely the article's than a teaser's.
_LONG_PARAGRAPH = 30
_MAX_TEASER_TITLE = 40
_MIN_TEASER_TEXT = 8
# Share of words that the last paragraph of 3,203 news articles, cut to 25 words, has in common with the rest:
# below 0.25 for 16% of them, and for 88% of the openings of other articles.
_MIN_SHARED = 0.25
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_STEM_CHARS = 6


def split_end_mark(text: str) -> tuple[str, str] | None:
    """A paragraph and the `(End)` that closes it, where one does."""
    match = _END_IN_LINE.search(text)
    return (text[: match.start()], match[0].strip()) if match and match.start() else None


def after_end(blocks: Sequence[Block], known: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """The end mark, and all that follows it; an end mark before any paragraph ends nothing."""
    verdicts: dict[int, Verdict] = {}
    paragraphs = [index for index, block in enumerate(blocks) if index not in known and is_complete(block.text)]
    for index in range(paragraphs[0] + 1 if paragraphs else len(blocks), len(blocks)):
        if verdicts:
            verdicts[index] = known.get(index, ("teaser", _AFTER_END))
        elif _is_end(blocks[index].text, over=index > paragraphs[-1]):
            verdicts[index] = ("end_mark", "end mark")
    return verdicts


def related(blocks: Sequence[Block], known: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """Pointers to other articles, lists of them under a heading, and readers' comments."""
    verdicts: dict[int, Verdict] = {}
    live = [index for index in range(len(blocks)) if index not in known]
    words = list(itertools.accumulate(blocks[index].words for index in live))
    begun = False
    for place, index in enumerate(live):
        text = blocks[index].text
        if index in verdicts:
            continue
        if begun and _heads_comments(blocks, live, place, words):
            return verdicts | dict.fromkeys(live[place:], ("furniture", "readers' comments"))
        if begun and _SECTION.fullmatch(text):
            section = list(_section(blocks, live, place + 1))
            if section or place + 1 == len(live) or not _OWN_HEADING.fullmatch(text):
                verdicts[index] = ("furniture", "heading over other articles")
                verdicts |= dict.fromkeys(section, ("teaser", _IN_SECTION))
        elif _POINTER.match(text) and not is_complete(text):
            verdicts[index] = ("teaser", "points to another article")
        begun |= is_complete(text)
    return verdicts


def broken_off(blocks: Sequence[Block], known: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """Teasers at the end of the page: a title and the beginning of a text that breaks off, once or repeatedly."""
    verdicts: dict[int, Verdict] = {}
    live = [index for index in range(len(blocks)) if index not in known]
    first = next((place for place, index in enumerate(live) if is_complete(blocks[index].text)), len(live))
    while len(live) - 2 > first:
        title, start = live[-2:]
        if not _is_teaser(blocks[title], blocks[start]):
            break
        verdicts |= {
            title: ("teaser", "title of another article"),
            start: ("teaser", "beginning of another article"),
        }
        del live[-2:]
    # A single one may be a last section that trails off; then it speaks of what the article speaks of.
    alone = len(verdicts) == 2
    return {} if alone and _speaks_of(blocks, verdicts, live) else verdicts


def _speaks_of(blocks: Sequence[Block], some: Iterable[int], others: Iterable[int]) -> bool:
    one, other = (_long_words(" ".join(blocks[index].text for index in part)) for part in (some, others))
    return len(one & other) >= _MIN_SHARED * len(one)


def _long_words(text: str) -> set[str]:
    return {word[:_STEM_CHARS].casefold() for word in _LONG_WORD.findall(text)}


def _heads_comments(blocks: Sequence[Block], live: Sequence[int], place: int, words: Sequence[int]) -> bool:
    """Whether 'Comments' stands under a whole paragraph, over less than what came before: no item, no chapter.

    `words` counts them up to and with each place of `live`.
    """
    block, above = blocks[live[place]], blocks[live[place - 1]]
    heads = block.kind != "list_item" and bool(_COMMENTS.fullmatch(block.text)) and is_complete(above.text)
    return heads and words[-1] - words[place] <= words[place - 1]


def _is_end(text: str, *, over: bool) -> bool:
    """Whether a line ends the article; `over` says that no paragraph follows."""
    if len(text) > _MAX_END_CHARS:
        return False
    # Signs also part the items of a bulletin, and a bare word heads a section: neither ends what goes on.
    if _END_SIGN.fullmatch(text):
        return over
    if _BARE_END.fullmatch(text):
        return over and not text.islower() and bool(_END_MARK.fullmatch(text))
    return bool(_END_MARK.fullmatch(text))


def _is_teaser(title: Block, start: Block) -> bool:
    return (
        title.kind == "body"
        and is_headline(title.text)
        and title.words <= _MAX_TEASER_TITLE
        and start.kind == "body"
        and start.words >= _MIN_TEASER_TEXT
        and is_broken_off(start.text)
    )


def _section(blocks: Sequence[Block], live: Sequence[int], begin: int) -> Iterator[int]:
    """What belongs to a list of other articles, up to where the article goes on, if it does.

    Titles may alternate with summaries; a whole paragraph right after the heading, two in a row, or a long
    one are the article again.
    """
    summary: int | None = None
    for place in range(begin, len(live)):
        block = blocks[live[place]]
        if place > begin and _SECTION.fullmatch(block.text):
            break
        whole = is_complete(block.text) and not is_headline(block.text)
        if whole and (place == begin or block.words >= _LONG_PARAGRAPH):
            return
        if summary is not None and is_complete(block.text):
            return
        if summary is not None:
            yield summary
        summary = live[place] if whole else None
        if not whole:
            yield live[place]
    if summary is not None:
        yield summary
