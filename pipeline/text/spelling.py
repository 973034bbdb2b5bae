"""Words that a dictionary of English does not know."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from spellchecker import SpellChecker

from pipeline.text.words import WORD


def misspelt(text: str, known: Collection[str]) -> list[str]:
    """Words of a text, but for names, that are neither known nor in the dictionary."""
    own = [word for word in WORD.findall(text) if word.isalpha() and word.islower() and word not in known]
    return sorted(_dictionary().unknown(own)) if own else []


@cache
def _dictionary() -> SpellChecker:
    return SpellChecker("en", distance=1)
