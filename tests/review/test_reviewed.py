"""Decisions on a report: what stands after a rerun, what is stale, and edits looked up anew."""

from __future__ import annotations

import pytest

from pipeline import load_config
from pipeline.report import Statement
from pipeline.review import Reviewed, stale_decisions
from pipeline.review.decisions import BLANK
from pipeline.review.reviewed import tally
from pipeline.review.subjects import subjects_of
from tests.review import folder
from tests.write import samples

VALUES = {
    "doubled": {"verdict": "right", "note": ""},
    "long": {"verdict": "wrong", "note": "fine"},
    "summary-0": {"text": "A line opened."},
    "key_points-0": {"text": ""},
    "verdict": {"verdict": "accepted"},
    "note": {"text": "Ask the desk."},
}


def with_summary(*texts):
    report = samples.report()
    sentences = tuple(Statement(text=text, evidence=(1,)) for text in texts)
    return report.model_copy(update={"summary": report.summary.model_copy(update={"sentences": sentences})})


def with_spans(*spans):
    report = samples.report()
    return report.model_copy(update={"fluency": report.fluency.model_copy(update={"spans": spans})})


def moved():
    """The same sentences further down, after a new paragraph."""
    made = samples.tiny.document(samples.TITLE, [["Something new stands here."], *samples.PARAGRAPHS])
    fluency = samples.report().fluency.model_copy(update={"spans": samples.spans(made)})
    return samples.report().model_copy(update={"document": made, "fluency": fluency})


@pytest.fixture
def reviewed_folder(tmp_path):
    reports, store = folder.opened(folder.write(tmp_path))
    for name, value in VALUES.items():
        folder.decide(store, samples.report(), name, value)
    return reports, store


@pytest.mark.parametrize(
    ("again", "stale"),
    [
        (samples.report(), set()),
        (samples.report(timings={"clean": 9.0}, origin="elsewhere.txt"), set()),
        (with_spans(*samples.spans(samples.document())[:4]), {"long"}),
        (
            with_spans(*[s.model_copy(update={"rule": "other"}) for s in samples.spans(samples.document())]),
            {"doubled", "long"},
        ),
        (with_summary("A metro line with 24 stations opened on Monday."), {"verdict"}),
        (with_summary("Quite another sentence."), {"summary-0", "verdict"}),
        (moved(), {"verdict", "note"}),
        (samples.report(document=None, fluency=None, summary=None, key_points=None, verification=None), set(VALUES)),
    ],
    ids=[
        "same",
        "other timings",
        "flag gone",
        "other rule",
        "sentence gone",
        "sentence changed",
        "text changed",
        "nothing made",
    ],
)
def test_a_rerun_keeps_decisions_and_tells_the_stale(reviewed_folder, again, stale):
    reports, store = reviewed_folder
    folder.write(reports.folder, again)
    found = stale_decisions(reports, store)
    assert {one.subject.key for one in found} == {folder.subject(samples.report(), name).key for name in stale}
    assert folder.values(store.current()) == list(VALUES.values())
    standing = Reviewed.of(again, store.current("metro"))
    assert [one.subject for one in standing.stale] == [one.subject for one in found]


def test_decisions_on_an_article_that_is_gone_are_stale(reviewed_folder):
    reports, store = reviewed_folder
    folder.write(reports.folder, samples.report(id="another"))
    assert len(stale_decisions(reports, store)) == len(VALUES)


def test_what_was_taken_back_is_not_stale(reviewed_folder):
    reports, store = reviewed_folder
    folder.decide(store, samples.report(), "long", BLANK["flag"], seen=1)
    folder.write(reports.folder, with_spans())
    assert [one.subject.about["text"] for one in stale_decisions(reports, store)] == ["opens opens"]


def test_the_same_flag_twice_in_a_sentence_is_two_subjects():
    made = samples.tiny.document(None, [["It opens opens and opens opens."]])
    first = samples.span(made.text, "opens opens")
    second = first.model_copy(update={"start": 19, "end": 30})
    fluency = samples.report().fluency.model_copy(update={"spans": (first, second)})
    found = subjects_of(samples.report().model_copy(update={"document": made, "fluency": fluency}))
    assert made.text[19:30] == "opens opens"
    assert len({one.key for one in found.flags}) == 2


def test_every_flag_and_statement_has_a_subject():
    report = samples.report()
    found = subjects_of(report)
    assert len(found.flags) == len(report.fluency.spans)
    assert set(found.statements) == {("summary", 0), ("summary", 1), ("key_points", 0)}
    assert len(found.by_key) == len(found.flags) + 3 + 2


def test_edits_are_looked_up_like_any_other_sentence(reviewed_folder):
    reports, store = reviewed_folder
    text = "A metro line with 25 stations opened."
    folder.decide(store, samples.report(), "summary-0", {"text": text}, seen=1)
    edited = Reviewed.of(reports.read("metro"), store.current("metro")).edited(load_config())
    assert edited.summary.sentences[0].text == text
    assert edited.summary.sentences[0].evidence == samples.report().summary.sentences[0].evidence
    assert edited.summary.notes == ("Edited in review: 1 sentence.",)
    assert edited.key_points.points == ()
    assert edited.key_points.notes[-1] == "Edited in review: 1 key point."
    missing = [fact.text for fact in edited.verification.facts if not fact.supported]
    assert missing[0] == "25"
    assert len(edited.verification.statements) == 2


def test_without_edits_the_report_stays_as_it_was(tmp_path):
    reports, store = folder.opened(folder.write(tmp_path))
    folder.decide(store, samples.report(), "verdict", {"verdict": "rejected"})
    report = reports.read("metro")
    assert Reviewed.of(report, store.current("metro")).edited(load_config()) is report


@pytest.mark.parametrize(
    ("names", "keys", "counts"),
    [
        ([], VALUES, (None, 0, 0, False, 0)),
        (["doubled", "long"], VALUES, (None, 2, 0, False, 0)),
        (["summary-0", "verdict", "note"], VALUES, ("accepted", 0, 1, True, 0)),
        (["verdict", "doubled", "note"], ["doubled"], (None, 1, 0, False, 2)),
    ],
)
def test_the_index_counts(tmp_path, names, keys, counts):
    _, store = folder.opened(folder.write(tmp_path))
    for name in names:
        folder.decide(store, samples.report(), name, VALUES[name])
    found = tally(store.current(), {folder.subject(samples.report(), name).key for name in keys})
    assert (found.verdict, found.judged, found.edits, found.noted, found.stale) == counts
