"""How good the summaries are: likeness to an editor's, novelty, and what the article supports.

ROUGE is Lin 2004 (https://aclanthology.org/W04-1013) as rouge-score computes it, with stemming, F-measure; Lsum takes
sentences as lines. chrF is sacrebleu's. Novel bigrams are those that do not stand in the article (See et al. 2017,
https://arxiv.org/abs/1704.04368, section 6.2).
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.article import Document
from pipeline.config import Config
from pipeline.evaluate.briefs import Brief, Kind, read_briefs
from pipeline.evaluate.correlation import INTERVAL, Estimate
from pipeline.report import Report, Statement
from pipeline.run import Pipeline
from pipeline.summarize.lexrank import centrality, similarity
from pipeline.text.words import WORD, count_words
from pipeline.verify.facts import check_facts
from pipeline.verify.places import Places

ROUGE = ("rouge1", "rouge2", "rougeLsum")
MEASURES = (*ROUGE, "chrf", "novel_bigrams", "support", "words", "seconds")
"""All but the last two are percentages."""
KINDS: tuple[Kind, ...] = ("machine-translated", "English")
WITHOUT = ("fluency", "reference", "keypoints", "verify", "report")
"""Stages that a summary does not need."""
CENTRAL = 3  # sentences of the LexRank baseline, as many as editors' summaries have on the median
CHECKED = frozenset(("number", "date", "name"))


@dataclass(frozen=True, slots=True)
class Output:
    """What one method made of one article."""

    sentences: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table: means over articles, the translations of one article averaged first."""

    input: Kind
    method: str
    articles: int
    texts: int
    failed: int
    """Texts of which there was no summary; they count as 0 in every measure of likeness."""
    scores: Mapping[str, Estimate]


def measure(
    data: Path, config: Config, *, systems: int = 3, resamples: int = 1000, limit: int | None = None
) -> list[Result]:
    """The configured summariser beside lead-3, lead-4 and LexRank, on each kind of input that the data hold.

    Raises ReadError, ConfigError or ModelError.
    """
    briefs = read_briefs(data, systems=systems, limit=limit)
    pipeline = Pipeline(_only_summaries(config))
    reports = [
        report for part in _batches(briefs, config) for report in pipeline.run_batch([b.article() for b in part])
    ]
    methods: dict[str, list[Output]] = {name: [_timed(make, b) for b in briefs] for name, make in BASELINES.items()}
    methods[config.stages.summarize.model] = [_written(report) for report in reports]
    documents = [report.document for report in reports]
    results = []
    for name, outputs in methods.items():
        scored = [score(*row) for row in zip(briefs, documents, outputs, strict=True)]
        results += [_result(kind, name, briefs, outputs, scored, resamples) for kind in KINDS if _has(kind, briefs)]
    return sorted(results, key=_kind)


def lead(number: int) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """The baseline that takes the first sentences as they stand, the headline among them."""

    def first(sentences: Sequence[str]) -> tuple[str, ...]:
        return tuple(sentences[:number])

    return first


def central(sentences: Sequence[str]) -> tuple[str, ...]:
    """The most central sentences by LexRank, as they stand and in their order."""
    ranks = centrality(similarity(sentences))
    best = sorted(range(len(sentences)), key=lambda k: (-ranks[k], k))[:CENTRAL]
    return tuple(sentences[k] for k in sorted(best))


BASELINES: dict[str, Callable[[Sequence[str]], tuple[str, ...]]] = {
    "lead-3": lead(3),
    "lead-4": lead(4),
    "LexRank": central,
}


def score(brief: Brief, document: Document | None, output: Output) -> dict[str, float]:
    """Every measure of one summary; nan where it has nothing to measure, such as no number and no name."""
    made, wanted = "\n".join(output.sentences), "\n".join(brief.summary)
    found = _rouge().score(wanted, made)
    return {
        **{name: 100 * float(found[name].fmeasure) for name in ROUGE},
        "chrf": float(_chrf().sentence_score(" ".join(output.sentences), [" ".join(brief.summary)]).score),
        "novel_bigrams": novel_bigrams(output.sentences, brief.sentences),
        "support": support(output.sentences, document) if document else float("nan"),
        "words": float(sum(map(count_words, output.sentences))),
        "seconds": output.seconds,
    }


def novel_bigrams(written: Sequence[str], article: Sequence[str]) -> float:
    """Percentage of a summary's different bigrams that do not stand in the article; nan where it has none."""
    ours, theirs = _bigrams(written), _bigrams([" ".join(article)])
    return 100 * len(ours - theirs) / len(ours) if ours else float("nan")


def support(written: Sequence[str], document: Document) -> float:
    """Percentage of a summary's numbers, dates and names that stand in the article; nan where it has none."""
    places = Places.of(document)
    facts = [
        fact.supported
        for index, text in enumerate(written)
        for fact in check_facts(Statement(text=text, evidence=()), places, target="summary", index=index)
        if fact.kind in CHECKED
    ]
    return 100 * sum(facts) / len(facts) if facts else float("nan")


