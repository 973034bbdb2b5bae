"""What a scorer says of one sentence.

Numbers keep four digits: a network's eighth digit changes with the sentences that share its batch, and a report must
be the same alone and in a batch.
"""

from __future__ import annotations

from dataclasses import dataclass

DIGITS = 4


@dataclass(frozen=True, slots=True)
class TokenError:
    """A word that a tagger takes for wrong: `text[start:end]` of the sentence it scored."""

    start: int
    end: int
    label: str
    probability: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "probability", round(self.probability, DIGITS))


@dataclass(frozen=True, slots=True)
class SegmentScore:
    """The value of one text on the scale of its scorer, with the words at fault where the scorer marks words."""

    value: float
    errors: tuple[TokenError, ...] = ()

    def __post_init__(self) -> None:
        large = abs(self.value) >= 1  # a perplexity, whose digits before the point count as well
        kept = float(f"{self.value:.{DIGITS}g}") if large else round(self.value, DIGITS)
        object.__setattr__(self, "value", kept)
