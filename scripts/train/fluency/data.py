"""Rated translations as examples: one per translated segment, with the error spans of all its raters."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LABELS = (
    "O",
    "fluency-punctuation",
    "fluency-minor",
    "fluency-major",
    "accuracy-minor",
    "accuracy-major",
)
"""Minor punctuation is a label of its own because MQM counts it as 0.1 instead of 1 (Freitag et al. 2021, table 1)."""

FLUENCY_TYPES = ("Fluency", "Style", "Locale")
HELD_OUT = 12  # every twelfth document, by hash, chooses thresholds and weights and trains nothing


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that a rater marked, with the index of its label."""

    start: int
    end: int
    label: int


@dataclass(frozen=True, slots=True)
class Example:
    """A translated segment: its raters' marks, and their mean penalties (0 best)."""

    text: str
    group: str
    """The source segment: examples of one group are translations of the same text."""
    doc: str
    system: str
    raters: tuple[tuple[Mark, ...], ...]
    fluency: float
    total: float


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON Lines file, xz-compressed or plain."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def label_of(category: str, severity: str) -> int | None:
    """The index of an MQM error's label; none where the rater took the stretch for no error."""
    if severity == "Neutral" or category.startswith("Source"):
        return None
    minor = severity == "Minor"
    if category == "Fluency/Punctuation" and minor:
        return 1
    if category.startswith(FLUENCY_TYPES):
        return 2 if minor else 3
    return 4 if minor else 5


def marks_of(row: dict[str, Any]) -> tuple[Mark, ...]:
    """What one rater marked; errors that cannot be located, and omissions, have no place in the text."""
    marks = []
    for error in row["errors"]:
        label = label_of(error["category"], error["severity"])
        if label is not None and 0 <= error["start"] < error["end"]:
            marks.append(Mark(error["start"], error["end"], label))
    return tuple(marks)


def read_rated(path: Path) -> list[Example]:
    """Segments of an MQM file, the ratings of one translation put together."""
    grouped: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows(path):
        if row["target"].strip():
            grouped.setdefault((str(row["doc"]), str(row["seg_id"]), row["system"]), []).append(row)
    examples = []
    for (doc, seg, system), ratings in grouped.items():
        examples.append(
            Example(
                ratings[0]["target"],
                f"{doc}|{seg}",
                doc,
                system,
                tuple(marks_of(row) for row in ratings),
                -sum(row["score_fluency"] for row in ratings) / len(ratings),
                -sum(row["score"] for row in ratings) / len(ratings),
            )
        )
    return examples


def is_held_out(doc: str) -> bool:
    """Whether a document is kept for calibration; depends on its name alone."""
    return int(hashlib.sha256(doc.encode()).hexdigest(), 16) % HELD_OUT == 0


def token_targets(offsets: Sequence[tuple[int, int]], raters: Sequence[Sequence[Mark]]) -> list[list[float]]:
    """Per token the share of raters for each label; a rater of several opinions divides a vote among types."""
    table = [[0.0] * len(LABELS) for _ in offsets]
    for marks in raters:
        for row, (start, end) in zip(table, offsets, strict=True):
            over = {mark.label for mark in marks if mark.start < end and start < mark.end}
            worst = {max(kind) for kind in (over & {1, 2, 3}, over & {4, 5}) if kind} or {0}
            for label in worst:
                row[label] += 1 / len(worst) / len(raters)
    return table
