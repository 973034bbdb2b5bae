"""The kind of a model from what its config.json says."""

import pytest

from pipeline.models.kinds import kind_of, mismatch


@pytest.mark.parametrize(
    ("architecture", "more", "kind"),
    [
        ("BartForConditionalGeneration", {"is_encoder_decoder": True}, "seq2seq"),
        ("PegasusForConditionalGeneration", {}, "seq2seq"),
        ("LEDForConditionalGeneration", {}, "seq2seq"),
        ("MarianMTModel", {}, "seq2seq"),
        ("EncoderDecoderModel", {"is_encoder_decoder": True}, "seq2seq"),
        ("T5ForConditionalGeneration", {}, "seq2seq"),
        ("T5WithLMHeadModel", {}, "seq2seq"),
        ("GPT2LMHeadModel", {}, "causal"),
        ("Qwen3ForCausalLM", {}, "causal"),
        ("LlamaForCausalLM", {"writes": "statements"}, "writer"),
        ("Gemma3ForConditionalGeneration", {"text_config": {}, "vision_config": {}}, "causal"),
        ("Gemma3ForConditionalGeneration", {"is_encoder_decoder": False}, "causal"),
        ("RobertaForSequenceClassification", {}, "classifier"),
        ("BertForTokenClassification", {}, "tagger"),
        ("BertForTokenClassification", {"id2label": {"0": "O", "1": "kept"}}, "tagger"),
        ("BertForTokenClassification", {"id2label": {"0": "summary", "1": "points", "2": "kept"}}, "salience"),
        ("BertModel", {}, "encoder"),
        ("BertForMaskedLM", {}, "encoder"),
    ],
)
def test_kind_by_architecture(architecture, more, kind):
    assert kind_of({"architectures": [architecture], **more}) == kind


@pytest.mark.parametrize("config", [{}, {"architectures": None}, {"architectures": []}])
def test_unnamed_architecture_is_unknown(config):
    assert kind_of(config) == "unknown"


@pytest.mark.parametrize(
    ("kind", "task", "fits"),
    [
        ("seq2seq", "generate", True),
        ("causal", "generate", True),
        ("causal", "perplexity", True),
        ("seq2seq", "perplexity", False),
        ("classifier", "generate", False),
        ("classifier", "classifier", True),
        ("tagger", "classifier", False),
        ("tagger", "tagger", True),
        ("encoder", "tagger", False),
        ("unknown", "tagger", True),
    ],
)
def test_what_fits_a_task(kind, task, fits):
    assert (mismatch(kind, task) is None) == fits
