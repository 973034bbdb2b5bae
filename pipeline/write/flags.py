"""The marked spans of an article, numbered as a reader meets them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.report import Report, Severity, Span
from pipeline.write.labels import SEVERITIES
from pipeline.write.segments import touching


@dataclass(frozen=True, slots=True)
class Flag:
    """A span with its number in the report (from 1) and the sentence it starts in."""

    number: int
    span: Span
    sentence: int | None


def number_flags(report: Report) -> list[Flag]:
    """All spans in the order of the text; a longer one before those inside it."""
    if report.document is None or report.fluency is None:
        return []
    spans = sorted(report.fluency.spans, key=_place)
    first: dict[int, int] = {}
    sentences = [(sentence.start, sentence.end) for sentence in report.document.sentences]
    for index, inside in enumerate(touching(sentences, [(span.start, span.end) for span in spans])):
        for k in inside:
            first.setdefault(k, index)
    return [Flag(k + 1, span, first.get(k)) for k, span in enumerate(spans)]


def _place(span: Span) -> tuple[int, int, str]:
    return span.start, -span.end, span.rule


def severity_counts(spans: Iterable[Span]) -> dict[Severity, int]:
    """How many spans of each severity, worst first, zeros included."""
    found = Counter(span.severity for span in spans)
    return {severity: found[severity] for severity in SEVERITIES}


def category_counts(flags: Sequence[Flag]) -> list[tuple[str, int]]:
    """How many flags of each category, the most frequent first."""
    found = Counter(flag.span.category for flag in flags)
    return sorted(found.items(), key=_by_count)


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
