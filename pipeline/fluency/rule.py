"""What a rule is: a detector with the words that a reviewer reads beside each of its marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.article import Document
from pipeline.fluency.page import Page
from pipeline.report import Severity, Span

SEVERITIES: tuple[Severity, ...] = ("minor", "major", "critical")
"""Mildest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that a detector points at; severity and confidence are the rule's where not given."""

    start: int
    end: int
    reason: str
    suggestion: str | None = None
    severity: Severity | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A detector that needs no training. `category` is an MQM category and subcategory."""

    id: str
    category: str
    severity: Severity
    confidence: float
    summary: str
    """What it finds, for `pipeline stages --rules`."""
    detect: Callable[[Page], Iterable[Finding]]

    def row(self) -> list[str]:
        """Id, category, severity and summary, for a table."""
        return [self.id, self.category, self.severity, self.summary]

    def spans(self, page: Page) -> list[Span]:
        """The rule's marks in the order of the text, overlapping ones merged."""
        return [self._span(page.document, finding) for finding in _merged(self.detect(page), self)]

    def _span(self, document: Document, finding: Finding) -> Span:
        return Span(
            start=finding.start,
            end=finding.end,
            text=document.text[finding.start : finding.end],
            category=self.category,
            severity=finding.severity or self.severity,
            rule=self.id,
            reason=finding.reason,
            suggestion=finding.suggestion,
            confidence=self.confidence if finding.confidence is None else finding.confidence,
        )


def worst(severities: Iterable[Severity]) -> Severity:
    """The gravest of some severities."""
    return max(severities, key=SEVERITIES.index)


def _merged(findings: Iterable[Finding], rule: Rule) -> list[Finding]:
    merged: list[Finding] = []
    for finding in sorted(findings, key=_place):
        if merged and finding.start < merged[-1].end:
            merged[-1] = _union(merged[-1], finding, rule)
        else:
            merged.append(finding)
    return merged


def _place(finding: Finding) -> tuple[int, int]:
    return finding.start, -finding.end


def _union(first: Finding, second: Finding, rule: Rule) -> Finding:
    """Both in one; the first one's words stay, and its suggestion only where it covers the second."""
    covered = second.end <= first.end
    return Finding(
        start=first.start,
        end=max(first.end, second.end),
        reason=first.reason,
        suggestion=first.suggestion if covered else None,
        severity=worst((first.severity or rule.severity, second.severity or rule.severity)),
        confidence=max(_confidence(first, rule), _confidence(second, rule)),
    )


def _confidence(finding: Finding, rule: Rule) -> float:
    return rule.confidence if finding.confidence is None else finding.confidence


def in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans as a reader meets them."""
    return tuple(sorted(spans, key=_order))


def _order(span: Span) -> tuple[int, int, str]:
    return span.start, span.end, span.rule
