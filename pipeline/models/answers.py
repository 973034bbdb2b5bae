"""From generated token ids to text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

THINKING = ("<think>", "</think>")
SENTENCE_END = re.compile(r"""[.!?…。！？]["'”’»)\]]*(?=\s|$)|[^\n](?=\n)""")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a network wrote to one prompt."""

    text: str
    whole: bool = True
    """False where max_new_tokens ran out before the text did."""
    likelihood: float = 0.0
    """Logarithm of the probability that the network gave the whole text; 0 where it was not asked for."""


def decode(tokenizer: Any, ids: Sequence[int], separator: str | None = None) -> str:
    """Text of generated ids. A separator token, and PEGASUS's <n>, become line breaks."""
    parts = _split(ids, tokenizer.convert_tokens_to_ids(separator)) if separator else [list(ids)]
    texts = (tokenizer.decode(part, skip_special_tokens=True) for part in parts)
    lines = (line.strip() for text in texts for line in text.replace("<n>", "\n").splitlines())
    return "\n".join(line for line in lines if line)


def is_whole(ids: Sequence[int], generation: Any) -> bool:
    """Whether generated ids (without what stood before them) come to an end of their own.

    BART and PEGASUS are made to write their end token last of all, however unfinished the text is.
    """
    ends = _end_ids(generation)
    at = next((k for k, token in enumerate(ids) if token in ends), None)
    forced = generation.forced_eos_token_id is not None
    return at is not None and not (forced and at + 1 >= generation.max_new_tokens)


def without_thoughts(text: str, *, begun: bool) -> str:
    """An answer without the thinking aloud before it; empty where the thinking never ended.

    `begun` says that the prompt itself had opened the thinking, as some templates do.
    """
    opening, closing = THINKING
    if closing in text:
        return text.rpartition(closing)[2].strip()
    return "" if begun or opening in text else text.strip()


def finished(text: str) -> str:
    """The text up to the end of its last finished sentence or line."""
    ends = [found.end() for found in SENTENCE_END.finditer(text)]
    return text[: ends[-1]] if ends else ""


def _end_ids(generation: Any) -> Collection[int]:
    found = generation.eos_token_id
    return found if isinstance(found, list | tuple | set) else [found]


def _split(ids: Sequence[int], mark: int) -> list[list[int]]:
    parts: list[list[int]] = [[]]
    for token in ids:
        if token == mark:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
