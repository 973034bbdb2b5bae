"""Decisions as JSON Lines: one line per subject, with all that was ever decided on it."""

from __future__ import annotations

import json
from typing import Any

from pipeline.review.decisions import Decision, Decisions
from pipeline.review.folder import Reports
from pipeline.review.reviewed import by_article


def to_jsonl(reports: Reports, decisions: Decisions) -> str:
    """Every decision, the stale and those taken back (`value` blank) marked as such, by article."""
    lines = []
    for article, theirs in by_article(decisions.current()).items():
        history, keys = decisions.history(article), reports.keys(article)
        for one in theirs:
            earlier = [old for old in history if old.subject.key == one.subject.key and old.version < one.version]
            lines.append(_line(one, one.subject.key not in keys, earlier))
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _line(one: Decision, stale: bool, earlier: list[Decision]) -> dict[str, Any]:
    return {
        "article": one.article,
        "kind": one.subject.kind,
        "about": dict(one.subject.about),
        **_change(one),
        "taken_back": one.blank,
        "stale": stale,
        "earlier": [_change(old) for old in reversed(earlier)],
    }


def _change(one: Decision) -> dict[str, Any]:
    return {"version": one.version, "value": dict(one.value), "who": one.who, "made": one.made}
