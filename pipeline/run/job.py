"""A run into a folder: a report per article as it is done, then the index and the record of the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pipeline.config import Config
from pipeline.errors import ConfigError
from pipeline.read import Unreadable
from pipeline.report import Report
from pipeline.run.runner import Observer, Pipeline
from pipeline.write import IndexRow, RunInfo, write_index, write_report, write_run


@dataclass(slots=True)
class Outcome:
    """What a run left behind."""

    rows: list[IndexRow] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 when every input became a whole report, 1 otherwise."""
        failed = self.unreadable or any(row.status == "failed" for row in self.rows)
        return 1 if failed else 0


class Job:
    """One configuration, one output folder."""

    def __init__(self, config: Config, folder: Path, *, command: str = "") -> None:
        """Checks the folder and loads the models; raises ConfigError or ModelError."""
        _make_writable(folder)
        self._pipeline = Pipeline(config)
        self._formats = config.stages.report.formats if config.stages.report.enabled else ()
        self._folder = folder
        self._command = command

    def run(self, inputs: Iterable[str | Path], *, observer: Observer) -> Outcome:
        """Writes the reports; what was done is indexed even when the run is interrupted."""
        outcome = Outcome()
        started = datetime.now(UTC)
        timings: Counter[str] = Counter()
        try:
            for report in self._pipeline.run(inputs, observer=_Recorder(observer, outcome)):
                self._keep(report, outcome)
                timings.update(report.timings)
        finally:
            self._finish(outcome, started, timings)
        return outcome

    def _keep(self, report: Report, outcome: Outcome) -> None:
        if self._formats:
            outcome.written += write_report(report, self._folder, self._formats)
        outcome.rows.append(IndexRow.of(report, self._formats))

    def _finish(self, outcome: Outcome, started: datetime, timings: Counter[str]) -> None:
        provenance = self._pipeline.provenance
        info = RunInfo(
            config=self._pipeline.config,
            command=self._command,
            version=provenance.version,
            started=started,
            finished=datetime.now(UTC),
            libraries=provenance.libraries,
            models=provenance.models,
            timings=timings,
        )
        outcome.written += write_index(outcome.rows, outcome.unreadable, self._folder, info)
        outcome.written.append(write_run(self._folder, info))


class _Recorder(Observer):
    """Passes everything on, and remembers what could not be read."""

    def __init__(self, inner: Observer, outcome: Outcome) -> None:
        self._inner = inner
        self._outcome = outcome

    def unreadable(self, what: Unreadable) -> None:
        self._outcome.unreadable.append(what)
        self._inner.unreadable(what)

    def found(self, inputs: int) -> None:
        self._inner.found(inputs)

    def stage(self, step: str, articles: int) -> None:
        self._inner.stage(step, articles)

    def done(self, report: Report) -> None:
        self._inner.done(report)


def _make_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ConfigError(
            f"--out {folder}: cannot write there: {error.strerror}; choose another folder with --out"
        ) from None
