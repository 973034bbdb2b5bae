"""A run over a cluster into a folder of shards: planned, worked on, missed where one is missing, and recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.config import Config
from pipeline.engine.cluster import RETRIES, Crew, cluster, survey_files, work_on
from pipeline.engine.output import Format, Output
from pipeline.engine.shards import File, Unit, holds_many, plan_units, shard_name
from pipeline.engine.worker import Order, Word
from pipeline.errors import ConfigError
from pipeline.models import LEXRANK
from pipeline.read import Found, Unreadable, find, is_address, to_path
from pipeline.run import Observer, Pipeline
from pipeline.run.job import alone, make_writable
from pipeline.write import IndexRow, RunInfo, write_index, write_run

SHARD_SIZE = 1000
"""Articles: minutes of work, so that little is lost with a worker, and few enough files for a folder."""
_DEADLY = (
    f"its worker died {RETRIES + 1} times; Ray's log says of what (memory, mostly): give a worker more, or make the "
    "shards smaller with --shard-size, and run again"
)


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is spread, and what it writes; nothing here changes a report."""

    address: str | None = None
    """Of a cluster to join; none makes one on this machine."""
    workers: int | None = None
    """Processes with models of their own; none takes one per core, or per GPU."""
    shard_size: int = SHARD_SIZE
    form: Format = "jsonl"
    reports: bool = False
    """Write each report as files of its own and an index, too."""


@dataclass(slots=True)
class Outcome:
    """What a run left behind."""

    words: list[Word] = field(default_factory=list)
    """On each shard that was worked on, in the order of the inputs; without rows."""
    rows: list[IndexRow] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    lost: dict[str, str] = field(default_factory=dict)
    """Each shard that is not whole, and why."""

    @property
    def exit_code(self) -> int:
        """0 when every input became a whole report, 1 otherwise."""
        return 1 if self.lost or self.unreadable or any(word.record.failures for word in self.words) else 0


class ClusterJob:
    """One configuration, one output folder on this machine or in an object store."""

    def __init__(self, config: Config, folder: str, options: Options, *, command: str = "") -> None:
        """Checks the configuration and the folder; raises ConfigError or ModelError. Starts nothing."""
        if config.runtime.timeout:
            raise ConfigError(
                "runtime.timeout: is kept in the main thread only, which Ray keeps for itself; leave it out with "
                "--engine ray"
            )
        self._pipeline = Pipeline(config)
        self._local = not is_address(folder)
        self._folder = to_path(folder if not self._local else str(Path(folder).absolute()))
        if self._local:
            make_writable(self._folder)
        self._options = options
        self.output = Output(self._folder, options.form)
        self._command = command

    def run(self, inputs: Iterable[str | Path], *, observer: Observer, retry_failed: bool = False) -> Outcome:
        """Writes the shards that are not whole yet. Raises ClusterError, ConfigError or WriteError.

        What is whole stays, whatever ends the run; the same command goes on from there.
        """
        inputs = [str(name) for name in inputs]
        if "-" in inputs:
            raise ConfigError("-: standard input cannot be read by workers; put it into a file")
        outcome = Outcome()
        started = datetime.now(UTC)
        found = find(inputs)
        files = [item for item in found if isinstance(item, Found)]
        outcome.unreadable.extend(item for item in found if isinstance(item, Unreadable))
        options = self._options
        with self._alone(), cluster(options.address, options.workers, gpus=self._wants_gpus()) as crew:
            units = _plan(files, options.shard_size, crew)
            observer.found(sum(unit.shards for unit in units) + len(outcome.unreadable))
            for item in tuple(outcome.unreadable):
                observer.unreadable(item)
            for word in work_on(units, options.shard_size, self._order(retry_failed), crew):
                _take(word, outcome, observer)
            self._finish(units, outcome, started, observer)
        return outcome

    def _order(self, retry_failed: bool) -> Order:
        return Order(
            config=self._pipeline.config.model_dump_json(),
            folder=str(self._folder),
            form=self._options.form,
            reports=self._options.reports,
            retry_failed=retry_failed,
            provenance=self._pipeline.provenance.model_dump_json(),
        )

    def _wants_gpus(self) -> bool:
        """Whether a network would run on a GPU: rules and LexRank leave it idle."""
        networks = {name for models in self._pipeline.keys.models.values() for name in models} - {LEXRANK}
        return bool(networks) and self._pipeline.config.runtime.device in ("auto", "cuda")

    def _alone(self) -> AbstractContextManager[None]:
        """Object stores know no locks: two runs into one address write the same shards twice, each of them whole."""
        return alone(self._folder) if self._local else nullcontext()

    def _finish(self, units: list[Unit], outcome: Outcome, started: datetime, observer: Observer) -> None:
        outcome.words.sort(key=lambda word: word.record.name)
        wanted = {shard_name(unit.first + k) for unit in units for k in range(unit.shards)}
        for name in sorted(wanted - {word.record.name for word in outcome.words} - set(outcome.lost)):
            _lose(name, _DEADLY, outcome, observer)
        self.output.keep_only(wanted)
        timings: Counter[str] = Counter()
        for word in outcome.words:
            timings.update(word.record.timings)
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
        if self._options.reports:
            write_index(outcome.rows, outcome.unreadable, self._folder, info)
        write_run(self._folder, info)


def _plan(files: list[Found], size: int, crew: Crew) -> list[Unit]:
    many = [File.of(file) for file in files if holds_many(file)]
    return plan_units(files, survey_files(many, crew), size)


def _take(word: Word, outcome: Outcome, observer: Observer) -> None:
    """Notes a word that came back; a shard with a fault is not whole."""
    record = word.record
    if word.fault:
        _lose(record.name, word.fault, outcome, observer)
        return
    outcome.rows.extend(word.rows)
    outcome.words.append(replace(word, rows=()))
    outcome.unreadable.extend(Unreadable(origin, reason) for origin, reason in record.unreadable)
    failures = [f"{origin}: {reason}" for origin, reason in record.unreadable]
    failures += [f"{origin}: {stage}: {reason}" for origin, stage, reason in record.failures]
    observer.shard(f"{record.name}, known" if word.known else record.name, record.articles, failures)


def _lose(name: str, reason: str, outcome: Outcome, observer: Observer) -> None:
    outcome.lost[name] = reason
    observer.shard(name, 0, [f"{name}: {reason}"])
