"""What an article costs of processor time and of storage: what large corpora are reckoned from."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pipeline.engine.output import Format, Output, Record
from pipeline.write import read_report
from scripts.bench.measure import number, table
from scripts.bench.texts import write_articles


def cost(count: int, settings: list[str]) -> str:
    """Of the settings, on one thread: the start of a run is taken off."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        one, many = (write_articles(place / f"articles-{n}", n) for n in (1, count))
        start = _core_seconds(one, place / "start", settings)
        seconds = (_core_seconds(many, place / "out", settings) - start) / (count - 1)
        rows = [["core-seconds", number(seconds)], ["kB of text", _kilobytes(many.iterdir(), count)]]
        rows += [[f"kB of {what}", size] for what, size in _sizes(place / "out", place, count)]
    return table(["of one article", ""], rows)


def _sizes(out: Path, place: Path, count: int) -> list[tuple[str, str]]:
    found = [(f"report.{form}", _kilobytes(out.glob(f"*/report.{form}"), count)) for form in ("json", "md", "html")]
    reports = [read_report(path) for path in sorted(out.glob("*/report.json"))]
    forms: tuple[Format, ...] = ("jsonl", "parquet")
    for form in forms:
        output = Output(place / form, form)
        output.folder.mkdir(parents=True)
        output.put(reports, Record("part-000000", "", len(reports)))
        found.append((f"a shard of {form}", _kilobytes([output.path("part-000000")], count)))
    return [(what, size) for what, size in found if size != "0"]


def _kilobytes(paths: Iterable[Path], count: int) -> str:
    return number(sum(path.stat().st_size for path in paths) / 1000 / count)


def _core_seconds(folder: Path, out: Path, settings: list[str]) -> float:
    chosen = [part for setting in ["runtime.threads=1", *settings] for part in ("--set", setting)]
    call = [sys.executable, "-m", "pipeline", "run", str(folder), "--out", str(out), "--quiet", *chosen]
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the run ended with {process.returncode}; without --quiet it says why")
    return usage.ru_utime + usage.ru_stime
