"""Learned judges of single texts: perplexity, sequence classifiers and regressors, token classifiers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pipeline.config.load import did_you_mean
from pipeline.config.schema import ClassifierScorer, PerplexityScorer
from pipeline.errors import ConfigError
from pipeline.models.batches import Row, by_length, pad
from pipeline.models.encoding import fitting, ids_of, padding, plain_ids
from pipeline.models.loading import Loaded, input_limit
from pipeline.models.mqm import Calibration
from pipeline.models.segment import SegmentScore

BATCH = 16  # texts that go through a network together
WINDOW = 1024  # tokens that perplexity looks at together: a sentence never needs more, and memory grows with them


class Scorer(Protocol):
    """A judge of texts, each on its own."""

    name: str
    signature: str
    higher_is_better: bool
    minimum: float | None
    maximum: float | None

    @property
    def calibration(self) -> Calibration | None:
        """How its value becomes a score of 0 to 100, where the model has been calibrated on people."""
        ...

    def score(self, texts: Sequence[str]) -> list[SegmentScore]:
        """One score per text, in order; the same alone as in a batch."""
        ...


class Perplexity:
    """Perplexity per token under a causal language model: exp of the mean negative log-likelihood, 1 at best.

    A text longer than the model's input is read in windows that overlap by half, each token scored once, with at
    least half a window before it.
    """

    name = "perplexity"
    higher_is_better = False
    minimum: float | None = 1.0
    maximum: float | None = None
    calibration: Calibration | None = None

    def __init__(self, loaded: Loaded, config: PerplexityScorer) -> None:
        self._loaded = loaded
        self._limit = min(input_limit(loaded), WINDOW)
        tokenizer = loaded.tokenizer
        start = tokenizer.bos_token_id if tokenizer.bos_token_id is not None else tokenizer.eos_token_id
        self._start = [] if start is None else [start]
        self.signature = f"model:{loaded.identity}|kind:{config.kind}|unit:token|start:{'yes' if self._start else 'no'}"

    def score(self, texts: Sequence[str]) -> list[SegmentScore]:
        rows = [self._start + plain_ids(self._loaded.tokenizer, text) for text in texts]
        pieces = [(k, piece, new) for k, row in enumerate(rows) for piece, new in self._windows(row)]
        sums = by_length(
            [piece for _, piece, _ in pieces], self._log_likelihoods, BATCH, threads=self._loaded.place.threads
        )
        total, tokens = [0.0] * len(texts), [0] * len(texts)
        for (k, _, new), values in zip(pieces, sums, strict=True):
            total[k] += sum(values[len(values) - new :])
            tokens[k] += new
        return [SegmentScore(self._perplexity(t, n)) for t, n in zip(total, tokens, strict=True)]

    def _windows(self, row: Row) -> list[tuple[Row, int]]:
        """Windows with the number of tokens at their end that are new."""
        if len(row) < 2:
            return []
        step = max(1, self._limit // 2)
        windows = [(row[: self._limit], min(len(row), self._limit) - 1)]
        for end in range(self._limit + step, len(row) + step, step):
            stop = min(end, len(row))
            windows.append((row[stop - self._limit : stop], stop - (end - step)))
        return windows

    def _log_likelihoods(self, rows: list[Row]) -> list[list[float]]:
        """Log-likelihood of every token but the first of each row."""
        import torch

        from pipeline.models.llama import Llama

        if isinstance(self._loaded.network, Llama):
            return [found for row in rows for found in self._loaded.network.likelihoods([row])]
        ids, mask = pad(rows, 0, self._loaded.place.device)
        with torch.inference_mode():
            logits = self._loaded.network(input_ids=ids, attention_mask=mask).logits  # (rows, length, vocabulary)
        values = []
        for k, row in enumerate(rows):  # one by one: a vocabulary may have 250,000 words
            # float32: half precision loses the tail of the distribution
            chances = torch.log_softmax(logits[k, : len(row) - 1].float(), dim=-1)
            values.append(chances.gather(1, ids[k, 1 : len(row), None])[:, 0].tolist())
        return values

    def _perplexity(self, total: float, tokens: int) -> float:
        """Where there is no token to judge, what a model that knows nothing would have."""
        return math.exp(-total / tokens) if tokens else float(self._loaded.text_config.vocab_size)


class Classifier:
    """Probability of a label, or the value of a regressor. Long texts: the mean over their windows."""

    higher_is_better = True
    calibration: Calibration | None = None

    def __init__(self, loaded: Loaded, config: ClassifierScorer) -> None:
        self._loaded = loaded
        self._column = _label_column(loaded, config)
        regression = self._column is None
        self.name = "regression" if regression else str(loaded.config.id2label[self._column])
        self.minimum: float | None = None if regression else 0.0
        self.maximum: float | None = None if regression else 1.0
        self.signature = f"model:{loaded.identity}|kind:{config.kind}|label:{self.name}"

    def score(self, texts: Sequence[str]) -> list[SegmentScore]:
        parts = fitting(self._loaded, texts)
        rows = [ids_of(self._loaded.tokenizer, part) for pieces in parts for part in pieces]
        values = by_length(rows, self._values, BATCH, threads=self._loaded.place.threads)
        scores, at = [], 0
        for pieces in parts:
            weights = [len(rows[k]) for k in range(at, at + len(pieces))]
            weighted = sum(w * v for w, v in zip(weights, values[at : at + len(pieces)], strict=True))
            scores.append(SegmentScore(weighted / sum(weights)))
            at += len(pieces)
        return scores

    def _values(self, rows: list[Row]) -> list[float]:
        import torch

        ids, mask = pad(rows, padding(self._loaded), self._loaded.place.device)
        with torch.inference_mode():
            logits = self._loaded.network(input_ids=ids, attention_mask=mask).logits.float()  # (rows, labels)
        if self._column is None:
            return [float(value) for value in logits[:, 0]]
        many = self._loaded.config.problem_type == "multi_label_classification"  # then labels do not exclude each other
        chances = logits.sigmoid() if many else logits.softmax(dim=-1)
        return [float(value) for value in chances[:, self._column]]


SCORERS: Mapping[str, Any] = {"perplexity": Perplexity, "classifier": Classifier}


def _label_column(loaded: Loaded, config: ClassifierScorer) -> int | None:
    """Column of the label that is the score; None for a regressor."""
    labels = {str(label): int(i) for i, label in loaded.config.id2label.items()}
    if len(labels) == 1 and config.label is None:
        return None
    if len(labels) == 1:
        raise ConfigError(f"{config.model}: a regressor, its one value is the score; remove label")
    if config.label is None:
        raise ConfigError(f"{config.model}: set label, the one whose probability is the score: {', '.join(labels)}")
    for label, column in labels.items():
        if label.lower() == config.label.lower():
            return column
    raise ConfigError(f"{config.model}: has no label {config.label!r}{did_you_mean(config.label, labels)}")
