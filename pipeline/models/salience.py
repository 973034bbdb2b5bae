"""Token classifiers that tell what of an article an editor's brief would rest on, and which words it would keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from pipeline.models.batches import Row, by_length, pad
from pipeline.models.encoding import padding
from pipeline.models.kinds import SALIENCE_LABELS
from pipeline.models.loading import Loaded, input_limit
from pipeline.models.reference import read_part
from pipeline.models.segment import DIGITS

NOTES_KEY = "salience"
BATCH = 8  # windows that go through the network together
MOST_TOKENS = 512  # of a window; training saw no longer ones
TITLE_TOKENS = 48
SENTENCE_TOKENS = 160  # of a longer sentence the rest is not read
REMEMBERED = 256  # articles; the summary and the key points ask for the same ones

Numbers = NDArray[np.float64]


class Weights(BaseModel):
    """A logistic regression over what is known of a sentence: how likely an editor's brief rests on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bias: float
    early: float
    central: float
    titled: float
    numbered: float
    last: float
    salience: float = 0.0


class Fit(BaseModel):
    """The `salience` part of pipeline.json, fitted on articles that trained nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    summary: Weights
    points: Weights
    dropped: float = Field(ge=0, le=1)
    """A clause is left out where the mean chance of its words to be kept is lower."""


@dataclass(frozen=True, slots=True)
class Window:
    """A run of whole sentences, led by the title, as the network reads it."""

    ids: tuple[int, ...]
    places: tuple[tuple[int, int, int], ...]
    """Of each token, its sentence and its characters there; -1 for the title and for special tokens."""


@dataclass(frozen=True, slots=True)
class Salient:
    """What the network says of the sentences of one article."""

    summary: Numbers
    """Per sentence, the logit that a summary rests on it."""
    points: Numbers
    kept: tuple[Numbers, ...]
    """Per sentence, for each character the chance that a brief keeps its word; 0.5 where it was not read."""


class Salience:
    """Reads articles; remembers the latest ones, for which more than one stage asks."""

    def __init__(self, loaded: Loaded) -> None:
        """Raises ModelError where the model's notes lack what was fitted."""
        self._loaded = loaded
        self.identity = loaded.identity
        self.fit = read_part(Fit, loaded.located.notes(), NOTES_KEY, loaded.located.reference)
        self._known: dict[tuple[str | None, tuple[str, ...]], Salient] = {}

    def read(self, articles: Sequence[tuple[str | None, tuple[str, ...]]]) -> list[Salient]:
        """For each title with its sentences, in order, what the network says of them."""
        fresh = list(dict.fromkeys(article for article in articles if article not in self._known))
        found = self._read(fresh)
        known = self._known | dict(zip(fresh, found, strict=True))
        self._known = dict(list(known.items())[-REMEMBERED:])
        return [known[article] for article in articles]

    def _read(self, articles: Sequence[tuple[str | None, tuple[str, ...]]]) -> list[Salient]:
        most = min(MOST_TOKENS, input_limit(self._loaded))
        split = [list(windows(self._loaded.tokenizer, texts, title, most)) for title, texts in articles]
        rows = [window.ids for of_article in split for window in of_article]
        logits = iter(by_length(rows, self._logits, BATCH, threads=self._loaded.place.threads))
        return [
            _gather(texts, [(window, next(logits)) for window in of_article])
            for (_, texts), of_article in zip(articles, split, strict=True)
        ]

    def _logits(self, rows: list[Row]) -> list[Numbers]:
        """Per row, shape (tokens, labels)."""
        import torch

        ids, mask = pad(rows, padding(self._loaded), self._loaded.place.device)
        with torch.inference_mode():
            logits = self._loaded.network(input_ids=ids, attention_mask=mask).logits
        return [logits[k, : len(row)].double().cpu().numpy() for k, row in enumerate(rows)]


def windows(tokenizer: Any, sentences: Sequence[str], title: str | None, most: int = MOST_TOKENS) -> Iterator[Window]:
    """The article in windows of at most `most` tokens, in order; every sentence is in exactly one."""
    nowhere = (-1, 0, 0)
    opening, between = ([] if found is None else [found] for found in (tokenizer.cls_token_id, tokenizer.sep_token_id))
    head = opening + (_encode(tokenizer, title, TITLE_TOKENS)[0] + between if title else [])
    ids, places = list(head), [nowhere] * len(head)
    for number, sentence in enumerate(sentences):
        pieces, ranges = _encode(tokenizer, sentence, SENTENCE_TOKENS)
        if len(ids) + len(pieces) > most and len(ids) > len(head):
            yield Window(tuple(ids), tuple(places))
            ids, places = list(head), [nowhere] * len(head)
        ids += pieces
        places += [(number, start, end) for start, end in ranges]
    if len(ids) > len(head):
        yield Window(tuple(ids), tuple(places))


def _encode(tokenizer: Any, text: str, most: int) -> tuple[list[int], list[tuple[int, int]]]:
    encoded = tokenizer(
        text, add_special_tokens=False, return_offsets_mapping=True, truncation=True, max_length=most, verbose=False
    )
    return encoded["input_ids"], encoded["offset_mapping"]


def _gather(texts: Sequence[str], read: Sequence[tuple[Window, Numbers]]) -> Salient:
    """Means over the tokens of each sentence, and the words' chances."""
    sums, counts = np.zeros((len(texts), 2)), np.zeros(len(texts))
    kept = tuple(np.full(len(text), 0.5) for text in texts)
    labels = [SALIENCE_LABELS.index(name) for name in ("summary", "points", "kept")]
    for window, logits in read:
        for (number, start, end), row in zip(window.places, logits[:, labels], strict=True):
            if number >= 0:
                sums[number] += row[:2]
                counts[number] += 1
                kept[number][start:end] = 1 / (1 + np.exp(-row[2]))
    means = np.round(sums / np.maximum(counts, 1)[:, None], DIGITS)
    return Salient(means[:, 0], means[:, 1], tuple(np.round(chances, DIGITS) for chances in kept))
