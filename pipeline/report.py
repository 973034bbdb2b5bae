"""What is found: the parts that stages make, and the report that holds them.

Sentences are named by their index in `Document.sentences` (0-based) wherever evidence is cited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from pipeline.article import Article, Document, Record

SCHEMA_VERSION = "1.0"

Severity = Literal["minor", "major", "critical"]
Method = Literal["abstractive", "extractive"]
FactKind = Literal["number", "date", "name", "quote"]
Verdict = Literal["supported", "partly supported", "unsupported", "nothing to check"]
Target = Literal["summary", "key_points"]


class Score(Record):
    """A number with what is needed to read it: range, direction, band in words, and what made it."""

    name: str
    value: float
    minimum: float | None = None
    maximum: float | None = None
    higher_is_better: bool = True
    low: float | None = None
    """Lower end of the 95% interval, where one is known."""
    high: float | None = None
    band: str | None = None
    signature: str


class Span(Record):
    """A marked stretch of `Document.text`, standoff: `text` equals `Document.text[start:end]`."""

    start: int
    end: int
    text: str
    category: str
    """MQM category and subcategory, such as `Fluency/Grammar`."""
    severity: Severity
    rule: str
    """Id of the detector; `stages.fluency.rules.disable` takes these ids."""
    reason: str
    suggestion: str | None = None
    confidence: float = Field(ge=0, le=1)


class SentenceFluency(Record):
    sentence: int
    score: float = Field(ge=0, le=100)


class Fluency(Record):
    """How well the article reads as English, judged from the text alone."""

    score: Score
    others: tuple[Score, ...] = ()
    """Further scorers that were configured, each on its own scale."""
    sentences: tuple[SentenceFluency, ...]
    spans: tuple[Span, ...] = ()


class Reference(Record):
    """Scores against a reference translation of the whole article."""

    scores: tuple[Score, ...]


class Coverage(Record):
    """How much of the article a model read, so that nothing is cut in silence."""

    sentences_total: int
    sentences_read: int
    windows: int = 1
    passes: int = 1


class Statement(Record):
    """A sentence of the summary, or a key point, with the article sentences it rests on."""

    text: str
    evidence: tuple[int, ...]


class Summary(Record):
    method: Method
    headline: str | None = None
    sentences: tuple[Statement, ...]
    coverage: Coverage
    signature: str
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.sentences)


class KeyPoints(Record):
    method: Method
    points: tuple[Statement, ...]
    """Most important first."""
    coverage: Coverage
    signature: str
    notes: tuple[str, ...] = ()


class FactCheck(Record):
    """One number, date, name or quotation of a statement, looked up in the article."""

    target: Target
    index: int
    start: int
    """Offsets into the text of that statement."""
    end: int
    text: str
    kind: FactKind
    supported: bool
    sentences: tuple[int, ...] = ()
    """Where it stands in the article; prefers the statement's own evidence."""
    note: str | None = None


class Support(Record):
    """How far a statement's evidence carries it."""

    target: Target
    index: int
    score: float = Field(ge=0, le=1)
    supported: bool
    note: str | None = None


class Verification(Record):
    verdict: Verdict
    facts: tuple[FactCheck, ...] = ()
    statements: tuple[Support, ...] = ()
    signature: str


class Failure(Record):
    """Why an article lacks a part. Note that `Report.failures` may hold several."""

    stage: str
    reason: str


class Provenance(Record):
    """What made this report; the same inputs and the same provenance give the same report."""

    version: str
    stages: tuple[str, ...]
    models: Mapping[str, str] = {}
    """Stage name to model reference with revision."""
    libraries: Mapping[str, str] = {}


class Report(Record):
    schema_version: str = SCHEMA_VERSION
    id: str
    status: Literal["ok", "failed"]
    failures: tuple[Failure, ...] = ()
    """Stages that failed; those that could do without their parts ran all the same."""
    origin: str
    format: str
    encoding: str
    metadata: Mapping[str, Any] = {}
    warnings: tuple[str, ...] = ()
    document: Document | None = None
    fluency: Fluency | None = None
    reference: Reference | None = None
    summary: Summary | None = None
    key_points: KeyPoints | None = None
    verification: Verification | None = None
    provenance: Provenance
    timings: Mapping[str, float] = {}
    """Seconds per stage; the only field that differs between two identical runs."""


PARTS: dict[str, type[Record]] = {
    "document": Document,
    "fluency": Fluency,
    "reference": Reference,
    "summary": Summary,
    "key_points": KeyPoints,
    "verification": Verification,
}
"""What stages make, by the field of `Draft` and `Report` that holds it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article on its way: what stages see. Each stage fills the one field that it makes."""

    article: Article
    document: Document | None = None
    fluency: Fluency | None = None
    reference: Reference | None = None
    summary: Summary | None = None
    key_points: KeyPoints | None = None
    verification: Verification | None = None
