"""The batch as a table: one small row per article, the same columns in HTML, CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from math import inf
from typing import Any

from pipeline.config.schema import Config
from pipeline.read.piece import Unreadable
from pipeline.report import Method, Report, Verdict
from pipeline.write.flags import severity_counts
from pipeline.write.labels import headline

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run by spreadsheets (OWASP, CSV injection)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """A run over a batch: what was asked for, with what, when, and how long each stage took."""

    config: Config
    command: str
    version: str
    started: datetime
    finished: datetime
    libraries: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
    """Seconds per stage over the whole batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """What the index says of one article; a batch keeps these, not its reports."""

    id: str | None
    status: str
    title: str
    outlet: str | None = None
    date: str | None = None
    words: int | None = None
    fluency: float | None = None
    band: str | None = None
    critical: int = 0
    major: int = 0
    minor: int = 0
    support: Verdict | None = None
    unsupported: int = 0
    """Facts and statements that verification did not find in the article."""
    method: Method | None = None
    warnings: int = 0
    seconds: float | None = None
    stage: str | None = None
    """Where it failed, and in `reason` why; stages are joined by a comma where several failed."""
    reason: str | None = None
    origin: str
    report: str | None = None
    """Path of the report, relative to the index."""

    @classmethod
    def of(cls, report: Report, formats: Sequence[str] = ("json", "md", "html")) -> IndexRow:
        """The row of a report; `formats` says which file there is to link to."""
        counts = severity_counts(report.fluency.spans if report.fluency else ())
        return cls(
            id=report.id,
            status=report.status,
            title=headline(report),
            critical=counts["critical"],
            major=counts["major"],
            minor=counts["minor"],
            warnings=len(report.warnings),
            seconds=round(sum(report.timings.values()), 3) if report.timings else None,
            origin=report.origin,
            report=_link(report.id, formats),
            **_parts(report),
        )

    @classmethod
    def unreadable(cls, failure: Unreadable) -> IndexRow:
        """The row of an input without a report."""
        return cls(
            id=None,
            status="failed",
            title=failure.origin,
            stage="read",
            reason=failure.reason,
            origin=failure.origin,
        )

    @property
    def flags(self) -> int:
        return self.critical + self.major + self.minor


COLUMNS = tuple(column.name for column in fields(IndexRow))


def _parts(report: Report) -> dict[str, Any]:
    """The columns that only some reports can fill."""
    found: dict[str, Any] = {}
    if report.document:
        found |= {"outlet": report.document.outlet, "date": report.document.date, "words": report.document.words}
    if report.fluency:
        found |= {"fluency": report.fluency.score.value, "band": report.fluency.score.band}
    if report.verification:
        missing = sum(not fact.supported for fact in report.verification.facts)
        missing += sum(not statement.supported for statement in report.verification.statements)
        found |= {"support": report.verification.verdict, "unsupported": missing}
    made = report.summary or report.key_points
    if made:
        found["method"] = made.method
    if report.failures:
        found |= {"stage": ", ".join(failure.stage for failure in report.failures), "reason": _reasons(report)}
    return found


def _reasons(report: Report) -> str:
    if len(report.failures) == 1:
        return report.failures[0].reason
    return "; ".join(f"{failure.stage}: {failure.reason}" for failure in report.failures)


def _link(identifier: str, formats: Sequence[str]) -> str | None:
    best = next((suffix for suffix in ("html", "md", "json") if suffix in formats), None)
    return f"{identifier}/report.{best}" if best else None


def worst_first(rows: Sequence[IndexRow]) -> list[IndexRow]:
    """Failures first, then what a warning says could not be scored, then by fluency from the lowest.

    Where nothing is scored, by what verification missed.
    """
    return sorted(rows, key=_badness)


def _badness(row: IndexRow) -> tuple[bool, bool, float, int, int, int, str]:
    fluency = inf if row.fluency is None else row.fluency
    warned = row.fluency is None and row.warnings > 0
    return row.status != "failed", not warned, fluency, -row.unsupported, -row.critical, -row.major, row.origin


def render_csv(rows: Sequence[IndexRow]) -> str:
    """The table for spreadsheets; text that would start a formula is quoted with an apostrophe."""
    stream = io.StringIO()
    table = csv.writer(stream)
    table.writerow(COLUMNS)
    table.writerows([safe_cell(value) for value in asdict(row).values()] for row in rows)
    return stream.getvalue()


def safe_cell(value: object) -> object:
    """A value that no spreadsheet runs as a formula."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
