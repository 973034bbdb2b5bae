"""The files of a report: where they are, whole or not at all."""

import pytest

from pipeline.write import read_report, write_report
from pipeline.write.files import write_atomic
from tests.write import samples
from tests.write.pages import assert_sealed, parse


@pytest.mark.parametrize("formats", [("json", "md", "html"), ("md",), ()])
def test_each_format_is_a_file(formats, tmp_path):
    paths = write_report(samples.report(), tmp_path, formats)
    assert paths == [tmp_path / "metro" / f"report.{name}" for name in formats]
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(paths)


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"unknown report format 'pdf': json, md or html"):
        write_report(samples.report(), tmp_path, ("pdf",))


def test_lone_surrogates_become_question_marks(tmp_path):
    document = samples.document(outlet="Half \ud83d pair")
    paths = write_report(samples.report(document=document), tmp_path, ("json", "md", "html"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    assert all("Half ? pair" in text for text in texts)
    assert read_report(paths[0]).document.outlet == "Half ? pair"
    assert_sealed(parse(texts[2]))


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = write_atomic(tmp_path / "report.md", "old")
    with pytest.raises(LookupError):
        write_atomic(path, "new", encoding="no such encoding")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
