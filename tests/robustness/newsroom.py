"""Articles by the dozen, runs over them, and what came out, timings aside."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline import Observer, load_config
from pipeline.config import Config
from pipeline.run.job import Job, Outcome
from pipeline.run.store import FILE
from tests.tiny import EXTRACTIVE

SENTENCES = (
    "The council opened a new bridge over the river on Monday.",
    "It cost 3.2 million euros and took two years to build.",
    "The mayor said that 12,000 people would cross it every day.",
    "Shops on the western bank expect more visitors in the coming months.",
    "A second bridge is planned for 2027, the council added.",
    "Residents had asked for a crossing since the old one was closed in 1998.",
    "The the ferry, which runs since 1961, will stop at the end of the year.",
)
FAST = ("stages.fluency.scorers=[]", *EXTRACTIVE, "stages.report.formats=[json]")


def story(number: int) -> str:
    """An article unlike its neighbours."""
    sentences = [SENTENCES[(number * 3 + k) % len(SENTENCES)] for k in range(5)]
    return f"Bridge report {number}\n\n{' '.join(sentences)} Bridge number {number} carries {number * 37 + 11} cars.\n"


def write_stories(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"a{number:05d}.txt").write_text(story(number), encoding="utf-8")
    return folder


def config(*overrides: str) -> Config:
    return load_config(overrides=[*FAST, *overrides])


class Silent(Observer):
    """Keeps what could not be read out of the log."""

    def unreadable(self, what: Any) -> None: ...


def job(out: Path, *overrides: str) -> Job:
    return Job(config(*overrides), out)


def run(inputs: Iterable[str | Path], out: Path, *overrides: str) -> Outcome:
    return job(out, *overrides).run(inputs, observer=Silent())


def reports(out: Path) -> dict[str, str]:
    """Every report by its id, as the text of its JSON."""
    return {path.parent.name: timeless(path) for path in sorted(out.glob("*/report.json"))}


def timeless(path: Path) -> str:
    return json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"timings": None})


def stored(out: Path) -> int:
    """How many results the store holds; 0 where there is none yet."""
    path = out / FILE
    if not path.exists():
        return 0
    connection = sqlite3.connect(path)
    try:
        ((count,),) = connection.execute("select count(*) from results")
    except sqlite3.OperationalError:  # killed before it had made the table
        return 0
    finally:
        connection.close()
    return int(count)


def made_twice(out: Path) -> int:
    """Results that were made anew after they had been kept: each has used up a row number of its own."""
    connection = sqlite3.connect(out / FILE)
    ((count, last),) = connection.execute("select count(*), max(rowid) from results")
    connection.close()
    return int(last) - int(count)
