"""`pipeline eval fluency` end to end, on a few rated segments and a tiny tagger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.config import load_config
from pipeline.errors import ReadError
from pipeline.evaluate.fluency import measure, to_json, to_text
from pipeline.evaluate.ratings import LABELS
from tests import tiny
from tests.models.test_mqm import NOTES

SENTENCES = (
    "The city council said on Monday the new metro line opened.",
    "The city council council said on Monday the new line opened .",
    "People in the city like the new station.",
    "People in city like new the station a lot of and the report of the council on it.",
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four documents of two source segments, two translations each; the second of a pair is marked."""
    path = tmp_path_factory.mktemp("data") / "rated.jsonl"
    records = [
        {
            "doc": f"d{doc}",
            "seg_id": 2 * doc + pair,
            "system": "AB"[which],
            "target": SENTENCES[2 * pair + which],
            "score": -5.0 * which * (1 + pair) - doc,
            "score_fluency": -1.0 * which * (1 + pair) - 0.1 * doc,
            "errors": [{"start": 9, "end": 24, "category": "Fluency/Grammar", "severity": "Minor"}] * which,
        }
        for doc in range(4)
        for pair in range(2)
        for which in range(2)
    ]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def mqm_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tiny.save_tagger(tmp_path_factory.mktemp("mqm") / "tagger", LABELS)
    notes = NOTES | {"shown": 0.15, "joined": 0.1}
    (folder / "pipeline.json").write_text(json.dumps({"mqm": notes}), encoding="utf-8")
    return folder


def scorers(*folders: Path) -> str:
    return "stages.fluency.scorers=[" + ",".join(f"{{kind: tagger, model: {folder}}}" for folder in folders) + "]"


def test_rules_and_length_need_no_model(data: Path) -> None:
    found = measure(data, load_config(overrides=[scorers()]), resamples=10)
    assert (found.segments, found.articles, found.systems) == (16, 8, 2)
    assert list(found.agreements) == ["fluency", "total"]
    assert list(found.agreements["fluency"]) == ["length", "rules"]
    assert found.agreements["fluency"]["rules"].within.value == pytest.approx(0.5)  # the doubled word, in one of two
    assert (found.marks, found.shown, found.covered) == ((), None, None)


def test_a_calibrated_tagger_is_measured_in_full(data: Path, mqm_folder: Path) -> None:
    found = measure(data, load_config(overrides=[scorers(mqm_folder)]), resamples=10)
    assert list(found.agreements["total"]) == ["length", "rules", "tagger", "score"]
    assert [mark.kind for mark in found.marks] == ["any", "fluency"]
    for mark in found.marks:
        counts = mark.words
        words = sum(len(sentence.split()) for sentence in SENTENCES)
        assert counts.both + counts.only_scorer + counts.only_rater + counts.neither == 4 * words
    assert found.shown and found.shown.flags > 0
    assert 0 < found.shown.base_rate < 1
    assert found.covered is not None and 0 <= found.covered <= 1
    json.loads(to_json(found), parse_constant=pytest.fail)
    text = to_text(found)
    for line in ("fluency penalty", "total penalty", "marks, any error", "shown by default", "interval of the article"):
        assert f"\n{line}" in text


def test_the_language_model_of_a_tagger_stands_beside_it(data: Path) -> None:
    found = measure(data, load_config(), resamples=0)
    assert list(found.agreements["fluency"]) == ["length", "rules", "tagger", "language model", "score"]


def test_other_scorers_are_turned_so_that_agreement_is_positive(data: Path, tiny_tagger: Path) -> None:
    found = measure(data, load_config(overrides=[scorers(tiny_tagger)]), resamples=0)
    assert list(found.agreements["fluency"]) == ["length", "rules", "tagger"]
    assert found.marks == ()


def test_documents_can_be_limited(data: Path) -> None:
    assert measure(data, load_config(overrides=[scorers()]), documents=1, resamples=0).segments == 4


def test_the_command_prints_tables_or_json(data: Path) -> None:
    run = CliRunner().invoke(app, ["eval", "fluency", str(data), "--set", scorers(), "--resamples", "0"])
    assert run.exit_code == 0, run.output
    assert run.stdout.startswith("rated.jsonl: 16 segments, 8 articles, 2 systems")
    run = CliRunner().invoke(app, ["eval", "fluency", str(data), "--set", scorers(), "--resamples", "0", "--json"])
    assert json.loads(run.stdout)["agreements"]["fluency"]["length"]["kendall"]["low"] is None


@pytest.mark.parametrize(("content", "message"), [("", "holds no rated segments"), ("{}\n", "line 1 has no 'doc'")])
def test_data_of_another_kind_is_one_line_on_stderr(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReadError, match=message):
        measure(path, load_config(overrides=[scorers()]))
    run: Any = CliRunner().invoke(app, ["eval", "fluency", str(path), "--set", scorers()])
    assert run.exit_code == 2
    assert message in run.stderr
