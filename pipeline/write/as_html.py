"""One report as one self-contained HTML page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from pipeline.article import Document
from pipeline.config.schema import Config
from pipeline.report import Report
from pipeline.write.body import blocks
from pipeline.write.flags import Flag, category_counts, number_flags, severity_counts
from pipeline.write.labels import headline, level
from pipeline.write.page import render_page
from pipeline.write.statements import cited_by, statement_views

TEASER_WORDS = 14
"""Words of a sentence in the table of sentences: enough to know it again."""


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A line of the table of sentences."""

    number: int
    start: str
    score: float
    level: int
    flags: tuple[Flag, ...]


def render_html(report: Report, *, config: Config | None = None) -> str:
    """The page; `config` adds the settings and whether the run was offline to how it was made."""
    return render_page("report", **report_context(report, config=config))


def report_context(report: Report, *, config: Config | None = None) -> dict[str, Any]:
    """What the template of a report is filled with."""
    flags = number_flags(report)
    summary, points = statement_views(report, "summary"), statement_views(report, "key_points")
    cited = cited_by([*summary, *points])
    return {
        "report": report,
        "document": report.document,
        "headline": headline(report),
        "flags": flags,
        "severities": severity_counts(flag.span for flag in flags),
        "categories": category_counts(flags),
        "summary": summary,
        "points": points,
        "blocks": blocks(report.document, report.fluency, flags, cited) if report.document else [],
        "sentence_rows": _sentence_rows(report, flags),
        "offline": config.runtime.offline if config else None,
        "settings": settings_yaml(config) if config else None,
    }


def settings_yaml(config: Config) -> str:
    """The resolved configuration as YAML."""
    return yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True)


def _sentence_rows(report: Report, flags: Sequence[Flag]) -> list[SentenceRow]:
    document, fluency = report.document, report.fluency
    if document is None or fluency is None:
        return []
    inside = defaultdict[int | None, list[Flag]](list)
    for flag in flags:
        inside[flag.sentence].append(flag)
    return [
        SentenceRow(
            number=row.sentence + 1,
            start=_teaser(document, row.sentence),
            score=row.score,
            level=level(row.score),
            flags=tuple(inside[row.sentence]),
        )
        for row in fluency.sentences
        if 0 <= row.sentence < len(document.sentences)
    ]


def _teaser(document: Document, index: int) -> str:
    words = document.slice(document.sentences[index]).split()
    text = " ".join(words[:TEASER_WORDS])[:120]
    return text if len(words) <= TEASER_WORDS and len(text) < 120 else text + " …"
