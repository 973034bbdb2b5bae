"""Generation settings: who wins, and what is refused."""

import pytest
from transformers import GenerationConfig

from pipeline.errors import ConfigError
from pipeline.models.settings import OFFERED, REFUSED, check_names, check_values, keep_ids_only, settle, tokens_for

CHECKPOINT = {"num_beams": 2, "length_penalty": 2.0, "max_length": 142, "min_length": 56, "forced_bos_token_id": 0}
CHAT = {"do_sample": True, "temperature": 0.7, "top_p": 0.8, "repetition_penalty": 1.05, "max_new_tokens": 2048}


def test_every_offered_setting_is_known_to_transformers():
    known = vars(GenerationConfig())
    assert known.keys() >= OFFERED
    assert not OFFERED & REFUSED.keys()


@pytest.mark.parametrize(
    ("kind", "checkpoint", "user", "expected"),
    [
        ("seq2seq", {}, {}, {"num_beams": 4, "no_repeat_ngram_size": 3, "early_stopping": True, "use_cache": True}),
        ("seq2seq", CHECKPOINT, {}, {"num_beams": 2, "length_penalty": 2.0, "forced_bos_token_id": 0}),
        ("seq2seq", CHECKPOINT, {"num_beams": 1}, {"num_beams": 1, "length_penalty": 2.0, "early_stopping": None}),
        ("seq2seq", CHECKPOINT, {}, {"max_length": None, "min_length": None, "max_new_tokens": tokens_for(50)}),
        ("seq2seq", CHECKPOINT, {"max_new_tokens": 9}, {"max_new_tokens": 9}),
        ("seq2seq", {"use_cache": False}, {}, {"use_cache": True}),
        ("seq2seq", {"num_beams": 3, "num_return_sequences": 3}, {}, {"num_beams": 3, "num_return_sequences": None}),
        ("seq2seq", {"return_dict_in_generate": True}, {}, {"return_dict_in_generate": None}),
        ("causal", {}, {}, {"num_beams": None, "do_sample": False}),
        ("causal", CHAT, {}, {"do_sample": False, "temperature": None, "top_p": None, "repetition_penalty": 1.05}),
        ("causal", CHAT, {}, {"max_new_tokens": tokens_for(50)}),
        ("causal", CHAT, {"do_sample": True, "temperature": 0.3}, {"do_sample": True, "temperature": 0.3}),
        ("causal", CHAT, {"repetition_penalty": 1.0}, {"repetition_penalty": 1.0}),
    ],
)
def test_checkpoint_then_ours_then_the_users(kind, checkpoint, user, expected):
    base = GenerationConfig(**checkpoint)
    before = base.to_dict()
    made = settle(base, kind, user, words=50)
    assert {key: getattr(made, key) for key in expected} == expected
    assert base.to_dict() == before


@pytest.mark.parametrize(("most", "expected"), [(None, tokens_for(50)), (1024, tokens_for(50)), (64, 64)])
def test_length_stays_within_what_the_network_can_write(most, expected):
    assert settle(GenerationConfig(), "seq2seq", {}, words=50, most=most).max_new_tokens == expected


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"num_beamz": 4},
            "generation -> num_beamz: not a generation setting that is offered; did you mean 'num_beams'?",
        ),
        ({"max_length": 142}, "max_length: cannot be set; set max_new_tokens"),
        ({"min_length": 56}, "min_length: cannot be set; set min_new_tokens"),
        ({"num_return_sequences": 2}, "one text is written per article"),
        ({"num_beam_groups": 2}, "group beam search left transformers"),
        ({"max_time": 3}, "may not depend on the speed of a machine"),
        ({"temperature": 0.7}, "temperature: has no effect without do_sample: true"),
        ({"do_sample": False, "top_p": 0.7}, "top_p: has no effect without do_sample: true"),
        ({"trust_remote_code": True}, "trust_remote_code: not a generation setting that is offered"),
        ({"custom_generate": "owner/name"}, "custom_generate: not a generation setting that is offered"),
        ({"early_stopping": "sometimes"}, "`early_stopping` must be a boolean or 'never'"),
        ({"max_new_tokens": 0}, "`max_new_tokens` must be greater than 0"),
    ],
)
def test_refused_with_what_to_do(settings, message):
    with pytest.raises(ConfigError) as caught:
        check_names(settings, "summarize")
        check_values(settings, "summarize")
    assert message in str(caught.value)
    assert str(caught.value).startswith("stages -> summarize -> generation")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("settings", [{}, {"num_beams": 4, "length_penalty": 0.8}, {"do_sample": True, "top_p": 0.9}])
def test_accepted(settings):
    check_names(settings, "keypoints")
    check_values(settings, "keypoints")


def test_nothing_but_ids_stays_on_the_model():
    kept = keep_ids_only(GenerationConfig(num_beams=4, eos_token_id=2, pad_token_id=0, decoder_start_token_id=2))
    assert (kept.num_beams, kept.eos_token_id, kept.pad_token_id, kept.decoder_start_token_id) == (None, 2, 0, 2)
