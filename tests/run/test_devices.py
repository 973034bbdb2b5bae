"""Articles over several devices: two shares of the cores stand in for two GPUs."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import ConfigError, ModelError, Observer, load_config
from pipeline.run.devices import parse_devices
from pipeline.run.job import Job
from tests.tiny import EXTRACTIVE

ROOT = Path(__file__).parents[2]
FAST = ["stages.fluency.scorers=[]", *EXTRACTIVE, "stages.report.formats=[json]", "runtime.batch_size=3"]
SENTENCES = ("The council opened a bridge on Monday.", "It cost 3.2 million euros.", "Shops expect visitors in May.")


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(20):
        text = " ".join(SENTENCES[(number + k) % 3] for k in range(8))
        (folder / f"a{number:02d}.txt").write_text(f"Report {number}\n\n{text}\n")
    return folder


def outcome(articles, out, *overrides, devices=("cpu", "cpu")):
    job = Job(load_config(overrides=[*FAST, *overrides]), out, devices=devices)
    return job.run([articles, articles / "missing.txt"], observer=Observer())


def same(row):
    return (row.id, row.fluency, row.support, row.title, row.status)


def test_reports_and_their_order_are_those_of_one(articles, tmp_path, tiny_bart):
    for path in sorted(articles.iterdir())[8:]:
        path.unlink()
    network = [f"stages.summarize.model={tiny_bart}", "runtime.threads=1"]
    one = outcome(articles, tmp_path / "one", *network, devices=())
    two = outcome(articles, tmp_path / "two", *network)
    assert [same(row) for row in two.rows] == [same(row) for row in one.rows]
    assert two.unreadable == one.unreadable
    for row in one.rows:
        reports = [(tmp_path / out / row.report).read_text().split('"timings"')[0] for out in ("one", "two")]
        assert reports[0] == reports[1]


def test_what_is_known_is_made_by_nobody_again(articles, tmp_path):
    first = outcome(articles, tmp_path / "out")
    again = outcome(articles, tmp_path / "out", devices=())
    assert [row.seconds for row in again.rows] == [row.seconds for row in first.rows], "the times of the first run"


def processes(mark):
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes() and (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:  # ended meanwhile
            continue
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are found in /proc")
def test_a_killed_run_leaves_no_process(articles, tmp_path):
    (articles / "many.jsonl").write_text((json.dumps({"text": " ".join(SENTENCES * 200)}) + "\n") * 200)
    mark = f"PIPELINE_TEST_DEVICES={tmp_path}"
    name, _, value = mark.partition("=")
    command = [sys.executable, "-m", "pipeline", "run", str(articles), "--out", str(tmp_path / "out"), "-q"]
    sets = [part for override in FAST for part in ("--set", override)]
    run = subprocess.Popen(
        [*command, "--devices", "cpu,cpu", *sets], env=os.environ | {name: value, "PYTHONPATH": str(ROOT)}
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("out/*/report.json")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert run.poll() is None, "the run was over before it could be killed"
    assert len(processes(mark)) >= 3
    run.send_signal(signal.SIGKILL)
    run.wait()
    while processes(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes(mark) == []


def test_gpu_that_is_not_there_is_said(articles, tmp_path):
    with pytest.raises(ModelError, match="torch finds no GPU 97"):
        outcome(articles, tmp_path / "out", devices=("97",))


@pytest.mark.parametrize(
    ("text", "told"),
    [("0,one", "'one' is neither"), ("0,0", "0 stands there twice"), ("", "'' is neither"), ("-1", "'-1' is neither")],
)
def test_devices_that_are_none_are_refused(text, told):
    with pytest.raises(ConfigError, match=told):
        parse_devices(text)


def test_devices_against_the_configuration(tmp_path):
    assert parse_devices("0, 1,cpu,cpu") == ("0", "1", "cpu", "cpu")
    with pytest.raises(ConfigError, match=r"runtime\.device"):
        Job(load_config(overrides=["runtime.device=cpu"]), tmp_path, devices=("0",))
