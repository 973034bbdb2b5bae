"""Time and memory of runs of 1 to 1,000 articles, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts.bench.measure import number, table
from scripts.bench.texts import write_articles


def growth(counts: list[int], settings: list[str]) -> str:
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for count in counts:
            folder = write_articles(Path(name, f"articles-{count}"), count)
            took, megabytes = run(folder, Path(name, f"out-{count}"), settings)
            rows.append([f"{count:,}", number(took), number(1000 * took / count), number(megabytes)])
    return table(["articles", "seconds", "ms per article", "MB at most of a process"], rows)


def run(folder: Path, out: Path, settings: list[str]) -> tuple[float, float]:
    """Seconds, and megabytes of memory at most."""
    chosen = [part for setting in settings for part in ("--set", setting)]
    call = [sys.executable, "-m", "pipeline", "run", str(folder), "--out", str(out), "--quiet", *chosen]
    began = time.perf_counter()
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the run ended with {process.returncode}")
    return took, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
