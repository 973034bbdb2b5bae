"""A run into a folder: a report per article as it is done, then the index and the record of the run."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryFile

from filelock import FileLock, Timeout

from pipeline.article import Article
from pipeline.config import Config
from pipeline.errors import ConfigError, PipelineError
from pipeline.read import Unreadable, read_paths
from pipeline.report import Report
from pipeline.run.dry import Intent, intents
from pipeline.run.runner import Observer, Pipeline, articles_of, as_failed
from pipeline.run.store import FILE, Store
from pipeline.write import IndexRow, RunInfo, clear_temporary, write_index, write_report, write_run

log = logging.getLogger(__name__)

LOCK = ".lock"


@dataclass(slots=True)
class Outcome:
    """What a run left behind."""

    rows: list[IndexRow] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 when every input became a whole report, 1 otherwise."""
        failed = self.unreadable or any(row.status == "failed" for row in self.rows)
        return 1 if failed else 0


class Job:
    """One configuration, one output folder, which no other run may write to meanwhile."""

    def __init__(self, config: Config, folder: Path, *, command: str = "", devices: Sequence[str] = ()) -> None:
        """Checks the configuration and the folder; raises ConfigError or ModelError. Loads nothing.

        With `devices`, each works in a process of its own.
        """
        if devices and config.runtime.device not in ("auto", "cuda"):
            raise ConfigError(f"runtime.device: is {config.runtime.device}, while --devices chooses; leave one out")
        make_writable(folder)
        self._store = Store(folder / FILE) if config.runtime.store else None
        self._pipeline = Pipeline(config, store=self._store)
        self._formats = config.stages.report.formats if config.stages.report.enabled else ()
        self._folder = folder
        self._command = command
        self._devices = devices

    def run(self, inputs: Iterable[str | Path], *, observer: Observer, retry_failed: bool = False) -> Outcome:
        """Writes the reports; what was done is indexed even when the run is interrupted.

        With `retry_failed`, stages that failed in an earlier run are tried again; else their failure is told again.
        """
        outcome = Outcome()
        started = datetime.now(UTC)
        timings: Counter[str] = Counter()
        with alone(self._folder):
            clear_temporary(self._folder)
            if retry_failed and self._store:
                self._store.forget_failures()
            try:
                for report in self._reports(inputs, _Recorder(observer, outcome)):
                    self._keep(report, outcome)
                    timings.update(report.timings)
            finally:
                self._finish(outcome, started, timings)
        return outcome

    def _reports(self, inputs: Iterable[str | Path], observer: Observer) -> Iterator[Report]:
        from pipeline.run.devices import FEW, cores_for, run_over

        config, articles = self._pipeline.config, articles_of(inputs, observer)
        first = list(islice(articles, FEW + 1))
        articles = chain(first, articles)
        devices = self._devices or (cores_for(config) if len(first) > FEW else ())
        if not devices:
            return self._pipeline.run_articles(articles, observer=observer)
        return run_over(devices, config, self._folder / FILE if self._store else None, articles, observer=observer)

    def dry_run(self, inputs: Iterable[str | Path], *, observer: Observer | None = None) -> list[Intent]:
        """What `run` would do and why; nothing is loaded or written but an empty store.

        The observer is told what cannot be read.
        """
        store = self._store or Store(Path(":memory:"))
        return intents(self._pipeline, store, _told(read_paths(inputs), observer or Observer()))

    def _keep(self, report: Report, outcome: Outcome) -> None:
        """Writes a report. Raises WriteError; what else goes wrong is the fault of this report alone."""
        try:
            write_report(report, self._folder, self._formats, config=self._pipeline.config)
        except PipelineError:
            raise
        except Exception as error:
            log.debug("%s: report", report.origin, exc_info=True)
            report = as_failed(report, "report", error)
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
        write_index(outcome.rows, outcome.unreadable, self._folder, info)
        write_run(self._folder, info)


def _told(found: Iterable[Article | Unreadable], observer: Observer) -> Iterator[Article | Unreadable]:
    for item in found:
        if isinstance(item, Unreadable):
            observer.unreadable(item)
        yield item


class _Recorder(Observer):
    """Passes everything on, and remembers what could not be read."""

    def __init__(self, inner: Observer, outcome: Outcome) -> None:
        self._inner = inner
        self._outcome = outcome

    def found(self, inputs: int) -> None:
        self._inner.found(inputs)

    def unreadable(self, what: Unreadable) -> None:
        self._outcome.unreadable.append(what)
        self._inner.unreadable(what)

    def stage(self, step: str, articles: int) -> None:
        self._inner.stage(step, articles)

    def done(self, report: Report) -> None:
        self._inner.done(report)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds the folder's lock, which the system takes back from a run that is killed."""
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ConfigError(
            f"--out {folder}: another run is writing there; wait for it, or choose another folder"
        ) from None
    except (OSError, NotImplementedError) as error:  # the latter from file systems that know no locks
        raise ConfigError(f"--out {folder}: cannot be locked: {error}; choose another folder with --out") from None
    try:
        yield
    finally:
        lock.release()


def make_writable(folder: Path) -> None:
    """Makes the folder; raises ConfigError where nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
    except OSError as error:
        raise ConfigError(
            f"--out {folder}: cannot write there: {error.strerror}; choose another folder with --out"
        ) from None
