"""The pages of a review: those of the report and of the index, with what was decided and the forms to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.config.schema import Config
from pipeline.report import Report, Target
from pipeline.review import wording
from pipeline.review.decisions import Conflict, Decision, Decisions, Subject
from pipeline.review.folder import Reports
from pipeline.review.forms import Change
from pipeline.review.reviewed import Reviewed, Tally, by_article, stale_decisions, tally
from pipeline.write.as_html import report_context
from pipeline.write.batch import IndexRow
from pipeline.write.index import index_context
from pipeline.write.page import render_served

TEMPLATES = Path(__file__).parent / "templates"
SHOWN = {"": "All", "open": "To do", "accepted": "Accepted", "rejected": "Rejected"}


@dataclass(frozen=True, slots=True)
class Field:
    """A statement in the form that edits it."""

    label: str
    subject: Subject
    version: int
    text: str
    decision: Decision | None


def article_page(
    reports: Reports,
    decisions: Decisions,
    report: Report,
    *,
    conflicts: Sequence[Conflict] = (),
    lost: Sequence[Change] = (),
) -> tuple[str, str]:
    """An article to be decided on, and the policy of its page; what could not be kept stands on top."""
    config = reports.run().config
    reviewed = Reviewed.of(report, decisions.current(report.id))
    ids = reports.ids()
    here = ids.index(report.id)
    context = report_context(reviewed.edited(config), config=config) | {
        "review": reviewed,
        "wording": wording,
        "fields": {target: _fields(reviewed, target) for target in ("summary", "key_points")},
        "conflicts": conflicts,
        "lost": [change.fields.get("text") or change.fields.get("note") or "" for change in lost],
        "history": decisions.history(report.id),
        "before": ids[here - 1] if here else None,
        "after": ids[here + 1] if here + 1 < len(ids) else None,
        "place": (here + 1, len(ids)),
    }
    return render_served(TEMPLATES, "review", "report", **context)


def _fields(reviewed: Reviewed, target: Target) -> list[Field]:
    return [
        Field(
            label=f"{wording.TARGETS[target]} {index + 1}",
            subject=subject,
            version=reviewed.version(subject),
            text=reviewed.edits.get((target, index), subject.about["text"]),
            decision=reviewed.decision(subject),
        )
        for (one, index), subject in reviewed.subjects.statements.items()
        if one == target
    ]


def index_page(reports: Reports, decisions: Decisions, *, show: str = "") -> tuple[str, str]:
    """All articles with what was decided; `show` is a key of SHOWN."""
    run = reports.run()
    theirs = by_article(decisions.current())
    # Reports are read only where something was decided: of thousands, most are still to do.
    tallies = {name: tally(theirs[name], reports.keys(name)) if name in theirs else Tally() for name in reports.ids()}
    edited = [name for name, one in tallies.items() if one.edits]
    supports = {name: _support(reports, name, theirs[name], run.config) for name in edited}
    rows = [
        replace(_linked(row), **supports.get(row.id or "", {}))
        for row in reports.rows()
        if _fits(tallies.get(row.id or ""), show)
    ]
    counts = {key: sum(_fits(one, key) for one in tallies.values()) for key in SHOWN}
    more: dict[str, Any] = {
        "tallies": tallies,
        "order": {name: _order(one) for name, one in tallies.items()},
        "show": show if show in SHOWN else "",
        "shown": [(key, words, counts[key]) for key, words in SHOWN.items()],
        "stale": stale_decisions(reports, decisions),
        "known": set(tallies),
        "wording": wording,
    }
    return render_served(TEMPLATES, "reviews", "index", **(index_context(rows, run) | more))


def _linked(row: IndexRow) -> IndexRow:
    return replace(row, report=f"article/{row.id}" if row.id else None)


def _support(reports: Reports, name: str, decisions: Sequence[Decision], config: Config) -> dict[str, Any]:
    """The columns of an article's row that an edit of its summary or points changes."""
    report = reports.read(name)
    if report is None:
        return {}
    row = IndexRow.of(Reviewed.of(report, decisions).edited(config))
    return {"support": row.support, "unsupported": row.unsupported}


def _fits(one: Tally | None, show: str) -> bool:
    if show not in SHOWN or not show:
        return True
    return one is not None and (one.verdict or "open") == show


def _order(one: Tally) -> int:
    """For sorting: what is to be done first, then what was begun, then what is settled."""
    if one.verdict:
        return {"rejected": 2, "accepted": 3}[one.verdict]
    return 1 if any(asdict(one).values()) else 0