def to_text(results: Sequence[Result]) -> str:
    """A table in Markdown, each likeness with its 95% interval."""
    head = ["input", "method", "ROUGE-1", "ROUGE-2", "ROUGE-Lsum", "chrF", "novel 2-grams %", "support %", "words", "s"]
    lines = [head, ["---"] * 2 + ["--:"] * (len(head) - 2), *map(_cells, results)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    sizes = "; ".join(
        f"{r.input}: {r.articles} articles, {r.texts} texts" for r in results if r.method == results[0].method
    )
    failed = sum(result.failed for result in results)
    return f"{table}\n{sizes}" + (f"; {failed} without a summary" if failed else "")


def to_json(results: Sequence[Result]) -> str:
    """The results as a JSON list; null where a measure had nothing to measure."""
    return json.dumps([_without_nan(asdict(result)) for result in results], indent=2)


@cache
def _rouge() -> Any:
    from rouge_score.rouge_scorer import RougeScorer

    return RougeScorer(ROUGE, use_stemmer=True)


@cache
def _chrf() -> Any:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF()


def _only_summaries(config: Config) -> Config:
    sections = {name: getattr(config.stages, name).model_copy(update={"enabled": False}) for name in WITHOUT}
    return config.model_copy(update={"stages": config.stages.model_copy(update=sections)})


def _batches(briefs: Sequence[Brief], config: Config) -> list[Sequence[Brief]]:
    size = config.runtime.batch_size
    return [briefs[start : start + size] for start in range(0, len(briefs), size)]


def _timed(make: Callable[[Sequence[str]], tuple[str, ...]], brief: Brief) -> Output:
    began = time.perf_counter()
    sentences = make(brief.sentences)
    return Output(sentences, time.perf_counter() - began)


def _written(report: Report) -> Output:
    sentences = tuple(s.text for s in report.summary.sentences) if report.summary else ()
    return Output(sentences, report.timings.get("summarize", 0.0))


def _result(
    kind: Kind,
    method: str,
    briefs: Sequence[Brief],
    outputs: Sequence[Output],
    scored: Sequence[Mapping[str, float]],
    resamples: int,
) -> Result:
    rows = [k for k, brief in enumerate(briefs) if brief.kind == kind]
    ids = sorted({briefs[k].id for k in rows})
    scores = {
        name: mean_of_articles(
            [[scored[k][name] for k in rows if briefs[k].id == article] for article in ids], resamples
        )
        for name in MEASURES
    }
    failed = sum(not outputs[k].sentences for k in rows)
    return Result(kind, method, len(ids), len(rows), failed, scores)


def mean_of_articles(values: Sequence[Sequence[float]], resamples: int, *, seed: int = 0) -> Estimate:
    """Mean over articles of the mean of each, with a 95% bootstrap interval over articles; nan values are left out."""
    known = [[value for value in of_article if not np.isnan(value)] for of_article in values]
    means = np.array([np.mean(of_article) for of_article in known if of_article])
    if not len(means):
        return Estimate(float("nan"), float("nan"), float("nan"))
    low, high = _interval(means, resamples, seed)
    return Estimate(float(means.mean()), low, high)


def _interval(means: NDArray[np.float64], resamples: int, seed: int) -> tuple[float, float]:
    if not resamples:
        return float("nan"), float("nan")
    drawn = np.random.default_rng(seed).integers(len(means), size=(resamples, len(means)))
    low, high = np.percentile(means[drawn].mean(axis=1), INTERVAL)
    return float(low), float(high)


def _bigrams(texts: Sequence[str]) -> set[tuple[str, str]]:
    """Pairs of neighbouring words, within each text; case and marks do not count."""
    words = ([word.lower() for word in WORD.findall(text)] for text in texts)
    return {pair for line in words for pair in itertools.pairwise(line)}


def _cells(result: Result) -> list[str]:
    value = {name: estimate.value for name, estimate in result.scores.items()}
    likeness = [_ranged(result.scores[name]) for name in ROUGE]
    rest = [f"{value[name]:.1f}" for name in ("chrf", "novel_bigrams", "support")]
    return [result.input, result.method, *likeness, *rest, f"{value['words']:.0f}", f"{value['seconds']:.3f}"]


def _ranged(estimate: Estimate) -> str:
    if np.isnan(estimate.low):
        return f"{estimate.value:.1f}"
    return f"{estimate.value:.1f} ({estimate.low:.1f}-{estimate.high:.1f})"


def _without_nan(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    return None if isinstance(value, float) and np.isnan(value) else value


def _has(kind: Kind, briefs: Sequence[Brief]) -> bool:
    return any(brief.kind == kind for brief in briefs)


def _kind(result: Result) -> int:
    return KINDS.index(result.input)
