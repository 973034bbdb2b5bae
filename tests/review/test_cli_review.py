"""`pipeline review` as a user types it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import ConfigError
from pipeline.review.serve import listen, serve
from tests.review import folder
from tests.tiny import EXTRACTIVE
from tests.write import samples

ARTICLES = Path(__file__).parents[1] / "articles"
FAST = ("-q", *(part for setting in ("stages.fluency.scorers=[]", *EXTRACTIVE) for part in ("--set", setting)))


def call(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def decided(tmp_path):
    _, store = folder.opened(folder.write(tmp_path))
    folder.decide(store, samples.report(), "doubled", {"verdict": "right", "note": ""})
    return tmp_path


def test_it_serves_until_it_is_interrupted(tmp_path):
    folder.write(tmp_path)
    command = [sys.executable, "-m", "pipeline", "review", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().strip()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        page = opener.open(address, timeout=20).read().decode()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert address.startswith("http://127.0.0.1:")
    assert samples.TITLE in page
    assert process.returncode == 0
    assert errors == "open it in a browser on this machine; Ctrl-C ends the review\n"


def test_decisions_are_exported(decided):
    files = [decided / "out.jsonl", decided / "out.tsv"]
    result = call("review", decided, "--export", files[0], "--export", files[1])
    assert (result.exit_code, result.stdout.split()) == (0, [str(file) for file in files])
    assert json.loads(files[0].read_text())["value"]["verdict"] == "right"
    assert files[1].read_text().splitlines()[1].split("\t")[4] == "ann"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["{}/none"], "index.json: not found; give the folder of a run's reports"),
        (["{}", "--export", "out.csv"], "--export out.csv: unknown kind of file; name it .jsonl or .tsv"),
        (["{}", "--export", "out.tsv"], "decisions.sqlite: nothing was decided yet"),
        (["{}", "--stale"], "decisions.sqlite: nothing was decided yet"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(tmp_path, arguments, line):
    folder.write(tmp_path)
    result = call("review", *(argument.format(tmp_path) for argument in arguments))
    assert result.exit_code == 2
    assert line in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("content", ["[]", "{}", "not JSON", '{"articles": [{"no": 1}]}'])
def test_an_index_that_is_none_is_told_in_one_line(tmp_path, content):
    (tmp_path / "index.json").write_text(content)
    result = call("review", tmp_path, "--stale")
    assert result.exit_code == 2
    assert "not an index of reports" in result.stderr
    assert result.stderr.count("\n") == 1


def test_reports_without_json_cannot_be_reviewed(tmp_path):
    folder.write(tmp_path)
    (tmp_path / "metro" / "report.json").unlink()
    result = call("review", tmp_path, "--stale")
    assert "name json among stages.report.formats" in result.stderr


def test_a_taken_port_is_told(tmp_path):
    folder.write(tmp_path)
    with listen(0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"--port {port}: .*choose another"):
            serve(tmp_path, reviewer="ann", port=port, ready=print)


@pytest.mark.parametrize("package", ["starlette.applications", "uvicorn"])
def test_without_the_server_it_says_what_to_install(tmp_path, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, "pipeline.review.app", raising=False)
    name = package.replace(".", r"\.")
    with pytest.raises(ConfigError, match=rf"{name} is not installed; run pip install 'article-pipeline\[review\]'"):
        serve(folder.write(tmp_path), reviewer="ann", port=0, ready=print)


def test_a_run_keeps_decisions_and_says_what_became_stale(tmp_path):
    run = ("run", ARTICLES / "harbour-metro.txt", "--out", tmp_path, *FAST)
    assert "stale" not in call(*run).stderr
    reports, store = folder.opened(tmp_path)
    report = reports.read("harbour-metro")
    flag, *_ = folder.subjects_of(report).flags
    store.decide(report.id, flag, {"verdict": "right", "note": ""}, seen=0, who="ann")
    assert call(*run).stderr == ""
    assert call("review", tmp_path, "--stale").stderr == "no decision is stale\n"
    again = call(*run, "--set", f"stages.fluency.rules.disable=[{flag.about['rule']}]")
    assert "1 decision is stale" in again.stderr
    listed = call("review", tmp_path, "--stale").stdout.split("\t")
    assert (listed[0], listed[2]) == ("harbour-metro", "right")
    assert flag.about["text"] in listed[1]


def test_a_run_that_writes_no_json_says_that_it_cannot_tell(decided):
    result = call("run", ARTICLES / "harbour-metro.txt", "--out", decided, *FAST, "--set", "stages.report.formats=[md]")
    assert result.exit_code == 0
    assert "whether decisions became stale is not known: " in result.stderr


def test_its_help_loads_no_server():
    code = "import sys; sys.argv = ['pipeline', 'review', '--help']\nfrom pipeline.cli import app\n"
    code += (
        "try: app()\nexcept SystemExit: sys.exit(bool({'starlette', 'uvicorn', 'torch', 'sqlite3'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
