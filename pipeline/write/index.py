"""The index over a batch, and the record of the run beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from pipeline.read.piece import Unreadable
from pipeline.report import SCHEMA_VERSION
from pipeline.write.as_html import settings_yaml
from pipeline.write.as_json import to_json
from pipeline.write.batch import IndexRow, RunInfo, render_csv, worst_first
from pipeline.write.files import write_atomic
from pipeline.write.page import render_page
from pipeline.write.statistics import Mean, bootstrap_mean, histogram


def write_index(rows: Sequence[IndexRow], unreadable: Sequence[Unreadable], folder: Path, run: RunInfo) -> list[Path]:
    """Write `index.html`, `index.csv` and `index.json` over a batch, worst first."""
    table = worst_first([*(IndexRow.unreadable(failure) for failure in unreadable), *rows])
    return [
        write_atomic(folder / "index.html", render_index(table, run)),
        # The mark makes spreadsheets read it as UTF-8.
        write_atomic(folder / "index.csv", render_csv(table), encoding="utf-8-sig"),
        write_atomic(folder / "index.json", to_json(_as_data(table))),
    ]


def write_run(folder: Path, run: RunInfo) -> Path:
    """Write `run.yaml`: all that is needed to do the same run again, and how long it took."""
    return write_atomic(folder / "run.yaml", render_run(run))


def render_run(run: RunInfo) -> str:
    """A run as YAML; its `config` part is itself a configuration file."""
    content: dict[str, Any] = {
        "command": run.command,
        "version": run.version,
        "started": run.started.isoformat(timespec="seconds"),
        "finished": run.finished.isoformat(timespec="seconds"),
        "models": dict(run.models),
        "libraries": dict(run.libraries),
        "timings": {stage: round(value, 3) for stage, value in run.timings.items()},
        "config": run.config.model_dump(mode="json"),
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def render_index(rows: Sequence[IndexRow], run: RunInfo) -> str:
    """The page over rows that are in order already."""
    return render_page("index", **index_context(rows, run))


def index_context(rows: Sequence[IndexRow], run: RunInfo) -> dict[str, Any]:
    """What the template of the index is filled with."""
    scores = [row.fluency for row in rows if row.fluency is not None]
    failed = [row for row in rows if row.status == "failed"]
    return {
        "failed": failed,
        "rows": [row for row in rows if row.status != "failed"],
        "mean": bootstrap_mean(scores),
        "bins": histogram(scores),
        "totals": _totals(rows),
        "run": run,
        "seconds": (run.finished - run.started).total_seconds(),
        "settings": settings_yaml(run.config),
    }


def _totals(rows: Sequence[IndexRow]) -> Mapping[str, int]:
    return {
        "critical": sum(row.critical for row in rows),
        "major": sum(row.major for row in rows),
        "minor": sum(row.minor for row in rows),
        "checked": sum(row.support is not None for row in rows),
        "doubtful": sum(row.support in ("partly supported", "unsupported") for row in rows),
        "words": sum(row.words or 0 for row in rows),
    }


def _as_data(rows: Sequence[IndexRow]) -> dict[str, Any]:
    mean: Mean | None = bootstrap_mean([row.fluency for row in rows if row.fluency is not None])
    return {
        "schema_version": SCHEMA_VERSION,
        "fluency": asdict(mean) if mean else None,
        "articles": [asdict(row) for row in rows],
    }
