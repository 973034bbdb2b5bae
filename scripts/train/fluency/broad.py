"""Examples from other fields than news: fewer lessons each, but of many more systems and languages."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.train.fluency.data import Example, Mark, rows

MINOR, WRONG = 2, 5
# MQM categories of the biomedical raters, who worked with a later version of MQM than those of WMT.
BIOMEDICAL_FLUENCY = (
    "Linguistic_conventions",
    "Style",
    "Locale_conventions",
    "Spelling",
    "Grammar",
    "Non-fluent",
    "Unintelligible",
    "Character encoding",
)
_SPACE_BEFORE = re.compile(r"\s+([,.;:!?%)\]}]|'s\b|n't\b)")
_SPACE_AFTER = re.compile(r"([(\[{$])\s+")
_QUOTED = re.compile(r'"\s*([^"]*?)\s*"')


def read_biomedical(path: Path) -> list[Example]:
    """Rated translations of abstracts, all translations of a source in one group."""
    examples = []
    for row in rows(path):
        if not row["target"].strip():
            continue
        marks = tuple(filter(None, map(_biomedical_mark, row["errors"])))
        fluency = sum(_points(mark) for mark in marks if mark.label <= 3)
        total = sum(_points(mark) for mark in marks)
        group = f"{row['pair']}|{row['source']}"
        examples.append(Example(row["target"], group, group, row["system"], (marks,), fluency, total))
    return examples


def _biomedical_mark(error: dict[str, Any]) -> Mark | None:
    if error["severity"] == "Neutral" or not 0 <= error["start"] < error["end"]:
        return None
    minor = error["severity"] == "Minor"
    if error["category"] == "Punctuation" and minor:
        label = 1
    elif error["category"] in (*BIOMEDICAL_FLUENCY, "Punctuation"):
        label = 2 if minor else 3
    else:
        label = 4 if minor else 5
    return Mark(error["start"], error["end"], label)


def _points(mark: Mark) -> float:
    return (0.0, 0.1, 1.0, 5.0, 1.0, 5.0)[mark.label]


def read_post_edits(path: Path) -> list[Example]:
    """Machine translations with the words marked that a post-editor changed; what is wrong with them is not known.

    Each mark is given twice, as clumsy and as mistranslated, so that either label gets half of it.
    """
    examples = []
    for row in rows(path):
        before, after = detokenized(row["mt"]).split(), detokenized(row["post_edit"]).split()
        if 4 <= len(before) <= 80:
            raters = tuple(changed_marks(before, after, label) for label in (MINOR, WRONG))
            examples.append(Example(" ".join(before), "", "", "post-edit", raters, 0.0, 0.0))
    return examples


def changed_marks(before: Sequence[str], after: Sequence[str], label: int) -> tuple[Mark, ...]:
    """The words of `before` that are not in their place in `after`; a missing word marks the one that follows."""
    changed: set[int] = set()
    for kind, i, j, _, _ in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            changed.update(range(i, max(i + 1, j)) if kind == "insert" else range(i, j))
    marks, at = [], 0
    for index, word in enumerate(before):
        if index in changed:
            marks.append(Mark(at, at + len(word), label))
        at += len(word) + 1
    return tuple(marks)


def detokenized(text: str) -> str:
    """Text as it is written: punctuation joined to its word."""
    text = _SPACE_AFTER.sub(r"\1", _SPACE_BEFORE.sub(r"\1", text.replace("``", '"').replace("''", '"')))
    return _QUOTED.sub(r'"\1"', text)
