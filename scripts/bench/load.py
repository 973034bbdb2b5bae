"""Ten thousand small articles in one run: `python -m scripts.bench.load [ARTICLES]` prints what it took.

Only cleaning, the rules of fluency and verification run, so that what grows with the batch shows. The run is a process
of its own, whose memory is read from /proc while it goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OFF = ("stages.reference", "stages.summarize", "stages.keypoints")
SMALL = (*(f"{stage}.enabled=false" for stage in OFF), "stages.fluency.scorers=[]", "stages.report.formats=[json]")
SETTLED = 0.1  # of the articles; by then everything is imported, and what is left is growth


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name, "articles"), Path(name, "out")
        write_articles(folder, count)
        began = time.perf_counter()
        memory = watch(command(folder, out), out)
        seconds = time.perf_counter() - began
        settled = next(megabytes for done, megabytes in memory if done >= SETTLED * count)
        index = json.loads((out / "index.json").read_text(encoding="utf-8"))
        print(f"articles: {count}, reports in the index: {len(index['articles'])}, seconds: {seconds:.0f}")
        print(f"memory after a tenth: {settled:.0f} MB, at most: {max(m for _, m in memory):.0f} MB")
        print(f"index.html: {(out / 'index.html').stat().st_size / 1e6:.1f} MB")


def write_articles(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        text = (
            f"The bridge number {number} was opened on Monday. It cost {number + 2} million euros, said the the mayor."
        )
        (folder / f"a{number:05d}.txt").write_text(f"Bridge {number}\n\n{text}\n", encoding="utf-8")


def command(folder: Path, out: Path) -> list[str]:
    settings = [part for setting in SMALL for part in ("--set", setting)]
    return [sys.executable, "-m", "pipeline", "run", str(folder), "--out", str(out), "--quiet", *settings]


def watch(call: list[str], out: Path) -> list[tuple[int, float]]:
    """Reports done and megabytes resident, ten times a second until the run ends."""
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL)
    seen: list[tuple[int, float]] = []
    while process.poll() is None:
        if out.is_dir():
            seen.append((sum(1 for path in out.iterdir() if path.is_dir()), resident(process.pid)))
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(f"the run ended with {process.returncode}")
    return seen


def resident(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:  # it has just ended
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:")), 0.0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
