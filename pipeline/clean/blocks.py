"""Text to blocks: paragraphs, headings and list items, with whitespace put in order and no word touched."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.article import ParagraphKind

# Invisible, and without a meaning of their own; joiners stay, scripts and emoji need them.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_HEADING = re.compile(r"#{1,6} +(?=\S)")
_BULLET = re.compile(r"[-*•●▪◦‣·] +(?=\S)")
_TERMINAL = re.compile(r"[.!?。！？](?:[\"'”’»)）\]」』]|\[\d+\])*$")
_BROKEN_OFF = re.compile(
    r"(?:\.{3,}|…+|\.\.)\s*(?:\[?(?:read |see )?(?:more|details|full text|all)\]?)?\W*$", re.IGNORECASE
)

# A line longer than this was not broken by a mail program or an editor.
_MAX_WRAP_WIDTH = 100
# Fewer full lines than this are no evidence of a width.
_MIN_WRAPPED = 3
_MAX_HEADLINE_WORDS = 45
_MAX_HEADLINE_CHARS = 400
# A line of more words than this that holds a full stop is a paragraph, whatever its last mark.
_MAX_SENTENCES_WORDS = 25
_INNER_STOP = re.compile(r"[.!?。！？][\"'”’»)]?\s+\S")
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}$")
# How a paragraph ends shows in its last characters; searching all of a very long line would be slow.
_END_CHARS = 60


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the page that stands for itself."""

    text: str
    kind: ParagraphKind = "body"

    @property
    def words(self) -> int:
        return len(self.text.split())


def to_blocks(text: str) -> list[Block]:
    """The blocks of a text in order; lines that only a fixed width has parted are joined."""
    groups = [_lines(group) for group in _BLANK_LINES.split(_INVISIBLE.sub("", text))]
    groups = [group for group in groups if group]
    width = _wrap_width(groups)
    return [_block(line) for group in groups for line in (_unwrapped(group, width) if width else group)]


def is_complete(text: str) -> bool:
    """Whether a text ends the way a sentence ends."""
    return bool(_TERMINAL.search(text[-_END_CHARS:])) and not is_broken_off(text)


def is_broken_off(text: str) -> bool:
    """Whether a text ends in an ellipsis, as a teaser does that was cut to length."""
    return bool(_BROKEN_OFF.search(text[-_END_CHARS:]))


def is_headline(text: str) -> bool:
    """Whether a line reads as a title: not long, and without the full stop of a sentence."""
    if not 0 < len(text) <= _MAX_HEADLINE_CHARS or is_broken_off(text):
        return False
    stripped = text.rstrip("\"'”’»)） ")
    stopped = stripped.endswith((".", "。", ",", "，", ";", "；", ":", "：")) and not _INITIALS.search(stripped)
    words = len(text.split())
    long = words > _MAX_SENTENCES_WORDS and bool(_INNER_STOP.search(text))
    return words <= _MAX_HEADLINE_WORDS and not stopped and not long


def _lines(group: str) -> list[str]:
    lines = (_SPACES.sub(" ", line).strip() for line in group.split("\n"))
    return [line for line in lines if line]


def _block(line: str) -> Block:
    if match := _HEADING.match(line):
        return Block(line[match.end() :].rstrip("# "), "heading")
    # "- END -" and "* * *" begin like list items, and are none.
    if (match := _BULLET.match(line)) and line[-1] not in "-*•·":
        return Block(line[match.end() :], "list_item")
    return Block(line)


def _wrap_width(groups: Sequence[Sequence[str]]) -> int | None:
    """The width that a text was wrapped at, if it was: nearly no next word would have fit on the line before."""
    width = max((len(line) for group in groups for line in group), default=0)
    if not 40 <= width <= _MAX_WRAP_WIDTH:
        return None
    full = [_fills(line, after, width) for group in groups for line, after in itertools.pairwise(group)]
    return width if len(full) >= _MIN_WRAPPED and sum(full) >= 0.8 * len(full) else None


def _fills(line: str, after: str, width: int) -> bool:
    return len(line) + 1 + len(after.split(" ", 1)[0]) > width


def _unwrapped(group: Sequence[str], width: int) -> Iterator[str]:
    joined = group[0]
    for line, after in itertools.pairwise(group):
        if _fills(line, after, width) and not _BULLET.match(after):
            joined += " " + after
        else:
            yield joined
            joined = after
    yield joined
