"""Marks that come in pairs: which quotation mark or bracket belongs to which, and which have no partner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.article import Paragraph

_QUOTES = re.compile(r"[\"“”]")
_BRACKETS = re.compile(r"[()\[\]（）]")
_CLOSES = {")": "(", "]": "[", "）": "("}
_OPENS = {"(": "(", "[": "[", "（": "("}
# "a) first", "1) second", ":)", ";-(" pair with nothing.
_ITEM = re.compile(r"(?:^|[\s(;,])\(?(?:[0-9]{1,3}|[A-Za-z]|[ivx]{1,5})$")
_FACE = re.compile(r"[:;=]-?$")
# A speech of several paragraphs that were run together opens anew after a full stop.
_REOPENS = re.compile(r"[.!?]\s[\"“]['‘]?\w")
_CONTEXT = 12  # characters before a bracket that show what it is
# A speech may run over this many paragraphs before it closes.
REACH = 12


@dataclass(frozen=True, slots=True)
class Lone:
    """A mark without a partner in its paragraph."""

    at: int
    kind: str
    opens: bool
    paragraph: int


def pair_quotes(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], list[int]]:
    """Offsets of the pairs of quotation marks between two offsets, and of the marks that are left over."""
    pairs: list[tuple[int, int]] = []
    pending: list[int] = []
    lone: list[int] = []
    for match in _QUOTES.finditer(text, start, end):
        at = match.start()
        if pending and _REOPENS.match(text, max(start, at - 2)):
            continue
        if _opens(text, at, start, pending=bool(pending)):
            pending.append(at)
        elif pending:
            pairs.append((pending.pop(), at))
        elif text[at] != '"' or not text[max(start, at - 1) : at].isdigit():  # a digit goes before the sign of inches
            lone.append(at)
    return pairs, sorted(lone + pending)


def _opens(text: str, at: int, start: int, *, pending: bool) -> bool:
    """Straight marks take turns; curly ones mean what they say, unless what stands around them says otherwise."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1 : at + 2]
    if text[at] == '"':
        return not pending and not before.isdigit()
    if text[at] == "“":
        # German closes with this mark.
        return not (pending and not before.isspace() and not after.isalnum())
    return not pending and before.isspace() and after.isalnum()


def lone_quotes(text: str, paragraphs: Sequence[Paragraph]) -> list[Lone]:
    """The first mark of each paragraph that has no partner there, where no other paragraph has it either."""
    found = []
    for number, paragraph in enumerate(paragraphs):
        _, left = pair_quotes(text, paragraph.start, paragraph.end)
        if left:
            found.append(Lone(left[0], '"', _looks_open(text, left[0], paragraph), number))
    return [lone for lone in _without_partner(found) if not _goes_on(text, lone, paragraphs)]


def _looks_open(text: str, at: int, paragraph: Paragraph) -> bool:
    if text[at] != '"':
        return text[at] == "“"
    if at + 1 == paragraph.end:
        return at == paragraph.start
    return at == paragraph.start or not (text[at - 1].isalnum() or text[at - 1] in ".,!?")


def _goes_on(text: str, lone: Lone, paragraphs: Sequence[Paragraph]) -> bool:
    """A speech goes on in the next paragraph, which then opens with a mark of its own."""
    following = paragraphs[lone.paragraph + 1 : lone.paragraph + 2]
    return lone.opens and any(text[p.start : p.start + 1] in ('"', "“", "‘", "'") for p in following)


def lone_brackets(text: str, paragraphs: Sequence[Paragraph]) -> list[Lone]:
    """Brackets without a partner in their paragraph or a near one."""
    return _without_partner(
        [lone for number, paragraph in enumerate(paragraphs) for lone in _lone_brackets(text, paragraph, number)]
    )


def _lone_brackets(text: str, paragraph: Paragraph, number: int) -> list[Lone]:
    pending: list[Lone] = []
    lone: list[Lone] = []
    for match in _BRACKETS.finditer(text, paragraph.start, paragraph.end):
        at, mark = match.start(), match.group()
        before = text[max(paragraph.start, at - _CONTEXT) : at]
        if mark in _OPENS:
            if not _FACE.search(before):
                pending.append(Lone(at, _OPENS[mark], True, number))
        elif pending and pending[-1].kind == _CLOSES[mark]:
            pending.pop()
        elif not (_FACE.search(before) or _ITEM.search(before)):
            lone.append(Lone(at, _CLOSES[mark], False, number))
    return lone + pending


def _without_partner(found: Iterable[Lone]) -> list[Lone]:
    """What is left when opening and later closing marks of near paragraphs are taken for pairs."""
    left: list[Lone] = []
    excused: set[int] = set()
    last: dict[str, list[Lone]] = {}
    for lone in sorted(found, key=_place):
        if lone.opens:
            last.setdefault(lone.kind, []).append(lone)
            left.append(lone)
            continue
        near = [o for o in last.pop(lone.kind, []) if lone.paragraph - o.paragraph <= REACH]
        excused.update(o.at for o in near)
        if not near:
            left.append(lone)
    return [lone for lone in left if lone.at not in excused]


def _place(lone: Lone) -> int:
    return lone.at
