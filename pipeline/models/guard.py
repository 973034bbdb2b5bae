"""Keeping an article data: fences around it, and no control tokens inside it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

# What chat templates mark a turn with: <|user|>, <start_of_turn>, [INST], <<SYS>>, "### Response:", "ASSISTANT:".
MARKUP = re.compile(
    r"<\|[^|\s]{1,40}\|>|</?[A-Za-z_]{1,30}>|\[/?[A-Z_]{2,20}\]|<<?/?[A-Z]{2,20}>>?"
    r"|#{2,} ?[A-Z][A-Za-z]{2,20}:|\b(?:USER|ASSISTANT|User|Assistant|Human):"
)
FENCE_LINE = re.compile(r"={2,}(?=\s*(?:ARTICLE|END)\b)", re.I)
BRACKETS = frozenset("<>[]|{}")
SHORTEST_MARKER = 3  # characters; single marks such as "!" serve some tokenizers as padding, and articles as text
MARKER_DIGITS = 8


def fence(text: str, *, title: str | None = None) -> str:
    """The article between two lines with a mark that is made from it and does not occur in it.

    What looks like such a line inside the article loses its signs of equality.
    """
    text = FENCE_LINE.sub(_dashes, text)
    title = FENCE_LINE.sub(_dashes, " ".join((title or "").split()))
    mark = _mark(text + title)
    head = f"Title: {title}\n\n" if title else ""
    return f"=== ARTICLE {mark} ===\n{head}{text.strip()}\n=== END {mark} ==="


def markers_in(template: str) -> set[str]:
    """Role markers that a rendered chat template is made of, such as <|user|> or [INST]."""
    return set(MARKUP.findall(template))


def control_tokens(tokenizer: Any) -> set[str]:
    """Tokens that mean something to the network beyond their letters."""
    added = {token for token in tokenizer.get_added_vocab() if BRACKETS & set(token)}
    return added | {str(token) for token in tokenizer.all_special_tokens}


def control_ids(tokenizer: Any) -> frozenset[int]:
    """Ids of those tokens, but for the one of unknown words, which any text may hold."""
    ids = {int(tokenizer.convert_tokens_to_ids(token)) for token in control_tokens(tokenizer)}
    return frozenset(ids - {tokenizer.unk_token_id})


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


def _dashes(found: re.Match[str]) -> str:
    return "-" * len(found.group())


def _mark(text: str) -> str:
    seed = text
    while (mark := hashlib.sha256(seed.encode()).hexdigest()[:MARKER_DIGITS]) in text:
        seed += mark
    return mark
