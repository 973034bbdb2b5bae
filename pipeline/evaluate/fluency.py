"""`pipeline eval fluency`: the configured scorers against raters' penalties and marks.

Beside them stand length, the rules and, where a tagger asks one, its language model alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.article import Document, Paragraph, Sentence
from pipeline.config.schema import Config
from pipeline.errors import ReadError
from pipeline.evaluate.correlation import Agreement, Estimate, Segments, agreement
from pipeline.evaluate.marks import Counts, Place, SpanCounts, count_spans, count_words, touches, words_of
from pipeline.evaluate.ratings import FLUENCY_LABELS, Mark, Rated, read_rated
from pipeline.fluency import Rule, choose_rules, find_spans
from pipeline.fluency.score import penalty

if TYPE_CHECKING:
    from pipeline.models.reading import Reading
    from pipeline.models.scorers import Scorer
    from pipeline.models.segment import SegmentScore
    from pipeline.models.tagger import MqmTagger

TARGETS = ("fluency", "total")


@dataclass(frozen=True, slots=True)
class MarkAgreement:
    """Marked words and spans against raters', one kind of error."""

    kind: str
    threshold: float
    words: Counts
    spans: SpanCounts


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reviewer is shown by default, against all raters together."""

    flags: int
    share_of_words: float
    flags_with_rater: float
    """Share of flags that touch what at least one rater marked, fluency or accuracy."""
    words_with_rater: float
    base_rate: float
    """Share of all words that at least one rater marked."""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was measured; agreements by target (`fluency` or `total` penalty) and scorer."""

    data: str
    segments: int
    articles: int
    systems: int
    agreements: dict[str, dict[str, Agreement]]
    marks: tuple[MarkAgreement, ...]
    shown: Shown | None
    covered: float | None
    """Share of articles whose raters' penalty per word lies in the interval of the score."""
    seconds: dict[str, float]
    signatures: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Judged:
    """A configured scorer and what it made of every segment."""

    name: str
    judge: Scorer
    scores: list[SegmentScore]
    penalties: list[float]
    readings: list[Reading]
    """Of a calibrated scorer, what its network made of every segment; empty for another."""
    seconds: float


def measure(path: Path, config: Config, *, resamples: int = 200, documents: int | None = None) -> Results:
    """Scores every segment by itself. Raises ReadError for the data, ConfigError or ModelError for the scorers."""
    rated = _first(read_rated(path), documents)
    if not rated:
        raise ReadError(f"{path}: holds no rated segments; give a file with at least one")
    rules = choose_rules(config.stages.fluency.rules)
    words = [len(words_of(item.text)) for item in rated]
    judged = _judge(config, rated, words)
    began = time.perf_counter()
    ruled = [_rule_penalty(item.text, rules) for item in rated]
    seconds = {"rules": time.perf_counter() - began} | {one.name: one.seconds for one in judged}
    columns = {"length": [float(count) for count in words], "rules": ruled}
    columns |= {one.name: one.penalties for one in judged}
    best = next((one for one in judged if one.judge.calibration), None)
    if best:
        if all(reading.second for reading in best.readings):
            columns["language model"] = [
                _second(best.judge, *one) for one in zip(rated, best.readings, words, strict=True)
            ]
        columns["score"] = [a + b for a, b in zip(best.penalties, ruled, strict=True)]
    return Results(
        data=path.name,
        segments=len(rated),
        articles=len({(item.doc, item.system) for item in rated}),
        systems=len({item.system for item in rated}),
        agreements={target: _agreements(rated, words, columns, target, resamples) for target in TARGETS},
        marks=_marks(best.judge, rated, best.readings) if best else (),  # type: ignore[arg-type]
        shown=_shown(rated, best.scores) if best else None,
        covered=_covered(rated, columns["score"], words, best.judge) if best else None,
        seconds=seconds,
        signatures={one.name: one.judge.signature for one in judged},
    )


def _first(rated: Sequence[Rated], documents: int | None) -> list[Rated]:
    kept = set(list(dict.fromkeys(item.doc for item in rated))[:documents])
    return [item for item in rated if item.doc in kept]


