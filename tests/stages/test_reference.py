"""Scores against a reference: what sacrebleu says, said of the right texts, and never of unequal ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from pipeline.article import Article
from pipeline.config.schema import ReferenceConfig
from pipeline.errors import StageError
from pipeline.read import read_paths
from pipeline.report import Draft, Reference, Score
from pipeline.stages.clean import clean
from pipeline.stages.reference import Pairs, ReferenceStage, pair
from tests import tiny

ARTICLES = Path(__file__).parent.parent / "articles"
OURS = [f"The council met on {day} and spoke of the line {n}." for n, day in enumerate(("Monday", "Tuesday") * 4)]
THEIRS = [f"On {day} the council met to speak about line {n}." for n, day in enumerate(("Monday", "Tuesday") * 4)]


def draft(ours: str, reference: str | None) -> Draft:
    article = Article(id="a", origin="a.txt", text=ours, reference=reference)
    return Draft(article, document=clean(article))


def scores(ours: str, reference: str | None, **settings: Any) -> dict[str, Score]:
    (part,) = ReferenceStage(ReferenceConfig(**settings), None).run([draft(ours, reference)])  # type: ignore[arg-type]
    assert isinstance(part, Reference)
    return {score.name: score for score in part.scores}


def paragraphs(lines: list[str]) -> str:
    return "\n\n".join(lines)


@pytest.mark.parametrize(
    ("name", "metric"),
    [("BLEU", BLEU(effective_order=True)), ("chrF++", CHRF(word_order=2)), ("TER", TER())],
    ids=["bleu", "chrf++", "ter"],
)
@pytest.mark.parametrize("resamples", [0, 200])
def test_as_sacrebleu_scores(name: str, metric: Any, resamples: int) -> None:
    found = scores(paragraphs(OURS), paragraphs(THEIRS), bootstrap=resamples)[name]
    expected = metric.corpus_score(OURS, [THEIRS], n_bootstrap=resamples or 1)
    assert found.value == pytest.approx(expected.score)
    assert found.signature == f"{name}|{metric.get_signature()}|segments:8 paragraphs"
    if resamples:
        assert (found.low, found.high) == pytest.approx(
            (expected._mean - expected._ci, expected._mean + expected._ci), abs=1e-4
        )
    else:
        assert found.low is found.high is None


@pytest.mark.parametrize(
    ("name", "best", "maximum", "higher"),
    [("BLEU", 100, 100, True), ("chrF++", 100, 100, True), ("TER", 0, None, False)],
)
def test_direction_and_range(name: str, best: float, maximum: float | None, higher: bool) -> None:
    same = scores(paragraphs(OURS), paragraphs(OURS))[name]
    other = scores(paragraphs(OURS), paragraphs(THEIRS))[name]
    assert same.value == same.low == same.high == best
    assert (same.minimum, same.maximum, same.higher_is_better) == (0, maximum, higher)
    assert (other.value < same.value) is higher


def test_intervals_are_the_same_every_time() -> None:
    assert scores(paragraphs(OURS), paragraphs(THEIRS)) == scores(paragraphs(OURS), paragraphs(THEIRS))


def test_the_configured_metrics_in_their_order() -> None:
    assert list(scores(paragraphs(OURS), paragraphs(THEIRS), metrics=("ter", "bleu"))) == ["TER", "BLEU"]


@pytest.mark.parametrize(
    ("ours", "theirs", "unit", "interval"),
    [
        (OURS, THEIRS, "8 paragraphs", True),
        (OURS[:5], THEIRS[:5], "5 paragraphs", True),
        (OURS[:4], THEIRS[:4], "4 paragraphs", False),
        (OURS, THEIRS[:7], "whole article (paragraphs 8 against 7, so no interval)", False),
    ],
)
def test_segments(ours: list[str], theirs: list[str], unit: str, interval: bool) -> None:
    for score in scores(paragraphs(ours), paragraphs(theirs), bootstrap=20).values():
        assert score.signature.endswith(f"segments:{unit}")
        assert (score.low is not None) is (score.high is not None) is interval


def test_a_whole_article_is_one_segment() -> None:
    expected = BLEU(effective_order=True).corpus_score([" ".join(OURS)], [[" ".join(THEIRS[:7])]])
    assert scores(paragraphs(OURS), paragraphs(THEIRS[:7]))["BLEU"].value == pytest.approx(expected.score)


@pytest.mark.parametrize(
    ("ours", "reference", "expected"),
    [
        ("Title A", "Title B", ("Title A", "One. Two.")),
        (None, "Title B", ("One. Two.",)),
        ("Title A", None, ("One. Two.",)),
    ],
)
def test_titles_count_only_in_pairs(ours: str | None, reference: str | None, expected: tuple[str, ...]) -> None:
    body = [["One.", "Two."]]
    assert pair(tiny.document(ours, body), tiny.document(reference, body)).ours == expected


def test_without_a_reference_there_is_no_part() -> None:
    stage = ReferenceStage(ReferenceConfig(bootstrap=0), None)  # type: ignore[arg-type]
    first, second = stage.run([draft(paragraphs(OURS), None), draft(paragraphs(OURS), paragraphs(THEIRS))])
    assert first is None
    assert isinstance(second, Reference)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("", "a.txt: the reference is empty; fill it or remove it"),
        (" \n\n ", "a.txt: the reference is empty; fill it or remove it"),
        ("Login | Register\n\nShare", "a.txt: its reference cannot be used: nothing of the article is left.*"),
    ],
)
def test_an_unusable_reference_is_an_error(reference: str, message: str) -> None:
    with pytest.raises(StageError, match=message):
        scores(paragraphs(OURS), reference)


def test_an_empty_article_is_an_error() -> None:
    article = Article(id="a", origin="a.txt", text="", reference="It rained.")
    stage = ReferenceStage(ReferenceConfig(), None)  # type: ignore[arg-type]
    with pytest.raises(StageError, match="nothing to score against the reference"):
        stage.run([Draft(article, document=tiny.document(None, []))])


@pytest.mark.parametrize(
    ("ours", "references", "message"),
    [
        (("a", "b"), ("a",), "2 segments against 1 of the reference"),
        ((), ("a",), "0 segments against 1 of the reference"),
        ((), (), "an empty segment"),
        (("a", " "), ("a", "b"), "an empty segment"),
        (("a",), ("",), "an empty segment"),
    ],
)
def test_unequal_or_empty_segments_are_an_error(
    ours: tuple[str, ...], references: tuple[str, ...], message: str
) -> None:
    with pytest.raises(StageError, match=message):
        Pairs(ours, references, "paragraphs")


def test_harbour_metro_sample() -> None:
    (article,) = read_paths([ARTICLES / "harbour-metro.txt"])
    assert isinstance(article, Article)
    stage = ReferenceStage(ReferenceConfig(), None)  # type: ignore[arg-type]
    (part,) = stage.run([Draft(article, document=clean(article))])
    assert isinstance(part, Reference)
    found = {score.name: round(score.value, 1) for score in part.scores}
    assert found == {"BLEU": 15.6, "chrF++": 48.2, "TER": 85.3}
    for score in part.scores:
        assert score.signature.endswith("|segments:6 paragraphs")
        assert score.low is not None
        assert score.high is not None
        assert score.low < score.value < score.high
