"""The words in which two versions of a sentence differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# A word with its inner apostrophes, hyphens and decimal points, or one sign.
_TOKEN = re.compile(r"\w+(?:['’.,-]\w+)*|[^\w\s]")
MAX_TOKENS = 600
"""Longer than any sentence: comparing word by word takes the square of it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text; `changed` where the other version does not have it."""

    text: str
    changed: bool


Marked = tuple[Stretch, ...]


def mark_differences(a: str, b: str) -> tuple[Marked, Marked]:
    """Both texts cut into what they share and what they do not; joined again, each is itself."""
    tokens_a, tokens_b = list(_TOKEN.finditer(a)), list(_TOKEN.finditer(b))
    words_a, words_b = [token[0] for token in tokens_a], [token[0] for token in tokens_b]
    if words_a == words_b:
        return _cut(a, []), _cut(b, [])
    if max(len(words_a), len(words_b)) > MAX_TOKENS:
        return _cut(a, [(0, len(a))]), _cut(b, [(0, len(b))])
    found = SequenceMatcher(None, words_a, words_b, autojunk=False).get_opcodes()
    changed = [code for code in found if code[0] != "equal"]
    return (
        _cut(a, [_place(tokens_a, start, end) for _, start, end, _, _ in changed if start < end]),
        _cut(b, [_place(tokens_b, start, end) for _, _, _, start, end in changed if start < end]),
    )


def whole(text: str) -> Marked:
    """A text that the other version has nothing of: it is shown alone, and needs no mark."""
    return _cut(text, [])


def _place(tokens: Sequence[re.Match[str]], start: int, end: int) -> tuple[int, int]:
    return tokens[start].start(), tokens[end - 1].end()


def _cut(text: str, places: Sequence[tuple[int, int]]) -> Marked:
    stretches = []
    at = 0
    for start, end in places:
        stretches += [Stretch(text[at:start], False), Stretch(text[start:end], True)]
        at = end
    stretches.append(Stretch(text[at:], False))
    return tuple(stretch for stretch in stretches if stretch.text)
