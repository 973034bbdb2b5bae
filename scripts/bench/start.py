"""How long one article takes from nothing, against the imports of torch and transformers alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.bench.measure import number, seconds, table
from scripts.bench.texts import write_articles

IMPORTS = (sys.executable, "-c", "import torch, transformers")


def start(rounds: int) -> str:
    """Medians of processes run in turn, after one of each that warms the disk's cache."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_articles(Path(name, "articles"), 1)
        imports, runs = [], []
        for turn in range(rounds + 1):
            run = [sys.executable, "-m", "pipeline", "run", str(folder), "--quiet", "--out", str(Path(name, str(turn)))]
            imports.append(seconds_of(IMPORTS))
            runs.append(seconds_of(run))
    first, second = statistics.median(runs[1:]), statistics.median(imports[1:])
    rows = [
        ["`pipeline run` on one article", number(first), number(first / second)],
        ['`python -c "import torch, transformers"`', number(second), "1"],
    ]
    return table(["", "seconds", "times the import"], rows)


def seconds_of(call: list[str] | tuple[str, ...]) -> float:
    def work() -> None:
        subprocess.run(call, stdout=subprocess.DEVNULL, check=True)

    return seconds(work)
