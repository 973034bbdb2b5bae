"""Runs that are killed: `python -m tests.robustness.killing ARTICLES OUT KILLS SEED SECONDS`.

Imports once and forks a fresh process for every run, so that fifty of them take seconds. After each kill -9 it prints
how many results the store then held.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from pipeline.run.store import FILE, Store
from tests.robustness import newsroom


def main(articles: Path, out: Path, kills: int, seed: int, seconds: float) -> None:
    chance = random.Random(seed)
    newsroom.run([next(articles.iterdir())], out.with_name(f"{out.name}-warm"))  # what is imported late is imported now
    for _ in range(kills):
        process = _fork(lambda: newsroom.run([articles], out, "runtime.batch_size=2"))
        time.sleep(chance.uniform(0, seconds))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        faults = Store(out / FILE).faults() if (out / FILE).exists() else []
        end = "killed" if os.WIFSIGNALED(status) else "done"
        sys.stdout.write(f"{end} {newsroom.stored(out)} {len(faults)}\n")


def _fork(work: Callable[[], object]) -> int:
    process = os.fork()
    if process == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return process


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