def _second(judge: Scorer, item: Rated, reading: Reading, words: int) -> float:
    """The penalty by the language model that a tagger asks, were it alone."""
    return judge.tagged(item.text, reading.second) * words  # type: ignore[attr-defined,no-any-return]


def _judge(config: Config, rated: Sequence[Rated], words: Sequence[int]) -> list[_Judged]:
    from pipeline.models import Models

    models = Models(config.runtime)
    judged: list[_Judged] = []
    for scorer in config.stages.fluency.scorers:
        judge = models.scorer(scorer)
        began = time.perf_counter()
        scores, readings = _scores(judge, [item.text for item in rated])
        seconds = time.perf_counter() - began
        again = sum(one.judge.name == judge.name for one in judged)
        name = f"{judge.name} {again + 1}" if again else judge.name
        judged.append(_Judged(name, judge, scores, _penalties(judge, scores, words), readings, seconds))
    return judged


def _scores(judge: Scorer, texts: Sequence[str]) -> tuple[list[SegmentScore], list[Reading]]:
    """Scores, and the readings that a calibrated scorer, which is a tagger, made them of."""
    if not judge.calibration:
        return judge.score(texts), []
    tagger: MqmTagger = judge  # type: ignore[assignment]
    readings = tagger.read(texts)
    return [tagger.scored(text, reading) for text, reading in zip(texts, readings, strict=True)], readings


def _rule_penalty(text: str, rules: Sequence[Rule]) -> float:
    whole = Document(
        text=text,
        paragraphs=(Paragraph(start=0, end=len(text)),),
        sentences=(Sentence(start=0, end=len(text), paragraph=0),),
    )
    return penalty(find_spans(whole, rules))


def _penalties(judge: Scorer, scores: Sequence[SegmentScore], words: Sequence[int]) -> list[float]:
    """A scorer's values as penalties of whole segments: per word times words, turned round where higher is better."""
    sign = -1.0 if judge.higher_is_better else 1.0
    counts = words if judge.calibration else [1] * len(words)
    return [sign * score.value * count for score, count in zip(scores, counts, strict=True)]


def _agreements(
    rated: Sequence[Rated], words: Sequence[int], columns: dict[str, list[float]], target: str, resamples: int
) -> dict[str, Agreement]:
    segments = Segments.of(
        [getattr(item, target) for item in rated],
        words,
        [item.doc for item in rated],
        [item.group for item in rated],
        [item.system for item in rated],
    )
    return {name: agreement(values, segments, resamples=resamples) for name, values in columns.items()}


def _marks(judge: MqmTagger, rated: Sequence[Rated], readings: Sequence[Reading]) -> tuple[MarkAgreement, ...]:
    """At the thresholds of the calibration, against each rater in turn."""
    found = []
    for column, kind in enumerate(("any", "fluency")):
        threshold = judge.calibration.marked[kind]  # type: ignore[index] # one of its two keys
        words, spans = Counts(), SpanCounts()
        for item, reading in zip(rated, readings, strict=True):
            places = words_of(item.text)
            marked = [judge.wrong(reading, *place)[column] >= threshold for place in places]
            for rater in item.raters:
                theirs = places_of(rater, kind)
                words += count_words(places, marked, theirs)
                spans += count_spans(list(_runs(places, marked)), theirs)
        found.append(MarkAgreement(kind, threshold, words, spans))
    return tuple(found)


def places_of(marks: Sequence[Mark], kind: str) -> list[Place]:
    """Where a rater marked errors of a kind: `any`, or `fluency` only."""
    return [(mark.start, mark.end) for mark in marks if kind == "any" or mark.label in FLUENCY_LABELS]


def _runs(places: Sequence[Place], marked: Sequence[bool]) -> Iterator[Place]:
    """Neighbouring marked words as one span."""
    start, end = None, 0
    for (left, right), mark in zip(places, marked, strict=True):
        if mark:
            start, end = left if start is None else start, right
        elif start is not None:
            yield start, end
            start = None
    if start is not None:
        yield start, end


