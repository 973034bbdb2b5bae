"""Pairs of a clumsy text and what is to be written of it: of briefs their statements, of translations their repair.

What a text does not carry teaches a small model to guess, so that a pair whose target has numbers, names or most of its
words from elsewhere is left out (Matsumaru et al. 2020, "Improving Truthfulness of Headline Generation").
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.models.writer import Purpose, Request, encode
from pipeline.text.words import STOP_WORDS, WORD, stem
from scripts.train.data import Record
from scripts.train.noise import corrupt
from scripts.train.salience.data import texts_of

NOISY = {"summary": 0.3, "points": 0.3, "repair": 0.8}  # of the texts that are good English, so many are made clumsy
LEAST_CARRIED = {"summary": 0.5, "points": 0.5, "repair": 0.7}  # share of a target's content words
DRAWS = 3  # of a translation that carries the target, before a pair is left out
LONGEST_REPAIR = 40  # words
MOST_SOURCE = 288  # tokens; few pairs are longer, and they are left out
MOST_TARGET = 72


@dataclass(frozen=True, slots=True)
class Pair:
    """Token ids of a request and of what is to be written, or of what was."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    good: bool | None = None
    """Of what the model wrote itself, whether it shall go on to."""
    likelihood: float = 0.0
    """Log-probability of that before."""

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


def repairs_of(rows: Iterable[Record]) -> Iterator[Task]:
    """Every sentence of the articles as its own target: what a translation, or noise, made of it is put right."""
    for row in rows:
        for number, sentence in enumerate(row["sentences"], 1):
            if 5 <= len(sentence.split()) <= LONGEST_REPAIR and sentence[-1] in '.!?"”':
                yield Task(row, "repair", sentence, (number,))


def post_edits(pairs: Iterable[Record]) -> list[Record]:
    """Post-edited sentences (`scripts.train.pack.rewrite_pairs`) as articles of one sentence."""
    return [
        {"id": p["id"], "title": None, "sentences": [p["clean"]], "translations": {"mt": [p["clumsy"]]}} for p in pairs
    ]


def is_carried(text: str, evidence: Sequence[str], title: str | None, least: float) -> bool:
    """Whether the evidence has all numbers of a text and this share of its content words, and names but for the title's.

    A word that opens the text is no name, whatever its capital.
    """
    known = {stem(word.lower()) for sentence in evidence for word in WORD.findall(sentence)}
    if not set(_NUMBER.findall(text)) <= {number for sentence in evidence for number in _NUMBER.findall(sentence)}:
        return False
    words = WORD.findall(text)
    named = known | {stem(word.lower()) for word in WORD.findall(title or "")}
    if any(word[0].isupper() and stem(word.lower()) not in named for word in words[1:]):
        return False
    said = [stem(word.lower()) for word in words if word.lower() not in STOP_WORDS]
    return sum(word in known for word in said) >= least * len(said)


_NUMBER = re.compile(r"\d+")


def to_pair(task: Task, tokenizer: Any, rng: random.Random) -> Pair | None:
    """The pair of one translation drawn at random; None where it is too long or none carries the target."""
    found = _drawn(task, rng)
    if not found:
        return None
    evidence, title = found
    if not task.row.get("translations") and rng.random() < NOISY[task.purpose]:
        evidence = [corrupt(sentence, rng) for sentence in evidence]
    return fitting(tokenizer, Request(task.purpose, tuple(evidence), title), task.text)


def fitting(tokenizer: Any, request: Request, text: str) -> Pair | None:
    """The pair of a request and a text; None where it is too long."""
    source = encode(tokenizer, request)
    target = tokenizer(text, add_special_tokens=False)["input_ids"] + [tokenizer.eos_token_id]
    if len(source) > MOST_SOURCE or len(target) > MOST_TARGET:
        return None
    return Pair(tuple(source), tuple(target))


def _drawn(task: Task, rng: random.Random) -> tuple[list[str], str | None] | None:
    """The evidence in a translation that carries the target, and a title."""
    texts = texts_of(task.row)
    for sentences in rng.sample(texts, min(DRAWS, len(texts))):
        evidence = [sentences[number - 1] for number in task.evidence if number <= len(sentences)]
        title = task.row.get("title") or (sentences[0] if 1 not in task.evidence else None)
        if is_carried(task.text, evidence, title, LEAST_CARRIED[task.purpose]):
            return evidence, title
    return None
