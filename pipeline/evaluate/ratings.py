"""Rated translations: one record per translated segment, with what each rater marked in it.

A data file is JSON Lines, plain or xz-compressed. A line is one rater's view of one translated segment:
`doc`, `seg_id`, `system`, `target` (the translation), `score_fluency` and `score` (negative MQM penalties, 0 best),
and `errors`, each with `start` and `end` (character offsets into `target`), `category` and `severity`.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ReadError

LABELS = (
    "O",
    "fluency-punctuation",
    "fluency-minor",
    "fluency-major",
    "accuracy-minor",
    "accuracy-major",
    "fluency-name",
)
"""Minor punctuation is a label of its own because MQM counts it as 0.1 instead of 1 (Freitag et al. 2021, table 1).

So are names in a form that a rater objects to: half of all major fluency errors of WMT20, and a matter of house style.
"""

FLUENCY_LABELS = frozenset({1, 2, 3, 6})
FLUENCY_TYPES = ("Fluency", "Style", "Locale")
FIELDS = ("doc", "seg_id", "system", "target", "score", "score_fluency", "errors")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that a rater marked, with the index of its label in `LABELS`."""

    start: int
    end: int
    label: int


@dataclass(frozen=True, slots=True)
class Rated:
    """A translated segment: its raters' marks, and their mean penalties (0 best)."""

    text: str
    group: str
    """The source segment: segments of one group are translations of the same text."""
    doc: str
    system: str
    raters: tuple[tuple[Mark, ...], ...]
    fluency: float
    total: float


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON Lines file, xz-compressed or plain. Raises ReadError."""
    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield _record(path, number, line)
    except (OSError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise ReadError(f"{path}: cannot be read: {str(error).splitlines()[0]}; give a JSON Lines file") from None


def _record(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ReadError(f"{path}: line {number} is not JSON ({error}); give one record per line") from None
    if not isinstance(row, dict):
        raise ReadError(f"{path}: line {number} is not a JSON object; give one record per line")
    return row


def read_rated(path: Path) -> list[Rated]:
    """The segments of a file, the ratings of one translation put together. Raises ReadError."""
    grouped: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for number, row in enumerate(rows(path), 1):
        missing = [field for field in FIELDS if field not in row]
        if missing:
            raise ReadError(f"{path}: line {number} has no {missing[0]!r}; a rated segment needs {', '.join(FIELDS)}")
        if row["target"].strip():
            grouped.setdefault((str(row["doc"]), str(row["seg_id"]), row["system"]), []).append(row)
    return [_rated(*key, ratings) for key, ratings in grouped.items()]


def _rated(doc: str, seg: str, system: str, ratings: list[dict[str, Any]]) -> Rated:
    return Rated(
        text=ratings[0]["target"],
        group=f"{doc}|{seg}",
        doc=doc,
        system=system,
        raters=tuple(marks_of(row) for row in ratings),
        fluency=-sum(row["score_fluency"] for row in ratings) / len(ratings),
        total=-sum(row["score"] for row in ratings) / len(ratings),
    )


def label_of(category: str, severity: str) -> int | None:
    """The index of an MQM error's label; none where the rater took the stretch for no error."""
    if severity == "Neutral" or category.startswith("Source"):
        return None
    minor = severity == "Minor"
    if category == "Fluency/Punctuation" and minor:
        return 1
    if category.startswith("Locale") and "/Name" in category:
        return 6
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
