"""`pipeline store`: sizes, pruning and checking, as a user types them."""

import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.run.store import FILE
from tests.robustness import newsroom

STAGES = ["clean", "fluency", "keypoints", "reference", "summarize", "verify"]


def store(*arguments):
    return CliRunner().invoke(app, ["store", *map(str, arguments)])


@pytest.fixture
def out(tmp_path):
    """A run over three articles, and another with a changed setting."""
    articles = newsroom.write_stories(tmp_path / "in", 3)
    newsroom.run([articles], tmp_path / "out", "stages.verify.min_support=0.4")
    newsroom.run([articles], tmp_path / "out")
    return tmp_path / "out"


def test_list_says_how_many_and_how_large(out):
    rows = [line.split("\t") for line in store("list", out).stdout.splitlines()]
    assert [row[0] for row in rows] == STAGES
    assert [row[1] for row in rows] == ["3"] * 5 + ["6"]
    assert {row[2] for row in rows} == {"0"}
    assert all(row[3].endswith(" kB") for row in rows)
    assert float(rows[0][3].split()[0]) > 1


def test_prune_deletes_what_an_earlier_setting_made(out):
    assert store("prune", out).stdout == "3 older results deleted\n"
    assert store("prune", out).stdout == "0 older results deleted\n"
    articles = [out.parent / "in"]
    assert {i.reason for i in newsroom.job(out).dry_run(articles)} == {"known"}


def test_verify_names_what_cannot_be_read(out):
    assert store("verify", out).stdout == f"{out}: sound\n"
    with sqlite3.connect(out / FILE) as connection:
        connection.execute("update results set part = '{}' where stage = 'clean' and article = 'a00001'")
    result = store("verify", out)
    assert result.exit_code == 2
    assert result.stdout == "a00001: the result of clean cannot be read\n"
    assert result.stderr == f"error: {out}: 1 fault; the next run makes anew what cannot be read, or delete {FILE}\n"


@pytest.mark.parametrize("command", ["list", "prune", "verify"])
def test_folder_without_a_store(command, tmp_path):
    result = store(command, tmp_path)
    assert result.exit_code == 2
    assert result.stderr == f"error: {tmp_path / FILE}: no such store; give the folder of a run's reports\n"
    assert not Path(tmp_path, FILE).exists(), "looking makes none"
