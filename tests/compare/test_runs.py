"""Folders of runs, read back."""

import pytest

from pipeline.compare.runs import read_run
from pipeline.errors import ReadError
from pipeline.read import Unreadable
from tests.compare.runs import report, save


def test_a_run_is_what_its_index_names(tmp_path):
    save(tmp_path, [report("school"), report("harbour")], unreadable=[Unreadable("in/empty.txt", "holds no text")])
    (tmp_path / "left-from-before").mkdir()
    (tmp_path / "left-from-before/report.json").write_text("{}")
    run = read_run(tmp_path)
    assert [one.id for one in run.reports] == ["harbour", "school"]
    assert run.reports[0] == report("harbour")
    assert run.unreadable == ("in/empty.txt: holds no text",)
    assert (run.versions, run.models) == (("0.1.0",), {"fluency": "embedded:fluency"})


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (None, "cannot be read: No such file or directory; give a folder that `pipeline run --out` has written"),
        ("[]", "not the index of a run; give a folder"),
        ('{"articles": [{"id": 3}]}', "not the index of a run; give a folder"),
        ('{"articles": [{"id": "a", "origin": "a.txt"}]}', "no such report; run again with json among"),
    ],
    ids=["missing", "other JSON", "wrong rows", "no JSON report"],
)
def test_what_is_no_run_is_one_line(tmp_path, index, message):
    if index is not None:
        (tmp_path / "index.json").write_text(index)
    with pytest.raises(ReadError) as error:
        read_run(tmp_path)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
