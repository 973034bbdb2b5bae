"""A report with the decisions on it: which stand, and which are on something that is no longer there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from pipeline.article import Article
from pipeline.config.schema import Config
from pipeline.models import Models
from pipeline.report import Draft, Report, Statement, Target, Verification
from pipeline.review.decisions import BLANK, Decision, Decisions, Subject
from pipeline.review.folder import Reports
from pipeline.review.subjects import Subjects, subjects_of
from pipeline.stages.verify import VerifyStage
from pipeline.write.flags import Flag
from pipeline.write.labels import plural


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One report and the newest decisions on it."""

    report: Report
    subjects: Subjects
    decisions: dict[str, Decision]
    """By subject key."""

    @classmethod
    def of(cls, report: Report, decisions: Sequence[Decision]) -> Reviewed:
        return cls(report, subjects_of(report), {one.subject.key: one for one in decisions})

    @property
    def stale(self) -> list[Decision]:
        """Decisions on what this report no longer says; they are kept all the same."""
        known = self.subjects.by_key
        return [one for key, one in self.decisions.items() if key not in known and not one.blank]

    @property
    def judged(self) -> int:
        """How many flags were called right or wrong."""
        return sum(bool(self.value(subject, "verdict")) for subject in self.subjects.flags)

    @property
    def edits(self) -> dict[tuple[Target, int], str]:
        """New texts of statements; an empty one leaves the statement out."""
        found = {place: self.value(subject, "text") for place, subject in self.subjects.statements.items()}
        return {place: text for place, text in found.items() if text is not None}

    def decision(self, subject: Subject) -> Decision | None:
        """The newest decision on a subject, unless it was taken back."""
        found = self.decisions.get(subject.key)
        return None if found is None or found.blank else found

    def value(self, subject: Subject, name: str) -> Any:
        """One part of what was decided; what stands where nothing was."""
        found = self.decision(subject)
        return (found.value if found else BLANK[subject.kind])[name]

    def version(self, subject: Subject) -> int:
        """Of the newest change, also where it took a decision back; 0 where there is none."""
        found = self.decisions.get(subject.key)
        return found.version if found else 0

    def flag_subject(self, flag: Flag) -> Subject:
        return self.subjects.flags[flag.number - 1]

    def edited(self, config: Config) -> Report:
        """The report with the reviewer's texts in it, verified anew: an edit is looked up like any other sentence."""
        if not self.edits:
            return self.report
        changes: dict[str, Any] = {}
        if summary := self.report.summary:
            update = {"sentences": tuple(self._edited("summary", summary.sentences))}
            changes["summary"] = summary.model_copy(update=update | {"notes": self._notes("summary", summary.notes)})
        if made := self.report.key_points:
            update = {"points": tuple(self._edited("key_points", made.points))}
            changes["key_points"] = made.model_copy(update=update | {"notes": self._notes("key_points", made.notes)})
        changed = self.report.model_copy(update=changes)
        return changed.model_copy(update={"verification": _verified(changed, config)})

    def _notes(self, target: Target, notes: tuple[str, ...]) -> tuple[str, ...]:
        """What was said of how the statements were made, and how many of them were made otherwise since."""
        count = sum(place[0] == target for place in self.edits)
        words = plural(count, "sentence" if target == "summary" else "key point")
        return (*notes, f"Edited in review: {words}.") if count else notes

    def _edited(self, target: Target, statements: Sequence[Statement]) -> Iterator[Statement]:
        for index, statement in enumerate(statements):
            text = self.edits.get((target, index), statement.text)
            if text:
                yield statement.model_copy(update={"text": text})


def _verified(report: Report, config: Config) -> Verification | None:
    if report.verification is None or report.document is None:
        return report.verification
    stage = VerifyStage(config.stages.verify, Models(config.runtime))
    (made,) = stage.run([_draft(report)])
    return made


def _draft(report: Report) -> Draft:
    read = Article(id=report.id, origin=report.origin, text=report.document.text if report.document else "")
    return Draft(read, document=report.document, summary=report.summary, key_points=report.key_points)


@dataclass(frozen=True, slots=True)
class Tally:
    """What the index says of the decisions on one article."""

    verdict: str | None = None
    judged: int = 0
    edits: int = 0
    noted: bool = False
    stale: int = 0


def tally(decisions: Sequence[Decision], keys: Set[str]) -> Tally:
    """Count an article's decisions; `keys` are the subjects that its report has now."""
    made = [one for one in decisions if not one.blank]
    standing = [one for one in made if one.subject.key in keys]
    verdicts = [one.value["verdict"] for one in standing if one.subject.kind == "verdict"]
    return Tally(
        verdict=verdicts[0] if verdicts else None,
        judged=sum(one.subject.kind == "flag" and one.value["verdict"] is not None for one in standing),
        edits=sum(one.subject.kind == "statement" for one in standing),
        noted=any(one.subject.kind == "note" for one in standing),
        stale=len(made) - len(standing),
    )


def by_article(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    """Decisions of each article, in their order."""
    found: dict[str, list[Decision]] = {}
    for one in decisions:
        found.setdefault(one.article, []).append(one)
    return found


def stale_decisions(reports: Reports, decisions: Decisions) -> list[Decision]:
    """Decisions on what the reports no longer say, on articles that are gone among them."""
    found: list[Decision] = []
    for article, theirs in by_article(decisions.current()).items():
        keys = reports.keys(article)
        found += [one for one in theirs if not one.blank and one.subject.key not in keys]
    return found
