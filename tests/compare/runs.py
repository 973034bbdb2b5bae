"""Runs as a user has them on disk, made of small reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.read import Unreadable
from pipeline.report import Fluency, Report
from pipeline.write import IndexRow, write_index, write_report
from tests import tiny
from tests.write import samples

TEXTS = {
    "harbour": ("The harbour opens", [["The new harbour opened on Monday.", "It can hold 40 ships."]]),
    "school": ("A school closes", [["The old school closes in July.", "Parents are angry."], ["A bus will run."]]),
    "bridge": ("Bridge repaired", [["The bridge was repaired for 3 million.", "It had been shut since 2019."]]),
    "museum": ("Museum night", [["The museum stays open until midnight.", "Entry is free for children."]]),
    "river": ("River cleaned", [["Volunteers cleaned the river on Sunday.", "They found 12 bicycles."]]),
    "library": ("Library grows", [["The library has bought 900 books.", "Most of them are for children."]]),
}


def report(
    name: str,
    *,
    fluency: float | None = None,
    signature: str = "rules",
    words: tuple[str, str] = ("Monday", "Monday"),
    **changes: Any,
) -> Report:
    """The report of one of TEXTS, without the parts that are not asked for; `words` replaces one by another."""
    title, paragraphs = TEXTS[name]
    text = [[sentence.replace(*words) for sentence in paragraph] for paragraph in paragraphs]
    parts: dict[str, Any] = {"id": name, "origin": f"in/{name}.txt", "document": tiny.document(title, text)}
    parts |= dict.fromkeys(("fluency", "reference", "summary", "key_points", "verification"))
    if fluency is not None:
        parts["fluency"] = Fluency(score=samples.score("fluency", fluency, signature=signature), sentences=())
    return samples.report(**(parts | changes))


def save(folder: Path, reports: Sequence[Report], *, unreadable: Sequence[Unreadable] = ()) -> Path:
    """The folder of a run."""
    for one in reports:
        write_report(one, folder, ["json", "html"])
    write_index([IndexRow.of(one) for one in reports], unreadable, folder, samples.run())
    return folder
