"""Keeping an article data: fences around it, and no control tokens inside it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

MARKUP = re.compile(r"<\|[^|\s]{1,40}\|>|</?[A-Za-z_]{1,30}>|\[/?[A-Z_]{2,20}\]|<<?/?[A-Z]{2,20}>>?")
BRACKETS = frozenset("<>[]|{}")
SHORTEST_MARKER = 3  # characters; single marks such as "!" serve some tokenizers as padding, and articles as text
MARKER_DIGITS = 8


def fence(text: str, *, title: str | None = None) -> str:
    """The article between two lines with a mark that is made from it and does not occur in it."""
    mark = _mark(text + (title or ""))
    head = f"Title: {title}\n\n" if title else ""
    return f"=== ARTICLE {mark} ===\n{head}{text.strip()}\n=== END {mark} ==="


def markers_in(template: str) -> set[str]:
    """Role markers that a rendered chat template is made of, such as <|user|> or [INST]."""
    return set(MARKUP.findall(template))


class Neutraliser:
    """Breaks up, in an article, every string that a tokenizer or chat template takes for control."""

    def __init__(self, tokens: Iterable[str]) -> None:
        known = sorted({t for t in tokens if len(t) >= SHORTEST_MARKER}, key=len, reverse=True)
        self._pattern = re.compile("|".join(re.escape(token) for token in known), re.I) if known else None

    def __call__(self, text: str) -> str:
        """The text with a space after the first character of each such string; all else is as it was."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: f"{found.group()[0]} {found.group()[1:]}", text)


def without_brackets(text: str) -> str:
    """The text with every bracket-like character replaced by a space: the last resort."""
    return re.sub(r"[<>\[\]|{}＜＞｜▁]", " ", text)


def _mark(text: str) -> str:
    seed = text
    while (mark := hashlib.sha256(seed.encode()).hexdigest()[:MARKER_DIGITS]) in text:
        seed += mark
    return mark
