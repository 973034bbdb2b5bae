"""From spans to a score. Until a learned scorer is calibrated on people, the score counts what the rules found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from pipeline.article import Document
from pipeline.fluency.rule import worst
from pipeline.report import Score, SentenceFluency, Severity, Span

# MQM severity multipliers 1, 5, 25: Lommel et al., "The Multi-Range Theory of Translation Quality Measurement: MQM
# scoring models and Statistical Quality Control" (2024), https://themqm.org/error-types-2/the-mqm-scoring-models/
PENALTIES: Mapping[Severity, float] = {"minor": 1.0, "major": 5.0, "critical": 25.0}
MAXIMUM = 100.0

# Lowest score of each band. Round numbers chosen by us, not fitted to human judgement.
_BANDS = (
    (100.0, "no slip found by the rules"),
    (98.0, "few slips found by the rules"),
    (94.0, "several slips found by the rules"),
    (0.0, "many slips found by the rules"),
)
_CAVEAT = "counted by rules alone, not yet calibrated on human judgement"


class Scoring(Protocol):
    """A way to score an article from its spans; the place where a learned score will go."""

    def __call__(
        self, document: Document, spans: Sequence[Span], *, signature: str
    ) -> tuple[Score, tuple[SentenceFluency, ...]]: ...


def raw_mqm(document: Document, spans: Sequence[Span], *, signature: str) -> tuple[Score, tuple[SentenceFluency, ...]]:
    """MQM's raw scoring model: 100 * (1 - penalty per word), for the article and for each sentence."""
    value = _quality(penalty(spans), document.words)
    score = Score(
        name="fluency",
        value=value,
        minimum=0.0,
        maximum=MAXIMUM,
        band=f"{band(value)}; {_CAVEAT}",
        signature=f"mqm-raw|{signature}",
    )
    sentences = (
        SentenceFluency(
            sentence=index,
            score=_quality(
                penalty(span for span in spans if span.start < sentence.end and sentence.start < span.end),
                len(document.slice(sentence).split()),
            ),
        )
        for index, sentence in enumerate(document.sentences)
    )
    return score, tuple(sentences)


def penalty(spans: Iterable[Span]) -> float:
    """Sum of the penalties; spans that overlap are one error, at the gravest severity among them."""
    total, end = 0.0, -1
    severities: list[Severity] = []
    for span in sorted(spans, key=_start):
        if span.start >= end and severities:
            total += PENALTIES[worst(severities)]
            severities = []
        severities.append(span.severity)
        end = max(end, span.end)
    return total + (PENALTIES[worst(severities)] if severities else 0.0)


def _start(span: Span) -> int:
    return span.start


def _quality(points: float, words: int) -> float:
    return round(min(MAXIMUM, max(0.0, MAXIMUM * (1 - points / max(1, words)))), 2)


def band(value: float) -> str:
    """The score in words."""
    return next(words for least, words in _BANDS if value >= least)
