"""`pipeline compare` as a user types it."""

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.compare.runs import TEXTS, report, save


def call(*arguments):
    return CliRunner().invoke(app, ["compare", *map(str, arguments)])


@pytest.fixture
def folders(tmp_path):
    a = save(tmp_path / "a", [report(name, fluency=70 + n) for n, name in enumerate(TEXTS)])
    b = save(tmp_path / "b", [report(name, fluency=75 + 2 * n) for n, name in enumerate(TEXTS)])
    return a, b


def test_numbers_on_stdout_and_files_in_the_folder(folders, tmp_path):
    result = call(*folders, "--out", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (0, "")
    *lines, page = result.stdout.splitlines()
    fluency, *flags, length = [line.split("\t") for line in lines]
    assert fluency == ["fluency", "72.50", "80.00", "+7.50", "+6.17 to +8.83", "0.0312", "6", "B better"]
    assert len(flags) == 3
    assert length[0] == "words of the article"
    assert length[3:] == ["+0.00", "+0.00 to +0.00", "1.0000", "6", "no difference shown"]
    assert page == str(tmp_path / "out/compare.html")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"compare.html", "compare.csv", "compare.json"}


def test_caveats_on_stderr(folders, tmp_path):
    result = call(folders[0], save(tmp_path / "c", [report("river", fluency=60)]), "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stderr.startswith("note: Nothing can be concluded from 1 article: at least 6 are needed")
    assert "note: Only in A, and left out: bridge, harbour, library, museum, school.\n" in result.stderr


@pytest.mark.parametrize("name", ["missing", "nothing"])
def test_what_cannot_be_compared_is_one_line_and_writes_nothing(folders, tmp_path, name):
    (tmp_path / "nothing").mkdir()
    result = call(folders[0], tmp_path / name, "-o", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {tmp_path / name}/index.json: cannot be read")
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()
