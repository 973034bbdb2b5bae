"""Running articles through the stages: batches, failures, what is known already, progress."""

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
from pipeline.errors import PipelineError, StageError
from pipeline.models import Models
from pipeline.read import Unreadable, find, read_found
from pipeline.report import Draft, Failure, Provenance, Report
from pipeline.run.caveats import caveats
from pipeline.run.keys import Keys, MadeFrom, article_hash
from pipeline.run.limits import OutOfTimeError, time_limit
from pipeline.run.plan import Step, check
from pipeline.run.store import Result, Store, read_part
from pipeline.stages import STAGES, Stage

log = logging.getLogger(__name__)
T = TypeVar("T")

LIBRARIES = ("sacrebleu", "sentencex", "text2num", "torch", "transformers")
"""Those whose releases decide what stages make."""


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

    def shard(self, name: str, articles: int, failures: Sequence[str]) -> None:
        """A shard of a run over a cluster is done; a line for each failure in it."""


@dataclass(slots=True)
class _Work:
    """One article of a batch on its way, with what happened to it."""

    draft: Draft
    hash: str
    keys: dict[str, str] = field(default_factory=dict)
    """Part that has been made, to the key of its result."""
    failures: list[Failure] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)

    def take(self, step: Step, key: str, outcome: _Outcome) -> None:
        self.timings[step.name] = outcome.seconds
        if isinstance(outcome.made, Failure):
            self.failures.append(outcome.made)
            return
        made: dict[str, Any] = {step.makes: outcome.made}
        self.draft = replace(self.draft, **made)
        self.keys[step.makes] = key


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a stage made of an article, now or in an earlier run."""

    made: Record | Failure | None
    seconds: float = 0.0
    lasting: bool = True
    """Whether the same input would give the same: not so where time or memory ran out, or for a fault unforeseen."""


class Pipeline:
    """The configured stages; each is built, and its model loaded, once and when first needed.

    >>> for report in Pipeline(load_config("my.yaml")).run(["articles/"]):
    ...     print(report.id, report.summary.text)
    """

    def __init__(self, config: Config, *, store: Store | None = None) -> None:
        """Checks order, rules and models; raises ConfigError or ModelError. With a store, nothing is made twice."""
        self.config = config
        self.steps = check(config)
        libraries = {name: metadata.version(name) for name in LIBRARIES}
        self.keys = Keys(config, version(), libraries)
        self._store = store
        self._models = Models(config.runtime)
        self._stages: dict[str, Stage] = {}
        self.provenance = Provenance(
            version=version(),
            stages=tuple(step.name for step in self.steps),
            models={name: ", ".join(models.values()) for name, models in self.keys.models.items() if models},
            libraries=libraries,
        )

    def run(self, inputs: Iterable[str | Path], *, observer: Observer | None = None) -> Iterator[Report]:
        """One report per readable article, in order; a failed stage is in `Report.failures`."""
        observer = observer or Observer()
        return self.run_articles(articles_of(inputs, observer), observer=observer)

    def run_articles(self, articles: Iterable[Article], *, observer: Observer) -> Iterator[Report]:
        """One report per article, in order."""
        for batch in batches(articles, self.config.runtime.batch_size):
            for report in self.run_batch(batch, observer=observer):
                observer.done(report)
                yield report

    def run_batch(self, articles: Sequence[Article], *, observer: Observer | None = None) -> list[Report]:
        """One report per article, in order."""
        observer = observer or Observer()
        works = [_Work(Draft(article), article_hash(article)) for article in articles]
        for step in self.steps:
            ready = [work for work in works if _has(work.draft, step.needs)]
            if ready and step.name in STAGES:
                observer.stage(step.name, len(ready))
                self._run_step(step, ready)
        return [self._report(work) for work in works]

    def stage(self, name: str) -> Stage:
        """A stage of the configuration, built on first use. Raises ConfigError or ModelError."""
        if name not in self._stages:
            self._stages[name] = STAGES[name](getattr(self.config.stages, name), self._models)
        return self._stages[name]

    def _run_step(self, step: Step, works: Sequence[_Work]) -> None:
        """Adds one part to each draft, made now or known from before."""
        sources = [self.keys.made_from(step, work.hash, work.keys) for work in works]
        keys = [source.key for source in sources]
        known = self._known(step, keys)
        fresh = [k for k, key in enumerate(keys) if key not in known]
        made = dict(zip(fresh, self._make(step, [works[k] for k in fresh]), strict=True))
        if self._store and made:
            lasting = [k for k in fresh if made[k].lasting]
            self._store.put(_to_result(works[k].draft.article.id, step, sources[k], made[k]) for k in lasting)
        for k, work in enumerate(works):
            work.take(step, keys[k], made[k] if k in made else known[keys[k]])

    def _known(self, step: Step, keys: Sequence[str]) -> dict[str, _Outcome]:
        """What the store holds of these; what cannot be read any more is made again."""
        found = self._store.get(keys) if self._store else {}
        outcomes = {key: _from_result(step, result) for key, result in found.items()}
        return {key: outcome for key, outcome in outcomes.items() if outcome is not None}

    def _make(self, step: Step, works: Sequence[_Work]) -> list[_Outcome]:
        if not works:
            return []
        stage = self.stage(step.name)
        began = time.perf_counter()
        outcomes = self._attempt(step, stage, works)
        share = round((time.perf_counter() - began) / len(works), 4)
        return [replace(outcome, seconds=share) for outcome in outcomes]

    def _attempt(self, step: Step, stage: Stage, works: Sequence[_Work]) -> Sequence[_Outcome]:
        """A batch that fails is run again one by one, to find whose fault it was."""
        timeout = self.config.runtime.timeout
        try:
            with time_limit(timeout and timeout * len(works)):
                parts = stage.run([work.draft for work in works])
                _check_count(step, parts, works)
        except Exception as error:  # the one place where an article's failure is caught
            if len(works) > 1:
                return [outcome for work in works for outcome in self._attempt(step, stage, [work])]
            log.debug("%s: %s", works[0].draft.article.origin, step.name, exc_info=True)
            failure = Failure(stage=step.name, reason=_reason(error))
            return [_Outcome(failure, lasting=isinstance(error, StageError) and not isinstance(error, OutOfTimeError))]
        return [_Outcome(part) for part in parts]

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
            timings=work.timings,
        )


def articles_of(inputs: Iterable[str | Path], observer: Observer) -> Iterator[Article]:
    """The readable articles, one by one; the observer is told of the number of inputs and of the others."""
    found = find(inputs)
    observer.found(len(found))
    return _readable(read_found(found), observer)


def version() -> str:
    """Version of this package."""
    return metadata.version("article-pipeline")


def as_failed(report: Report, stage: str, error: Exception) -> Report:
    """The report with one failure more."""
    failure = Failure(stage=stage, reason=_reason(error))
    return report.model_copy(update={"status": "failed", "failures": (*report.failures, failure)})


def _has(draft: Draft, parts: Iterable[str]) -> bool:
    return all(getattr(draft, part) is not None for part in parts)


def _to_result(article: str, step: Step, source: MadeFrom, outcome: _Outcome) -> Result:
    failed = outcome.made.reason if isinstance(outcome.made, Failure) else None
    part = outcome.made.model_dump_json() if isinstance(outcome.made, Record) and failed is None else None
    return Result(source.key, article, step.name, source.to_data(), part, failed, outcome.seconds)


def _from_result(step: Step, result: Result) -> _Outcome | None:
    if result.failure is not None:
        return _Outcome(Failure(stage=step.name, reason=result.failure), result.seconds)
    try:
        part = read_part(step.name, result.part)
    except ValueError:
        log.warning("store: the %s of %s cannot be read and is made again", step.makes, result.article)
        return None
    return _Outcome(part, result.seconds)


def _check_count(step: Step, parts: Sequence[Record | None], works: Sequence[_Work]) -> None:
    if len(parts) != len(works):
        raise StageError(f"{step.name} made {len(parts)} parts of {len(works)} articles; the stage itself is at fault")


def _reason(error: Exception) -> str:
    """One line for a person; the type is named when the error is not one of ours."""
    line = " ".join(str(error).split()) or "no further message"
    if isinstance(error, PipelineError):
        return line
    return (
        f"{type(error).__name__}: {line}; nobody foresaw this: the same command with --verbose shows where it happened"
    )


def _readable(found: Iterable[Article | Unreadable], observer: Observer) -> Iterator[Article]:
    for item in found:
        if isinstance(item, Unreadable):
            observer.unreadable(item)
        else:
            yield item


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`; the last may be shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
