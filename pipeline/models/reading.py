"""What a network makes of the tokens of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Chances = NDArray[np.float64]
WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Reading:
    """Tokens of a text, in order, with the probabilities of the labels."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    chances: Chances  # (tokens, labels)
    second: Reading | None = None
    """What another network makes of the same text."""

    def over(self, start: int, end: int) -> Chances:
        """Mean probabilities of the tokens that a stretch of text touches, as all networks see them; else zeros."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        found = self.chances[first:last].mean(axis=0) if first < last else np.zeros(self.chances.shape[1])
        return (found + self.second.over(start, end)) / 2 if self.second else found
