"""Two runs, article by article and as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.compare.align import Row, align
from pipeline.compare.corpus import corpus_differences, read_references
from pipeline.compare.measures import Measure, Reading, readings
from pipeline.compare.pairing import Pairing, pair_reports
from pipeline.compare.runs import Run, read_run
from pipeline.compare.significance import MIN_ARTICLES, Difference, paired_difference
from pipeline.errors import ReadError
from pipeline.report import Report
from pipeline.write.labels import plural


@dataclass(frozen=True, slots=True)
class ArticlePair:
    """One article in both runs."""

    name: str
    a: Report
    b: Report
    a_readings: Mapping[str, Reading]
    b_readings: Mapping[str, Reading]
    rows: tuple[Row, ...] = ()
    """The sentences of both, aligned; none where both runs had the same article."""

    @classmethod
    def of(cls, name: str, a: Report, b: Report) -> ArticlePair:
        pair = cls(name, a, b, readings(a), readings(b))
        return pair if pair.same_text else replace(pair, rows=tuple(align(sentence_texts(a), sentence_texts(b))))

    @property
    def title(self) -> str:
        titles = (report.document.title for report in (self.a, self.b) if report.document)
        return next(filter(None, titles), self.name)

    @property
    def same_text(self) -> bool:
        """Whether both runs had the same article, so that only what was made of it can differ."""
        return self.a.document is not None and self.a.document == self.b.document

    def values(self, name: str) -> tuple[float, float] | None:
        """A measure in A and in B, where both have it."""
        if name not in self.a_readings or name not in self.b_readings:
            return None
        return self.a_readings[name].value, self.b_readings[name].value

    def alike(self, name: str) -> bool:
        """Whether A and B were measured by the same means."""
        return self.a_readings[name].signature == self.b_readings[name].signature

    def difference(self, name: str) -> float | None:
        """B less A."""
        values = self.values(name)
        return None if values is None else values[1] - values[0]


@dataclass(frozen=True, slots=True)
class Result:
    """One measure over all articles that have it in both runs."""

    measure: Measure
    difference: Difference
    alike: bool = True
    """Whether it was measured by the same means in A and in B."""
    left_out: int = 0
    """Articles that were not, where others were; they do not count."""
    signature: str = ""

    @property
    def verdict(self) -> str:
        """The result in words."""
        if not self.alike:
            return "not comparable: measured by different means"
        if self.difference.p is None:
            return f"too few articles ({self.difference.count})"
        if not self.difference.shown:
            return "no difference shown"
        higher = "B" if self.difference.value > 0 else "A"
        if self.measure.better is None:
            return f"more in {higher}"
        other = "A" if higher == "B" else "B"
        return f"{higher if self.measure.better == 'higher' else other} better"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the page, the JSON and the CSV say."""

    a: Run
    b: Run
    pairs: tuple[ArticlePair, ...]
    """The largest difference first."""
    results: tuple[Result, ...]
    """Means of what was measured of each article."""
    corpus: tuple[Result, ...] = ()
    """Scores of all articles together, against references given."""
    only_a: tuple[Report, ...] = ()
    only_b: tuple[Report, ...] = ()
    caveats: tuple[str, ...] = ()
    """What a reader must know before believing a number."""
    notes: tuple[str, ...] = ()
    """How articles were paired that have different ids."""

    @property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(result.measure for result in self.results)


def compare_runs(a: Path, b: Path, *, references: Path | None = None) -> Comparison:
    """Compare two folders of reports; `references` holds good translations, named as the articles are.

    Raises ReadError where a folder holds no run, or both have no article in common.
    """
    run_a, run_b = read_run(a), read_run(b)
    pairing = pair_reports(run_a.reports, run_b.reports)
    if not pairing.pairs:
        raise ReadError(f"{a} and {b}: no article in common; compare two runs over the same articles")
    pairs = [ArticlePair.of(*found) for found in pairing.pairs]
    results = tuple(_result(measure, pairs) for measure in _measures(pairs))
    corpus, missing = _against_references(pairs, references)
    return Comparison(
        a=run_a,
        b=run_b,
        pairs=tuple(sorted(pairs, key=partial(_rank, [result.measure.name for result in results]))),
        results=results,
        corpus=corpus,
        only_a=pairing.only_a,
        only_b=pairing.only_b,
        caveats=(*_caveats(run_a, run_b, pairing, results), *missing),
        notes=pairing.notes,
    )


