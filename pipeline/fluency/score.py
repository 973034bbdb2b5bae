"""From spans and a learned judge to a score; without a judge, the score counts what the rules found."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from pipeline.article import Document
from pipeline.fluency.rule import worst
from pipeline.models.mqm import Calibration, score_of
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

# Lowest score of each band of the calibrated scale, in fifths, with the best fifth halved: edited English lies there.
_CALIBRATED_BANDS = (
    (90.0, "reads like edited English"),
    (80.0, "fluent"),
    (60.0, "readable, with slips"),
    (40.0, "clumsy"),
    (20.0, "hard to read"),
    (0.0, "barely readable"),
)
_RARE = 200  # words per slip from which on it is not worth while to say how many


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
        SentenceFluency(sentence=index, score=_quality(penalty(inside), words))
        for index, (inside, words) in enumerate(_by_sentence(document, spans))
    )
    return score, tuple(sentences)


def calibrated_mqm(
    document: Document, ruled: Sequence[Span], rates: Sequence[float], calibration: Calibration, *, signature: str
) -> tuple[Score, tuple[SentenceFluency, ...]]:
    """The penalty per word that raters would give, on a scale where 70 is one minor slip per 25 words.

    `rates` are a judge's expected penalties per word, one per sentence. What rules found comes on top:
    such faults are rare in the systems that raters saw, and a judge trained on those hardly knows them.
    """
    points, words = [], []
    for rate, (inside, length) in zip(rates, _by_sentence(document, ruled), strict=True):
        points.append(rate * length + penalty(inside))
        words.append(length)
    rate = sum(points) / max(1, sum(words))
    low, high = calibration.interval(rate, sum(words))
    value = score_of(rate)
    score = Score(
        name="fluency",
        value=value,
        minimum=0.0,
        maximum=MAXIMUM,
        low=score_of(high),
        high=score_of(low),
        band=describe(value, rate, calibration),
        signature=f"mqm-calibrated|{signature}",
    )
    sentences = (
        SentenceFluency(sentence=index, score=score_of(penalties / max(1, length)))
        for index, (penalties, length) in enumerate(zip(points, words, strict=True))
    )
    return score, tuple(sentences)


def describe(value: float, rate: float, calibration: Calibration) -> str:
    """A calibrated score in words: a band, slips per word, and a rank among machine translations."""
    name = next(words for least, words in _CALIBRATED_BANDS if value >= least)
    every = round(1 / rate) if rate > 0 else _RARE
    slips = f"about one minor slip per {every} words" if every < _RARE else "hardly a slip"
    if every < 2:
        slips = "a slip in every word"
    return f"{name}: {slips}; {_rank(calibration.better_than(value))} rated machine translations of news"


def _rank(share: float) -> str:
    """Where a score stands among others; at the ends of the scale a percentage would claim too much."""
    percent = round(100 * share)
    if percent < 1:
        return "below nearly all"
    return "above nearly all" if percent > 99 else f"better than {percent}% of"


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


def band(value: float) -> str:
    """The score of the rules alone in words."""
    return next(words for least, words in _BANDS if value >= least)


def _by_sentence(document: Document, spans: Sequence[Span]) -> Iterable[tuple[list[Span], int]]:
    """For each sentence, in order, the spans that touch it and the number of its words; one pass over both."""
    waiting = deque(sorted(spans, key=_start))
    inside: list[Span] = []
    for sentence in document.sentences:
        while waiting and waiting[0].start < sentence.end:
            inside.append(waiting.popleft())
        inside = [span for span in inside if sentence.start < span.end]
        yield inside, len(document.slice(sentence).split())


def _start(span: Span) -> int:
    return span.start


def _quality(points: float, words: int) -> float:
    return round(min(MAXIMUM, max(0.0, MAXIMUM * (1 - points / max(1, words)))), 2)
