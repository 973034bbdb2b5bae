"""Running articles through the stages: batches, failures, progress."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pipeline.article import Article, Record
from pipeline.config import Config
from pipeline.errors import PipelineError
from pipeline.models import Models
from pipeline.read import Unreadable, find, read_found
from pipeline.report import Draft, Failure, Provenance, Report
from pipeline.run.caveats import caveats
from pipeline.run.plan import Step, plan
from pipeline.stages import STAGES, Stage

log = logging.getLogger(__name__)
T = TypeVar("T")

LIBRARIES = ("torch", "transformers", "sacrebleu")


class Observer:
    """What a run tells while it goes on; override what you want to hear."""

    def found(self, inputs: int) -> None:
        """So many files are to be read; a file may hold more than one article."""

    def unreadable(self, what: Unreadable) -> None:
        """An input that holds no article; the run goes on."""
        log.warning("%s: %s", what.origin, what.reason)

    def stage(self, step: str, articles: int) -> None:
        """A stage begins on a batch of so many articles."""

    def done(self, report: Report) -> None:
        """An article has gone through."""


@dataclass(slots=True)
class _Work:
    """One article of a batch on its way, with what happened to it."""

    draft: Draft
    failures: list[Failure] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)


class Pipeline:
    """The configured stages, their models loaded once.

    >>> for report in Pipeline(load_config("my.yaml")).run(["articles/"]):
    ...     print(report.id, report.summary.text)
    """

    def __init__(self, config: Config) -> None:
        """Checks the order and loads the models; raises ConfigError or ModelError."""
        self.config = config
        self.steps = plan(config)
        self._models = Models(config.runtime)
        self._stages = [
            (step, STAGES[step.name](getattr(config.stages, step.name), self._models))
            for step in self.steps
            if step.name in STAGES
        ]
        self.provenance = Provenance(
            version=version(),
            stages=tuple(step.name for step in self.steps),
            models=self._models.describe(),
            libraries={name: metadata.version(name) for name in LIBRARIES},
        )

    def run(self, inputs: Iterable[str | Path], *, observer: Observer | None = None) -> Iterator[Report]:
        """One report per readable article, in order; a failed stage is in `Report.failures`."""
        observer = observer or Observer()
        found = find(inputs)
        observer.found(len(found))
        articles = _readable(read_found(found), observer)
        for batch in _batches(articles, self.config.runtime.batch_size):
            for report in self.run_batch(batch, observer=observer):
                observer.done(report)
                yield report

    def run_batch(self, articles: Sequence[Article], *, observer: Observer | None = None) -> list[Report]:
        """One report per article, in order."""
        observer = observer or Observer()
        works = [_Work(Draft(article)) for article in articles]
        for step, stage in self._stages:
            ready = [work for work in works if _has(work.draft, step.needs)]
            if ready:
                observer.stage(step.name, len(ready))
                _run_stage(step, stage, ready)
        return [self._report(work) for work in works]

    def _report(self, work: _Work) -> Report:
        draft = work.draft
        article = draft.article
        return Report(
            id=article.id,
            status="failed" if work.failures else "ok",
            failures=tuple(work.failures),
            origin=article.origin,
            format=article.format,
            encoding=article.encoding,
            metadata=dict(article.metadata),
            warnings=caveats(draft),
            document=draft.document,
            fluency=draft.fluency,
            reference=draft.reference,
            summary=draft.summary,
            key_points=draft.key_points,
            verification=draft.verification,
            provenance=self.provenance,
            timings={name: round(seconds, 4) for name, seconds in work.timings.items()},
        )


def version() -> str:
    """Version of this package."""
    return metadata.version("article-pipeline")


def _has(draft: Draft, parts: Iterable[str]) -> bool:
    return all(getattr(draft, part) is not None for part in parts)


def _run_stage(step: Step, stage: Stage, works: Sequence[_Work]) -> None:
    """Adds one part to each draft; a batch that fails is run again one by one, to find whose fault it was."""
    began = time.perf_counter()
    parts = _attempt(step, stage, works)
    share = (time.perf_counter() - began) / len(works)
    for work, part in zip(works, parts, strict=True):
        work.timings[step.name] = share
        if isinstance(part, Failure):
            work.failures.append(part)
        else:
            made: dict[str, Any] = {step.makes: part}
            work.draft = replace(work.draft, **made)


def _attempt(step: Step, stage: Stage, works: Sequence[_Work]) -> Sequence[Record | None]:
    try:
        return stage.run([work.draft for work in works])
    except Exception as error:  # the one place where an article's failure is caught
        if len(works) > 1:
            return [part for work in works for part in _attempt(step, stage, [work])]
        log.debug("%s: %s", works[0].draft.article.origin, step.name, exc_info=True)
        return [Failure(stage=step.name, reason=_reason(error))]


def _reason(error: Exception) -> str:
    """One line for a person; the type is named when the error is not one of ours."""
    line = " ".join(str(error).split()) or "no further message"
    return line if isinstance(error, PipelineError) else f"{type(error).__name__}: {line}"


def _readable(found: Iterable[Article | Unreadable], observer: Observer) -> Iterator[Article]:
    for item in found:
        if isinstance(item, Unreadable):
            observer.unreadable(item)
        else:
            yield item


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
