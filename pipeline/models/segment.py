"""What a scorer says of one sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TokenError:
    """A word that a tagger takes for wrong: `text[start:end]` of the sentence it scored."""

    start: int
    end: int
    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class SegmentScore:
    """The value of one text on the scale of its scorer, with the words at fault where the scorer marks words."""

    value: float
    errors: tuple[TokenError, ...] = ()
