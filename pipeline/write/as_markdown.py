"""One report as Markdown that reads well in a terminal and on a forge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.report import Report, Score, Span
from pipeline.write.flags import Flag, number_flags, severity_counts
from pipeline.write.labels import (
    DROP_LABEL,
    METHOD_BADGE,
    SEVERITIES,
    VERDICT_MEANING,
    direction,
    fluency_meaning,
    headline,
    interval,
    plural,
    seconds,
    straight,
)
from pipeline.write.statements import StatementView, statement_views

SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
LINE_START = re.compile(r"^([#+=-]|\d{1,9}(?=[.)]))")


def escape(text: str) -> str:
    """Text of an article as Markdown that shows it as it stands, on one line."""
    flat = SPECIAL.sub(r"\\\1", " ".join(straight(text).split()))
    return LINE_START.sub(_escape_start, flat)


def _escape_start(match: re.Match[str]) -> str:
    found = match.group(1)
    return f"{found}\\" if found.isdigit() else f"\\{found}"


def render_markdown(report: Report) -> str:
    """The report, summary first."""
    parts = (_head, _failures, _summary, _points, _scores, _flags, _dropped, _made)
    lines = [line for part in parts for line in part(report)]
    return "\n".join(lines).strip() + "\n"


def _head(report: Report) -> Iterator[str]:
    document = report.document
    name = headline(report)
    yield f"# {escape(name)}\n"
    if document:
        pieces = [document.outlet, document.date, document.byline, plural(document.words, "word")]
        yield " · ".join(escape(piece) for piece in pieces if piece) + "\n"
        if document.title and document.title != name:
            yield f"Title of the article: {escape(document.title)}\n"
    for warning in report.warnings:
        yield f"> **Warning:** {escape(warning)}\n"


def _failures(report: Report) -> Iterator[str]:
    for failure in report.failures:
        yield f"> **Failed** in {escape(failure.stage)}: {escape(failure.reason)}\n"


def _summary(report: Report) -> Iterator[str]:
    if report.summary is None:
        return
    yield f"## Summary\n\n*{METHOD_BADGE[report.summary.method]}.*\n"
    views = statement_views(report, "summary")
    yield " ".join(_statement(view) for view in views) + "\n"
    yield from _doubts(views)
    yield from _notes(report.summary.notes)


def _points(report: Report) -> Iterator[str]:
    if report.key_points is None:
        return
    yield f"## Key points\n\n*{METHOD_BADGE[report.key_points.method]}.*\n"
    views = statement_views(report, "key_points")
    yield from (f"{view.number}. {_statement(view)}" for view in views)
    yield ""
    yield from _doubts(views)
    yield from _notes(report.key_points.notes)


def _statement(view: StatementView) -> str:
    text = escape("".join(piece.text for piece in view.pieces))
    cited = ", ".join(str(index + 1) for index in view.evidence)
    return f"{text} \\[{cited}\\]" if cited else text


def _doubts(views: Sequence[StatementView]) -> Iterator[str]:
    """What verification did not find, one line each."""
    lines = [line for view in views for line in _view_doubts(view)]
    if lines:
        yield from ("Not found in the article:\n", *lines, "")


def _view_doubts(view: StatementView) -> Iterator[str]:
    for fact in view.missing:
        note = f": {escape(fact.note)}" if fact.note else ""
        yield f"- {view.label}: {fact.kind} “{escape(fact.text)}”{note}"
    if view.support and not view.support.supported:
        note = f": {escape(view.support.note)}" if view.support.note else ""
        yield f"- {view.label}: weakly supported ({view.support.score:.2f} of 1){note}"


def _notes(notes: Sequence[str]) -> Iterator[str]:
    yield from (f"Note: {escape(note)}\n" for note in notes)


def _scores(report: Report) -> Iterator[str]:
    rows = list(_score_rows(report))
    if rows:
        yield "## Scores\n\n| score | value | 95% interval | reading |\n|:--|--:|:--|:--|"
        yield from (f"| {' | '.join(row)} |" for row in rows)
        yield ""
    if report.fluency:
        yield f"Fluency: {fluency_meaning(report.fluency.score)}.\n"


def _score_rows(report: Report) -> Iterator[tuple[str, str, str, str]]:
    if report.fluency:
        score = report.fluency.score
        yield "fluency", f"{score.value:.0f} / 100", interval(score), escape(score.band or direction(score))
        yield from (_score_row(other) for other in report.fluency.others)
        counts = severity_counts(report.fluency.spans)
        yield "flags", str(len(report.fluency.spans)), "", ", ".join(f"{counts[s]} {s}" for s in SEVERITIES)
    if report.verification:
        verdict = report.verification.verdict
        yield "support", verdict, "", VERDICT_MEANING[verdict]
    if report.reference:
        yield from (_score_row(score) for score in report.reference.scores)


def _score_row(score: Score) -> tuple[str, str, str, str]:
    band = f"{escape(score.band)}; " if score.band else ""
    return escape(score.name), f"{score.value:.1f}", interval(score), band + direction(score)


def _flags(report: Report) -> Iterator[str]:
    flags, document = number_flags(report), report.document
    if not flags or document is None or report.fluency is None:
        return
    yield f"## {plural(len(flags), 'flag').capitalize()}\n"
    scores = {row.sentence: row.score for row in report.fluency.sentences}
    for index, group in groupby(flags, _sentence):
        if index is not None:
            score = f", fluency {scores[index]:.0f}" if index in scores else ""
            yield f"### Sentence {index + 1}{score}\n"
            yield f"> {escape(document.slice(document.sentences[index]))}\n"
        yield from (_flag(flag) for flag in group)
        yield ""


def _sentence(flag: Flag) -> int | None:
    return flag.sentence


def _flag(flag: Flag) -> str:
    span = flag.span
    where = f"“{escape(span.text)}”"
    return f"- {flag.number}: **{span.severity}**, {escape(span.category)}, {where}: {escape(span.reason)}{_fix(span)}"


def _fix(span: Span) -> str:
    if span.suggestion is None:
        return ""
    return f" Try: “{escape(span.suggestion)}”" if span.suggestion else " Leave it out."


def _dropped(report: Report) -> Iterator[str]:
    if report.document and report.document.dropped:
        yield "## Left out\n"
        for piece in report.document.dropped:
            yield f"- {DROP_LABEL[piece.reason]} ({escape(piece.rule)}): {escape(piece.text)}"
        yield ""


def _made(report: Report) -> Iterator[str]:
    made = report.provenance
    yield "## How this was made\n"
    yield f"- Input: {escape(report.origin)} ({escape(report.format)}, {escape(report.encoding)})"
    yield f"- Version {made.version}; stages: {escape(', '.join(made.stages)) or 'none'}"
    for stage, model in made.models.items():
        yield f"- Model of {escape(stage)}: {escape(model)}"
    if report.timings:
        yield f"- Time: {seconds(sum(report.timings.values()))}"
    for name, signature in _signatures(report):
        yield f"- Signature of {escape(name)}: {_code(signature)}"


def _signatures(report: Report) -> Iterator[tuple[str, str]]:
    if report.fluency:
        yield from ((score.name, score.signature) for score in (report.fluency.score, *report.fluency.others))
    if report.reference:
        yield from ((score.name, score.signature) for score in report.reference.scores)
    parts = (("the summary", report.summary), ("the key points", report.key_points), ("support", report.verification))
    yield from ((name, part.signature) for name, part in parts if part)


def _code(text: str) -> str:
    """Code cannot be escaped, only kept from ending early."""
    return "`" + " ".join(text.split()).replace("`", "'") + "`"
