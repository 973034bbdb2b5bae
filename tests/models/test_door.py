"""One door: what is shared, what a report can say of it, and what is refused before anything is generated."""

import shutil

import pytest

from pipeline.config.schema import ClassifierScorer, KeyPointsConfig, PerplexityScorer, Runtime, SummarizeConfig
from pipeline.errors import ConfigError, ModelError
from pipeline.models import Models
from pipeline.models.generator import Writing, units_of
from pipeline.models.reference import locate
from pipeline.models.settings import tokens_for
from tests.conftest import SAYS

TEXT = "The city council said on Monday the new metro line opened. People in the city like it!"


@pytest.fixture
def door():
    return Models(Runtime(device="cpu"))


def summarize(model, **settings):
    return SummarizeConfig(model=str(model), **settings)


def test_a_model_is_loaded_once(door, tiny_chat, monkeypatch):
    from pipeline.models import loading

    calls = []
    real = loading.load
    monkeypatch.setattr(loading, "load", lambda located, *rest: calls.append(located) or real(located, *rest))
    door.generator(summarize(tiny_chat, generation={"max_new_tokens": 8}))
    door.generator(KeyPointsConfig(model=str(tiny_chat), generation={"max_new_tokens": 8}))
    door.scorer(PerplexityScorer(kind="perplexity", model=str(tiny_chat)))
    assert len(calls) == 1


def test_two_stages_of_one_model_keep_their_own_settings(door, tiny_bart):
    one = door.generator(summarize(tiny_bart, generation={"num_beams": 1, "max_new_tokens": 8}))
    two = door.generator(KeyPointsConfig(model=str(tiny_bart), generation={"num_beams": 3, "max_new_tokens": 9}))
    assert "|num_beams:1|" in one.signature
    assert "|num_beams:3|" in two.signature
    writing = [Writing(units_of(TEXT))]
    alone = Models(Runtime(device="cpu")).generator(
        summarize(tiny_bart, generation={"num_beams": 1, "max_new_tokens": 8})
    )
    assert one.write(writing) == alone.write(writing)


def test_what_is_used_is_described_by_stage(door, tiny_bart, tiny_classifier):
    door.salience(SummarizeConfig(model="embedded:lexrank"))
    door.generator(KeyPointsConfig(model=str(tiny_bart), generation={"max_new_tokens": 8}))
    scorer = ClassifierScorer(kind="classifier", model=str(tiny_classifier), label="acceptable")
    door.scorer(scorer)
    door.scorer(scorer)
    assert door.describe() == {
        "summarize": "embedded:lexrank",
        "keypoints": locate(str(tiny_bart)).identity,
        "fluency": locate(str(tiny_classifier)).identity,
    }


def test_signature_names_all_that_shapes_the_text(tiny_bart):
    def signature(seed=0, dtype="float32", **settings):
        door = Models(Runtime(device="cpu", seed=seed, dtype=dtype))
        return door.generator(summarize(tiny_bart, generation={"max_new_tokens": 8}, **settings)).signature

    base = signature()
    assert base.startswith(
        f"model:{locate(str(tiny_bart)).identity}|do_sample:False|early_stopping:True|max_new_tokens:8|"
    )
    assert base.endswith("|dtype:float32|seed:0")
    assert base == signature()
    assert len({base, signature(seed=1), signature(dtype="bfloat16"), signature(prompt="news: ")}) == 4


def test_length_follows_the_words_wanted(door, tiny_t5, tiny_bart):
    assert f"|max_new_tokens:{tokens_for(50)}|" in door.generator(summarize(tiny_t5, max_words=50)).signature
    assert "|max_new_tokens:128|" in door.generator(summarize(tiny_bart, max_words=300)).signature


def test_prefix_of_t5_is_its_own_and_said(door, tiny_t5):
    made = door.generator(summarize(tiny_t5, generation={"max_new_tokens": 8}))
    assert made.notes == ("prefix 'summarize: ' taken from the model's own configuration",)
    assert door.generator(summarize(tiny_t5, prompt="article: ", generation={"max_new_tokens": 8})).notes == ()


def test_prompts_and_separator_of_a_folder_itself(door, taught_bart, tmp_path):
    folder = shutil.copytree(taught_bart, tmp_path / "own")
    (folder / "pipeline.json").write_text('{"prompts": {"summarize": "summarize: "}, "separator": "and"}')
    made = door.generator(summarize(folder))
    assert made.signature == door.generator(summarize(folder, prompt="summarize: ")).signature
    assert made.signature != door.generator(summarize(folder, prompt="article: ")).signature
    assert made.write([Writing(units_of(TEXT))])[0].text.splitlines() == [part.strip() for part in SAYS.split("and")]


REFUSED = [
    (ConfigError, "tiny_bart", {"prompt": "{txt}"}, "unknown placeholder {txt}"),
    (ConfigError, "tiny_bart", {"generation": {"num_beamz": 4}}, "did you mean 'num_beams'?"),
    (ConfigError, "tiny_bart", {"system_prompt": "Be brief."}, "is no chat model; use prompt instead"),
    (ConfigError, "tiny_bart", {"generation": {"max_new_tokens": 129}}, "can write 128 at most; lower 129"),
    (ConfigError, "tiny_led", {"generation": {"max_new_tokens": 65}}, "can write 64 at most; lower 65"),
    (
        ModelError,
        "tiny_chat",
        {"generation": {"max_new_tokens": 1024}},
        "no more than generation.max_new_tokens (1024)",
    ),
    (ModelError, "tiny_classifier", {}, "what is needed here is an encoder-decoder"),
]


@pytest.mark.parametrize(("error", "model", "settings", "message"), REFUSED)
def test_refused_before_anything_is_generated(error, model, settings, message, door, request):
    with pytest.raises(error) as caught:
        door.generator(summarize(request.getfixturevalue(model), **settings))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_extractive_is_no_network(door):
    with pytest.raises(ModelError, match="stages ask is_extractive"):
        door.generator(SummarizeConfig(model="embedded:lexrank"))


def test_a_writer_asked_to_weigh(door, tiny_bart):
    door.generator(summarize(tiny_bart, generation={"max_new_tokens": 8}))
    with pytest.raises(ModelError, match="what is needed here is a causal language model"):
        door.scorer(PerplexityScorer(kind="perplexity", model=str(tiny_bart)))
