"""Choosing whole sentences within the lengths asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.summarize.lexrank import Matrix
from pipeline.text.words import count_words

# Weight of importance against novelty: Carbonell and Goldstein 1998, maximal marginal relevance.
RELEVANCE = 0.7
TOO_ALIKE = 0.6  # cosine from which two sentences say the same
FAINT = 0.3  # share of the best rank below which a sentence is not worth the words that are left


@dataclass(frozen=True, slots=True)
class Lengths:
    """What a choice must keep to; `sentences` is exact where the article has them."""

    max_words: int
    min_words: int = 0
    sentences: int | None = None


def choose(texts: Sequence[str], ranks: Sequence[float], cosine: Matrix, lengths: Lengths) -> list[int]:
    """Positions of the chosen texts, most important first: by rank, unlike each other, never over `max_words`."""
    words = [count_words(text) for text in texts]
    chosen: list[int] = []
    left = lengths.max_words
    while lengths.sentences is None or len(chosen) < lengths.sentences:
        open_to = _affordable(words, chosen, cosine, left, lengths.sentences)
        if not open_to:
            break
        best = max(open_to, key=lambda i: (_worth(i, ranks, cosine, chosen), -i))
        enough = lengths.sentences is None and lengths.max_words - left >= lengths.min_words
        if enough and ranks[best] < FAINT * max(ranks):
            break
        chosen.append(best)
        left -= words[best]
    return chosen


def _affordable(
    words: Sequence[int], chosen: Sequence[int], cosine: Matrix, left: int, sentences: int | None
) -> list[int]:
    """Texts that fit and repeat nothing, leaving room for the sentences still owed."""
    rest = [i for i in range(len(words)) if i not in chosen and all(cosine[i, j] < TOO_ALIKE for j in chosen)]
    if sentences is None:
        return [i for i in rest if words[i] <= left]
    owed = min(sentences - len(chosen), len(rest)) - 1
    while owed >= 0:
        fitting = [i for i in rest if words[i] + _least(words, rest, i, owed) <= left]
        if fitting:
            return fitting
        owed -= 1
    return []


def _least(words: Sequence[int], rest: Sequence[int], taken: int, number: int) -> int:
    """Words of the shortest `number` texts beside the one taken."""
    return sum(sorted(words[j] for j in rest if j != taken)[:number])


def _worth(index: int, ranks: Sequence[float], cosine: Matrix, chosen: Sequence[int]) -> float:
    likeness = max((float(cosine[index, j]) for j in chosen), default=0.0)
    return RELEVANCE * ranks[index] - (1 - RELEVANCE) * likeness
