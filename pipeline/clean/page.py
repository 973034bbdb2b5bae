"""A page to its article. The order of the steps matters: each looks only at what the ones before it left."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.article import Dropped
from pipeline.clean.blocks import Block, is_complete, is_headline, to_blocks
from pipeline.clean.dates import to_iso
from pipeline.clean.furniture import furniture
from pipeline.clean.header import Header, classify_author, parse_dateline, parse_header
from pipeline.clean.tail import Verdict, after_end, broken_off, related, split_end_mark
from pipeline.config.schema import CleanConfig

# Header lines stand within this many lines of the top.
_HEADER_LINES = 8
_CLOSING_LINES = 8
# A title stands within this many lines that are not furniture.
_TITLE_LINES = 20
# A shorter line may be said twice on purpose: a slogan, a refrain, a question.
_MIN_REPEATED_WORDS = 20
_MAX_SUBHEADING_WORDS = 10
_MAX_STOPPED_TITLE_WORDS = 30
_MAX_KICKER_WORDS = 3
_MAX_LINE = 250
# What a closing line has and the last line of an article need not: a label, or a reporter in brackets.
_CLOSING = re.compile(r"[:：丨｜]|^[(（](?:reporter|correspondent)", re.IGNORECASE)
_EDIT_LINK = re.compile(r"\s*\[\s*edit(?:\s*\|\s*edit source)?\s*\]", re.IGNORECASE)
_QUESTION = re.compile(r"(?:Q|A|Question|Answer)\d{0,2}\s*[:：.]")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: the article's blocks in order, without its title, and what was left out."""

    title: str | None
    header: Header
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...]


@dataclass(slots=True)
class _Draft:
    """Blocks with the verdicts found so far, by index."""

    blocks: list[Block]
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    residue: dict[int, list[Dropped]] = field(default_factory=dict)

    @property
    def live(self) -> list[int]:
        return [index for index in range(len(self.blocks)) if index not in self.verdicts]


def clean_page(
    text: str,
    *,
    title: str | None = None,
    metadata: Mapping[str, Any] | None = None,
    config: CleanConfig | None = None,
) -> Page:
    """The article of a page; `title` and `metadata` are what its file says of it, and win over the page."""
    config = config or CleanConfig()
    draft = _Draft(to_blocks(text))
    _strip_residue(draft)
    draft.verdicts |= {index: ("furniture", rule) for index, rule in furniture(draft.blocks).items()}
    draft.verdicts |= after_end(draft.blocks, draft.verdicts)
    found, title_index = _title(draft, title)
    given = _given(metadata or {})
    header = given | _header_lines(draft, title_index)
    for rule in (related, broken_off):
        # A title is no paragraph, and none of another article's either.
        settled = draft.verdicts | ({title_index: ("furniture", "title")} if title_index is not None else {})
        draft.verdicts |= rule(draft.blocks, settled)
    header |= _closing_lines(draft, title_index)
    draft.verdicts |= _repeats(draft, found, title_index)
    return _assemble(draft, config, found, title_index, header)


def _given(metadata: Mapping[str, Any]) -> Header:
    byline, outlet = metadata.get("byline"), metadata.get("outlet")
    author = classify_author(" ".join(str(byline).split())) if byline else Header()
    named = Header(outlet=" ".join(str(outlet).split())) if outlet else Header()
    return named | Header(date=to_iso(metadata.get("date"))) | author


def _strip_residue(draft: _Draft) -> None:
    """Takes `[edit]` links and closing `(End)` marks off the blocks they cling to."""
    for index, block in enumerate(draft.blocks):
        pieces = [
            Dropped(text=match[0].strip(), reason="furniture", rule="edit link")
            for match in _EDIT_LINK.finditer(block.text)
        ]
        text = _EDIT_LINK.sub("", block.text) if pieces else block.text
        if parts := split_end_mark(text):
            text = parts[0]
            pieces.append(Dropped(text=parts[1], reason="end_mark", rule="end mark"))
        if pieces and text.strip():
            draft.blocks[index] = Block(text.strip(), block.kind)
            draft.residue[index] = pieces


def _title(draft: _Draft, given: str | None) -> tuple[str | None, int | None]:
    """The title and its block; a given title takes the block that repeats it."""
    top = draft.live[:_TITLE_LINES]
    candidates = list(itertools.islice((index for index in top if not parse_header(draft.blocks[index].text)), 2))
    if not given and _is_kicker([draft.blocks[index] for index in candidates]):
        draft.verdicts[candidates[0]] = ("furniture", "name of a section above the title")
        return draft.blocks[candidates[1]].text, candidates[1]
    first = draft.blocks[candidates[0]] if candidates else None
    if given and (given := " ".join(given.split())):
        same = first is not None and _same(first.text, given)
        return given, candidates[0] if same else None
    if first is None or len(candidates) < 2 or not (_is_title(first) or _under_title(draft, candidates[0])):
        return None, None
    return first.text, candidates[0]


