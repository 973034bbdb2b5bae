"""Decisions as MQM ratings: tab-separated, in the ten columns that Marot reads, one line per error.

A flag called right is an error by its reviewer. One called wrong is no error: it is named in `deleted_errors` of the
reviewer's first line on that sentence, which is a line without an error where all were wrong, and one without a rater
where some were not judged. An article's verdict and note are its `feedback`, on a line of their own without a rater.
Left out: token indices (we have offsets, no tokens), the source text (`source_not_seen` says so), flags that nobody
judged, edits of the summary, and whatever is stale; JSON Lines hold the decisions among these.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pipeline.article import Document
from pipeline.report import Report, Span
from pipeline.review.decisions import Decision, Decisions
from pipeline.review.folder import Reports
from pipeline.review.reviewed import Reviewed, by_article
from pipeline.review.subjects import sentence_text
from pipeline.write.flags import Flag, number_flags

COLUMNS = (
    "system",
    "doc",
    "docSegId",
    "globalSegId",
    "rater",
    "source",
    "target",
    "category",
    "severity",
    "metadata",
)
UNKNOWN_SYSTEM = "unknown"
NO_ERROR = "no-error"
_BREAK = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_MARK = re.compile(r"<(?=/?v>)", re.IGNORECASE)
_THUMBS = {"accepted": "up", "rejected": "down"}

Row = tuple[str, ...]
Judged = tuple[Flag, Decision]


def to_mqm(reports: Reports, decisions: Decisions) -> str:
    """The table with its head line; articles that are no longer there are left out."""
    lines = ["\t".join(COLUMNS)]
    for article, theirs in by_article(decisions.current()).items():
        report = reports.read(article)
        if report is not None:
            lines += ["\t".join(map(_cell, row)) for row in _rows(Reviewed.of(report, theirs))]
    return "\n".join(lines) + "\n"


def _rows(reviewed: Reviewed) -> Iterator[Row]:
    flags = number_flags(reviewed.report)
    judged: dict[tuple[int, str], list[Judged]] = {}
    for flag in flags:
        decision = reviewed.decision(reviewed.flag_subject(flag))
        if flag.sentence is not None and decision is not None and decision.value["verdict"]:
            judged.setdefault((flag.sentence, decision.who), []).append((flag, decision))
    for (sentence, _), theirs in sorted(judged.items()):
        whole = len(theirs) == sum(flag.sentence == sentence for flag in flags)
        yield from _sentence_rows(reviewed.report, sentence, theirs, whole=whole)
    yield from _feedback(reviewed)


def _sentence_rows(report: Report, sentence: int, judged: list[Judged], *, whole: bool) -> Iterator[Row]:
    """One reviewer's errors in a sentence; where there are none, one line that names what was deleted.

    `whole` says that nothing was left unjudged there, so that the line may say that there is no error.
    """
    right = [(flag, one) for flag, one in judged if one.value["verdict"] == "right"]
    deleted = [_deleted(report, flag, one) for flag, one in judged if one.value["verdict"] == "wrong"]
    more: dict[str, Any] = {"segment": _segment(report, sentence)} | ({"deleted_errors": deleted} if deleted else {})
    for flag, one in right:
        span = flag.span
        metadata = _metadata(report, one) | {"marked_text": span.text} | more
        target = marked(report.document, sentence, span) if report.document else ""
        yield _row(report, sentence, one.who, target, span.category, span.severity.capitalize(), metadata)
        more = {}
    if not right:
        (flag, one) = judged[-1]
        metadata = _metadata(report, one) | {"marked_text": ""} | more
        rater, error = (one.who, NO_ERROR) if whole else ("", "")
        yield _row(report, sentence, rater, _plain(sentence_text(report, flag)), error, error, metadata)


def _feedback(reviewed: Reviewed) -> Iterator[Row]:
    verdict, note = (reviewed.decision(s) for s in (reviewed.subjects.verdict, reviewed.subjects.note))
    document = reviewed.report.document
    if document is None or not document.sentences or not (verdict or note):
        return
    feedback = {}
    if verdict:
        feedback["thumbs"] = _THUMBS[verdict.value["verdict"]]
    if note:
        feedback["notes"] = note.value["text"]
    metadata = {"feedback": feedback, "source_not_seen": True}
    yield _row(reviewed.report, 0, "", _plain(document.slice(document.sentences[0])), "", "", metadata)


def _row(
    report: Report, sentence: int, rater: str, target: str, category: str, severity: str, metadata: dict[str, Any]
) -> Row:
    system = str(report.metadata.get("system") or UNKNOWN_SYSTEM)
    # Segments are not numbered over all documents, and 0 is what the format has for that.
    where = (system, report.id, str(sentence + 1), "0")
    return (*where, rater, "", target, category, severity, json.dumps(metadata, ensure_ascii=False))


def _metadata(report: Report, one: Decision) -> dict[str, Any]:
    made = datetime.fromisoformat(one.made)
    note = {"note": one.value["note"]} if one.value["note"] else {}
    found = {"timestamp": int(made.timestamp() * 1000), "source_not_seen": True, "prior_rater": _machine(report)}
    return found | note


def _deleted(report: Report, flag: Flag, one: Decision) -> dict[str, Any]:
    """An error of ours that a reviewer deleted, as the format has it."""
    kind, _, subtype = flag.span.category.partition("/")
    return {
        "location": "translation",
        "severity": flag.span.severity,
        "type": kind,
        "subtype": subtype,
        "selected": flag.span.text,
        "metadata": _metadata(report, one),
    }


def _segment(report: Report, sentence: int) -> dict[str, Any]:
    document = report.document
    if document is None:
        return {}
    here = document.sentences[sentence]
    scores = {row.sentence: row.score for row in report.fluency.sentences} if report.fluency else {}
    metrics = {"metrics": {"fluency": round(scores[sentence], 2)}} if sentence in scores else {}
    first = sentence == 0 or document.sentences[sentence - 1].paragraph != here.paragraph
    return {"starts_paragraph": first, "num_target_chars": here.end - here.start, **metrics}


def _machine(report: Report) -> str:
    return f"article-pipeline {report.provenance.version}"


def marked(document: Document, sentence: int, span: Span) -> str:
    """A sentence with `<v>` and `</v>` around the span, as far as it lies in it."""
    here = document.sentences[sentence]
    start, end = max(span.start, here.start), min(span.end, here.end)
    before, inside, after = document.text[here.start : start], document.text[start:end], document.text[end : here.end]
    return f"{_plain(before)}<v>{_plain(inside)}</v>{_plain(after)}"


def _plain(text: str) -> str:
    """Text that cannot be taken for a mark."""
    return _MARK.sub("< ", text)


def _cell(text: str) -> str:
    """The format knows no quoting: what would end a cell or a line becomes a space."""
    return _BREAK.sub(" ", text)
