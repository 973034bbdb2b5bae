"""What stages have made, in SQLite: a run goes on where another ended, and nothing is made twice.

Write-ahead logging, one transaction per stage and batch: a kill at any instant leaves whole results only.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.article import Record
from pipeline.errors import ConfigError, WriteError
from pipeline.report import PARTS
from pipeline.run.plan import STEPS
from pipeline.write.files import AFTER_A_FAULT

FILE = "store.sqlite"
_SCHEMA = """
create table if not exists results (
    key text primary key,
    article text not null,
    stage text not null,
    made_from text not null,
    part text,
    failure text,
    seconds real not null
);
create index if not exists by_article on results (article, stage);
"""
# Raised whenever the table changes; a store without a number is of the first.
_LAYOUT = 1
_KEYS_A_QUERY = 500  # SQLite allows 999 variables where it is old


@dataclass(frozen=True, slots=True)
class Result:
    """What a stage made of an article: `part` as JSON (`null` where it had nothing to say), or why it failed."""

    key: str
    article: str
    """Id of the article."""
    stage: str
    made_from: Mapping[str, Any]
    part: str | None
    failure: str | None
    seconds: float


class Store:
    """Results by key. Open it once per process; several processes may share the file."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file. Raises ConfigError where it is no store, or cannot be written."""
        self._path = path
        try:
            self._connection = sqlite3.connect(path, timeout=30)
            self._prepare()
        except sqlite3.Error as error:
            raise _unusable(path, error) from None

    def _prepare(self) -> None:
        ((layout,),) = self._connection.execute("pragma user_version")
        if layout not in (0, _LAYOUT):
            raise ConfigError(f"{self._path}: is of another version of this program; move it away to begin a new one")
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = normal")
        self._connection.executescript(_SCHEMA)
        if layout != _LAYOUT:
            self._connection.execute(f"pragma user_version = {_LAYOUT}")

    def get(self, keys: Sequence[str]) -> dict[str, Result]:
        """Those of the keys that are there and can be read. Raises ConfigError where the file is damaged."""
        found: dict[str, Result] = {}
        for start in range(0, len(keys), _KEYS_A_QUERY):
            some = keys[start : start + _KEYS_A_QUERY]
            marks = ", ".join("?" * len(some))
            found |= {r.key: r for r in self._select(f"where key in ({marks})", some)}
        return found

    def put(self, results: Iterable[Result]) -> None:
        """Keeps the results, all or none of them. Raises WriteError."""
        rows = [
            (r.key, r.article, r.stage, json.dumps(dict(r.made_from)), r.part, r.failure, r.seconds) for r in results
        ]
        try:
            with self._connection:
                self._connection.executemany("insert or replace into results values (?, ?, ?, ?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise WriteError(f"{self._path}: cannot be written: {error}; {AFTER_A_FAULT}") from None

    def latest(self, article: str, stage: str) -> Result | None:
        """The newest result of an article's stage, whatever it was made from."""
        return next(self._select("where article = ? and stage = ? order by rowid desc limit 1", (article, stage)), None)

    def forget_failures(self) -> None:
        """Forgets what failed, so that it is tried again."""
        self._change("delete from results where failure is not null")

    def prune(self) -> int:
        """Keeps the newest result of each article's stage; returns how many were older."""
        gone = self._change(
            "delete from results where rowid not in (select max(rowid) from results group by article, stage)"
        )
        self._change("vacuum")
        return gone

    def counts(self) -> list[tuple[str, int, int, int]]:
        """Per stage: results, failures among them, bytes."""
        rows = self._rows(
            "select stage, count(*), count(failure), sum(length(coalesce(part, ''))) from results group by stage"
        )
        return [(str(stage), int(n), int(failed), int(size)) for stage, n, failed, size in rows]

    def faults(self) -> list[str]:
        """What is wrong with the file: one line each, none where it is sound."""
        try:
            found = [str(line) for (line,) in self._rows("pragma integrity_check") if line != "ok"]
            results = self._rows("select article, stage, made_from, part from results")
            found += [
                f"{article}: the result of {stage} cannot be read"
                for article, stage, *row in results
                if _bad(stage, *row)
            ]
        except ConfigError as error:
            return [str(error)]
        return found

    def close(self) -> None:
        self._connection.close()

    def _select(self, condition: str, values: Sequence[str]) -> Iterator[Result]:
        rows = self._rows(
            f"select key, article, stage, made_from, part, failure, seconds from results {condition}", values
        )
        for key, article, stage, made_from, part, failure, seconds in rows:
            if (sources := _mapping(made_from)) is not None:
                yield Result(key, article, stage, sources, part, failure, seconds)

    def _rows(self, query: str, values: Sequence[str] = ()) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._connection.execute(query, values)
        except sqlite3.Error as error:
            raise _unusable(self._path, error) from None

    def _change(self, command: str) -> int:
        """Runs a command that changes the file; returns how many rows it touched. Raises WriteError."""
        try:
            with self._connection:
                return self._connection.execute(command).rowcount
        except sqlite3.Error as error:
            raise WriteError(f"{self._path}: cannot be written: {error}; {AFTER_A_FAULT}") from None


def _unusable(path: Path, error: sqlite3.Error) -> ConfigError:
    """What is wrong is the file itself, or that it cannot be reached now: locked, read-only, no space."""
    broken = error.sqlite_errorname in ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_ERROR")
    advice = "move it away to begin a new one" if broken else AFTER_A_FAULT
    return ConfigError(f"{path}: cannot be used as a store: {error}; {advice}")


def read_part(stage: str, part: str | None) -> Record | None:
    """What a stage made, from its JSON; None where it had nothing to say. Raises ValueError where it is no such part."""
    return PARTS[STEPS[stage].makes].model_validate_json(part) if part else None


def _mapping(text: str) -> Mapping[str, Any] | None:
    """A JSON object; None for anything else, which only damage or another's hand can have put there."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _bad(stage: str, made_from: str, part: str | None) -> bool:
    try:
        if stage in STEPS:  # another version of this program may have had others
            read_part(stage, part)
    except ValueError:
        return True
    return _mapping(made_from) is None
