"""From spans and rates to a score and its words."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fluency.score import calibrated_mqm, describe, penalty, raw_mqm
from pipeline.models.mqm import Calibration, score_of
from pipeline.report import Severity, Span
from tests import tiny
from tests.models.test_mqm import CALIBRATION

DOCUMENT = tiny.document(None, [["The new metro line opened on Monday .", "People in the city like it ."]])


def span(start: int, end: int, severity: Severity = "minor") -> Span:
    return Span(
        start=start,
        end=end,
        text=DOCUMENT.text[start:end],
        category="Fluency/Grammar",
        severity=severity,
        rule="rule",
        reason="because.",
        confidence=0.5,
    )


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], 0),
        ([span(0, 3)], 1),
        ([span(0, 3), span(4, 7, "major")], 6),
        ([span(0, 3), span(2, 7, "major")], 5),  # overlapping marks are one error
        ([span(0, 9), span(2, 4), span(8, 12, "critical")], 25),
    ],
)
def test_penalty(spans: Sequence[Span], expected: float) -> None:
    assert penalty(spans) == expected


def test_the_raw_score_is_the_penalty_per_word() -> None:
    score, sentences = raw_mqm(DOCUMENT, [span(0, 3), span(4, 7)], signature="s")
    assert score.value == pytest.approx(100 * (1 - 2 / 15), abs=0.01)
    assert [one.score for one in sentences] == [pytest.approx(100 * (1 - 2 / 8)), 100.0]
    assert score.signature == "mqm-raw|s"


places = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda place: (place[0], min(65, sum(place))))


@given(st.lists(places, max_size=8))
def test_each_sentence_counts_the_spans_that_touch_it(found: list[tuple[int, int]]) -> None:
    """Whatever their order and however they overlap or reach over the end of a sentence."""
    spans = [span(start, end) for start, end in found]
    _, sentences = raw_mqm(DOCUMENT, spans, signature="s")
    for row, sentence in zip(sentences, DOCUMENT.sentences, strict=True):
        inside = [one for one in spans if one.start < sentence.end and sentence.start < one.end]
        words = len(DOCUMENT.slice(sentence).split())
        assert row.score == round(max(0.0, 100 * (1 - penalty(inside) / words)), 2)


def test_time_grows_with_the_length_of_an_article_only() -> None:
    """By the square of the number of sentences it would be minutes."""
    document = tiny.document(None, [["The the line opened ."] * 20_000])
    spans = [span(sentence.start, sentence.start + 7) for sentence in document.sentences]
    began = time.process_time()
    raw_mqm(document, spans, signature="s")
    assert time.process_time() - began < 10


@pytest.mark.parametrize("rates", [(0.0, 0.0), (0.04, 0.04), (0.1, 0.0), (0.5, 2.0)])
def test_the_calibrated_score_is_that_of_the_mean_rate(rates: tuple[float, float]) -> None:
    score, sentences = calibrated_mqm(DOCUMENT, [], rates, CALIBRATION, signature="s")
    assert score.value == score_of((8 * rates[0] + 7 * rates[1]) / 15)
    assert [one.score for one in sentences] == [score_of(rate) for rate in rates]
    assert score.low is not None and score.high is not None
    assert 0 <= score.low <= score.value <= score.high <= 100


def test_what_rules_find_comes_on_top() -> None:
    score, sentences = calibrated_mqm(DOCUMENT, [span(0, 3)], (0.04, 0.04), CALIBRATION, signature="s")
    assert score.value == score_of(0.04 + 1 / 15)
    assert [one.score for one in sentences] == [score_of(0.04 + 1 / 8), score_of(0.04)]


@pytest.mark.parametrize("times", [1, 3, 10])
def test_a_longer_article_of_the_same_quality_scores_the_same_with_a_narrower_interval(times: int) -> None:
    sentence = "People in the city like it ."
    lengths = []
    for many in (times, 2 * times):
        document = tiny.document(None, [[sentence] * many])
        score, _ = calibrated_mqm(document, [], [0.05] * many, CALIBRATION, signature="s")
        assert score.value == score_of(0.05)
        assert score.low is not None and score.high is not None
        lengths.append(score.high - score.low)
    assert lengths[1] < lengths[0]


@pytest.mark.parametrize(
    ("rate", "start", "slips"),
    [
        (0.0, "reads like edited English", "hardly a slip"),
        (0.01, "reads like edited English", "one minor slip per 100 words"),
        (0.02, "fluent", "one minor slip per 50 words"),
        (0.04, "readable, with slips", "one minor slip per 25 words"),
        (0.08, "clumsy", "one minor slip per 12 words"),
        (0.15, "hard to read", "one minor slip per 7 words"),
        (3.0, "barely readable", "a slip in every word"),
    ],
)
def test_bands_in_words(rate: float, start: str, slips: str) -> None:
    words = describe(score_of(rate), rate, CALIBRATION)
    assert words.startswith(f"{start}: ")
    assert slips in words


def test_ranks_in_words_never_fall_with_the_score() -> None:
    calibration: Calibration = CALIBRATION.model_copy(update={"articles": tuple(range(0, 101, 5))})
    shares = [calibration.better_than(score) for score in range(101)]
    assert all(first <= second for first, second in itertools.pairwise(shares))
    assert "better than 62% of rated machine translations of news" in describe(62.0, 0.05, calibration)
    assert "; below nearly all rated machine translations" in describe(0.0, 3.0, calibration)
    bad = CALIBRATION.model_copy(update={"articles": (10.0, 20.0, 30.0)})
    assert "; above nearly all rated machine translations" in describe(100.0, 0.0, bad)
