"""How far marked words and spans agree with what raters marked."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Place = tuple[int, int]
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Counts:
    """Right and wrong decisions, summed over words and raters."""

    both: int = 0
    only_scorer: int = 0
    only_rater: int = 0
    neither: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.both + other.both,
            self.only_scorer + other.only_scorer,
            self.only_rater + other.only_rater,
            self.neither + other.neither,
        )

    @property
    def precision(self) -> float:
        return _share(self.both, self.both + self.only_scorer)

    @property
    def recall(self) -> float:
        return _share(self.both, self.both + self.only_rater)

    @property
    def f1(self) -> float:
        return _share(2 * self.both, 2 * self.both + self.only_scorer + self.only_rater)

    @property
    def mcc(self) -> float:
        """Matthews correlation: unlike F1, zero for a scorer that marks at random or everything."""
        rows = (self.both + self.only_scorer) * (self.neither + self.only_rater)
        columns = (self.both + self.only_rater) * (self.neither + self.only_scorer)
        spread = math.sqrt(rows) * math.sqrt(columns)
        return (self.both * self.neither - self.only_scorer * self.only_rater) / spread if spread else 0.0


@dataclass(frozen=True, slots=True)
class SpanCounts:
    """Spans that touch one of the other side, and all spans, on either side."""

    scorer_hits: int = 0
    scorer_all: int = 0
    rater_hits: int = 0
    rater_all: int = 0

    def __add__(self, other: SpanCounts) -> SpanCounts:
        return SpanCounts(
            self.scorer_hits + other.scorer_hits,
            self.scorer_all + other.scorer_all,
            self.rater_hits + other.rater_hits,
            self.rater_all + other.rater_all,
        )

    @property
    def precision(self) -> float:
        return _share(self.scorer_hits, self.scorer_all)

    @property
    def recall(self) -> float:
        return _share(self.rater_hits, self.rater_all)

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def words_of(text: str) -> list[Place]:
    """Start and end of each word: what stands between white space."""
    return [match.span() for match in _WORD.finditer(text)]


def count_words(words: Sequence[Place], marked: Sequence[bool], rated: Iterable[Place]) -> Counts:
    """One rater's spans against the marks on each word."""
    places = list(rated)
    counts = [0, 0, 0, 0]
    for word, mark in zip(words, marked, strict=True):
        wrong = touches(word, places)
        counts[0 if mark and wrong else 1 if mark else 2 if wrong else 3] += 1
    return Counts(*counts)


def count_spans(marked: Sequence[Place], rated: Sequence[Place]) -> SpanCounts:
    """Spans count as found where they share at least one character."""
    return SpanCounts(
        sum(touches(span, rated) for span in marked),
        len(marked),
        sum(touches(span, marked) for span in rated),
        len(rated),
    )


def touches(place: Place, others: Iterable[Place]) -> bool:
    """Whether a stretch of text shares a character with any of the others."""
    return any(start < place[1] and place[0] < end for start, end in others)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
