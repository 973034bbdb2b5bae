"""Perplexity, classifiers and regressors, against the same thing computed by hand."""

import math

import pytest
import torch

from pipeline.config.schema import ClassifierScorer, PerplexityScorer, Runtime
from pipeline.errors import ConfigError, ModelError
from pipeline.models import Models
from pipeline.models.encoding import plain_ids
from pipeline.models.segment import SegmentScore
from tests import tiny

TEXTS = (
    "The city council said on Monday the new metro line opened.",
    "People like it!",
    "the the the of of",
    "He said: the bridge is not in the plan, and the minister ignore the report of the council.",
    "city " * 300,
)


def perplexity(folder, **runtime):
    return Models(Runtime(device="cpu", **runtime)).scorer(PerplexityScorer(kind="perplexity", model=str(folder)))


def classifier(folder, label=None, **runtime):
    config = ClassifierScorer(kind="classifier", model=str(folder), label=label)
    return Models(Runtime(device="cpu", **runtime)).scorer(config)


def by_hand(scorer, text):
    """exp of the network's own loss, on the text with a start token before it."""
    ids = torch.tensor([[1, *scorer._loaded.tokenizer(text, add_special_tokens=False)["input_ids"]]])
    with torch.inference_mode():
        return math.exp(scorer._loaded.network(input_ids=ids, labels=ids).loss)


def test_perplexity_is_that_of_the_networks_own_loss(tiny_chat):
    scorer = perplexity(tiny_chat)
    scores = scorer.score(TEXTS)
    assert [one.value for one in scores] == pytest.approx([by_hand(scorer, text) for text in TEXTS], rel=1e-3)
    assert all(one.value >= scorer.minimum for one in scores)
    assert not scorer.higher_is_better


def test_the_writer_tells_perplexity_as_well(tiny_writer):
    one, two = perplexity(tiny_writer).score(["The new metro line opened on Monday.", ""])
    loaded = Models(Runtime(device="cpu"))._load(str(tiny_writer), None, "perplexity")
    row = [loaded.tokenizer.bos_token_id, *plain_ids(loaded.tokenizer, "The new metro line opened on Monday.")]
    (found,) = loaded.network.likelihoods([row])
    assert one.value == pytest.approx(math.exp(-sum(found) / len(found)), rel=1e-3)
    assert two.value == loaded.config.vocab_size


def test_a_text_that_a_model_knows_surprises_it_less(taught_chat):
    known = "<|im_start|>assistant The new metro line opened on Monday and the council said people like it."
    scores = perplexity(taught_chat).score([known, " ".join(reversed(known.split()))])
    assert scores[0].value < scores[1].value


@pytest.mark.parametrize("length", [2, 15, 16, 17, 23, 24, 25, 40, 100])
def test_a_long_text_is_read_in_windows_that_count_each_token_once(length, tmp_path):
    scorer = perplexity(tiny.save_chat(tmp_path / "short", positions=16))
    row = [1, *(4 + k % 50 for k in range(length - 1))]
    windows = scorer._windows(row)
    assert sum(new for _, new in windows) == length - 1
    assert all(len(window) <= 16 for window, _ in windows)
    assert windows[0][0] == row[:16]
    fresh = [token for window, new in windows for token in window[len(window) - new :]]
    assert fresh == row[1:]
    assert all(len(window) - new >= 8 for window, new in windows[1:])


def test_half_windows_by_hand(tmp_path):
    """A text of 24 tokens in windows of 16: tokens 1 to 15 from the first, 16 to 23 from the second, at 8."""
    scorer = perplexity(tiny.save_chat(tmp_path / "short", positions=16))
    text = " ".join(tiny.WORDS[:23])
    row = [1, *scorer._loaded.tokenizer(text, add_special_tokens=False)["input_ids"]]
    assert len(row) == 24

    def loss(ids, first):
        with torch.inference_mode():
            logits = scorer._loaded.network(input_ids=torch.tensor([ids])).logits[0].log_softmax(dim=-1)
        return [-float(logits[k - 1, ids[k]]) for k in range(first, len(ids))]

    losses = loss(row[:16], 1) + loss(row[8:], 8)
    assert scorer.score([text])[0].value == pytest.approx(math.exp(sum(losses) / 23), rel=1e-3)


