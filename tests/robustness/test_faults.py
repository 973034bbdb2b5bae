"""Faults of the machine: no space, no permission, damaged files, two runs at once, interrupts. Nothing is lost by them."""

from __future__ import annotations

import errno
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import ConfigError, Observer
from pipeline.errors import WriteError
from pipeline.run.job import Job
from pipeline.run.store import FILE, Store
from pipeline.stages.keypoints import KeyPointsStage
from tests.robustness import newsroom

ROOT = Path(__file__).parents[2]
COUNT = 12
ERRORS = [errno.ENOSPC, errno.EIO, errno.EDQUOT]
PLACES = [1, 2, 7, COUNT, COUNT + 1, COUNT + 4]  # among the files of a run
LIMITS = [4_000, 40_000, 120_000]  # bytes that no file may outgrow
PROCESSES = 4


@pytest.fixture(scope="module")
def articles(tmp_path_factory):
    return newsroom.write_stories(tmp_path_factory.mktemp("articles"), COUNT)


@pytest.fixture(scope="module")
def calm(articles, tmp_path_factory):
    """Reports of a run that nothing went wrong in."""
    out = tmp_path_factory.mktemp("calm")
    newsroom.run([articles], out)
    return newsroom.reports(out)


def start(articles, out, **options):
    call = [sys.executable, "-m", "pipeline", "run", articles, "--out", out, "--quiet"]
    call += [part for setting in newsroom.FAST for part in ("--set", setting)]
    return subprocess.Popen(
        list(map(str, call)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, **options
    )


@pytest.mark.parametrize("at", PLACES)
@pytest.mark.parametrize("code", ERRORS)
def test_write_that_fails_ends_the_run_in_one_line_and_loses_nothing(articles, calm, tmp_path, monkeypatch, at, code):
    """The nth file of the run cannot be written: a report, the index, its table, the record of the run."""
    left = at

    def full(descriptor):
        nonlocal left
        left -= 1
        if left <= 0:
            raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(WriteError, match="goes on from what is done") as caught:
            newsroom.run([articles], tmp_path)
    assert len(str(caught.value).splitlines()) == 1
    assert not list(tmp_path.rglob("*.tmp"))
    assert all(calm[name] == report for name, report in newsroom.reports(tmp_path).items()), "no half of a report"
    newsroom.run([articles], tmp_path)
    assert newsroom.reports(tmp_path) == calm
    assert newsroom.made_twice(tmp_path) == 0


@pytest.mark.parametrize("limit", LIMITS)
def test_system_that_refuses_to_let_files_grow(articles, calm, tmp_path, limit):
    """The limit of the system reaches the store as well, as a full disk does."""
    process = start(
        articles, tmp_path / "out", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    )
    _, errors = process.communicate()
    assert process.returncode in (1, 2)
    assert len(errors.splitlines()) == 1
    assert errors.startswith("error: ")
    if (tmp_path / "out" / FILE).exists() and limit > 4_000:
        assert Store(tmp_path / "out" / FILE).faults() == []
    newsroom.run([articles], tmp_path / "out")
    assert newsroom.reports(tmp_path / "out") == calm


@pytest.mark.parametrize("what", ["file", "file above", "read-only"])
def test_folder_that_cannot_be_written_is_said_before_any_work(articles, tmp_path, monkeypatch, what):
    out = tmp_path / "out"
    if what == "file":
        out.write_text("here already")
    elif what == "file above":
        (tmp_path / "above").write_text("here already")
        out = tmp_path / "above" / "out"
    else:
        monkeypatch.setattr("pipeline.run.job.TemporaryFile", _read_only)
    with pytest.raises(ConfigError, match="choose another folder with --out"):
        newsroom.run([articles], out)


def _read_only(**_):
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_report_whose_folder_is_taken_by_a_file(articles, tmp_path):
    (tmp_path / "a00003").write_text("not a folder")
    with pytest.raises(WriteError, match="a00003"):
        newsroom.run([articles], tmp_path)


@pytest.mark.parametrize("damage", ["not a database", "cut in half", "bytes turned"])
def test_damaged_store_is_said_in_one_line(articles, tmp_path, damage):
    newsroom.run([articles], tmp_path)
    path = tmp_path / FILE
    _into_one_file(path)
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes({
        "not a database": b"something else" * 500,
        "cut in half": data[:middle],
        "bytes turned": data[:200] + bytes(255 - byte for byte in data[200:]),
    }[damage])  # fmt: skip
    with pytest.raises((ConfigError, WriteError), match=r"store\.sqlite") as caught:
        newsroom.run([articles], tmp_path)
    assert len(str(caught.value).splitlines()) == 1


def _into_one_file(path):
    """Nothing is left in the log beside the store, out of which SQLite would mend it."""
    connection = sqlite3.connect(path)
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)


def test_store_of_another_version_is_left_alone(articles, tmp_path):
    newsroom.run([articles], tmp_path)
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("pragma user_version = 99")
    connection.close()
    with pytest.raises(ConfigError, match="another version"):
        newsroom.run([articles], tmp_path)


