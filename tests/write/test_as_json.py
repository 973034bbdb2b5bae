"""JSON reports: a golden file, the way back, and the published schema."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from pipeline import ReadError
from pipeline.report import Failure, Report
from pipeline.write import read_report, report_schema
from pipeline.write.as_json import SCHEMA_PATH, render_json, to_json
from tests.write import samples

GOLDEN = Path(__file__).parent / "metro.json"
VALIDATOR = Draft202012Validator(report_schema())
FAILED = samples.report(
    status="failed",
    failures=(Failure(stage="clean", reason="nothing left"),),
    **dict.fromkeys(("document", "fluency", "reference", "summary", "key_points", "verification")),
)


def test_golden():
    assert render_json(samples.report()) == GOLDEN.read_text(encoding="utf-8")


def test_the_published_schema_is_current():
    assert SCHEMA_PATH.read_text(encoding="utf-8") == to_json(report_schema())


def test_the_schema_is_one():
    Draft202012Validator.check_schema(report_schema())


@pytest.mark.parametrize("report", [samples.report(), FAILED], ids=["whole", "failed"])
def test_reports_obey_the_schema_and_come_back_the_same(report, tmp_path):
    text = render_json(report)
    VALIDATOR.validate(json.loads(text))
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    assert read_report(path) == report


@pytest.mark.parametrize(
    "spoil",
    [
        {"status": "fine"},
        {"surprise": 1},
        {"fluency": {"score": 3}},
        {"warnings": "one"},
    ],
    ids=["unknown status", "unknown field", "score without its reading", "one warning for a list"],
)
def test_the_schema_refuses_what_is_no_report(spoil):
    with pytest.raises(ValidationError):
        VALIDATOR.validate(json.loads(render_json(samples.report())) | spoil)


def test_text_is_not_escaped_and_metadata_may_hold_anything():
    report = samples.report(metadata={"author": "李超", "path": Path("a/b")})
    assert '"author": "李超"' in render_json(report)
    assert json.loads(render_json(report))["metadata"]["path"] == "a/b"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "not a report of schema 1.0: id: Field required"),
        ("no json", "not a report of schema 1.0: the file: Invalid JSON"),
        (render_json(samples.report()).replace('"ok"', '"fine"'), "not a report of schema 1.0: status: "),
    ],
    ids=["no fields", "no JSON", "wrong value"],
)
def test_a_file_that_is_no_report(content, message, tmp_path):
    path = tmp_path / "report.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReadError, match=message) as caught:
        read_report(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_missing_file(tmp_path):
    with pytest.raises(ReadError, match="cannot be read: No such file"):
        read_report(tmp_path / "none.json")


def test_every_report_has_all_fields_in_the_order_of_the_model():
    assert list(json.loads(render_json(FAILED))) == list(Report.model_fields)