def sentence_texts(report: Report) -> list[str]:
    """The sentences of the article; none where cleaning failed."""
    return [report.document.slice(s) for s in report.document.sentences] if report.document else []


def _measures(pairs: Sequence[ArticlePair]) -> list[Measure]:
    """What at least one article has in both runs, in the order of the fullest report."""
    found: dict[str, Measure] = {}
    for pair in sorted(pairs, key=_readings, reverse=True):
        found |= {n: r.measure for n, r in pair.a_readings.items() if n in pair.b_readings and n not in found}
    return list(found.values())


def _readings(pair: ArticlePair) -> int:
    return len(pair.a_readings)


def _result(measure: Measure, pairs: Sequence[ArticlePair]) -> Result:
    name = measure.name
    both = [pair for pair in pairs if pair.values(name)]
    alike = [pair for pair in both if pair.alike(name)]
    taken = alike or both
    return Result(
        measure,
        paired_difference([p.a_readings[name].value for p in taken], [p.b_readings[name].value for p in taken]),
        alike=bool(alike),
        left_out=len(both) - len(taken),
        signature="; ".join(sorted({r[name].signature for p in taken for r in (p.a_readings, p.b_readings)})),
    )


def _rank(names: Sequence[str], pair: ArticlePair) -> tuple[float, ...]:
    """Sorts by the size of the difference in the first measure, then in the next; what lacks one comes last."""
    differences = [pair.difference(name) for name in names]
    return tuple(1.0 if difference is None else -abs(round(difference, 3)) for difference in differences)


def _against_references(
    pairs: Sequence[ArticlePair], folder: Path | None
) -> tuple[tuple[Result, ...], tuple[str, ...]]:
    if folder is None:
        return (), ()
    known = read_references(folder)
    texts = []
    missing = []
    for pair in pairs:
        reference = next((known[n] for n in (pair.name, pair.a.id, pair.b.id) if n in known), None)
        if reference and pair.a.document and pair.b.document:
            texts.append((pair.a.document, pair.b.document, reference))
        else:
            missing.append(pair.name)
    if not texts:
        raise ReadError(
            f"{folder}: no reference of any article; name them as the articles, such as {missing[0]}.ref.txt"
        )
    found = (Result(measure, difference, signature=made) for measure, difference, made in corpus_differences(texts))
    return tuple(found), (f"No reference in {folder}: {', '.join(missing)}.",) if missing else ()


def _caveats(a: Run, b: Run, pairing: Pairing, results: Sequence[Result]) -> list[str]:
    found = []
    count = len(pairing.pairs)
    if count < MIN_ARTICLES:
        found.append(
            f"Nothing can be concluded from {plural(count, 'article')}: at least {MIN_ARTICLES} are needed "
            "for an interval or a p-value. The differences below are those of these articles alone."
        )
    unlike = [result.measure.name for result in results if not result.alike]
    if unlike:
        found.append(f"Measured by different means in A and in B, and so not comparable: {', '.join(unlike)}.")
    left_out = [f"{plural(r.left_out, 'article')} of {r.measure.name}" for r in results if r.left_out]
    if left_out:
        found.append(
            "Left out because measured by other means in A than in B (say, by paragraphs here and as a whole there): "
            f"{', '.join(left_out)}."
        )
    found += [f"{opening}: {', '.join(r.id for r in alone)}." for opening, alone in _alone(pairing) if alone]
    for letter, run in (("A", a), ("B", b)):
        found += [f"Not read in {letter}: {reason}." for reason in run.unreadable]
        found += [f"Failed in {letter}: {r.id}, {f.stage}: {f.reason}." for r in run.reports for f in r.failures]
    return found


def _alone(pairing: Pairing) -> tuple[tuple[str, tuple[Report, ...]], ...]:
    return ("Only in A, and left out", pairing.only_a), ("Only in B, and left out", pairing.only_b)
