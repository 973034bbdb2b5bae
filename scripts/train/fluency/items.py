"""Examples as numbers: token ids, and for each token the share of raters behind each label."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from scripts.train.fluency.data import Example, rows, token_targets

CLEAN = (
    "allsides_abp",
    "reuters_c50",
    "rss_fulltext",
    "bbc_lead_xsumlike",
    "yahoo_finance_news",
    "congress_press",
    "institution_news",
    "swiss_gov_en",
)
MAX_TOKENS = 192  # three in a thousand rated segments are longer
# What an imagined rater makes of a mark that no rater made: share of them who see it, by origin of the example.
CERTAINTY = {"synthetic": 0.85, "post-edit": 0.7}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Item:
    """An example as numbers; an empty group is one that cannot be ranked."""

    ids: tuple[int, ...]
    targets: torch.Tensor  # (tokens, labels)
    group: str
    fluency: float
    total: float


def to_item(tokenizer: Any, example: Example) -> Item:
    """Special tokens get no target: their rows are zero and take no part in the loss."""
    encoded = tokenizer(example.text, return_offsets_mapping=True, truncation=True, max_length=MAX_TOKENS)
    table = torch.tensor(token_targets(encoded["offset_mapping"], example.raters))
    table[0] = table[-1] = 0
    if example.system in CERTAINTY:
        table = soften(table, CERTAINTY[example.system])
    return Item(tuple(encoded["input_ids"]), table, example.group, example.fluency, example.total)


def soften(table: torch.Tensor, certainty: float) -> torch.Tensor:
    """Marks are shared with "no error", because a change sometimes leaves good English; clean words stay clean."""
    known = table.sum(dim=1, keepdim=True)
    right = torch.zeros_like(table)
    right[:, 0] = 1
    return (certainty * table + (1 - certainty) * right) * known


def clean_sentences(folder: Path, limit: int) -> list[str]:
    """Sentences of ordinary length from edited English, the same number from each source."""
    found: list[str] = []
    for name in CLEAN:
        path = folder / f"{name}.jsonl.xz"
        if path.exists():
            found += itertools.islice(sentences_of(row["text"] for row in rows(path)), limit // len(CLEAN))
    return found


def sentences_of(texts: Iterable[str]) -> Iterable[str]:
    """The sentences of 8 to 45 words that begin and end like sentences."""
    for text in texts:
        for paragraph in text.split("\n\n"):
            for sentence in _SENTENCE.split(paragraph.strip()):
                if 8 <= len(sentence.split()) <= 45 and sentence[0].isupper() and sentence[-1] in ".!?":
                    yield sentence
