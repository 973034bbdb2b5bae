"""Texts as token ids, none cut and none over a network's input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.models.loading import Loaded, input_limit
from pipeline.models.windows import divide


def ids_of(tokenizer: Any, text: str) -> list[int]:
    """With the special tokens that the network expects around a text."""
    return list(tokenizer(text, truncation=False, verbose=False)["input_ids"])


def plain_ids(tokenizer: Any, text: str) -> list[int]:
    """Without special tokens."""
    return list(tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"])


def counter(loaded: Loaded) -> Callable[[str], int]:
    """Counts the tokens of a text."""

    def count(text: str) -> int:
        return len(plain_ids(loaded.tokenizer, text))

    return count


def fitting(loaded: Loaded, texts: Sequence[str]) -> list[list[str]]:
    """Each text in pieces that the network can take in; joined they are the text."""
    room = max(2, input_limit(loaded) - len(ids_of(loaded.tokenizer, "")))
    return [divide(text, counter(loaded), room) for text in texts]


def padding(loaded: Loaded) -> int:
    """Id for padding; where a tokenizer has none the mask alone decides, and any id will do."""
    found = loaded.tokenizer.pad_token_id
    return int(found) if found is not None else 0
