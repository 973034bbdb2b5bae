"""Taggers: marks that slice the text, the same alone as in a batch, calibrated or not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.config.schema import Runtime, TaggerScorer
from pipeline.errors import ConfigError, ModelError
from pipeline.evaluate.ratings import LABELS
from pipeline.models import Models
from pipeline.models.mqm import Calibration
from pipeline.models.reading import Reading
from pipeline.models.tagger import MqmTagger, _runs
from tests import tiny
from tests.models.test_mqm import NOTES

TEXTS = (
    "The city council said on Monday the new metro line opened.",
    "People like it!",
    "",
    "He said: the bridge is not in the plan, and the minister ignore the report of the council. " * 8,
)


@pytest.fixture(scope="module")
def mqm_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tiny.save_tagger(tmp_path_factory.mktemp("mqm") / "tagger", LABELS)
    (folder / "pipeline.json").write_text(json.dumps({"mqm": NOTES}), encoding="utf-8")
    return folder


def tagger(folder: Path, **settings: Any) -> Any:
    return Models(Runtime(device="cpu")).scorer(TaggerScorer(kind="tagger", model=str(folder), **settings))


@pytest.mark.parametrize("threshold", [0.0, 0.3, None])
def test_marks_are_words_of_the_text_and_do_not_overlap(threshold: float | None, tiny_tagger: Path) -> None:
    for text, score in zip(TEXTS, tagger(tiny_tagger, threshold=threshold).score(TEXTS), strict=True):
        at = 0
        for error in score.errors:
            assert at <= error.start < error.end <= len(text)
            assert text[error.start : error.end].strip() == text[error.start : error.end]
            assert error.label == "Fluency/Grammar"
            at = error.end
        if threshold == 0.0:
            assert len(score.errors) >= len(text.split())


def test_the_value_of_a_plain_tagger_is_the_mean_probability_of_a_right_word(tiny_tagger: Path) -> None:
    scores = tagger(tiny_tagger, threshold=0.0).score(TEXTS)
    for score in scores:
        wrong = [error.probability for error in score.errors]
        assert score.value == pytest.approx(1 - np.mean(wrong) if wrong else 1.0, abs=1e-4)


@pytest.mark.parametrize("settings", [{}, {"threshold": 0.2}])
def test_a_batch_changes_nothing(settings: dict[str, Any], tiny_tagger: Path, mqm_folder: Path) -> None:
    for folder in (tiny_tagger, mqm_folder):
        judge = tagger(folder, **settings)
        together = judge.score(TEXTS)
        for text, score in zip(TEXTS, together, strict=True):
            (alone,) = judge.score([text])
            assert alone.value == pytest.approx(score.value, abs=1e-4)
            assert [(e.start, e.end, e.label) for e in alone.errors] == [
                (e.start, e.end, e.label) for e in score.errors
            ]


def test_a_calibrated_tagger_expects_the_penalty_of_its_probabilities(mqm_folder: Path) -> None:
    judge = tagger(mqm_folder)
    assert isinstance(judge, MqmTagger)
    assert not judge.higher_is_better
    text = TEXTS[0]
    (reading,) = judge.read([text])
    minor, major = LABELS.index("fluency-minor"), LABELS.index("fluency-major")
    words = [reading.over(at, at + len(word)) for word, at in _places(text)]
    expected = np.mean([chance[minor] + 5 * chance[major] for chance in words])
    assert judge.tagged(text, reading) == pytest.approx(expected)
    assert judge.score([text])[0].value == pytest.approx(0.5 * expected**0.8, abs=1e-4)
    assert judge.score([""])[0].value == 0.0


def _places(text: str) -> list[tuple[str, int]]:
    found, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        found.append((word, at))
        at += len(word)
    return found


def test_shown_marks_cover_whole_words_with_their_confidence(mqm_folder: Path) -> None:
    judge = tagger(mqm_folder, threshold=0.4)
    for text, score in zip(TEXTS, judge.score(TEXTS), strict=True):
        for error in score.errors:
            for at in (error.start, error.end):
                assert not (text[max(0, at - 1) : at + 1].isalnum() and 0 < at < len(text)), text[at - 1 : at + 1]
            assert error.label in LABELS[1:6]
            assert 0.2 <= error.probability <= 0.9


@pytest.mark.parametrize(
    ("text", "wrong", "marked"),
    [
        ("the line open new", {"open": 0.9}, ["open"]),
        ("the line open new", {"open": 0.9, "new": 0.4}, ["open new"]),
        ("the line open new", {"open": 0.4, "new": 0.4}, []),  # none is strong enough by itself
        ("the line open new", {"the": 0.9, "new": 0.9}, ["the", "new"]),
        ("said Zhang San there", {"Zhang": 0.9, "San": 0.9}, []),  # names alone are not shown
        ("said Zhang San there", {"Zhang": 0.9, "San": 0.9, "there": 0.6}, ["Zhang San there"]),
        ("in 2023 there", {"2023": 0.9}, []),
        ("well-known, man", {"well": 0.9}, []),  # half of a compound
        ("well-known, man", {"well": 0.9, "-": 0.9, "known": 0.9}, ["well-known"]),
    ],
)
def test_marks(text: str, wrong: dict[str, float], marked: list[str], mqm_folder: Path) -> None:
    judge = tagger(mqm_folder)
    errors = list(judge.errors(text, _reading(text, wrong)))
    assert [text[error.start : error.end] for error in errors] == marked
    assert all(error.label == "fluency-minor" for error in errors)


def test_an_objection_to_a_name_counts_but_is_not_shown(mqm_folder: Path) -> None:
    judge = tagger(mqm_folder)
    reading = _reading("said there", {"there": 0.9}, label="fluency-name")
    assert list(judge.errors("said there", reading)) == []
    assert judge.wrong(reading, 5, 10) == pytest.approx((0.9, 0.9))


def _reading(text: str, wrong: dict[str, float], label: str = "fluency-minor") -> Reading:
    pieces = list(re.finditer(r"\w+|[^\w\s]", text))
    chances = np.zeros((len(pieces), len(LABELS)))
    for row, piece in zip(chances, pieces, strict=True):
        row[LABELS.index(label)] = wrong.get(piece.group(), 0.0)
        row[0] = 1 - row.sum()
    return Reading(np.array([p.start() for p in pieces]), np.array([p.end() for p in pieces]), chances)


@pytest.mark.parametrize(
    ("wrong", "runs"),
    [
        ([], []),
        ([0.9], [(0, 1)]),
        ([0.1, 0.9, 0.4, 0.1, 0.4], [(1, 3)]),
        ([0.4, 0.4, 0.9], [(0, 3)]),
        ([0.9, 0.1, 0.9], [(0, 1), (2, 3)]),
    ],
)
def test_runs(wrong: list[float], runs: list[tuple[int, int]]) -> None:
    assert list(_runs(wrong, 0.5, 0.3)) == runs


def test_settings_that_do_not_fit_the_model_are_refused(tiny_tagger: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="has no label 'OK'"):
        tagger(tiny_tagger, ignore_label="OK")
    folder = tiny.save_tagger(tmp_path / "odd", ["O", "x"])
    (folder / "pipeline.json").write_text(json.dumps({"mqm": NOTES}), encoding="utf-8")
    with pytest.raises(ModelError, match="no label 'fluency-minor'"):
        tagger(folder)


def test_the_signature_names_the_threshold(mqm_folder: Path) -> None:
    assert tagger(mqm_folder).signature.endswith("|kind:tagger|shown:0.5")
    assert tagger(mqm_folder, threshold=0.8).signature.endswith("|shown:0.8")
    assert Calibration.model_validate(NOTES) == tagger(mqm_folder).calibration
