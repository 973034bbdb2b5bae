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
from pipeline.run import devices, machine
from pipeline.run.devices import cores_for, parse_devices
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


@pytest.fixture
def of_eight_cores(monkeypatch):
    """A machine with that and 64 GB, without a GPU."""
    monkeypatch.setattr(machine, "cores", lambda: 8)
    monkeypatch.setattr(machine, "memory", lambda: 64 * 2**30)
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    monkeypatch.setattr("torch.backends.mps.is_available", lambda: False)


@pytest.mark.parametrize(
    ("overrides", "processes"),
    [
        ([], 8),
        (["runtime.threads=3"], 3),
        (["runtime.threads=1"], 0),
        (EXTRACTIVE, 0),
        (["stages.summarize.enabled=false"], 8),
        (["stages.summarize.enabled=false", "stages.keypoints.enabled=false"], 0),
    ],
)
def test_each_core_has_a_process_where_the_model_writes(of_eight_cores, overrides, processes):
    assert cores_for(load_config(overrides=[*overrides])) == ("cpu",) * processes


def test_no_more_processes_than_memory(of_eight_cores, monkeypatch):
    monkeypatch.setattr(machine, "memory", lambda: 7 * 2**30)
    assert len(cores_for(load_config())) == 3
    monkeypatch.setattr(machine, "memory", lambda: 3 * 2**30)
    assert cores_for(load_config()) == ()


def test_a_gpu_needs_no_cores(of_eight_cores, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.is_bf16_supported", lambda including_emulation=True: True)
    assert cores_for(load_config()) == ()
    assert len(cores_for(load_config(overrides=["runtime.device=cpu"]))) == 8


@pytest.mark.parametrize(("count", "spread"), [(8, False), (9, True)])
def test_few_articles_stay_in_one_process(articles, tmp_path, monkeypatch, count, spread):
    for path in sorted(articles.iterdir())[count:]:
        path.unlink()
    used = []
    monkeypatch.setattr(devices, "cores_for", lambda config: ("cpu", "cpu"))
    whole = devices.run_over
    monkeypatch.setattr(devices, "run_over", lambda *given, **named: used.append(given[0]) or whole(*given, **named))
    found = outcome(articles, tmp_path / "out", devices=())
    assert [row.id for row in found.rows] == [f"a{number:02d}" for number in range(count)]
    assert bool(used) == spread


def test_what_a_container_may_use(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "CONTROL", tmp_path)
    cores, memory = machine.cores(), machine.memory()
    assert cores >= 1
    (tmp_path / "cpu.max").write_text("max 100000\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert (machine.cores(), machine.memory()) == (cores, memory)
    (tmp_path / "cpu.max").write_text("50000 100000\n")
    (tmp_path / "memory.max").write_text(f"{2**28}\n")
    assert (machine.cores(), machine.memory()) == (1, 2**28)
