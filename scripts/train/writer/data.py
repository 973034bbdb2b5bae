"""Briefs as pairs: the article's sentences that a statement rests on, clumsy where a machine translated them, and it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.models.writer import Purpose, Request, encode
from scripts.train.data import Record
from scripts.train.noise import corrupt
from scripts.train.salience.data import texts_of

NOISY = 0.3  # of the texts that are good English, so many are made clumsy
MOST_SOURCE = 288  # tokens; few pairs are longer, and they are left out
MOST_TARGET = 72


@dataclass(frozen=True, slots=True)
class Pair:
    """Token ids of a request and of what is to be written."""

    source: tuple[int, ...]
    target: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.source) + len(self.target)


@dataclass(frozen=True, slots=True)
class Task:
    """One statement of a brief, its text to be drawn from the translations."""

    row: Record
    purpose: Purpose
    text: str
    evidence: tuple[int, ...]


def tasks_of(rows: Sequence[Record]) -> list[Task]:
    """Every sentence and key point of the briefs that rests on something."""
    purposes: tuple[tuple[Purpose, str], ...] = (("summary", "summary"), ("points", "key_points"))
    return [
        Task(row, purpose, part["text"], tuple(part["evidence"]))
        for row in rows
        for purpose, key in purposes
        for part in row[key]
        if part["evidence"]
    ]


def to_pair(task: Task, tokenizer: Any, rng: random.Random) -> Pair | None:
    """The pair of one translation drawn at random; None where it is too long."""
    sentences = rng.choice(texts_of(task.row))
    evidence = [sentences[number - 1] for number in task.evidence if number <= len(sentences)]
    if not task.row.get("translations") and rng.random() < NOISY:
        evidence = [corrupt(sentence, rng) for sentence in evidence]
    title = task.row.get("title") or (sentences[0] if 1 not in task.evidence else None)
    source = encode(tokenizer, Request(task.purpose, tuple(evidence), title))
    target = tokenizer(task.text, add_special_tokens=False)["input_ids"] + [tokenizer.eos_token_id]
    if len(source) > MOST_SOURCE or len(target) > MOST_TARGET:
        return None
    return Pair(tuple(source), tuple(target))
