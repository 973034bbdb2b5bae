"""The calibration of a tagger: monotone, bounded, and read with care."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from pipeline.errors import ModelError
from pipeline.models.mqm import NOTES_KEY, Calibration, read_calibration, score_of

NOTES: dict[str, Any] = {
    "penalties": {"fluency-minor": 1.0, "fluency-major": 5.0},
    "scale": 0.5,
    "power": 0.8,
    "dispersion": 2.0,
    "spread": 0.3,
    "shown": 0.5,
    "joined": 0.3,
    "marked": {"any": 0.3, "fluency": 0.2},
    "confidence": [[0.1, 0.2], [0.5, 0.7], [0.8, 0.9]],
    "articles": [40.0, 60.0, 70.0, 80.0],
}
LABELS = ("O", "fluency-minor", "fluency-major")
CALIBRATION = Calibration.model_validate(NOTES)


@pytest.mark.parametrize(
    ("rate", "score"),
    [(0.0, 100.0), (1 / 25, 70.0), (2 / 25, 49.0), (-1.0, 100.0), (100.0, 0.0)],
)
def test_seventy_is_one_minor_slip_in_25_words(rate: float, score: float) -> None:
    assert score_of(rate) == pytest.approx(score)


def test_a_higher_probability_never_gives_a_better_score_or_less_confidence() -> None:
    steps = [k / 50 for k in range(51)]
    rates = [CALIBRATION.rate(step) for step in steps]
    assert rates == sorted(rates)
    assert rates[0] == 0
    confidences = [CALIBRATION.confidence_of(step) for step in steps]
    assert confidences == sorted(confidences)


@pytest.mark.parametrize(
    ("probability", "confidence"),
    [(0.0, 0.2), (0.1, 0.2), (0.3, 0.45), (0.5, 0.7), (0.65, 0.8), (0.8, 0.9), (1.0, 0.9)],
)
def test_confidence_lies_on_the_line_between_the_points(probability: float, confidence: float) -> None:
    assert CALIBRATION.confidence_of(probability) == pytest.approx(confidence)


def test_an_interval_holds_the_rate_and_narrows_with_length() -> None:
    widths = []
    for words in (5, 50, 500, 5000):
        low, high = CALIBRATION.interval(0.04, words)
        assert 0 < low < 0.04 < high
        widths.append(high - low)
    assert all(wide > narrow for wide, narrow in itertools.pairwise(widths))
    assert CALIBRATION.interval(0.0, 100) == (0.0, 0.0)


@pytest.mark.parametrize(("score", "share"), [(30, 0.0), (40, 0.0), (65, 0.5), (70, 0.5), (100, 1.0)])
def test_rank_among_articles(score: float, share: float) -> None:
    assert CALIBRATION.better_than(score) == share


def test_a_model_without_the_notes_has_no_calibration() -> None:
    assert read_calibration({"description": "a tagger"}, "m", LABELS) is None
    assert read_calibration({NOTES_KEY: NOTES}, "m", LABELS) == CALIBRATION


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scale": -1}, "scale: Input should be greater than 0"),
        ({"shown": 2}, "shown: Input should be less than or equal to 1"),
        ({"confidence": []}, "confidence"),
        ({"colour": 1}, "colour: Extra inputs"),
        ({"penalties": {"grammar": 1.0}}, "no label 'grammar'"),
    ],
)
def test_notes_that_cannot_be_used_are_refused_in_one_line(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message) as caught:
        read_calibration({NOTES_KEY: NOTES | change}, "embedded:fluency", LABELS)
    assert str(caught.value).startswith("embedded:fluency: pipeline.json, mqm -> ")
    assert "\n" not in str(caught.value)
