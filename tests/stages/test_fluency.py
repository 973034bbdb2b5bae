"""The fluency stage: rules and learned judges together, one score, spans that slice the text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config.schema import FluencyConfig, Runtime
from pipeline.errors import ConfigError, StageError
from pipeline.evaluate.ratings import LABELS
from pipeline.models import Models
from pipeline.models.mqm import score_of
from pipeline.report import Draft, Fluency, Span
from pipeline.stages.fluency import FluencyStage, merge
from tests import tiny
from tests.models.test_mqm import NOTES

CLUMSY = tiny.document(
    "New metro line opened",
    [
        ["The city council said said on Monday the new line opened .", "People like it."],
        ["The station is in the plan of the minister, and the report of the council."],
    ],
)
CLEAN = tiny.document(None, [["The new metro line opened on Monday.", "People in the city like it."]])


@pytest.fixture(scope="module")
def mqm_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tiny.save_tagger(tmp_path_factory.mktemp("mqm") / "tagger", LABELS)
    (folder / "pipeline.json").write_text(json.dumps({"mqm": NOTES}), encoding="utf-8")
    return folder


def stage(*scorers: dict[str, Any], **settings: Any) -> FluencyStage:
    config = FluencyConfig.model_validate({"scorers": scorers, **settings})
    return FluencyStage(config, Models(Runtime(device="cpu")))


def run(made: FluencyStage, *documents: Any) -> list[Fluency]:
    parts = made.run([tiny.draft(document) for document in documents])
    assert all(isinstance(part, Fluency) for part in parts)
    return parts  # type: ignore[return-value] # just checked


def tagger(folder: Path, **settings: Any) -> dict[str, Any]:
    return {"kind": "tagger", "model": str(folder), **settings}


def test_rules_alone_count_their_flags() -> None:
    clumsy, clean = run(stage(), CLUMSY, CLEAN)
    assert "doubled-word" in {span.rule for span in clumsy.spans}
    assert clumsy.score.value < clean.score.value == 100.0
    assert clumsy.score.signature.startswith("mqm-raw|rules:")
    assert clumsy.score.low is None
    assert clumsy.score.band and "not yet calibrated" in clumsy.score.band


def test_a_calibrated_tagger_makes_the_score(mqm_folder: Path) -> None:
    clumsy, _ = run(stage(tagger(mqm_folder)), CLUMSY, CLEAN)
    score = clumsy.score
    assert score.signature.startswith("mqm-calibrated|rules:")
    assert "tagger:(model:" in score.signature
    assert score.low is not None and score.high is not None
    assert 0 <= score.low <= score.value <= score.high <= 100
    assert score.band and "slip" in score.band and "rated machine translations" in score.band
    assert clumsy.others == ()
    assert [one.sentence for one in clumsy.sentences] == list(range(len(CLUMSY.sentences)))


def test_flags_of_rules_lower_the_calibrated_score(mqm_folder: Path) -> None:
    with_rules, without = (
        run(stage(tagger(mqm_folder), rules={"enabled": enabled}), CLUMSY)[0] for enabled in (True, False)
    )
    assert with_rules.score.value < without.score.value
    assert all(span.rule == "tagger" for span in without.spans)


def test_the_article_is_the_mean_of_its_sentences_by_words(mqm_folder: Path) -> None:
    judge = Models(Runtime(device="cpu")).scorer(
        FluencyConfig.model_validate({"scorers": [tagger(mqm_folder)]}).scorers[0]
    )
    (made,) = run(stage(tagger(mqm_folder), rules={"enabled": False}), CLUMSY)
    texts = [CLUMSY.slice(sentence) for sentence in CLUMSY.sentences]
    rates = [score.value for score in judge.score(texts)]
    words = [len(text.split()) for text in texts]
    assert made.score.value == score_of(sum(r * w for r, w in zip(rates, words, strict=True)) / sum(words))
    assert [one.score for one in made.sentences] == [score_of(rate) for rate in rates]


@pytest.mark.parametrize("threshold", [0.0, 0.3, None])
def test_learned_flags_slice_the_text_and_say_why(threshold: float | None, mqm_folder: Path, tiny_tagger: Path) -> None:
    for folder, judged in ((mqm_folder, True), (tiny_tagger, False)):
        (made,) = run(stage(tagger(folder, threshold=threshold)), CLUMSY)
        for span in made.spans:
            assert CLUMSY.text[span.start : span.end] == span.text
            assert "/" in span.category
            assert span.reason.endswith((".", "?")) and " " in span.reason
            if span.rule == "tagger":
                assert span.severity in ("minor", "major")
                assert ("takes this for an error" in span.reason) != judged
        assert list(made.spans) == sorted(made.spans, key=lambda span: span.start)


def test_a_scorer_on_another_scale_stands_beside_the_score(
    mqm_folder: Path, tiny_tagger: Path, tiny_chat: Path
) -> None:
    perplexity = {"kind": "perplexity", "model": str(tiny_chat)}
    (made,) = run(stage(perplexity, tagger(mqm_folder), tagger(tiny_tagger)), CLUMSY)
    assert [other.name for other in made.others] == ["perplexity", "tagger"]
    assert made.score.signature.startswith("mqm-calibrated|")
    assert all("mean:words" in other.signature for other in made.others)


def test_an_article_gets_the_same_alone_and_in_a_batch(mqm_folder: Path) -> None:
    made = stage(tagger(mqm_folder))
    together = run(made, CLUMSY, CLEAN, CLUMSY)
    for document, part in zip((CLUMSY, CLEAN, CLUMSY), together, strict=True):
        (alone,) = run(made, document)
        assert alone.score.value == pytest.approx(part.score.value, abs=0.01)
        assert [(s.start, s.end) for s in alone.spans] == [(s.start, s.end) for s in part.spans]


def span(start: int, end: int, rule: str) -> Span:
    return Span(
        start=start, end=end, text="x", category="a/b", severity="minor", rule=rule, reason="because.", confidence=0.5
    )


@pytest.mark.parametrize(
    ("ruled", "learned", "kept"),
    [
        ([], [(0, 4)], [(0, 4)]),
        ([(0, 4)], [], [(0, 4)]),
        ([(0, 4)], [(2, 8)], [(0, 4)]),  # a rule says more
        ([(0, 4)], [(4, 8)], [(0, 4), (4, 8)]),
        ([(5, 9)], [(0, 4), (6, 7), (10, 12)], [(0, 4), (5, 9), (10, 12)]),
    ],
)
def test_merge(ruled: list[tuple[int, int]], learned: list[tuple[int, int]], kept: list[tuple[int, int]]) -> None:
    merged = merge([span(*place, "rule") for place in ruled], [span(*place, "tagger") for place in learned])
    assert [(one.start, one.end) for one in merged] == kept


places = st.lists(st.tuples(st.integers(0, 30), st.integers(31, 40)) | st.sampled_from([(3, 5), (4, 9), (8, 12)]))


@given(places, places)
def test_merge_keeps_what_no_rule_touches(ruled: list[tuple[int, int]], learned: list[tuple[int, int]]) -> None:
    merged = merge([span(*place, "rule") for place in ruled], [span(*place, "tagger") for place in learned])
    kept = [(a, b) for a, b in learned if not any(start < b and a < end for start, end in ruled)]
    assert sorted((one.start, one.end) for one in merged if one.rule == "tagger") == sorted(kept)
    assert sum(one.rule == "rule" for one in merged) == len(ruled)


def test_what_cannot_be_scored_is_refused() -> None:
    with pytest.raises(StageError, match="run clean before it"):
        stage().run([Draft(tiny.draft(CLEAN).article)])
    with pytest.raises(ConfigError, match="unknown rule 'no-such-rule'"):
        stage(rules={"disable": ["no-such-rule"]})
