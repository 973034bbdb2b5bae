"""Decisions in SQLite: each change is a row of its own, so that nobody's edit is ever written over.

A change says which version it was made upon. Where another came in between, it is refused and both are shown.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import ConfigError, WriteError

FILE = "decisions.sqlite"

Kind = Literal["flag", "statement", "verdict", "note"]
Value = Mapping[str, Any]

BLANK: dict[Kind, Value] = {
    "flag": {"verdict": None, "note": ""},
    "statement": {"text": None},
    "verdict": {"verdict": None},
    "note": {"text": ""},
}
"""What stands where nothing was decided, or a decision was taken back."""

_SCHEMA = """
create table if not exists decisions (
    id integer primary key,
    article text not null,
    subject text not null,
    kind text not null,
    about text not null,
    version integer not null,
    value text not null,
    who text not null,
    made text not null,
    unique (article, subject, version)
);
"""
_COLUMNS = "article, subject, kind, about, version, value, who, made"
_CURRENT = f"""
select {_COLUMNS} from decisions as one
where version = (select max(version) from decisions as all_ where all_.article = one.article and all_.subject = one.subject)
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something of an article that can be decided on; the same content has the same key in every run."""

    key: str
    kind: Kind
    about: Mapping[str, Any]
    """What it was when it was decided on, for the day when it is no longer there."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided, and when."""

    article: str
    subject: Subject
    version: int
    """From 1; each change of the same subject counts one up."""
    value: Value
    who: str
    made: str
    """ISO 8601, UTC."""

    @property
    def blank(self) -> bool:
        return self.value == BLANK[self.subject.kind]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change that was not kept, because another was made since its author last looked."""

    theirs: Decision
    mine: Value


class Decisions:
    """The decisions on the reports of one folder. Threads and processes may share the file."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file. Raises ConfigError where it holds no decisions, or cannot be written."""
        self._path = path
        try:
            with closing(self._connect()) as connection:
                connection.execute("pragma journal_mode = wal")
                connection.executescript(_SCHEMA)
                connection.execute(f"select {_COLUMNS} from decisions limit 1")
        except sqlite3.Error as error:
            raise ConfigError(f"{path}: cannot keep decisions: {error}; move it away to begin a new one") from None

    def current(self, article: str | None = None) -> list[Decision]:
        """The newest decision on each subject, those taken back included, in the order they were first made."""
        only = "and article = ? " if article else ""
        return self._select(f"{_CURRENT} {only}order by article, id", (article,) if article else ())

    def history(self, article: str) -> list[Decision]:
        """Every change on an article, the newest first."""
        return self._select(f"select {_COLUMNS} from decisions where article = ? order by id desc", (article,))

    def decide(
        self, article: str, subject: Subject, value: Value, *, seen: int, who: str
    ) -> Decision | Conflict | None:
        """Keep a change made upon version `seen` (0 where there was none); None where it changes nothing.

        Raises WriteError where the file cannot be written.
        """
        try:
            with self._transaction() as connection:
                return _decide(connection, article, subject, value, seen, who)
        except sqlite3.Error as error:
            raise WriteError(f"{self._path}: cannot be written: {error}; the decision was not kept") from None

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30, isolation_level=None)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as connection:
            # Taken before reading, so that two changes at once queue up and the second sees the first.
            connection.execute("begin immediate")
            yield connection
            connection.execute("commit")

    def _select(self, query: str, values: Sequence[str]) -> list[Decision]:
        with closing(self._connect()) as connection:
            return [_decision(row) for row in connection.execute(query, values)]


def _decide(
    connection: sqlite3.Connection, article: str, subject: Subject, value: Value, seen: int, who: str
) -> Decision | Conflict | None:
    row = connection.execute(f"{_CURRENT} and article = ? and subject = ?", (article, subject.key)).fetchone()
    theirs = _decision(row) if row else None
    if value == (theirs.value if theirs else BLANK[subject.kind]):
        return None
    if theirs and theirs.version != seen:
        return Conflict(theirs, value)
    version = theirs.version + 1 if theirs else 1
    made = Decision(article, subject, version, value, who, datetime.now(UTC).isoformat(timespec="milliseconds"))
    connection.execute(f"insert into decisions ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)", _row(made))
    return made


def _row(made: Decision) -> tuple[str | int, ...]:
    about, value = (json.dumps(dict(part), ensure_ascii=True) for part in (made.subject.about, made.value))
    return made.article, made.subject.key, made.subject.kind, about, made.version, value, made.who, made.made


def _decision(row: tuple[Any, ...]) -> Decision:
    article, key, kind, about, version, value, who, made = row
    return Decision(article, Subject(key, kind, json.loads(about)), version, json.loads(value), who, made)