def _shown(rated: Sequence[Rated], scores: Sequence[SegmentScore]) -> Shown:
    flags = hits = words = shown_words = shown_hits = base = 0
    for item, score in zip(rated, scores, strict=True):
        theirs = [place for rater in item.raters for place in places_of(rater, "any")]
        ours = [(error.start, error.end) for error in score.errors]
        flags += len(ours)
        hits += sum(touches(flag, theirs) for flag in ours)
        for place in words_of(item.text):
            by_rater, by_us = touches(place, theirs), touches(place, ours)
            words, base = words + 1, base + by_rater
            shown_words, shown_hits = shown_words + by_us, shown_hits + (by_us and by_rater)
    return Shown(flags, shown_words / words, hits / max(1, flags), shown_hits / max(1, shown_words), base / words)


def _covered(rated: Sequence[Rated], penalties: Sequence[float], words: Sequence[int], judge: Scorer) -> float | None:
    if judge.calibration is None:
        return None
    articles: dict[tuple[str, str], list[float]] = {}
    for item, expected, count in zip(rated, penalties, words, strict=True):
        sums = articles.setdefault((item.doc, item.system), [0.0, 0.0, 0.0])
        sums[0] += item.fluency
        sums[1] += expected
        sums[2] += count
    inside = 0
    for given, expects, length in articles.values():
        low, high = judge.calibration.interval(expects / length, int(length))
        inside += low <= given / length <= high
    return inside / len(articles)


def to_json(results: Results) -> str:
    """All numbers, with nan as null."""
    data = asdict(results)
    data["marks"] = [_mark_row(mark) for mark in results.marks]
    return json.dumps(_without_nan(data), indent=1)


def _mark_row(mark: MarkAgreement) -> dict[str, Any]:
    return {
        "kind": mark.kind,
        "threshold": mark.threshold,
        "word_f1": mark.words.f1,
        "word_precision": mark.words.precision,
        "word_recall": mark.words.recall,
        "word_mcc": mark.words.mcc,
        "span_f1": mark.spans.f1,
        "span_precision": mark.spans.precision,
        "span_recall": mark.spans.recall,
    }


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and np.isnan(value) else value


def to_text(results: Results) -> str:
    """Tables for a person."""
    return "\n\n".join(block for block in _blocks(results) if block)


def _blocks(results: Results) -> Iterator[str]:
    yield f"{results.data}: {results.segments} segments, {results.articles} articles, {results.systems} systems"
    for target, agreements in results.agreements.items():
        yield _agreement_table(target, agreements)
    yield "\n".join(_mark_lines(results))
    lines = [f"{name}: {value:.1f} s" for name, value in results.seconds.items()]
    yield "\n".join([*lines, *(f"{name}: {signature}" for name, signature in results.signatures.items())])


def _agreement_table(target: str, agreements: dict[str, Agreement]) -> str:
    names = [field.name for field in fields(Agreement)]
    rows = [[f"{target} penalty", *(name.replace("_", " ") for name in names)]]
    for scorer, found in agreements.items():
        rows.append([scorer, *(_cell(getattr(found, name)) for name in names)])
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _cell(estimate: Estimate) -> str:
    if np.isnan(estimate.value):
        return "-"
    interval = "" if np.isnan(estimate.low) else f" [{estimate.low:.3f}, {estimate.high:.3f}]"
    return f"{estimate.value:.3f}{interval}"


def _mark_lines(results: Results) -> Iterator[str]:
    for mark in results.marks:
        words, spans = mark.words, mark.spans
        yield (
            f"marks, {mark.kind} error (threshold {mark.threshold:.3f}): word F1 {words.f1:.3f} "
            f"(precision {words.precision:.3f}, recall {words.recall:.3f}), MCC {words.mcc:.3f}; "
            f"span F1 {spans.f1:.3f} (precision {spans.precision:.3f}, recall {spans.recall:.3f})"
        )
    if results.shown:
        shown = results.shown
        yield (
            f"shown by default: {shown.flags} flags on {shown.share_of_words:.1%} of words; a rater marked "
            f"{shown.flags_with_rater:.1%} of the flags and {shown.words_with_rater:.1%} of their words "
            f"(of all words: {shown.base_rate:.1%})"
        )
    if results.covered is not None:
        yield f"interval of the article score: holds the raters' penalty for {results.covered:.1%} of articles"
