"""The folder of a finished run, read back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from pipeline.errors import ReadError
from pipeline.report import Report
from pipeline.write import read_report


class _Row(BaseModel):
    """What is needed of a row of `index.json`."""

    id: str | None
    origin: str
    reason: str | None = None


class _Index(BaseModel):
    articles: list[_Row]


@dataclass(frozen=True, slots=True)
class Run:
    """The reports of one run, in the order of their ids."""

    folder: Path
    reports: tuple[Report, ...]
    unreadable: tuple[str, ...] = ()
    """Inputs that never became a report, each with the reason."""

    @property
    def models(self) -> dict[str, str]:
        """Stage to model, as the reports name them."""
        return {stage: model for report in self.reports for stage, model in report.provenance.models.items()}

    @property
    def versions(self) -> tuple[str, ...]:
        return tuple(sorted({report.provenance.version for report in self.reports}))


def read_run(folder: Path) -> Run:
    """The reports that the index of a run names; raises ReadError where there is none, or one is missing."""
    rows = _read_index(folder / "index.json").articles
    reports = [_read(folder, row.id) for row in rows if row.id is not None]
    return Run(
        folder=folder,
        reports=tuple(sorted(reports, key=_id)),
        unreadable=tuple(f"{row.origin}: {row.reason or 'not read'}" for row in rows if row.id is None),
    )


def _read_index(path: Path) -> _Index:
    try:
        return _Index.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ReadError(
            f"{path}: cannot be read: {error.strerror}; give a folder that `pipeline run --out` has written"
        ) from None
    except ValidationError:
        raise ReadError(
            f"{path}: not the index of a run; give a folder that `pipeline run --out` has written"
        ) from None


def _read(folder: Path, identifier: str) -> Report:
    path = folder / identifier / "report.json"
    if not path.is_file():
        raise ReadError(f"{path}: no such report; run again with json among stages.report.formats")
    return read_report(path)


def _id(report: Report) -> str:
    return report.id