def test_nothing_to_judge(tiny_chat):
    scorer = perplexity(tiny_chat)
    assert scorer.score([]) == []
    assert scorer.score([""])[0].value == scorer._loaded.config.vocab_size


@pytest.mark.parametrize("label", ["acceptable", "ACCEPTABLE", "unacceptable"])
def test_probability_of_a_label(label, tiny_classifier):
    scorer = classifier(tiny_classifier, label)
    column = ["unacceptable", "acceptable"].index(label.lower())
    for text, score in zip(TEXTS[:4], scorer.score(TEXTS[:4]), strict=True):
        with torch.inference_mode():
            logits = scorer._loaded.network(**scorer._loaded.tokenizer(text, return_tensors="pt")).logits[0]
        assert score.value == pytest.approx(float(logits.softmax(-1)[column]), abs=1e-4)
    assert (scorer.name, scorer.minimum, scorer.maximum) == (label.lower(), 0.0, 1.0)
    assert f"|label:{label.lower()}" in scorer.signature


def test_value_of_a_regressor(tiny_regressor):
    scorer = classifier(tiny_regressor)
    for text, score in zip(TEXTS[:4], scorer.score(TEXTS[:4]), strict=True):
        with torch.inference_mode():
            value = scorer._loaded.network(**scorer._loaded.tokenizer(text, return_tensors="pt")).logits[0, 0]
        assert score.value == pytest.approx(float(value), rel=1e-3)
    assert (scorer.name, scorer.minimum, scorer.maximum) == ("regression", None, None)


def test_labels_that_do_not_exclude_each_other(tmp_path):
    folder = tiny.save_classifier(tmp_path / "many", ["grammar", "style"], problem_type="multi_label_classification")
    both = [classifier(folder, label).score(TEXTS[:1])[0].value for label in ("grammar", "style")]
    scorer = classifier(folder, "style")
    with torch.inference_mode():
        logits = scorer._loaded.network(**scorer._loaded.tokenizer(TEXTS[0], return_tensors="pt")).logits[0]
    assert both == pytest.approx(logits.sigmoid().tolist(), abs=1e-4)


def test_a_long_text_is_the_mean_of_its_windows(tiny_classifier):
    scorer = classifier(tiny_classifier, "acceptable")
    half = "the city council said on the new metro line . " * 5  # 50 tokens, and the special ones: one window
    one, two = scorer.score([half, half + half])
    assert two.value == pytest.approx(one.value, abs=1e-4)


@pytest.mark.parametrize(
    ("model", "label", "message"),
    [
        ("tiny_classifier", None, "set label, the one whose probability is the score: unacceptable, acceptable"),
        ("tiny_classifier", "acceptible", "has no label 'acceptible'; did you mean 'acceptable'?"),
        ("tiny_regressor", "quality", "a regressor, its one value is the score; remove label"),
    ],
)
def test_label_that_is_not_there(model, label, message, request):
    with pytest.raises(ConfigError) as caught:
        classifier(request.getfixturevalue(model), label)
    assert message in str(caught.value)


def test_wrong_kind(tiny_bart):
    with pytest.raises(ModelError, match="what is needed here is a causal language model"):
        perplexity(tiny_bart)


@pytest.mark.parametrize("make", ["perplexity", "classifier", "regressor"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_alone_or_in_a_batch(make, dtype, tiny_chat, tiny_classifier, tiny_regressor):
    scorer = {
        "perplexity": lambda: perplexity(tiny_chat, dtype=dtype),
        "classifier": lambda: classifier(tiny_classifier, "acceptable", dtype=dtype),
        "regressor": lambda: classifier(tiny_regressor, dtype=dtype),
    }[make]()
    texts = [*TEXTS, "", *(" ".join(tiny.WORDS[k : 2 * k]) for k in range(1, 20))]
    together = scorer.score(texts)
    assert all(isinstance(one, SegmentScore) and math.isfinite(one.value) for one in together)
    tolerance = 1e-4 if dtype == "float32" else 0.05
    assert [one.value for one in together] == pytest.approx(
        [scorer.score([text])[0].value for text in texts], rel=tolerance, abs=tolerance
    )
