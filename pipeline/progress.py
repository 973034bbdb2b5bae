"""Progress of a run on stderr: a bar with ETA on a terminal, plain lines elsewhere, errors always."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from pipeline.read import Unreadable
from pipeline.report import Report
from pipeline.run.runner import Observer


class Progress(Observer):
    """Shows what a run tells; `quiet` leaves only the errors."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, soft_wrap=True, highlight=False)
        self._talks = not quiet and not self._console.is_terminal
        self._bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=quiet or not self._console.is_terminal,
        )
        self._task = self._bar.add_task("loading models", total=None)
        self._done = 0
        self._total = 0

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def found(self, inputs: int) -> None:
        self._total = inputs
        self._bar.update(self._task, total=inputs, description="reading")

    def unreadable(self, what: Unreadable) -> None:
        self._step()
        self._error(f"{what.origin}: {what.reason}")

    def stage(self, step: str, articles: int) -> None:
        self._bar.update(self._task, description=f"{step} ({articles})")

    def done(self, report: Report) -> None:
        self._step()
        for failure in report.failures:
            self._error(f"{report.origin}: {failure.stage}: {failure.reason}")
        if self._talks:
            seconds = sum(report.timings.values())
            self._console.print(f"[{self._done}/{self._total}] {report.id} {seconds:.1f} s", markup=False)

    def shard(self, name: str, articles: int, failures: Sequence[str]) -> None:
        self._step()
        for line in failures:
            self._error(line)
        if self._talks:
            self._console.print(f"[{self._done}/{self._total}] {name}: {articles} articles", markup=False)

    def _step(self) -> None:
        self._done += 1
        self._total = max(self._total, self._done)  # a file may hold more than one article
        self._bar.update(self._task, completed=self._done, total=self._total)

    def _error(self, line: str) -> None:
        self._console.print(f"error: {line}", markup=False)
