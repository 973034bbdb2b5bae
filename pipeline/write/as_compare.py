"""Two runs side by side: one page, and the same numbers as JSON and CSV."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.compare.align import align
from pipeline.compare.comparison import ArticlePair, Comparison, Result, sentence_texts
from pipeline.compare.differences import Marked, mark_differences, whole
from pipeline.compare.runs import Run
from pipeline.report import Report
from pipeline.write.as_json import to_json
from pipeline.write.batch import safe_cell
from pipeline.write.files import write_atomic
from pipeline.write.flags import number_flags, severity_counts
from pipeline.write.labels import SEVERITY_MARK
from pipeline.write.page import render_page


@dataclass(frozen=True, slots=True)
class Side:
    """What one run has in a row: text with its marks, and what is known of it."""

    text: Marked
    note: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    a: Side | None
    b: Side | None


@dataclass(frozen=True, slots=True)
class PairView:
    """One article of the page."""

    number: int
    pair: ArticlePair
    link_a: str
    link_b: str
    headlines: tuple[RowView, ...]
    summary: tuple[RowView, ...]
    points: tuple[RowView, ...]
    text: tuple[RowView, ...]


def write_comparison(comparison: Comparison, folder: Path) -> list[Path]:
    """Write `compare.html`, `compare.csv` and `compare.json`."""
    return [
        write_atomic(folder / "compare.html", render_comparison(comparison, folder)),
        # The mark makes spreadsheets read it as UTF-8.
        write_atomic(folder / "compare.csv", render_table(comparison), encoding="utf-8-sig"),
        write_atomic(folder / "compare.json", to_json(as_data(comparison))),
    ]


def render_comparison(comparison: Comparison, folder: Path) -> str:
    """The page; links to the reports are relative to `folder`."""
    views = (_pair_view(n, pair, comparison, folder) for n, pair in enumerate(comparison.pairs, start=1))
    return render_page("compare", comparison=comparison, views=list(views))


def _pair_view(number: int, pair: ArticlePair, comparison: Comparison, folder: Path) -> PairView:
    a, b = pair.a, pair.b
    return PairView(
        number=number,
        pair=pair,
        link_a=_link(comparison.a, a, folder),
        link_b=_link(comparison.b, b, folder),
        headlines=_rows(_headline(a), _headline(b)),
        summary=_rows(_summary(a), _summary(b)),
        points=_rows(_points(a), _points(b)),
        text=_text_rows(pair),
    )


def _link(run: Run, report: Report, folder: Path) -> str:
    """Where the report is, seen from the page; nothing where it has no page of its own."""
    path = run.folder / report.id / "report.html"
    return Path(os.path.relpath(path, folder)).as_posix() if path.is_file() else ""


def _headline(report: Report) -> list[str]:
    return [report.summary.headline] if report.summary and report.summary.headline else []


def _summary(report: Report) -> list[str]:
    return [sentence.text for sentence in report.summary.sentences] if report.summary else []


def _points(report: Report) -> list[str]:
    return [point.text for point in report.key_points.points] if report.key_points else []


def _text_rows(pair: ArticlePair) -> tuple[RowView, ...]:
    """The whole article; where both runs had the same there is nothing to set side by side."""
    texts_a, texts_b = sentence_texts(pair.a), sentence_texts(pair.b)
    notes_a, notes_b = _sentence_notes(pair.a), _sentence_notes(pair.b)
    return tuple(
        _row(_texts(texts_a, row.a), _texts(texts_b, row.b), _notes(notes_a, row.a), _notes(notes_b, row.b))
        for row in pair.rows
    )


def _rows(a: Sequence[str], b: Sequence[str]) -> tuple[RowView, ...]:
    return tuple(_row(_texts(a, row.a), _texts(b, row.b)) for row in align(a, b))


def _row(a: str, b: str, note_a: str = "", note_b: str = "") -> RowView:
    if not b:
        return RowView(Side(whole(a), note_a), None)
    if not a:
        return RowView(None, Side(whole(b), note_b))
    marked_a, marked_b = mark_differences(a, b)
    return RowView(Side(marked_a, note_a), Side(marked_b, note_b))


def _texts(texts: Sequence[str], indices: Sequence[int]) -> str:
    return " ".join(texts[i] for i in indices)


def _notes(notes: Sequence[str], indices: Sequence[int]) -> str:
    return " + ".join(notes[i] for i in indices if notes and notes[i])


def _sentence_notes(report: Report) -> list[str]:
    """Fluency and flags of each sentence in short, such as `71 ◆ ●2`."""
    if report.document is None or report.fluency is None:
        return []
    scores = {row.sentence: f"{row.score:.0f}" for row in report.fluency.sentences}
    spans: list[list[Any]] = [[] for _ in report.document.sentences]
    for flag in number_flags(report):
        if flag.sentence is not None:
            spans[flag.sentence].append(flag.span)
    return [" ".join(filter(None, [scores.get(i), *_marks(here)])) for i, here in enumerate(spans)]


def _marks(spans: Sequence[Any]) -> Iterator[str]:
    counts = severity_counts(spans)
    yield from (f"{SEVERITY_MARK[s]}{count if count > 1 else ''}" for s, count in counts.items() if count)


def as_data(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain values; rows of sentences are indices into `document.sentences` of the reports."""
    return {
        "a": _run_data(comparison.a),
        "b": _run_data(comparison.b),
        "caveats": list(comparison.caveats),
        "notes": list(comparison.notes),
        "measures": [_result_data(result) for result in (*comparison.results, *comparison.corpus)],
        "articles": [_pair_data(pair) for pair in comparison.pairs],
        "only_a": [report.id for report in comparison.only_a],
        "only_b": [report.id for report in comparison.only_b],
    }


def _run_data(run: Run) -> dict[str, Any]:
    return {"folder": run.folder.as_posix(), "versions": list(run.versions), "models": run.models}


def _result_data(result: Result) -> dict[str, Any]:
    found = result.difference
    return {
        "name": result.measure.name,
        "better": result.measure.better,
        "articles": found.count,
        "a": found.a,
        "b": found.b,
        "difference": found.value,
        "low": found.low,
        "high": found.high,
        "p": found.p,
        "verdict": result.verdict,
        "signature": result.signature,
    }


def _pair_data(pair: ArticlePair) -> dict[str, Any]:
    names = [name for name in pair.a_readings if name in pair.b_readings]
    measures = {
        name: {"a": pair.a_readings[name].value, "b": pair.b_readings[name].value, "alike": pair.alike(name)}
        for name in names
    }
    return {
        "name": pair.name,
        "title": pair.title,
        "a": pair.a.id,
        "b": pair.b.id,
        "same_text": pair.same_text,
        "measures": measures,
        "sentences": [asdict(row) for row in pair.rows],
    }


def render_table(comparison: Comparison) -> str:
    """One line per article: each measure in A and in B, and B less A."""
    stream = io.StringIO()
    table = csv.writer(stream)
    heads = [f"{m.name} {part}" for m in comparison.measures for part in ("A", "B", "B - A")]
    lines: list[list[object]] = [["name", "title", "A", "B", *heads], *_lines(comparison)]
    table.writerows([safe_cell(value) for value in line] for line in lines)
    return stream.getvalue()


def _lines(comparison: Comparison) -> Iterator[list[object]]:
    for pair in comparison.pairs:
        numbers: list[object] = []
        for measure in comparison.measures:
            values = pair.values(measure.name)
            numbers += [None] * 3 if values is None else [round(v, 4) for v in (*values, values[1] - values[0])]
        yield [pair.name, pair.title, pair.a.id, pair.b.id, *numbers]
