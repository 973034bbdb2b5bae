"""BERT for token classification in plain torch.

The default run needs this one network, and transformers takes as long to import its BERT, with what training and
compiling need, as everything else takes together. Answers agree with transformers' to its last digits, which a test
holds to. Only CPUs and the plainest of BERTs come here; `fits` says which.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

WEIGHTS = "model.safetensors"
ARCHITECTURE = "BertForTokenClassification"


def fits(config: Mapping[str, Any], folder: Path, place_type: str) -> bool:
    """Whether a folder holds a network that this file can run: one file, learned absolute positions, gelu."""
    return (
        place_type == "cpu"
        and config.get("architectures") == [ARCHITECTURE]
        and config.get("model_type") == "bert"
        and config.get("hidden_act", "gelu") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder", False)
        and "quantization_config" not in config
        and (folder / WEIGHTS).is_file()
    )


class Layer(nn.Module):
    """Attention and feed-forward, each followed by its normalisation."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        width = config.hidden_size
        self.heads = config.num_attention_heads
        self.query_key_value = nn.Linear(width, 3 * width)
        self.attended = nn.Linear(width, width)
        self.attended_norm = nn.LayerNorm(width, eps=config.layer_norm_eps)
        self.widened = nn.Linear(width, config.intermediate_size)
        self.narrowed = nn.Linear(config.intermediate_size, width)
        self.narrowed_norm = nn.LayerNorm(width, eps=config.layer_norm_eps)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        rows, length, width = states.shape
        split = self.query_key_value(states).view(rows, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        query, key, value = split.unbind(0)  # each (rows, heads, length, width of a head)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        states = self.attended_norm(states + self.attended(seen.transpose(1, 2).reshape(rows, length, width)))
        wide = functional.gelu(self.widened(states))
        return self.narrowed_norm(states + self.narrowed(wide))


class Tagger(nn.Module):
    """Called as the network of transformers is, for `logits` of shape (rows, length, labels)."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.config = config
        width = config.hidden_size
        self.words = nn.Embedding(config.vocab_size, width)
        self.places = nn.Embedding(config.max_position_embeddings, width)
        self.norm = nn.LayerNorm(width, eps=config.layer_norm_eps)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.num_hidden_layers))
        self.labels = nn.Linear(width, len(config.id2label))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> SimpleNamespace:
        states = self.norm(self.words(input_ids) + self.places.weight[: input_ids.shape[1]])
        mask = attention_mask[:, None, None, :].bool()
        for layer in self.layers:
            states = layer(states, mask)
        return SimpleNamespace(logits=self.labels(states))
