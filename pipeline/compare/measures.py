"""What is measured of an article: one number per name, with the way that is better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.report import Report, Score, Verification
from pipeline.write.flags import severity_counts

Better = Literal["higher", "lower"]
PER_WORDS = 1000
# Fields of a signature that say how the interval was drawn, not how the score is counted.
_OF_THE_INTERVAL = ("bs:", "seed:")
_SEGMENTS = "segments:"


@dataclass(frozen=True, slots=True)
class Measure:
    """A thing to compare runs by; `better` is None where neither way is."""

    name: str
    short: str
    """For the head of a narrow column."""
    better: Better | None = None
    digits: int = 1
    """Decimals of a value of one article."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A measure of one article, and what it was made by."""

    measure: Measure
    value: float
    signature: str = ""


def readings(report: Report) -> dict[str, Reading]:
    """Every measure that the parts of a report allow, by name, in the order in which tables show them."""
    found = [*_fluency(report), *_support(report.verification), *_reference(report), *_lengths(report)]
    return {reading.measure.name: reading for reading in found}


def _fluency(report: Report) -> Iterator[Reading]:
    if report.fluency is None:
        return
    yield _of_score(report.fluency.score)
    if report.document and report.document.words:
        signature = report.fluency.score.signature
        for severity, count in severity_counts(report.fluency.spans).items():
            measure = Measure(f"{severity} flags per {PER_WORDS:,} words", severity.capitalize(), "lower")
            yield Reading(measure, count * PER_WORDS / report.document.words, signature)
    yield from map(_of_score, report.fluency.others)


def _support(verification: Verification | None) -> Iterator[Reading]:
    if verification is None:
        return
    scores = [statement.score for statement in verification.statements]
    facts = [fact.supported for fact in verification.facts]
    if scores:
        yield Reading(Measure("support, %", "Support", "higher"), 100 * _mean(scores), verification.signature)
    if facts:
        yield Reading(Measure("facts found, %", "Facts", "higher"), 100 * _mean(facts), verification.signature)


def _reference(report: Report) -> Iterator[Reading]:
    if report.reference:
        yield from map(_of_score, report.reference.scores)


def _lengths(report: Report) -> Iterator[Reading]:
    if report.summary:
        yield Reading(Measure("words of the summary", "Summary", digits=0), len(report.summary.text.split()))
    if report.document:
        yield Reading(Measure("words of the article", "Words", digits=0), report.document.words)


def _of_score(score: Score) -> Reading:
    measure = Measure(score.name, score.name[:1].upper() + score.name[1:], _better(score))
    return Reading(measure, score.value, means_of(score.signature))


def means_of(signature: str) -> str:
    """What two scores must share to be compared: whether segments are paragraphs counts, but not how many there are."""
    fields = [field for field in signature.split("|") if not field.startswith(_OF_THE_INTERVAL)]
    return "|".join(_kind(field) if field.startswith(_SEGMENTS) else field for field in fields)


def _kind(segments: str) -> str:
    return _SEGMENTS + ("paragraphs" if segments.endswith("paragraphs") else "whole article")


def _better(score: Score) -> Better:
    return "higher" if score.higher_is_better else "lower"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
