"""Where the time of a default run goes, by phases, in this very process: nothing may be imported before."""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from importlib import import_module
from pathlib import Path

from scripts.bench.measure import number, table
from scripts.bench.texts import write_articles


def phases(count: int) -> str:
    spent: defaultdict[str, float] = defaultdict(float)
    with tempfile.TemporaryDirectory() as name:
        folder, out = write_articles(Path(name, "articles"), count), Path(name, "out")
        began = time.perf_counter()
        _run(folder, out, spent)
        whole = time.perf_counter() - began
    spent["the rest (reading, store)"] = whole - sum(spent.values())
    rows = [[phase, number(took), f"{100 * took / whole:.0f}%"] for phase, took in spent.items()]
    return table([f"{count} article(s)", "seconds", "share"], [*rows, ["**all**", number(whole), "100%"]])


def _run(folder: Path, out: Path, spent: defaultdict[str, float]) -> None:
    clock = _Clock(spent)
    from pipeline.config import load_config
    from pipeline.run.runner import Pipeline
    from pipeline.run.store import FILE, Store
    from pipeline.stages import STAGES
    from pipeline.write import write_report

    clock.lap("import the pipeline")
    import_module("torch")
    import_module("transformers")

    clock.lap("import torch and transformers")
    out.mkdir()
    pipeline = Pipeline(load_config(), store=Store(out / FILE))
    for step in pipeline.steps:
        if step.name in STAGES:
            pipeline.stage(step.name)
    clock.lap("load the models")
    for report in pipeline.run([folder]):
        for stage, took in report.timings.items():
            spent[stage] += took
        clock.reset()
        write_report(report, out, pipeline.config.stages.report.formats, config=pipeline.config)
        clock.lap("write")


class _Clock:
    def __init__(self, spent: defaultdict[str, float]) -> None:
        self._spent = spent
        self.reset()

    def reset(self) -> None:
        self._began = time.perf_counter()

    def lap(self, phase: str) -> None:
        """What has passed since the last lap goes to this phase."""
        self._spent[phase] += time.perf_counter() - self._began
        self.reset()
