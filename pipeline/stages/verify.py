"""Looks up in the article what the summary and the key points claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from pipeline.config.schema import VerifyConfig
from pipeline.errors import StageError
from pipeline.report import Draft, FactCheck, Statement, Support, Target, Verdict, Verification
from pipeline.summarize.signature import signature
from pipeline.verify.facts import check_facts
from pipeline.verify.places import Places
from pipeline.verify.support import METHOD, score_support

if TYPE_CHECKING:
    from pipeline.models import Models

# "partly supported" says that less than half of what was checked is missing.
MOST_MISSING = 0.5


class VerifyStage:
    """Facts word by word, and how far the evidence carries each statement as a whole; no model is asked."""

    name: ClassVar[str] = "verify"
    summary: ClassVar[str] = "look up numbers, dates, names and quotations of summary and key points in the article"
    needs: ClassVar[tuple[str, ...]] = ("document",)
    uses: ClassVar[tuple[str, ...]] = ("summary", "key_points")
    makes: ClassVar[str] = "verification"

    def __init__(self, config: VerifyConfig, models: Models) -> None:
        self._config = config
        self._signature = signature(METHOD, min_support=config.min_support)

    def run(self, batch: Sequence[Draft]) -> list[Verification | None]:
        return [self._verification(draft) for draft in batch]

    def _verification(self, draft: Draft) -> Verification | None:
        if draft.summary is None and draft.key_points is None:
            return None
        if draft.document is None:
            raise StageError(f"{draft.article.origin}: verify needs the cleaned article; switch the clean stage on")
        places = Places.of(draft.document)
        facts: list[FactCheck] = []
        supports: list[Support] = []
        for target, index, statement in _statements(draft):
            found = check_facts(statement, places, target=target, index=index)
            facts.extend(found)
            supports.append(self._support(statement, found, places, target, index))
        return Verification(
            verdict=_verdict(facts, supports), facts=tuple(facts), statements=tuple(supports), signature=self._signature
        )

    def _support(
        self, statement: Statement, facts: Sequence[FactCheck], places: Places, target: Target, index: int
    ) -> Support:
        score, note = score_support(statement, facts, places)
        return Support(target=target, index=index, score=score, supported=score >= self._config.min_support, note=note)


def _statements(draft: Draft) -> Iterator[tuple[Target, int, Statement]]:
    for index, sentence in enumerate(draft.summary.sentences if draft.summary else ()):
        yield "summary", index, sentence
    for index, point in enumerate(draft.key_points.points if draft.key_points else ()):
        yield "key_points", index, point


def _verdict(facts: Sequence[FactCheck], supports: Sequence[Support]) -> Verdict:
    """In one word for all that was checked: each fact, and each statement as a whole."""
    checks = [fact.supported for fact in facts] + [support.supported for support in supports]
    if not checks:
        return "nothing to check"
    missing = checks.count(False) / len(checks)
    if missing == 0:
        return "supported"
    return "partly supported" if missing <= MOST_MISSING else "unsupported"