def _is_kicker(top: Sequence[Block]) -> bool:
    """Whether the first of two lines is the `ELECTIONS` that some papers put over a title."""
    if len(top) < 2:
        return False
    kicker, title = top
    loud = kicker.text.isupper() and kicker.words <= _MAX_KICKER_WORDS
    return loud and _is_title(title) and title.words > kicker.words and not title.text.isupper()


def _is_title(block: Block) -> bool:
    return block.kind in ("heading", "body") and is_headline(block.text) and not _QUESTION.match(block.text)


def _under_title(draft: _Draft, index: int) -> bool:
    """Whether a line of the header follows: then the line above is the title, even with a full stop at its end."""
    below = next((later for later in draft.live if later > index), None)
    short = draft.blocks[index].words <= _MAX_STOPPED_TITLE_WORDS and not _QUESTION.match(draft.blocks[index].text)
    return short and below is not None and parse_header(draft.blocks[below].text) is not None


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _header_lines(draft: _Draft, title: int | None) -> Header:
    """What the lines at the top say, those lines marked; ends at the first paragraph."""
    header = Header()
    for index in draft.live[:_HEADER_LINES]:
        text = draft.blocks[index].text
        if index == title:
            continue
        if (found := parse_header(text)) is not None:
            header |= found
            draft.verdicts[index] = ("furniture", f"header line: {found.named}")
        elif is_complete(text):
            return header | parse_dateline(text)
    return header


def _closing_lines(draft: _Draft, title: int | None) -> Header:
    """The same for the lines at the very end, such as `(Source: Example Daily)`."""
    header = Header()
    for index in draft.live[: -_CLOSING_LINES - 1 : -1]:
        text = draft.blocks[index].text
        if index == title or not _CLOSING.search(text[:_MAX_LINE]):
            break
        if (found := parse_header(text) or parse_header(text.strip("()（）[]【】 "))) is None:
            break
        header |= found
        draft.verdicts[index] = ("furniture", f"closing line: {found.named}")
    return header


def _repeats(draft: _Draft, title: str | None, title_index: int | None) -> dict[int, Verdict]:
    verdicts: dict[int, Verdict] = {}
    seen: set[str] = set()
    bare = _bare(title or "")
    begun = False
    for index in draft.live:
        block = draft.blocks[index]
        if index == title_index:
            continue
        if not begun and bare and _bare(block.text) == bare:
            verdicts[index] = ("repeat", "repeats the title")
        elif block.words >= _MIN_REPEATED_WORDS and block.text in seen:
            verdicts[index] = ("repeat", "repeats an earlier paragraph word for word")
        begun |= is_complete(block.text)
        seen.add(block.text)
    return verdicts


def _assemble(draft: _Draft, config: CleanConfig, title: str | None, title_index: int | None, header: Header) -> Page:
    keep = {
        "end_mark": False,
        "teaser": not config.drop_teasers,
        "furniture": not config.drop_furniture,
        "repeat": not config.drop_repeats,
    }
    blocks: list[Block] = []
    dropped: list[Dropped] = []
    for index, block in enumerate(draft.blocks):
        verdict = draft.verdicts.get(index)
        if verdict and not keep[verdict[0]]:
            dropped.append(Dropped(text=block.text, reason=verdict[0], rule=verdict[1]))
        elif index != title_index:
            blocks.append(block)
        dropped += draft.residue.get(index, [])
    return Page(title, header, tuple(_with_headings(blocks)), tuple(dropped))


def _with_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Marks the subheadings of plain text: a short line without a full stop, over a paragraph, said once."""
    texts = Counter(block.text for block in blocks)
    for place, block in enumerate(blocks):
        over = blocks[place + 1] if place + 1 < len(blocks) else None
        before = blocks[place - 1] if place else None
        heads = over is not None and over.kind == "body" and is_complete(over.text) and over.words > block.words
        apart = before is None or is_complete(before.text)
        if block.kind == "body" and heads and apart and texts[block.text] == 1 and _is_subheading(block):
            yield Block(block.text, "heading")
        else:
            yield block


def _is_subheading(block: Block) -> bool:
    named = block.text[0].isupper() or block.text[0].isdigit()
    return block.words <= _MAX_SUBHEADING_WORDS and named and is_headline(block.text) and not is_complete(block.text)
