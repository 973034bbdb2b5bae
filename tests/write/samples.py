"""A small report written out by hand, with one of everything, and a run to index it in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipeline import load_config
from pipeline.article import Document, Dropped
from pipeline.report import (
    Coverage,
    FactCheck,
    Fluency,
    KeyPoints,
    Provenance,
    Reference,
    Report,
    Score,
    SentenceFluency,
    Span,
    Statement,
    Summary,
    Support,
    Verification,
)
from pipeline.write import RunInfo
from tests import tiny

TITLE = "New metro line opens opens"
PARAGRAPHS = (
    ["The city opened a new metro line on Monday.", "It has 24 stations and is 31.4 km long."],
    ["The minister is said it is the high -speed.", "People like it."],
    ["First stop: the library.", "Last stop: the river."],
)


def document(**changes: Any) -> Document:
    made = tiny.document(TITLE, PARAGRAPHS)
    last = made.paragraphs[-1]
    dropped = (
        Dropped(text="- END -", reason="end_mark", rule="end mark"),
        Dropped(text="Read next: bridge closed", reason="teaser", rule="stands after the end mark"),
    )
    parts = {
        "byline": "Ann Writer",
        "outlet": "Example Evening News",
        "date": "2024-03-08",
        "paragraphs": (*made.paragraphs[:-1], last.model_copy(update={"kind": "list_item"})),
        "dropped": dropped,
    }
    return made.model_copy(update=parts | changes)


def span(text: str, words: str, severity: str = "minor", **changes: Any) -> Span:
    """A span over the first place of `words` in `text`."""
    start = text.index(words)
    parts = {
        "start": start,
        "end": start + len(words),
        "text": words,
        "category": "Fluency/Grammar",
        "severity": severity,
        "rule": "sample",
        "reason": f"“{words}” is not English.",
        "confidence": 0.9,
    }
    return Span.model_validate(parts | changes)


def spans(made: Document) -> tuple[Span, ...]:
    text = made.text
    return (
        span(text, "high -speed", category="Fluency/Spelling", suggestion="high-speed"),
        span(text, "opens opens", "major", category="Accuracy/Addition", suggestion="opens"),
        # Two that cross each other, and one across the bound of two sentences.
        span(text, "minister is said", "major"),
        span(text, "is said it is the high", "critical", category="Accuracy/Mistranslation"),
        span(text, "long", suggestion=""),
    )


def score(name: str, value: float, **changes: Any) -> Score:
    return Score(name=name, value=value, **({"minimum": 0, "maximum": 100, "signature": f"{name}|v:1"} | changes))


def report(**changes: Any) -> Report:
    """The whole report; `changes` replace its parts."""
    made = changes.get("document") or document()
    read = Coverage(sentences_total=6, sentences_read=6)
    summary = (
        Statement(text="A metro line with 24 stations opened on Monday.", evidence=(1, 2)),
        Statement(text="It cost 90 million.", evidence=()),
    )
    facts = (
        _fact("summary", summary[0].text, "24", kind="number", supported=True, sentences=(2,)),
        _fact("summary", summary[0].text, "Monday", kind="date", supported=True, sentences=(1,)),
        _fact("summary", summary[1].text, "90 million", 1, kind="number", supported=False, note="no such number"),
    )
    supports = (
        Support(target="summary", index=0, score=0.9, supported=True),
        Support(target="summary", index=1, score=0.1, supported=False, note="nothing like it"),
        Support(target="key_points", index=0, score=1, supported=True),
    )
    parts = {
        "id": "metro",
        "status": "ok",
        "origin": "in/metro.txt",
        "format": "txt",
        "encoding": "utf-8",
        "document": made,
        "fluency": Fluency(
            score=score("fluency", 71.25, low=60, high=80.5, band="several slips; counted by rules alone"),
            others=(score("perplexity", 41, minimum=None, maximum=None, higher_is_better=False),),
            sentences=tuple(SentenceFluency(sentence=i, score=v) for i, v in enumerate([50, 100, 90, 12.5, 100, 100])),
            spans=() if "document" in changes else spans(made),
        ),
        "reference": Reference(scores=(score("BLEU", 31.4, low=20, high=40),)),
        "summary": Summary(method="extractive", sentences=summary, coverage=read, signature="lexrank|v:1"),
        "key_points": KeyPoints(
            method="abstractive",
            points=(Statement(text="People like it.", evidence=(4,)),),
            coverage=read,
            signature="brief|v:1",
            notes=("Only 1 point; the article had no more.",),
        ),
        "verification": Verification(
            verdict="partly supported", facts=facts, statements=supports, signature="facts|v:1"
        ),
        "provenance": Provenance(version="0.1.0", stages=("clean", "fluency"), models={"fluency": "embedded:fluency"}),
        "timings": {"clean": 0.25, "fluency": 1.5},
    }
    return Report.model_validate(parts | changes)


def _fact(target: str, text: str, words: str, index: int = 0, **parts: Any) -> FactCheck:
    start = text.index(words)
    return FactCheck(target=target, index=index, start=start, end=start + len(words), text=words, **parts)  # type: ignore[arg-type]


def run(**changes: Any) -> RunInfo:
    parts: dict[str, Any] = {
        "config": load_config(),
        "command": "pipeline run in",
        "version": "0.1.0",
        "started": datetime(2024, 3, 9, 8, 0, tzinfo=UTC),
        "finished": datetime(2024, 3, 9, 8, 1, 21, tzinfo=UTC),
        "libraries": {"torch": "2.13.0"},
        "models": {"summarize": "embedded:lexrank"},
        "timings": {"clean": 0.5},
    }
    return RunInfo(**(parts | changes))
