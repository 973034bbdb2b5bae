"""A run's reports, read back from its folder; an article is known only if the index lists it."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from pipeline.config.schema import Config
from pipeline.errors import ConfigError, ReadError
from pipeline.report import Report
from pipeline.review.subjects import subjects_of
from pipeline.write import IndexRow, RunInfo, read_report

_AGAIN = "run the pipeline into that folder again"
Stamp = tuple[int, int]
_KEPT = 64  # reports of recently seen articles; a batch may have thousands


class Reports:
    """The reports of one folder, as they stand at this moment: a run may replace them while they are reviewed."""

    def __init__(self, folder: Path) -> None:
        """Raises ConfigError where there is no index, or no JSON of the reports to read."""
        self.folder = folder
        rows = self.rows()
        known = [row for row in rows if row.id]
        if known and not any(self._path(str(row.id)).is_file() for row in known):
            raise ConfigError(f"{folder}: no report.json; name json among stages.report.formats and {_AGAIN}")

    def rows(self) -> list[IndexRow]:
        """The index, worst first."""
        return list(_rows(*self._index()))

    def ids(self) -> list[str]:
        """Articles with a report, worst first."""
        return list(_ids(*self._index()))

    def read(self, identifier: str) -> Report | None:
        """The report of an article, or None where the index does not list it. Raises ReadError."""
        if not self._holds(identifier):
            return None
        path = self._path(identifier)
        return _read(path, _stamp(path))

    def keys(self, identifier: str) -> frozenset[str]:
        """Keys of all that can be decided on in an article; none where the index does not list it."""
        if not self._holds(identifier):
            return frozenset()
        path = self._path(identifier)
        return _keys(path, _stamp(path))

    def run(self) -> RunInfo:
        """The record of the run that made them. Raises ConfigError."""
        path = self.folder / "run.yaml"
        try:
            return _run_info(yaml.safe_load(path.read_bytes()))
        except (OSError, yaml.YAMLError, ValidationError, KeyError, TypeError, ValueError) as error:
            raise ConfigError(f"{path}: not the record of a run of this version: {_short(error)}; {_AGAIN}") from None

    def _holds(self, identifier: str) -> bool:
        # The index is a file too, and may come from elsewhere: no name in it leads out of the folder.
        inside = self._path(identifier).resolve().parent.parent == self.folder.resolve()
        return inside and identifier in _ids(*self._index())

    def _index(self) -> tuple[Path, Stamp]:
        path = self.folder / "index.json"
        if not path.is_file():
            raise ConfigError(f"{path}: not found; give the folder of a run's reports")
        return path, _stamp(path)

    def _path(self, identifier: str) -> Path:
        return self.folder / identifier / "report.json"


@lru_cache(maxsize=4)
def _rows(path: Path, _: Stamp) -> tuple[IndexRow, ...]:
    try:
        return tuple(IndexRow(**row) for row in json.loads(path.read_bytes())["articles"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path}: not an index of reports: {_short(error)}; {_AGAIN}") from None


@lru_cache(maxsize=4)
def _ids(path: Path, stamp: Stamp) -> dict[str, None]:
    """Quick to look up, and in the order of the index."""
    return dict.fromkeys(row.id for row in _rows(path, stamp) if row.id)


@lru_cache(maxsize=_KEPT)
def _read(path: Path, _: Stamp) -> Report:
    return read_report(path)


@cache
def _keys(path: Path, stamp: Stamp) -> frozenset[str]:
    return frozenset(subjects_of(_read(path, stamp)).by_key)


def _stamp(path: Path) -> Stamp:
    """What changes when a file is replaced."""
    try:
        found = path.stat()
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror}; {_AGAIN}") from None
    return found.st_mtime_ns, found.st_ino


def _run_info(content: dict[str, Any]) -> RunInfo:
    return RunInfo(
        config=Config.model_validate(content["config"]),
        command=content["command"],
        version=content["version"],
        started=datetime.fromisoformat(content["started"]),
        finished=datetime.fromisoformat(content["finished"]),
        libraries=content["libraries"],
        models=content["models"],
        timings=content["timings"],
    )


def _short(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
