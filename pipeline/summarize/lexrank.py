"""Which sentences an article turns around: LexRank (Erkan and Radev 2004, https://arxiv.org/abs/1109.2128)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.text.words import content_words

Matrix = NDArray[np.float64]

DAMPING = 0.85  # Erkan and Radev, section 4.1, after PageRank
TOLERANCE = 1e-10
MOST_ROUNDS = 200


def tf_idf(texts: Sequence[str], *, columns: Collection[str] | None = None) -> Matrix:
    """One row per text, of unit length (of zeros where a text has no content word): shape (texts, vocabulary).

    With `columns` there are only those of these words, in their order, which keeps a long article's matrix small.
    """
    counts = [Counter(content_words(text)) for text in texts]
    frequency = Counter(word for count in counts for word in count)
    vocabulary = {word: k for k, word in enumerate(sorted(frequency if columns is None else columns))}
    matrix = np.zeros((len(texts), max(len(vocabulary), 1)))
    lengths = np.zeros((len(texts), 1))
    for row, count in enumerate(counts):
        weights = {word: times * (1 + math.log(len(texts) / frequency[word])) for word, times in count.items()}
        lengths[row] = math.hypot(*weights.values())
        for word in weights.keys() & vocabulary.keys():
            matrix[row, vocabulary[word]] = weights[word]
    return np.asarray(np.divide(matrix, lengths, out=np.zeros_like(matrix), where=lengths > 0), dtype=np.float64)


def similarity(texts: Sequence[str]) -> Matrix:
    """Cosine of every text with every other: shape (texts, texts), each value 0 to 1."""
    rows = tf_idf(texts)
    return rows @ rows.T


def centrality(cosine: Matrix) -> Matrix:
    """Continuous LexRank of each text: shape (texts,), the most central one has 1."""
    size = len(cosine)
    if size == 0:
        return np.zeros(0)
    weights = cosine.copy()
    np.fill_diagonal(weights, 0)  # a sentence does not recommend itself
    totals = weights.sum(axis=1, keepdims=True)
    steps = np.divide(weights, totals, out=np.full_like(weights, 1 / size), where=totals > 0)
    rank = np.full(size, 1 / size)
    for _ in range(MOST_ROUNDS):
        following = (1 - DAMPING) / size + DAMPING * (rank @ steps)
        if np.abs(following - rank).sum() < TOLERANCE:
            break
        rank = following
    return np.asarray(rank / rank.max(), dtype=np.float64)
