"""What a worker does: a shard in, its reports and its record in the folder, and word of it to who asked."""

from __future__ import annotations

import json
import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipeline.config import Config
from pipeline.engine.output import Format, Output, Record
from pipeline.engine.shards import Shard
from pipeline.errors import ClusterError, PipelineError, ReadError, WriteError
from pipeline.read import to_path
from pipeline.report import Report
from pipeline.run import Pipeline
from pipeline.run.runner import as_failed
from pipeline.write import IndexRow, write_report

log = logging.getLogger(__name__)

PAUSES = (1.0, 5.0)
"""Seconds before a folder that could not be reached is tried again."""


@dataclass(frozen=True, slots=True)
class Order:
    """What every worker is told before it begins."""

    config: str
    """As JSON."""
    folder: str
    form: Format
    reports: bool
    """Write each report as files of its own, too."""
    retry_failed: bool
    provenance: str
    """Of who asks, as JSON: a worker with another version or other libraries would give other results."""


@dataclass(frozen=True, slots=True)
class Word:
    """What is said of a shard when it has been worked on."""

    record: Record
    known: bool = False
    """Whether it was whole before."""
    fault: str | None = None
    """Why it is not whole."""
    rows: tuple[IndexRow, ...] = ()

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Word:
        data = json.loads(text)
        record = Record.from_json(json.dumps(data["record"]))
        return cls(record, data["known"], data["fault"], tuple(IndexRow(**row) for row in data["rows"]))


class Worker:
    """One process of a run: its models are loaded once, with the first shard that needs them."""

    def __init__(self, order: Order) -> None:
        """Raises ClusterError where this machine would give other results, ConfigError or ModelError."""
        config = Config.model_validate_json(order.config)
        self._pipeline = Pipeline(config)
        _check_same(self._pipeline.provenance.model_dump_json(), order.provenance)
        self._order = order
        self._folder = to_path(order.folder)
        self._output = Output(self._folder, order.form)
        self._formats = config.stages.report.formats if order.reports and config.stages.report.enabled else ()
        self._made_by = made_by(self._pipeline, order.form)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        """Shards as JSON in the column `shard`; a word on each, as JSON, in the column `word`."""
        return {"word": [self.work(Shard.from_json(text)).to_json() for text in batch["shard"]]}

    def work(self, shard: Shard) -> Word:
        """Makes a shard whole, if it is not. Never raises for a folder that cannot be reached: the word says so."""
        empty = Record(shard.name, shard.key(self._made_by), len(shard.articles))
        for pause in (*PAUSES, None):
            try:
                return self._work(shard, empty)
            except (OSError, ReadError, WriteError) as error:
                log.debug("%s", shard.name, exc_info=True)
                if pause is None:
                    return Word(empty, fault=" ".join(str(error).split()))
                time.sleep(pause)
        raise AssertionError("the last try returns")

    def _work(self, shard: Shard, empty: Record) -> Word:
        record = self._output.record(shard.name)
        known = record is not None and record.key == empty.key
        if known and record and not (self._order.retry_failed and record.failures):
            missing = [name for name in self._formats if name not in record.reports]
            reports = self._output.read(shard.name) if self._formats else []
        else:
            known, missing, reports = False, list(self._formats), self._make(shard)
            record = replace(
                empty,
                failures=tuple((r.origin, f.stage, f.reason) for r in reports for f in r.failures),
                unreadable=tuple((item.origin, item.reason) for item in shard.unreadable),
                timings=_summed(reports),
            )
            self._output.put(reports, record)
        return self._told(record, known, reports, missing)

    def _make(self, shard: Shard) -> list[Report]:
        size = self._pipeline.config.runtime.batch_size
        batches = (shard.articles[start : start + size] for start in range(0, len(shard.articles), size))
        return [report for batch in batches for report in self._pipeline.run_batch(batch)]

    def _told(self, record: Record, known: bool, reports: Sequence[Report], missing: Sequence[str]) -> Word:
        """Writes the files that are wanted beside the shard, and then says so in its record."""
        if not self._formats:
            return Word(record, known)
        rows = [IndexRow.of(self._write(report, missing), self._formats) for report in reports]
        if missing:
            self._output.put_record(replace(record, reports=(*record.reports, *missing)))
        return Word(record, known, rows=tuple(rows))

    def _write(self, report: Report, formats: Sequence[str]) -> Report:
        try:
            write_report(report, self._folder, formats, config=self._pipeline.config)
        except PipelineError:
            raise
        except Exception as error:  # as in a run of one process: the fault of this report alone
            log.debug("%s: report", report.origin, exc_info=True)
            return as_failed(report, "report", error)
        return report


def made_by(pipeline: Pipeline, form: Format) -> str:
    """All that decides what a shard holds, its articles aside."""
    config = pipeline.config
    settings = config.stages.model_dump(mode="json", exclude={"report"})
    runtime = config.runtime.model_dump(mode="json", include={"device", "dtype", "seed"})
    parts = [form, settings, list(config.order), runtime, pipeline.keys.models, pipeline.provenance.model_dump()]
    return json.dumps(parts, sort_keys=True)


def _check_same(here: str, wanted: str) -> None:
    mine, theirs = json.loads(here), json.loads(wanted)
    other = [name for name in theirs if mine.get(name) != theirs[name]]
    if other:
        raise ClusterError(
            f"a machine of the cluster differs in {', '.join(other)}: {[mine.get(name) for name in other]} there, "
            f"{[theirs[name] for name in other]} here; install the same on all"
        )


def _summed(reports: Sequence[Report]) -> dict[str, float]:
    total: Counter[str] = Counter()
    for report in reports:
        total.update(report.timings)
    return {stage: round(seconds, 4) for stage, seconds in total.items()}
