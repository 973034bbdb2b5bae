"""Summary sentences and key points with what verification found in them, and the way back from the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.report import FactCheck, Report, Statement, Support, Target, Verification
from pipeline.write.segments import split

ANCHORS: dict[Target, str] = {"summary": "sum", "key_points": "point"}
TITLES: dict[Target, str] = {"summary": "Summary sentence", "key_points": "Key point"}
SHORT: dict[Target, str] = {"summary": "S", "key_points": "P"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a statement: plain, found in the article, or not found there."""

    text: str
    fact: FactCheck | None = None


@dataclass(frozen=True, slots=True)
class StatementView:
    """One summary sentence or key point, ready to show. Evidence holds only sentences that exist."""

    target: Target
    number: int
    pieces: tuple[Piece, ...]
    evidence: tuple[int, ...]
    missing: tuple[FactCheck, ...]
    support: Support | None

    @property
    def anchor(self) -> str:
        return f"{ANCHORS[self.target]}-{self.number}"

    @property
    def label(self) -> str:
        return f"{TITLES[self.target]} {self.number}"

    @property
    def short(self) -> str:
        return f"{SHORT[self.target]}{self.number}"

    @property
    def doubtful(self) -> bool:
        return bool(self.missing) or (self.support is not None and not self.support.supported)


def statement_views(report: Report, target: Target) -> list[StatementView]:
    """The statements of one target in their order."""
    if target == "summary":
        statements = report.summary.sentences if report.summary else ()
    else:
        statements = report.key_points.points if report.key_points else ()
    known = len(report.document.sentences) if report.document else 0
    return [_view(statement, target, i, known, report.verification) for i, statement in enumerate(statements)]


def _view(
    statement: Statement, target: Target, index: int, known: int, verification: Verification | None
) -> StatementView:
    facts = [f for f in verification.facts if (f.target, f.index) == (target, index)] if verification else []
    supports = verification.statements if verification else ()
    return StatementView(
        target=target,
        number=index + 1,
        pieces=statement_pieces(statement.text, facts),
        evidence=tuple(dict.fromkeys(i for i in statement.evidence if 0 <= i < known)),
        missing=tuple(fact for fact in facts if not fact.supported),
        support=next((s for s in supports if (s.target, s.index) == (target, index)), None),
    )


def statement_pieces(text: str, facts: Sequence[FactCheck]) -> tuple[Piece, ...]:
    """Cut a statement at its facts; where they overlap, one that was not found prevails."""
    pieces = []
    for segment in split(0, len(text), [(fact.start, fact.end) for fact in facts]):
        here = sorted((facts[i] for i in segment.marks), key=_supported)
        pieces.append(Piece(text[segment.start : segment.end], here[0] if here else None))
    return tuple(pieces)


def _supported(fact: FactCheck) -> bool:
    return fact.supported


def cited_by(statements: Sequence[StatementView]) -> dict[int, tuple[StatementView, ...]]:
    """For each article sentence, the statements that rest on it: the evidence map the other way round."""
    found: dict[int, list[StatementView]] = {}
    for statement in statements:
        for sentence in statement.evidence:
            found.setdefault(sentence, []).append(statement)
    return {sentence: tuple(views) for sentence, views in sorted(found.items())}
