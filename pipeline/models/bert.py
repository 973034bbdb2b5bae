"""BERT with a label for each token, in plain torch.

The default run needs this one network, and transformers takes longer to import its BERT, with all that training and
compiling need, than an article takes to read. Whatever is not plainly this network, `load` leaves to transformers;
what it takes gives the same logits but for rounding, which a test holds to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from safetensors import SafetensorError
from torch import Tensor, nn
from torch.nn import functional

from pipeline.models.linear import Linear, Plain, linear_of
from pipeline.models.packed import reader
from pipeline.models.rows import attend

ARCHITECTURES = ["BertForTokenClassification"]
PLAIN = {  # newer files leave out what is so
    "model_type": "bert",
    "hidden_act": "gelu",
    "position_embedding_type": "absolute",
    "is_decoder": False,
}
Get = Callable[..., Tensor]
"""Gives a weight by its name and size."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What config.json says of the network, in its words."""

    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    max_position_embeddings: int
    type_vocab_size: int
    layer_norm_eps: float
    id2label: dict[int, str]
    pad_token_id: int | None
    model_type: str = "bert"


class Layer(nn.Module):
    """Attention and a wide layer, each added to what came in, and normalised."""

    def __init__(self, shape: Shape, number: int, get: Get, linear: Linear) -> None:
        super().__init__()

        within = f"bert.encoder.layer.{number}"

        def joined(width: int, out: int, *names: str) -> nn.Module:
            weights = [get(f"{within}.{name}.weight", out, width) for name in names]
            return linear(torch.cat(weights), torch.cat([get(f"{within}.{name}.bias", out) for name in names]))

        width, wide = shape.hidden_size, shape.intermediate_size
        self.heads = shape.num_attention_heads
        self.attention = joined(width, width, *(f"attention.self.{part}" for part in ("query", "key", "value")))
        self.attended = joined(width, width, "attention.output.dense")
        self.attended_norm = Norm(shape, get, f"{within}.attention.output.LayerNorm")
        self.widened = joined(width, wide, "intermediate.dense")
        self.narrowed = joined(wide, width, "output.dense")
        self.narrowed_norm = Norm(shape, get, f"{within}.output.LayerNorm")

    def forward(self, states: Tensor, lengths: Sequence[int]) -> Tensor:
        query, key, value = self.attention(states).unflatten(1, (3, self.heads, -1)).unbind(1)
        seen = attend(query, key, value, lengths, causal=False)
        states = self.attended_norm(states + self.attended(seen))
        after: Tensor = self.narrowed_norm(states + self.narrowed(functional.gelu(self.widened(states))))
        return after


class Norm(nn.Module):
    """Mean 0 and deviation 1, and then as learnt."""

    def __init__(self, shape: Shape, get: Get, name: str) -> None:
        super().__init__()
        self.weight = nn.Parameter(get(f"{name}.weight", shape.hidden_size), requires_grad=False)
        self.bias = nn.Parameter(get(f"{name}.bias", shape.hidden_size), requires_grad=False)
        self.epsilon = shape.layer_norm_eps

    def forward(self, states: Tensor) -> Tensor:
        return functional.layer_norm(states, self.weight.shape, self.weight, self.bias, self.epsilon)


class Bert(nn.Module):
    """Called as the network of transformers is, for `logits` of shape (rows, length, labels).

    What stands behind the end of a row takes no time, and its logits are 0.
    """

    def __init__(self, shape: Shape, get: Get, linear: Linear) -> None:
        super().__init__()
        self.config = shape
        width = shape.hidden_size
        table = get("bert.embeddings.word_embeddings.weight", shape.vocab_size, width)
        self.words = nn.Embedding.from_pretrained(table)  # type: ignore[no-untyped-call]  # torch
        places = get("bert.embeddings.position_embeddings.weight", shape.max_position_embeddings, width)
        types = get("bert.embeddings.token_type_embeddings.weight", shape.type_vocab_size, width)
        self.places = nn.Parameter(places + types[0], requires_grad=False)  # every text here is of BERT's first type
        self.norm = Norm(shape, get, "bert.embeddings.LayerNorm")
        self.layers = nn.ModuleList(Layer(shape, k, get, linear) for k in range(shape.num_hidden_layers))
        labels = len(shape.id2label)
        self.labels = Plain(get("classifier.weight", labels, width), get("classifier.bias", labels))

    @property
    def dtype(self) -> torch.dtype:
        return self.places.dtype

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> SimpleNamespace:
        there = torch.ones_like(input_ids).bool() if attention_mask is None else attention_mask.bool()
        lengths = there.sum(dim=1).tolist()
        states = self.norm((self.words(input_ids) + self.places[: input_ids.shape[1]])[there])
        for layer in self.layers:
            states = layer(states, lengths)
        found = self.labels(states)
        logits = found.new_zeros(*there.shape, found.shape[-1])
        logits[there] = found
        return SimpleNamespace(logits=logits)


def load(folder: Path, config: Mapping[str, Any], dtype: torch.dtype) -> Bert | None:
    """The network of a folder; None where it is another, or where anything about it is out of the ordinary."""
    shape = shape_of(config)
    if shape is None:
        return None
    linear, computed = linear_of(dtype)
    try:
        network = Bert(shape, partial(_read, reader(folder), computed), linear)
    except (OSError, KeyError, RuntimeError, SafetensorError):
        return None  # transformers says what is wrong, or knows another name for it
    return network.train(False)


def _read(stored: Callable[[str], Tensor], dtype: torch.dtype, name: str, *size: int) -> Tensor:
    """A weight of this size. Raises RuntimeError where it has another, and what `stored` raises."""
    tensor = stored(name).to(dtype)
    if tensor.shape != size:
        raise RuntimeError(f"{name}: of size {tuple(tensor.shape)} instead of {size}")
    return tensor


def shape_of(config: Mapping[str, Any]) -> Shape | None:
    """The network's shape; None for any other network, or a config.json that leaves something to be guessed."""
    plain = all(config.get(key, value) == value for key, value in PLAIN.items())
    if config.get("architectures") != ARCHITECTURES or not plain or "quantization_config" in config:
        return None
    names = [name for name in Shape.__dataclass_fields__ if name not in ("id2label", "model_type")]
    if not config.get("id2label") or any(name not in config for name in names):
        return None
    labels = {int(number): str(label) for number, label in config["id2label"].items()}
    return Shape(**{name: config[name] for name in names}, id2label=labels)
