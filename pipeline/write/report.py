"""The files of one report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.config.schema import Config
from pipeline.report import Report
from pipeline.write.as_html import render_html
from pipeline.write.as_json import render_json
from pipeline.write.as_markdown import render_markdown
from pipeline.write.files import write_atomic


def write_report(report: Report, folder: Path, formats: Sequence[str], *, config: Config | None = None) -> list[Path]:
    """Write `folder/ID/report.FORMAT` for each format of json, md and html; each file whole or not at all."""
    return [write_atomic(folder / report.id / f"report.{name}", render(report, name, config)) for name in formats]


def render(report: Report, name: str, config: Config | None) -> str:
    """A report in one format."""
    if name == "json":
        return render_json(report)
    if name == "md":
        return render_markdown(report)
    if name == "html":
        return render_html(report, config=config)
    raise ValueError(f"unknown report format {name!r}: json, md or html")
