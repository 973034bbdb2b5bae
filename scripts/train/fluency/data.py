"""Rated translations as training examples: which are held out, and what raters say of each token."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pipeline.evaluate.ratings import FLUENCY_LABELS, LABELS, Mark, Rated, read_rated, rows

Example = Rated
HELD_OUT = 12  # every twelfth document, by hash, chooses thresholds and weights and trains nothing
ACCURACY_LABELS = frozenset(range(1, len(LABELS))) - FLUENCY_LABELS

__all__ = ["LABELS", "Example", "Mark", "is_held_out", "read_rated", "rows", "token_targets"]


def is_held_out(doc: str) -> bool:
    """Whether a document is kept for calibration; depends on its name alone."""
    return int(hashlib.sha256(doc.encode()).hexdigest(), 16) % HELD_OUT == 0


def token_targets(offsets: Sequence[tuple[int, int]], raters: Sequence[Sequence[Mark]]) -> list[list[float]]:
    """Per token the share of raters for each label; a rater of several opinions divides a vote among types."""
    table = [[0.0] * len(LABELS) for _ in offsets]
    for marks in raters:
        for row, (start, end) in zip(table, offsets, strict=True):
            over = {mark.label for mark in marks if mark.start < end and start < mark.end}
            worst = {max(kind) for kind in (over & FLUENCY_LABELS, over & ACCURACY_LABELS) if kind} or {0}
            for label in worst:
                row[label] += 1 / len(worst) / len(raters)
    return table
