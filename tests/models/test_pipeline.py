"""A folder that save_pretrained wrote works as `model:` in YAML, from an article file to its report."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import Pipeline, load_config
from pipeline.cli import app
from tests.conftest import SAYS
from tests.tiny import EXTRACTIVE

ARTICLES = Path(__file__).parents[1] / "articles"
ARTICLE, WUHAN = ARTICLES / "library-reopens.md", ARTICLES / "wuhan-digital-education.txt"
CONFIGS = Path(__file__).parents[2] / "configs"


def config_file(folder, model, **settings):
    stage = {"model": str(model), **settings}
    path = folder / "my.yaml"
    path.write_text(json.dumps({"stages": {"summarize": stage, "keypoints": stage, "fluency": {"scorers": []}}}))
    return path  # JSON is YAML


@pytest.mark.parametrize("model", ["taught_bart", "taught_chat"])
def test_through_the_command(model, tmp_path, request):
    folder = request.getfixturevalue(model)
    path = config_file(tmp_path, folder, generation={"max_new_tokens": 40})
    result = CliRunner().invoke(app, ["run", str(ARTICLE), "-q", "-c", str(path), "-o", str(tmp_path / "out")])
    assert (result.exit_code, result.stderr) == (0, "")
    (written,) = (tmp_path / "out").glob("*/report.json")
    report = json.loads(written.read_text(encoding="utf-8"))
    assert report["summary"]["method"] == "abstractive"
    assert [sentence["text"] for sentence in report["summary"]["sentences"]] == [SAYS]
    assert [point["text"] for point in report["key_points"]["points"]] == [SAYS]
    body = len([p for p in report["document"]["sentences"] if p["paragraph"] > 0])
    assert report["summary"]["coverage"]["sentences_read"] == report["summary"]["coverage"]["sentences_total"] <= body
    assert report["provenance"]["models"]["summarize"].startswith(f"{folder}@")
    assert report["summary"]["signature"].startswith(f"model:{folder}@")


def test_the_default_writes_where_a_translation_is_clumsy():
    (report,) = Pipeline(load_config()).run([WUHAN])
    assert report.summary.method == "abstractive"
    assert report.verification.verdict == "supported"
    assert report.summary.sentences[0].text not in report.document.text


def test_the_embedded_writer_writes_briefs_that_their_evidence_carries():
    """Facts found, more than copied, and the same alone as together."""
    pipeline, files = Pipeline(load_config(CONFIGS / "own-words.yaml")), [ARTICLE, WUHAN]
    together = list(pipeline.run(files))
    for report in together:
        assert (report.summary.method, report.key_points.method) == ("abstractive", "abstractive")
        assert report.verification.verdict == "supported"
        assert 3 <= len(report.key_points.points) <= 6
        assert 40 <= len(report.summary.text.split()) <= 110
        assert not all(sentence.text in report.document.text for sentence in report.summary.sentences)
    (alone,) = pipeline.run(files[:1])
    assert (together[0].summary, together[0].key_points) == (alone.summary, alone.key_points)


def test_windows_are_in_the_report(taught_bart, tmp_path):
    path = config_file(tmp_path, taught_bart, generation={"max_new_tokens": 40})
    (report,) = Pipeline(load_config(path)).run([WUHAN])
    assert report.status == "ok"
    assert report.summary.coverage.windows > 1
    assert report.summary.coverage.passes > 1
    assert (
        report.summary.coverage.sentences_read == report.summary.coverage.sentences_total == len(report.document.body)
    )


def test_scorers_are_in_the_report(tiny_chat, tiny_classifier, tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text(
        f"""
stages:
  fluency:
    scorers:
      - {{kind: perplexity, model: {tiny_chat}}}
      - {{kind: classifier, model: {tiny_classifier}, label: acceptable}}
"""
    )
    (report,) = Pipeline(load_config(path, overrides=EXTRACTIVE)).run([ARTICLE])
    assert report.status == "ok"
    assert {"perplexity", "acceptable"} <= {score.name for score in report.fluency.others}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"generation": {"num_beamz": 2}}, "did you mean 'num_beams'?"),
        ({"generation": {"max_length": 80}}, "set max_new_tokens"),
        ({"prompt": "{txt}"}, "did you mean 'text'?"),
    ],
)
@pytest.mark.parametrize("command", [["validate"], ["run", str(ARTICLE), "-q"]])
def test_a_slip_in_the_settings_is_one_line(command, settings, message, taught_bart, tmp_path):
    path = config_file(tmp_path, taught_bart, **settings)
    out = ["-o", str(tmp_path / "out")] if command[0] == "run" else []
    result = CliRunner().invoke(app, [*command, "-c", str(path), *out])
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_missing_model_is_one_line(tmp_path):
    path = config_file(tmp_path, tmp_path / "nowhere")
    result = CliRunner().invoke(app, ["run", str(ARTICLE), "-c", str(path), "-o", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert f"error: {tmp_path / 'nowhere'}: no such folder" in result.stderr
