"""Decisions in words, the same on the pages and on the terminal."""

from __future__ import annotations

from datetime import datetime

from pipeline.review.decisions import Decision, Subject, Value
from pipeline.write.labels import day

QUOTED_WORDS = 16
"""Words of a statement or sentence that are enough to know it again."""
TARGETS = {"summary": "Summary sentence", "key_points": "Key point"}


def what(subject: Subject) -> str:
    """What was decided on."""
    about = subject.about
    if subject.kind == "flag":
        return f"Flag on “{shortened(about['text'])}” ({about['rule']})"
    if subject.kind == "statement":
        return f"{TARGETS[about['target']]} “{shortened(about['text'])}”"
    return {"verdict": "The article", "note": "Note on the article"}[subject.kind]


def where(subject: Subject) -> str:
    """The sentence around a flag, where that says more than the flag itself."""
    sentence = subject.about.get("sentence", "")
    return "" if sentence == subject.about.get("text") else sentence


def decided(decision: Decision) -> str:
    """What was decided."""
    return valued(decision.subject, decision.value)


def valued(subject: Subject, value: Value) -> str:
    """A value of a subject in words."""
    if subject.kind == "flag":
        return ": ".join(part for part in (value["verdict"] or "not judged", value["note"]) if part)
    if subject.kind == "verdict":
        return value["verdict"] or "undecided"
    if value["text"] is None:
        return "as the pipeline wrote it"
    if subject.kind == "statement" and not value["text"]:
        return "left out"
    return f"“{value['text']}”" if value["text"] else "empty"


def by(decision: Decision) -> str:
    """Who and when, for people."""
    made = datetime.fromisoformat(decision.made)
    return f"{decision.who}, {day(made.date().isoformat())}, {made:%H:%M} UTC"


def shortened(text: str) -> str:
    """The beginning of a text."""
    words = text.split()
    start = " ".join(words[:QUOTED_WORDS])[:120]
    return start if len(words) <= QUOTED_WORDS and len(start) < 120 else f"{start} …"
