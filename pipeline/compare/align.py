"""Sentences of two versions of one article side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

CHARACTERS = 3
"""Length of the pieces by which sentences are compared: they forgive inflection, as chrF does (Popović 2015)."""
ALONE = 0.12
"""What a sentence earns without a partner: alike by less, two sentences are not put together."""

JOINED = 0.3
"""What joining two sentences costs: chance likeness must not do it. Both set by eye on two systems' news of 14 articles."""
MAX_SENTENCES = 500
"""Longer than any article; time and memory take the square, so what is longer is aligned part by part."""

# Sentences of A and of B that may stand in one row (Gale and Church 1993, without their rare 2-2).
_STEPS = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1))
_Step = tuple[int, int]
_Likeness = dict[_Step, list[list[float]]]


@dataclass(frozen=True, slots=True)
class Row:
    """Indices of sentences that say the same; one side may be empty."""

    a: tuple[int, ...]
    b: tuple[int, ...]


def align(a: Sequence[str], b: Sequence[str]) -> list[Row]:
    """Every sentence once, in order: the monotone alignment with the greatest likeness.

    Found by dynamic programming as by Gale and Church (1993), over the likeness of the words in place of lengths, as
    in Bleualign (Sennrich and Volk 2010): both sides are in one language here.
    """
    parts = ceil(max(len(a), len(b)) / MAX_SENTENCES)
    rows: list[Row] = []
    for k in range(parts):
        from_a, from_b = len(a) * k // parts, len(b) * k // parts
        part = _align_part(a[from_a : len(a) * (k + 1) // parts], b[from_b : len(b) * (k + 1) // parts])
        rows += [Row(tuple(i + from_a for i in row.a), tuple(j + from_b for j in row.b)) for row in part]
    return rows


def _align_part(a: Sequence[str], b: Sequence[str]) -> list[Row]:
    likeness = _likeness(a, b)
    best = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    came: dict[tuple[int, int], _Step] = {}
    for i, j in product(range(len(a) + 1), range(len(b) + 1)):
        ways = [
            (best[i - wide][j - deep] + _earned((wide, deep), i - wide, j - deep, likeness), (wide, deep))
            for wide, deep in _STEPS
            if wide <= i and deep <= j
        ]
        if ways:
            best[i][j], came[i, j] = max(ways)
    return _trace(len(a), len(b), came)


def _earned(step: _Step, i: int, j: int, likeness: _Likeness) -> float:
    """What a row adds that begins at (i, j): each of its sentences earns the likeness of its two sides."""
    if 0 in step:
        return ALONE
    return sum(step) * likeness[step][i][j] - (JOINED if sum(step) > 2 else 0)


def _trace(i: int, j: int, came: dict[tuple[int, int], _Step]) -> list[Row]:
    rows = []
    while (i, j) != (0, 0):
        wide, deep = came[i, j]
        rows.append(Row(tuple(range(i - wide, i)), tuple(range(j - deep, j))))
        i, j = i - wide, j - deep
    return rows[::-1]


def _likeness(a: Sequence[str], b: Sequence[str]) -> _Likeness:
    """For each kind of row, how alike its two sides are, from 0 to 1, by the index of their first sentences."""
    first, second = [_pieces(text) for text in a], [_pieces(text) for text in b]
    weights = _weights([*first, *second])
    ones_a, ones_b = _matrix(first, weights), _matrix(second, weights)
    twos_a, twos_b = np.maximum(ones_a[:-1], ones_a[1:]), np.maximum(ones_b[:-1], ones_b[1:])
    return {(1, 1): _dice(ones_a, ones_b), (1, 2): _dice(ones_a, twos_b), (2, 1): _dice(twos_a, ones_b)}


def _pieces(text: str) -> frozenset[str]:
    plain = f" {' '.join(text.casefold().split())} "
    return frozenset(plain[i : i + CHARACTERS] for i in range(len(plain) - CHARACTERS + 1))


def _weights(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """The rarer a piece, the more it says: what stands in every sentence says nothing."""
    counts = Counter(piece for pieces in texts for piece in pieces)
    return {piece: log(1 + len(texts) / count) for piece, count in counts.items()}


def _matrix(texts: Sequence[frozenset[str]], weights: dict[str, float]) -> NDArray[Any]:
    """One line per sentence; entries are roots of weights, so that products of lines sum weights."""
    columns = {piece: k for k, piece in enumerate(weights)}
    roots = np.sqrt(np.array(list(weights.values()), dtype=np.float32))
    matrix = np.zeros((len(texts), len(columns)), dtype=np.float32)
    for line, pieces in zip(matrix, texts, strict=True):
        here = [columns[piece] for piece in pieces]
        line[here] = roots[here]
    return matrix


def _dice(a: NDArray[Any], b: NDArray[Any]) -> list[list[float]]:
    total = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None, :]
    likeness: list[list[float]] = (2 * (a @ b.T) / np.maximum(total, 1e-9)).tolist()
    return likeness
