"""Networks of the shape of those that people use, with random weights: as slow as the real ones."""

from __future__ import annotations

from typing import Any

BART_TOKENS = 1024  # what bart-large-cnn reads
XLM_R_LARGE: dict[str, Any] = {
    "vocab_size": 250_002,
    "hidden_size": 1024,
    "num_hidden_layers": 24,
    "num_attention_heads": 16,
    "intermediate_size": 4096,
    "max_position_embeddings": 514,
}
BART_LARGE: dict[str, Any] = {
    "vocab_size": 50_264,
    "d_model": 1024,
    "encoder_layers": 12,
    "decoder_layers": 12,
    "encoder_attention_heads": 16,
    "decoder_attention_heads": 16,
    "encoder_ffn_dim": 4096,
    "decoder_ffn_dim": 4096,
    "max_position_embeddings": BART_TOKENS,
}
TOY: dict[str, Any] = {
    "vocab_size": 30_000,
    "hidden_size": 16,
    "d_model": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 16,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 16,
    "decoder_ffn_dim": 16,
    "max_position_embeddings": BART_TOKENS,
}


def xlm_r(shape: dict[str, Any]) -> Any:
    """A regressor, as scorers of the COMET kind have under their heads."""
    from transformers import XLMRobertaConfig, XLMRobertaForSequenceClassification

    network = XLMRobertaForSequenceClassification(XLMRobertaConfig(**(shape | {"num_labels": 1})))
    return network.train(False)


def bart(shape: dict[str, Any]) -> Any:
    from transformers import BartConfig, BartForConditionalGeneration

    network = BartForConditionalGeneration(BartConfig(**shape))
    return network.train(False)
