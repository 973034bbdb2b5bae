"""Decisions as JSON Lines and as MQM ratings."""

from __future__ import annotations

import json

import pytest

from pipeline.review.jsonl import to_jsonl
from pipeline.review.mqm import COLUMNS, marked, to_mqm
from tests.review import folder
from tests.write import samples

RIGHT = {"verdict": "right", "note": ""}
WRONG = {"verdict": "wrong", "note": "fine so"}


def table(tmp_path, *decisions, report=None):
    """The MQM rows as mappings, after decisions `(name, value, who)`."""
    report = report or samples.report()
    reports, store = folder.opened(folder.write(tmp_path, report))
    for name, value, who in decisions:
        folder.decide(store, report, name, value, who=who)
    head, *lines = to_mqm(reports, store).split("\n")
    assert lines.pop() == ""
    assert head.split("\t") == list(COLUMNS)
    rows = [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines]
    return [row | {"metadata": json.loads(row["metadata"])} for row in rows]


def test_a_flag_called_right_is_an_error_with_its_span_marked(tmp_path):
    (row,) = table(tmp_path, ("spaced", {"verdict": "right", "note": "typo"}, "ann"))
    metadata = row.pop("metadata")
    assert row == {
        "system": "unknown",
        "doc": "metro",
        "docSegId": "4",
        "globalSegId": "0",
        "rater": "ann",
        "source": "",
        "target": "The minister is said it is the <v>high -speed</v>.",
        "category": "Fluency/Spelling",
        "severity": "Minor",
    }
    assert metadata["note"] == "typo"
    assert metadata["marked_text"] == "high -speed"
    assert metadata["source_not_seen"] is True
    assert metadata["prior_rater"] == "article-pipeline 0.1.0"
    assert metadata["timestamp"] > 1.7e12
    assert metadata["segment"] == {"starts_paragraph": True, "num_target_chars": 43, "metrics": {"fluency": 12.5}}


@pytest.mark.parametrize(
    ("decisions", "rows"),
    [
        ([], []),
        # The title has one flag, the sentence of the minister three.
        ([("doubled", WRONG, "ann")], [("1", "ann", "no-error", 1)]),
        ([("spaced", WRONG, "ann")], [("4", "", "", 1)]),
        ([("spaced", WRONG, "ann"), ("crossing", RIGHT, "ann")], [("4", "ann", "Fluency/Grammar", 1)]),
        (
            [("spaced", WRONG, "ann"), ("crossing", RIGHT, "bob")],
            [("4", "", "", 1), ("4", "bob", "Fluency/Grammar", 0)],
        ),
        ([("long", {"verdict": None, "note": "hm"}, "ann")], []),
        ([("summary-0", {"text": "Another."}, "ann")], []),
    ],
    ids=["none", "all wrong", "some wrong", "one right, one wrong", "two reviewers", "only noted", "edit"],
)
def test_flags_called_wrong_are_deleted_errors_and_unjudged_ones_left_out(tmp_path, decisions, rows):
    found = table(tmp_path, *decisions)
    assert [
        (row["docSegId"], row["rater"], row["category"], len(row["metadata"].get("deleted_errors", [])))
        for row in found
    ] == rows


def test_a_deleted_error_says_what_and_why(tmp_path):
    (row,) = table(tmp_path, ("doubled", WRONG, "ann"))
    (deleted,) = row["metadata"]["deleted_errors"]
    assert (deleted["type"], deleted["subtype"], deleted["severity"]) == ("Accuracy", "Addition", "major")
    assert (deleted["selected"], deleted["metadata"]["note"]) == ("opens opens", "fine so")


def test_verdict_and_note_are_feedback_on_a_line_without_a_rater(tmp_path):
    note = ("note", {"text": "Ask\nthe desk."}, "ann")
    (row,) = table(tmp_path, ("verdict", {"verdict": "rejected"}, "ann"), note)
    assert (row["docSegId"], row["rater"], row["category"], row["severity"]) == ("1", "", "", "")
    assert row["metadata"]["feedback"] == {"thumbs": "down", "notes": "Ask\nthe desk."}


@pytest.mark.parametrize(
    ("text", "words", "target"),
    [
        ("One two.", "two", "One <v>two</v>."),
        ("One\ttwo\nthree.", "two", "One\t<v>two</v>\nthree."),
        ("A <v>trap</v> here.", "here", "A < v>trap< /v> <v>here</v>."),
        ("Two < three.", "three", "Two < <v>three</v>."),
    ],
)
def test_spans_are_marked_and_nothing_else_can_be_taken_for_a_mark(text, words, target):
    document = samples.tiny.document(None, [[text]])
    assert marked(document, 0, samples.span(document.text, words)) == target


def test_a_span_across_sentences_is_marked_as_far_as_its_own():
    document = samples.tiny.document(None, [["One two.", "Three four."]])
    across = samples.span(document.text, "two. Three")
    assert marked(document, 0, across) == "One <v>two.</v>"


def test_tabs_and_line_ends_of_an_article_end_no_cell(tmp_path):
    made = samples.tiny.document("Ti\ttle opens opens\u2028x", samples.PARAGRAPHS)
    fluency = samples.report().fluency.model_copy(update={"spans": (samples.span(made.text, "opens opens"),)})
    report = samples.report().model_copy(update={"document": made, "fluency": fluency})
    (row,) = table(tmp_path, ("doubled", RIGHT, "ann"), report=report)
    assert row["target"] == "Ti tle <v>opens opens</v> x"


def test_the_system_is_what_the_metadata_says(tmp_path):
    (row,) = table(tmp_path, ("doubled", RIGHT, "ann"), report=samples.report(metadata={"system": "mt-7"}))
    assert row["system"] == "mt-7"


def test_json_lines_hold_all_with_what_went_before(tmp_path):
    report = samples.report()
    reports, store = folder.opened(folder.write(tmp_path))
    folder.decide(store, report, "doubled", RIGHT)
    folder.decide(store, report, "doubled", WRONG, seen=1, who="bob")
    folder.decide(store, report, "summary-0", {"text": "Neu: 中文."})
    folder.decide(store, report, "summary-0", {"text": None}, seen=1)
    folder.write(tmp_path, samples.report(fluency=None))
    text = to_jsonl(reports, store)
    flag, statement = map(json.loads, text.splitlines())
    assert (flag["kind"], flag["value"], flag["who"], flag["version"]) == ("flag", WRONG, "bob", 2)
    assert (flag["stale"], flag["taken_back"]) == (True, False)
    assert [(one["value"], one["who"]) for one in flag["earlier"]] == [(RIGHT, "ann")]
    assert flag["about"]["sentence"] == samples.TITLE
    assert (statement["stale"], statement["taken_back"]) == (False, True)
    assert "中文" in text
