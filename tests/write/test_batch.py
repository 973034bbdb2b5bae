"""The batch as a table: what a row says, the order, and CSV that a spreadsheet may open."""

import csv
import io

import pytest

from pipeline.read import Unreadable
from pipeline.report import Failure
from pipeline.write.batch import COLUMNS, IndexRow, render_csv, worst_first
from tests.write import samples


def row(name, **parts):
    return IndexRow(**({"id": name, "status": "ok", "title": name, "origin": f"{name}.txt"} | parts))


def test_the_row_of_a_report():
    found = IndexRow.of(samples.report(warnings=("Short.",)))
    assert found == IndexRow(
        id="metro",
        status="ok",
        title=samples.TITLE,
        outlet="Example Evening News",
        date="2024-03-08",
        words=43,
        fluency=71.25,
        band="several slips; counted by rules alone",
        critical=1,
        major=2,
        minor=2,
        support="partly supported",
        unsupported=2,
        method="extractive",
        warnings=1,
        seconds=1.75,
        origin="in/metro.txt",
        report="metro/report.html",
    )
    assert found.flags == 5


@pytest.mark.parametrize(
    ("failures", "stage", "reason"),
    [
        ([("clean", "nothing left")], "clean", "nothing left"),
        (
            [("summarize", "no sentence"), ("verify", "no summary")],
            "summarize, verify",
            "summarize: no sentence; verify: no summary",
        ),
    ],
)
def test_the_row_of_a_failed_report_names_every_stage(failures, stage, reason):
    made = tuple(Failure(stage=s, reason=r) for s, r in failures)
    found = IndexRow.of(samples.report(status="failed", failures=made, summary=None, key_points=None))
    assert (found.status, found.stage, found.reason, found.method) == ("failed", stage, reason, None)


def test_an_input_without_a_report_has_a_row():
    found = IndexRow.unreadable(Unreadable("in/empty.txt", "holds no text"))
    assert (found.id, found.status, found.stage, found.reason, found.report) == (
        None,
        "failed",
        "read",
        "holds no text",
        None,
    )


@pytest.mark.parametrize(
    ("formats", "link"),
    [
        (("json", "md", "html"), "metro/report.html"),
        (("json", "md"), "metro/report.md"),
        (("json",), "metro/report.json"),
        ((), None),
    ],
)
def test_the_best_file_there_is_is_linked(formats, link):
    assert IndexRow.of(samples.report(), formats).report == link


def test_worst_first():
    rows = [
        row("good", fluency=95.0),
        row("unscored"),
        row("bad", fluency=40.0),
        row("unsupported", fluency=95.0, unsupported=2),
        row("critical", fluency=95.0, critical=1),
        row("failed", status="failed", fluency=99.0),
        row("unscored and unsupported", unsupported=1),
        row("another language", warnings=1),
    ]
    assert [r.title for r in worst_first(rows)] == [
        "failed",
        "another language",
        "bad",
        "unsupported",
        "critical",
        "good",
        "unscored and unsupported",
        "unscored",
    ]


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("Plain, with a comma", "Plain, with a comma"),
        ("Two\nlines", "Two\nlines"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
    ],
)
def test_csv_holds_the_text_and_runs_no_formula(title, cell):
    (found,) = csv.DictReader(io.StringIO(render_csv([row("a", title=title, fluency=-1.5)])))
    assert tuple(found) == COLUMNS
    assert (found["title"], found["fluency"], found["outlet"]) == (cell, "-1.5", "")
