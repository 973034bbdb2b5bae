"""Quotations in running English."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Straight single quotes open only after white space or a bracket and close before a word's end, or apostrophes
# would quote.
_QUOTED = re.compile(
    r"“(?P<curly>[^“”]+)[”\"]|\"(?P<straight>[^\"“”]*)[\"”]|«(?P<angle>[^«»]+)»|「(?P<corner>[^「」]+)」"
    r"|(?<![\w’])‘(?P<single>[^‘\n]+?)’(?!\w)|(?<![\w'])'(?P<typed>[^'\s](?:[^'\n]|(?<=\w)'(?=\w))*)'(?!\w)"
)
_MARKS = " \t\n,.;:!?…"


@dataclass(frozen=True, slots=True)
class Quote:
    """What stands between quotation marks, without the punctuation at its ends."""

    start: int
    end: int


def find_quotes(text: str) -> list[Quote]:
    """Every quotation in order; marks that are not closed quote nothing."""
    quotes = (_trimmed(text, *match.span(match.lastgroup or 0)) for match in _QUOTED.finditer(text))
    return [quote for quote in quotes if quote.end > quote.start]


def _trimmed(text: str, start: int, end: int) -> Quote:
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip(_MARKS))
    return Quote(start, max(start, start + len(inner.strip(_MARKS))))