@pytest.mark.parametrize("column", ["part", "made_from"])
@pytest.mark.parametrize("value", ["[]", "not JSON", '{"text": 3'])
def test_result_that_cannot_be_read_is_made_again(articles, calm, tmp_path, column, value):
    newsroom.run([articles], tmp_path)
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute(f"update results set {column} = ? where stage = 'clean'", (value,))
    connection.close()
    newsroom.run([articles], tmp_path)
    assert Store(tmp_path / FILE).faults() == []
    assert newsroom.reports(tmp_path) == calm


def test_report_that_cannot_be_rendered_is_a_failure_of_its_own(articles, calm, tmp_path, monkeypatch):
    from pipeline.write import report as writer

    def broken(report):
        if report.id == "a00004":
            raise RecursionError("too deep")
        return whole(report)

    whole = writer.render_json
    monkeypatch.setattr(writer, "render_json", broken)
    outcome = newsroom.run([articles], tmp_path)
    assert outcome.exit_code == 1
    (row,) = (row for row in outcome.rows if row.status == "failed")
    assert (row.id, row.stage) == ("a00004", "report")
    assert row.reason.startswith("RecursionError: too deep; nobody foresaw this: the same command with --verbose")
    assert newsroom.reports(tmp_path).keys() == calm.keys() - {"a00004"}


def test_stage_that_loses_an_article_is_told_so(articles, tmp_path, monkeypatch):
    monkeypatch.setattr(KeyPointsStage, "run", lambda self, batch: [])
    outcome = newsroom.run([articles], tmp_path)
    assert {row.reason for row in outcome.rows} == {
        "keypoints made 0 parts of 1 articles; the stage itself is at fault"
    }


def test_time_that_ran_out_is_tried_again(articles, calm, tmp_path, monkeypatch):
    def slow(self, batch):
        time.sleep(5)

    with monkeypatch.context() as patched:
        patched.setattr(KeyPointsStage, "run", slow)
        outcome = newsroom.run([articles / "a00000.txt"], tmp_path, "runtime.timeout=0.05")
    assert "took longer than 0.05 s" in outcome.rows[0].reason
    assert newsroom.run([articles], tmp_path).exit_code == 0
    assert newsroom.reports(tmp_path) == calm


def test_other_files_in_the_folder_are_left_alone(articles, tmp_path):
    mine = [tmp_path / ".notes.tmp", tmp_path / "mine" / ".draft.txt.tmp", tmp_path / "mine" / "deep" / ".x.tmp"]
    ours = tmp_path / f".index.html.{'0' * 32}.tmp"
    for path in (*mine, ours):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("kept")
    newsroom.run([articles], tmp_path)
    assert all(path.read_text() == "kept" for path in mine)
    assert not ours.exists()


def test_processes_at_once_on_one_folder(articles, calm, tmp_path):
    """One of them works, the others say so at once; whoever comes later goes on from it."""
    processes = [start(articles, tmp_path / "out") for _ in range(PROCESSES)]
    ends = [(process.communicate()[1], process.returncode) for process in processes]
    assert 0 in {code for _, code in ends}
    for errors, code in ends:
        assert (code == 0 and not errors) or (code == 2 and "another run is writing there" in errors)
    assert newsroom.reports(tmp_path / "out") == calm
    assert newsroom.made_twice(tmp_path / "out") == 0


def test_processes_at_once_on_one_store(tmp_path):
    """Several writers and no lock but SQLite's own: nothing is lost, and every batch is whole."""
    code = (
        "import sys; from pathlib import Path; from pipeline.run.store import Result, Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "for n in range(25):\n"
        "    store.put(Result(f'{sys.argv[2]}-{n}-{k}', 'a', 'clean', {}, None, None, 0.0) for k in range(4))\n"
    )
    path = str(tmp_path / FILE)
    processes = [subprocess.Popen([sys.executable, "-c", code, path, str(n)], cwd=ROOT) for n in range(PROCESSES)]
    assert [process.wait() for process in processes] == [0] * PROCESSES
    assert newsroom.stored(tmp_path) == PROCESSES * 25 * 4
    assert Store(tmp_path / FILE).faults() == []


def test_interrupt_from_the_keyboard(tmp_path):
    """Ctrl-C in the midst of a run: one line, exit code 130, an index of what is done, and the rest in the next run."""
    articles = newsroom.write_stories(tmp_path / "many", many := 1500)
    out = tmp_path / "out"
    process = start(articles, out)
    while process.poll() is None and not any(out.glob("*/report.json")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert errors.splitlines()[-1].startswith("interrupted: what is done is in")
    assert (out / "index.html").exists()
    assert 0 < len(newsroom.reports(out)) < many
    assert len(newsroom.run([articles], out).rows) == many
    assert newsroom.made_twice(out) == 0


def test_memory_stays_flat(tmp_path):
    """What a run keeps of an article is a row of the index."""
    articles = newsroom.write_stories(tmp_path / "many", 400)
    rules_only = [f"stages.{stage}.enabled=false" for stage in ("reference", "summarize", "keypoints")]
    seen = []

    class Watching(Observer):
        def done(self, report):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            seen.append(pages * resource.getpagesize() / 2**20)

    Job(newsroom.config(*rules_only), tmp_path / "out").run([articles], observer=Watching())
    assert max(seen[100:]) - seen[100] < 40
