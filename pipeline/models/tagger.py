"""Token classifiers that mark errors: any of them, and those that know what raters' penalties they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from pipeline.config.load import did_you_mean
from pipeline.config.schema import TaggerScorer
from pipeline.errors import ConfigError, ModelError
from pipeline.models.batches import Row, by_length, pad
from pipeline.models.encoding import fitting, padding
from pipeline.models.loading import Loaded
from pipeline.models.mqm import LABELS, Calibration, read_calibration
from pipeline.models.reading import WORD, Chances, Reading
from pipeline.models.segment import SegmentScore, TokenError
from pipeline.models.states import StateTagger

BATCH = 16  # texts that go through a network together
THRESHOLD = 0.5  # of a tagger that says nothing of its own
# A mark covers whole words; hyphenated ones are one word, a punctuation mark stands alone.
_UNIT = re.compile(r"[^\W_]+(?:['’\-‐‑.,][^\W_]+)*|[^\w\s]|_+")


class Tagger:
    """Words that a token classifier takes for wrong. The value is the mean probability that a word is right."""

    name = "tagger"
    higher_is_better = True
    minimum: float | None = 0.0
    maximum: float | None = 1.0
    calibration: Calibration | None = None

    def __init__(self, loaded: Loaded, config: TaggerScorer) -> None:
        self._loaded = loaded
        self._labels = _labels(loaded, config)
        self._right = self._labels.index(config.ignore_label)
        self._threshold = THRESHOLD if config.threshold is None else config.threshold
        self.signature = (
            f"model:{loaded.identity}|kind:{config.kind}|ignore:{config.ignore_label}|threshold:{self._threshold}"
        )

    def score(self, texts: Sequence[str]) -> list[SegmentScore]:
        return [self._score(pieces) for pieces in _encoded(self._loaded, texts)]

    def _score(self, pieces: Sequence[tuple[str, Any, Chances]]) -> SegmentScore:
        """The score of one text from its pieces."""
        errors: list[TokenError] = []
        right: list[float] = []
        shift = 0
        for text, encoding, chances in pieces:
            for start, end, wrong, label in self._words(text, encoding, chances):
                right.append(1 - wrong)
                if wrong >= self._threshold:
                    errors.append(TokenError(shift + start, shift + end, label, wrong))
            shift += len(text)
        return SegmentScore(sum(right) / len(right) if right else 1.0, tuple(errors))

    def _words(self, text: str, encoding: Any, chances: Chances) -> list[tuple[int, int, float, str]]:
        """Start, end, error probability and likeliest error label of each word; its worst token speaks for it."""
        words: dict[int, tuple[int, int, float, str]] = {}
        for token, word in enumerate(encoding.word_ids()):
            start, end = encoding["offset_mapping"][token]
            if word is None or start == end:
                continue
            start = _without_space(text, start, end)
            wrong = 1 - float(chances[token, self._right])
            before = words.get(word, (start, end, -1.0, ""))
            label = self._likeliest(chances[token]) if wrong > before[2] else before[3]
            words[word] = (min(start, before[0]), max(end, before[1]), max(wrong, before[2]), label)
        return list(words.values())

    def _likeliest(self, chances: Chances) -> str:
        others = [(float(chance), label) for chance, label in zip(chances, self._labels, strict=True)]
        others.pop(self._right)
        name = max(others)[1] if others else ""
        return name[2:] if name[:2] in ("B-", "I-") else name


class MqmTagger:
    """A tagger calibrated on raters. The value is the MQM fluency penalty per word that raters would give."""

    name = "tagger"
    higher_is_better = False
    minimum: float | None = 0.0
    maximum: float | None = None

    def __init__(
        self, loaded: Loaded, config: TaggerScorer, calibration: Calibration, second: StateTagger | None = None
    ) -> None:
        self._loaded = loaded
        self._second = second
        self.calibration: Calibration = calibration
        self._labels = _labels(loaded, config)
        self._right = self._labels.index(config.ignore_label)
        self._shown = calibration.shown if config.threshold is None else config.threshold
        self._joined = min(calibration.joined, self._shown)
        self._penalties = np.asarray([calibration.penalties.get(label, 0.0) for label in self._labels])
        self._known = [k for k, label in enumerate(self._labels) if label in LABELS]
        self._fluency = [k for k, label in enumerate(self._labels) if label.startswith("fluency")]
        self.signature = f"model:{loaded.identity}|kind:{config.kind}|shown:{self._shown:g}"
        if second:
            self.signature += f"|{second.signature}"

    def score(self, texts: Sequence[str]) -> list[SegmentScore]:
        return [self.scored(text, reading) for text, reading in zip(texts, self.read(texts), strict=True)]

    def scored(self, text: str, reading: Reading) -> SegmentScore:
        """The score of a text, from what the network made of it."""
        return SegmentScore(self.calibration.rate(self.tagged(text, reading)), tuple(self.errors(text, reading)))

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """The tokens of each text and what the networks make of them."""
        second = self._second.read(texts) if self._second else [None] * len(texts)
        encoded = _encoded(self._loaded, texts)
        return [_joined(*parts) for parts in zip(encoded, second, strict=True)]

    def wrong(self, reading: Reading, start: int, end: int) -> tuple[float, float]:
        """Probability that a stretch holds an error of any kind, and of fluency."""
        chances = reading.over(start, end)
        return float(chances.sum() - chances[self._right]), float(chances[self._fluency].sum())

    def tagged(self, text: str, reading: Reading) -> float:
        """The tagger's own penalty per word, before calibration."""
        words = [reading.over(*match.span()) for match in WORD.finditer(text)]
        if not words:
            return 0.0
        return float(np.mean(words, axis=0) @ self._penalties)

    def errors(self, text: str, reading: Reading) -> Iterator[TokenError]:
        """The stretches to show: neighbouring words, and at least one of them no name."""
        units = [match.span() for match in _UNIT.finditer(text)]
        chances = [reading.over(*unit) for unit in units]
        wrong = [self.shown_chance(chance) for chance in chances]
        for first, last in _runs(wrong, self._shown, self._joined):
            if all(text[start].isupper() or text[start].isdigit() for start, _ in units[first:last]):
                continue
            label = self._label(np.sum(chances[first:last], axis=0))
            confidence = self.calibration.confidence_of(max(wrong[first:last]))
            yield TokenError(units[first][0], units[last - 1][1], label, confidence)

    def shown_chance(self, chances: Chances) -> float:
        """Probability of an error that would be shown."""
        return float(chances[self._known].sum())

    def _label(self, chances: Chances) -> str:
        return max((float(chances[k]), self._labels[k]) for k in self._known)[1]


