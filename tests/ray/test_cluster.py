"""Runs on a real cluster: as in one process, with a worker killed, resumed, over an object store, on loopback alone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import fsspec
import pytest

from pipeline import Observer
from pipeline.engine.job import ClusterJob, Options
from pipeline.run.job import Job
from tests.ray.conftest import ROOT, RULES, lines_of, records, reports_of

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="the processes of a cluster are found in /proc")


class Killing(Observer):
    """Kills a worker that is at work, three times in a run."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.seen = []
        self.killed = []

    def shard(self, name, articles, failures):
        self.seen.append(name)
        workers = [pid for pid in self.cluster.processes("ray::MapWorker") if pid not in self.killed]
        if len(self.seen) in (1, 4, 9) and workers:
            self.killed.append(workers[0])
            os.kill(workers[0], signal.SIGKILL)


def test_as_in_one_process_though_workers_are_killed(cluster, articles, config, tmp_path):
    (articles / "more.jsonl").write_text(records(60))
    here = Job(config, tmp_path / "local").run([articles], observer=Observer())
    options = Options(address=cluster.address, workers=2, shard_size=5, reports=True)
    killing = Killing(cluster)
    outcome = ClusterJob(config, str(tmp_path / "ray"), options).run([articles], observer=killing)

    assert len(killing.killed) == 3
    assert reports_of(tmp_path / "ray") == reports_of(tmp_path / "local")
    assert [line["id"] for line in lines_of(tmp_path / "ray")] == [row.id for row in here.rows], "in the same order"
    assert max(Counter(killing.seen).values()) == 1
    assert outcome.lost == {}
    assert outcome.unreadable == here.unreadable
    assert outcome.exit_code == here.exit_code == 1, "one line is bad"


def test_resumed_by_shards_that_are_whole(cluster, articles, config, tmp_path):
    options = Options(address=cluster.address, workers=2, shard_size=6)
    first = ClusterJob(config, str(tmp_path / "out"), options).run([articles], observer=Observer())
    whole = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "shards").iterdir()}
    shards = sorted(path for path in whole if path.suffix == ".jsonl")
    before = lines_of(tmp_path / "out")
    shards[1].with_name(f"{shards[1].stem}.done.json").unlink()
    again = ClusterJob(config, str(tmp_path / "out"), options).run([articles], observer=Observer())

    assert [word.known for word in again.words] == [name != shards[1] for name in shards]
    assert [path for path in shards if path.stat().st_mtime_ns != whole[path]] == [shards[1]]
    assert lines_of(tmp_path / "out") == before
    assert len(before) == sum(word.record.articles for word in first.words) == 36


def test_from_and_to_an_object_store(cluster, articles, config, tmp_path):
    store = fsspec.filesystem("s3")
    store.mkdir("crawl")
    store.put(str(articles), "crawl/news", recursive=True)
    Job(config, tmp_path / "local").run(["s3://crawl/news"], observer=Observer())
    options = Options(address=cluster.address, workers=2, shard_size=10, form="parquet", reports=True)
    for known in (False, True):
        outcome = ClusterJob(config, "s3://crawl/out", options).run(["s3://crawl/news"], observer=Observer())
        assert [word.known for word in outcome.words] == [known] * 4
    store.invalidate_cache()
    store.get("s3://crawl/out/", str(tmp_path / "ray"), recursive=True)

    assert len(reports_of(tmp_path / "ray")) == 36
    assert reports_of(tmp_path / "ray") == reports_of(tmp_path / "local")
    assert (tmp_path / "ray" / "index.html").is_file()
    assert sorted(path.suffix for path in (tmp_path / "ray" / "shards").iterdir()) == [".json"] * 4 + [".parquet"] * 4


LISTENING = "0A"  # of /proc/net/tcp
WATCHING = """
import sys
from pathlib import Path
from pipeline.progress import Progress
from pipeline import cli

def watch(self, name, articles, failures):
    for table in ("tcp", "tcp6"):
        print("SOCKETS", Path("/proc/net", table).read_text(), file=sys.stderr)

Progress.shard = watch
cli.app(prog_name="pipeline")
"""


def sockets():
    return {line for table in ("tcp", "tcp6") for line in Path("/proc/net", table).read_text().splitlines()}


def hosts(lines):
    """Addresses at which something listens."""
    rows = [line.split() for line in lines]
    return {row[1].split(":")[0] for row in rows if len(row) > 3 and row[3] == LISTENING}


def test_a_cluster_of_its_own_is_on_loopback_and_gone_afterwards(articles, tmp_path):
    before = hosts(sockets())
    bare = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    arguments = ["run", str(articles), "--out", str(tmp_path / "out"), "--config", str(RULES), "--engine", "ray"]
    done = subprocess.run(
        [sys.executable, "-c", WATCHING, *arguments, "--workers", "2", "--shard-size", "20"],
        env=bare | {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    assert re.findall(r"part-\d+\.jsonl\t\d+\t\d+", done.stdout) == [
        "part-000000.jsonl\t10\t0",
        "part-000001.jsonl\t19\t0",
        "part-000002.jsonl\t7\t0",
    ]
    during = hosts(done.stderr.splitlines())
    loopback = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}
    assert during & loopback
    assert during - before - loopback == set()
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists(), "Ray keeps a token and its settings there, if it is let"
