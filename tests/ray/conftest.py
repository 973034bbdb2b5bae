"""Articles, and a cluster of two cores on loopback with an S3 server beside it, started once."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest

from pipeline import load_config

# Read when Ray is imported: its servers then listen on loopback only, and a cluster on loopback can be joined.
os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
# Of the cluster of these tests alone.
os.environ["RAY_AUTH_MODE"] = "token"
os.environ["RAY_AUTH_TOKEN"] = uuid4().hex * 2

ROOT = Path(__file__).parents[2]
RULES = ROOT / "configs" / "rules-only.yaml"
SENTENCES = (
    "The council opened a new bridge over the river on Monday.",
    "It cost 3.2 million euros and took two years to build.",
    "The mayor said that 12,000 people would cross it every day.",
    "Shops on the western bank expect more visitors in the coming months.",
    "A second bridge is planned for 2027, the council added.",
    "Residents had asked for a crossing since the old one was closed in 1998.",
)


def text(number: int) -> str:
    return f"Bridge report {number}\n\n" + " ".join(SENTENCES[(number + k) % 6] for k in range(5)) + "\n"


def records(count: int, **more: object) -> str:
    return "".join(json.dumps({"text": text(n), **more}) + "\n" for n in range(count))


@pytest.fixture
def config():
    return load_config(RULES)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """36 articles in ten files and a JSON Lines file, with a bad line and ids that are wanted twice."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(10):
        (folder / f"a{number:02d}.txt").write_text(text(number))
    (folder / "a03.ref.txt").write_text(text(3))
    ids = {3: "a03", 5: "twice", 12: "twice", 20: "many-1"}
    lines = [json.dumps({"text": text(n), "outlet": f"o{n}"} | ({"id": ids[n]} if n in ids else {})) for n in range(26)]
    (folder / "many.jsonl").write_text("\n".join([*lines[:7], "{bad", *lines[7:]]) + "\n")
    return folder


def reports_of(folder: Path) -> dict[str, str]:
    """The text of every report file by its id, timings aside."""
    found = {path.parent.name: json.loads(path.read_text()) for path in folder.glob("*/report.json")}
    return {name: json.dumps(report | {"timings": None}) for name, report in found.items()}


def lines_of(folder: Path) -> list[dict[str, object]]:
    """The reports of all shards in their order, timings aside."""
    lines = [line for path in sorted(folder.glob("shards/*.jsonl")) for line in path.read_text().splitlines()]
    return [json.loads(line) | {"timings": None} for line in lines]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """Address of an S3 server, which the environment names to every client."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield f"http://{host}:{port}"
    server.stop()


class Cluster:
    """Two cores and 200 MB of shared memory, in processes of their own."""

    def __init__(self) -> None:
        port = free_port()
        self.address = f"127.0.0.1:{port}"
        command = f"start --head --block --port={port} --num-cpus=2 --object-store-memory=209715200"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ray.scripts.scripts", *command.split(), "--include-dashboard=false"],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def processes(self, title: str = "") -> list[int]:
        """Ids of the processes of this cluster whose command line has this in it."""
        found, todo = [], [self._process.pid]
        while todo:
            process = Path("/proc", str(todo.pop()))
            with suppress(OSError):  # ended meanwhile
                if title in (process / "cmdline").read_bytes().decode():
                    found.append(int(process.name))
                for children in process.glob("task/*/children"):
                    todo += map(int, children.read_text().split())
        return found

    def stop(self) -> None:
        """At once: asked politely, Ray takes half a minute."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()


@pytest.fixture(scope="session")
def cluster(s3: str) -> Iterator[Cluster]:
    started = Cluster()
    deadline = time.monotonic() + 60
    while not started.processes("raylet/raylet"):
        assert time.monotonic() < deadline, "the cluster does not start"
        time.sleep(0.2)
    yield started
    started.stop()