def make_tagger(loaded: Loaded, config: TaggerScorer, second: StateTagger | None = None) -> Tagger | MqmTagger:
    """The calibrated kind where the model's folder says how. Raises ConfigError or ModelError."""
    located, labels = loaded.located, _labels(loaded, config)
    calibration = read_calibration(located.notes(), located.reference, labels, seconded=second is not None)
    return MqmTagger(loaded, config, calibration, second) if calibration else Tagger(loaded, config)


def _labels(loaded: Loaded, config: TaggerScorer) -> list[str]:
    """Names of the columns. Raises ModelError or ConfigError for a model that cannot mark words."""
    if not loaded.tokenizer.is_fast:
        raise ModelError(f"{config.model}: its tokenizer tells no character offsets; it needs a tokenizer.json")
    names = [str(label) for _, label in sorted(loaded.config.id2label.items())]
    if config.ignore_label not in names:
        raise ConfigError(
            f"{config.model}: has no label {config.ignore_label!r} (ignore_label)"
            f"{did_you_mean(config.ignore_label, names)}"
        )
    return names


def _encoded(loaded: Loaded, texts: Sequence[str]) -> list[list[tuple[str, Any, Chances]]]:
    """For each text its pieces: what was read, its encoding, and the probabilities of the labels of its tokens."""
    parts = fitting(loaded, texts)
    encoded = [
        loaded.tokenizer(piece, return_offsets_mapping=True, truncation=False, verbose=False)
        for pieces in parts
        for piece in pieces
    ]

    def chances_of(rows: list[Row]) -> list[Chances]:
        return _chances(loaded, rows)

    tables = iter(by_length([item["input_ids"] for item in encoded], chances_of, BATCH, threads=loaded.place.threads))
    items = iter(encoded)
    return [[(piece, next(items), next(tables)) for piece in pieces] for pieces in parts]


def _chances(loaded: Loaded, rows: list[Row]) -> list[Chances]:
    """Per row, the probabilities of the labels: shape (tokens, labels)."""
    import torch

    ids, mask = pad(rows, padding(loaded), loaded.place.device)
    with torch.inference_mode():
        logits = loaded.network(input_ids=ids, attention_mask=mask).logits.float()
    return [logits[k, : len(row)].softmax(dim=-1).double().cpu().numpy() for k, row in enumerate(rows)]


def _joined(pieces: Sequence[tuple[str, Any, Chances]], second: Reading | None) -> Reading:
    """Pieces of a text as one; special tokens, which stand for no letters, are left out."""
    places: list[tuple[int, int]] = []
    kept: list[Chances] = []
    shift = 0
    for text, encoding, chances in pieces:
        for (start, end), row in zip(encoding["offset_mapping"], chances, strict=True):
            if start < end:
                places.append((shift + _without_space(text, start, end), shift + end))
                kept.append(row)
        shift += len(text)
    bounds = np.asarray(places, np.int64).reshape(-1, 2)
    return Reading(bounds[:, 0], bounds[:, 1], np.asarray(kept).reshape(-1, pieces[0][2].shape[1]), second)


def _without_space(text: str, start: int, end: int) -> int:
    """Some tokenizers count the space before a word as part of it."""
    return start + len(text[start:end]) - len(text[start:end].lstrip())


def _runs(wrong: Sequence[float], shown: float, joined: float) -> Iterator[tuple[int, int]]:
    """First and one past last of neighbours that are at least `joined`, one of them at least `shown`."""
    first = None
    for k, value in enumerate([*wrong, -1.0]):
        if value >= joined and first is None:
            first = k
        elif value < joined and first is not None:
            if max(wrong[first:k]) >= shown:
                yield first, k
            first = None
