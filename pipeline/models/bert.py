"""BERT with a label for each token, in plain torch.

The default run needs this one network, and transformers takes longer to import its BERT, with all that training and
compiling need, than an article takes to read. Whatever is not plainly this network, `load` leaves to transformers;
what it takes gives the same logits but for rounding, which a test holds to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from safetensors import SafetensorError
from torch import Tensor, nn
from torch.nn import functional

from pipeline.models.packed import reader

ARCHITECTURES = ["BertForTokenClassification"]
PLAIN = {  # newer files leave out what is so
    "model_type": "bert",
    "hidden_act": "gelu",
    "position_embedding_type": "absolute",
    "is_decoder": False,
}
OURS = {  # part of a layer of ours, to the parts of the file that it is made of
    "attention": ("attention.self.query", "attention.self.key", "attention.self.value"),
    "attended": ("attention.output.dense",),
    "attended_norm": ("attention.output.LayerNorm",),
    "widened": ("intermediate.dense",),
    "narrowed": ("output.dense",),
    "narrowed_norm": ("output.LayerNorm",),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What config.json says of the network, in its words."""

    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    max_position_embeddings: int
    layer_norm_eps: float
    id2label: dict[int, str]
    pad_token_id: int | None
    model_type: str = "bert"


class Layer(nn.Module):
    """Attention and a wide layer, each added to what came in, and normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width, wide = shape.hidden_size, shape.intermediate_size
        self.heads = shape.num_attention_heads
        self.attention = nn.Linear(width, 3 * width)  # query, key and value
        self.attended = nn.Linear(width, width)
        self.attended_norm = nn.LayerNorm(width, eps=shape.layer_norm_eps)
        self.widened = nn.Linear(width, wide)
        self.narrowed = nn.Linear(wide, width)
        self.narrowed_norm = nn.LayerNorm(width, eps=shape.layer_norm_eps)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        rows, length, width = states.shape
        parts = self.attention(states).view(rows, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        query, key, value = parts.unbind(0)  # each (rows, heads, length, width / heads)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        states = self.attended_norm(states + self.attended(seen.transpose(1, 2).reshape(rows, length, width)))
        after: Tensor = self.narrowed_norm(states + self.narrowed(functional.gelu(self.widened(states))))
        return after


class Bert(nn.Module):
    """Called as the network of transformers is, for `logits` of shape (rows, length, labels)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.config = shape
        self.words = _table(shape.vocab_size, shape.hidden_size)
        self.places = _table(shape.max_position_embeddings, shape.hidden_size)
        self.norm = nn.LayerNorm(shape.hidden_size, eps=shape.layer_norm_eps)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.num_hidden_layers))
        self.labels = nn.Linear(shape.hidden_size, len(shape.id2label))

    @property
    def dtype(self) -> torch.dtype:
        return self.labels.weight.dtype

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> SimpleNamespace:
        states = self.norm(self.words(input_ids) + self.places.weight[: input_ids.shape[1]])
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        for layer in self.layers:
            states = layer(states, mask[:, None, None, :].bool())
        return SimpleNamespace(logits=self.labels(states))


def _table(rows: int, width: int) -> nn.Embedding:
    """Filled from the file; one made the usual way draws numbers, which without memory imports all of torch._dynamo."""
    made: nn.Embedding = nn.Embedding.from_pretrained(torch.empty(rows, width))  # type: ignore[no-untyped-call]  # torch
    return made


def load(folder: Path, config: Mapping[str, Any], dtype: torch.dtype) -> Bert | None:
    """The network of a folder; None where it is another, or where anything about it is out of the ordinary."""
    shape = shape_of(config)
    if shape is None:
        return None
    with torch.device("meta"):  # no memory, and no time to fill it with chance
        network = Bert(shape)
    try:
        tensors = dict(_tensors(reader(folder), shape))
        network.load_state_dict({name: tensor.to(dtype) for name, tensor in tensors.items()}, assign=True)
    except (OSError, KeyError, RuntimeError, SafetensorError):
        return None  # transformers says what is wrong, or knows another name for it
    return network.train(False)


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


def _tensors(get: Callable[[str], Tensor], shape: Shape) -> Iterator[tuple[str, Tensor]]:
    """Our names with the tensors of the file's; every text here is of BERT's first type, so its vector joins the places."""
    embeddings = "bert.embeddings"
    yield "words.weight", get(f"{embeddings}.word_embeddings.weight")
    types = get(f"{embeddings}.token_type_embeddings.weight")
    yield "places.weight", get(f"{embeddings}.position_embeddings.weight").float() + types[0].float()
    names: dict[str, tuple[str, ...]] = {"norm": (f"{embeddings}.LayerNorm",), "labels": ("classifier",)}
    for number in range(shape.num_hidden_layers):
        names |= {
            f"layers.{number}.{ours}": tuple(f"bert.encoder.layer.{number}.{part}" for part in parts)
            for ours, parts in OURS.items()
        }
    for ours, parts in names.items():
        for kind in ("weight", "bias"):
            yield f"{ours}.{kind}", torch.cat([get(f"{part}.{kind}") for part in parts])
