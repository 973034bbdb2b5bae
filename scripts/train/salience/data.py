"""Briefs as token labels: which sentences a summary and the key points rest on, and which of their words they keep."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import torch

from pipeline.models.kinds import SALIENCE_LABELS as LABELS
from pipeline.models.salience import Window, windows
from pipeline.text.words import STOP_WORDS, WORD, stem
from scripts.train.data import Record, bucket, read_records

SUMMARY, POINTS, KEPT = range(len(LABELS))
HELD_OUT_OF = 8  # an eighth of the articles chooses weights instead


@dataclass(frozen=True, slots=True)
class Example:
    """One text of an article with what its brief makes of it."""

    sentences: tuple[str, ...]
    title: str | None
    rests: tuple[tuple[float, float], ...]
    """Per sentence, whether the summary and the key points rest on it."""
    kept: tuple[tuple[tuple[int, int], ...], ...]
    """Per sentence, the character ranges of words that a brief sentence which rests on it holds."""


@dataclass(frozen=True, slots=True)
class Item:
    """A window of a text in the network's terms."""

    ids: tuple[int, ...]
    targets: torch.Tensor  # (tokens, labels), nan where nothing is known


def is_held_out(identity: str) -> bool:
    """Whether an article chooses weights instead of training; depends on its id alone."""
    return bucket(identity, HELD_OUT_OF) == 0


def read_briefs(path: Path) -> list[Record]:
    """The articles that train."""
    return [row for row in read_records(path) if not is_held_out(row["id"])]


def texts_of(row: Record) -> list[tuple[str, ...]]:
    """The English text where it is an original, else its machine translations."""
    translations: Mapping[str, Sequence[str]] = row.get("translations") or {}
    return [tuple(text) for text in translations.values()] or [tuple(row["sentences"])]


def to_example(row: Record, sentences: tuple[str, ...]) -> Example:
    """Labels of one text; of a translation as of its original, sentence by sentence."""
    summary = [(part["text"], part["evidence"]) for part in row["summary"]]
    points = [(part["text"], part["evidence"]) for part in row["key_points"]]
    resting: tuple[set[int], set[int]] = ({n for _, e in summary for n in e}, {n for _, e in points for n in e})
    rests = tuple(tuple(float(number in part) for part in resting) for number in range(1, len(sentences) + 1))
    kept = tuple(
        kept_words(text, [made for made, evidence in summary + points if number in evidence])
        for number, text in enumerate(sentences, 1)
    )
    title = row.get("title") if not row.get("translations") else None
    return Example(sentences, title, rests, kept)  # type: ignore[arg-type]


def kept_words(sentence: str, briefs: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Ranges of the words of a sentence that one of the brief sentences made of it keeps: in order, or by meaning."""
    words = list(WORD.finditer(sentence))
    plain = [word.group().lower() for word in words]
    kept: set[int] = set()
    for brief in briefs:
        wanted = [word.lower() for word in WORD.findall(brief)]
        stems = {stem(word) for word in wanted if word not in STOP_WORDS}
        matcher = SequenceMatcher(a=plain, b=wanted, autojunk=False)
        kept |= {block.a + k for block in matcher.get_matching_blocks() for k in range(block.size)}
        kept |= {k for k, word in enumerate(plain) if word not in STOP_WORDS and stem(word) in stems}
    return tuple(words[k].span() for k in sorted(kept))


def to_items(tokenizer: Any, example: Example) -> Iterator[Item]:
    """Every window of a text."""
    for window in windows(tokenizer, example.sentences, example.title):
        yield Item(window.ids, _targets(window, example))


def _targets(window: Window, example: Example) -> torch.Tensor:
    targets = torch.full((len(window.ids), len(LABELS)), torch.nan)
    for token, (sentence, start, end) in enumerate(window.places):
        if sentence < 0:
            continue
        targets[token, : len(example.rests[sentence])] = torch.tensor(example.rests[sentence])
        if any(example.rests[sentence]):
            targets[token, KEPT] = float(any(a < end and start < b for a, b in example.kept[sentence]))
    return targets


def draw(rows: Sequence[Record], tokenizer: Any, translations: int, rng: random.Random) -> list[Item]:
    """The windows of one round over the articles, some translations of each drawn anew."""
    items: list[Item] = []
    for row in rows:
        texts = texts_of(row)
        for text in rng.sample(texts, min(len(texts), translations)):
            items += to_items(tokenizer, to_example(row, text))
    return items
