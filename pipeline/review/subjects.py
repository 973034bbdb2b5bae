"""What of a report can be decided on, named by its content: a rerun that finds the same keeps the decision."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.report import Report, Statement, Target
from pipeline.review.decisions import Kind, Subject
from pipeline.write.flags import Flag, number_flags

_KEY_CHARS = 24


@dataclass(frozen=True, slots=True)
class Subjects:
    """The subjects of one report."""

    flags: tuple[Subject, ...]
    """In the order of the flags' numbers."""
    statements: Mapping[tuple[Target, int], Subject]
    verdict: Subject
    note: Subject

    @property
    def by_key(self) -> dict[str, Subject]:
        return {s.key: s for s in (*self.flags, *self.statements.values(), self.verdict, self.note)}


def subjects_of(report: Report) -> Subjects:
    """A flag is known by its text, rule and sentence; a statement by its text; a verdict by all that was judged."""
    seen: Counter[str] = Counter()
    statements = {
        (target, index): _subject("statement", {"target": target, "text": statement.text}, seen)
        for target, part in _statements(report).items()
        for index, statement in enumerate(part)
    }
    text = report.document.text if report.document else ""
    return Subjects(
        flags=tuple(_flag_subject(report, flag, seen) for flag in number_flags(report)),
        statements=statements,
        verdict=_subject("verdict", {"judged": _hash([text, [dict(s.about) for s in statements.values()]])}, seen),
        note=_subject("note", {"document": _hash(text)}, seen),
    )


def _statements(report: Report) -> dict[Target, tuple[Statement, ...]]:
    return {
        "summary": report.summary.sentences if report.summary else (),
        "key_points": report.key_points.points if report.key_points else (),
    }


def _flag_subject(report: Report, flag: Flag, seen: Counter[str]) -> Subject:
    span = flag.span
    bound = {"text": span.text, "rule": span.rule, "sentence": sentence_text(report, flag)}
    return _subject("flag", bound, seen, {"category": span.category, "severity": span.severity})


def sentence_text(report: Report, flag: Flag) -> str:
    """The sentence that a flag starts in; empty where it lies between sentences."""
    if report.document is None or flag.sentence is None:
        return ""
    return report.document.slice(report.document.sentences[flag.sentence])


def _subject(
    kind: Kind, bound: Mapping[str, Any], seen: Counter[str], more: Mapping[str, Any] | None = None
) -> Subject:
    """`seen` tells apart what is the same in all that a subject is bound to: the first such, the second."""
    same = _hash([kind, dict(bound)])
    seen[same] += 1
    return Subject(_hash([same, seen[same]])[:_KEY_CHARS], kind, {**bound, **(more or {})})


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=True, sort_keys=True).encode()).hexdigest()
