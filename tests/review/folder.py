"""A run's folder with the sample report in it, made without running anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.report import Report
from pipeline.review import Decision, Decisions, Reports
from pipeline.review.subjects import subjects_of
from pipeline.write import IndexRow, write_index, write_report, write_run
from tests.write import samples

PLACES = {
    "doubled": "opens opens",
    "spaced": "high -speed",
    "long": "long",
    "crossing": "minister is said",
}
"""Flags of the sample report, by the text that they are on."""


def write(folder: Path, *reports: Report) -> Path:
    """The reports as a run leaves them."""
    made = reports or (samples.report(),)
    for report in made:
        write_report(report, folder, ("json", "html"))
    write_index([IndexRow.of(report) for report in made], [], folder, samples.run())
    write_run(folder, samples.run())
    return folder


def subject(report: Report, name: str) -> Any:
    """A subject of a report: `verdict`, `note`, `summary-0`, `key_points-0`, or a flag of PLACES."""
    found = subjects_of(report)
    if name in ("verdict", "note"):
        return getattr(found, name)
    if name in PLACES:
        return next(one for one in found.flags if one.about["text"] == PLACES[name])
    target, _, index = name.partition("-")
    return next(one for (kind, number), one in found.statements.items() if (kind, number) == (target, int(index)))


def decide(
    store: Decisions, report: Report, name: str, value: dict[str, Any], *, who: str = "ann", seen: int = 0
) -> Any:
    return store.decide(report.id, subject(report, name), value, seen=seen, who=who)


def opened(folder: Path) -> tuple[Reports, Decisions]:
    return Reports(folder), Decisions(folder / "decisions.sqlite")


def values(decisions: list[Decision]) -> list[dict[str, Any]]:
    return [dict(one.value) for one in decisions]
