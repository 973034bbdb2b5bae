"""Llama in plain torch, for the writer: what it needs of transformers' model and `generate`, and nothing else.

Importing those takes longer than an article; their bookkeeping around each new token takes longer than its arithmetic
in a network of this size; and on a CPU the arithmetic is done here in eight bits, three times as fast as in sixteen. In
single precision it writes what transformers writes, which a test holds to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.models.batches import Row, side_by_side
from pipeline.models.linear import EightBits, Linear, linear_of
from pipeline.models.packed import reader
from pipeline.models.rows import attend

PLAIN = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "hidden_act": "silu",
    "attention_bias": False,
    "mlp_bias": False,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What config.json says of the network, in its words."""

    vocab_size: int
    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    num_key_value_heads: int
    head_dim: int
    rms_norm_eps: float
    max_position_embeddings: int
    eos_token_id: int
    rope_theta: float
    tie_word_embeddings: bool
    model_type: str = "llama"


Attend = Callable[[Tensor, Tensor, Tensor], Tensor]
"""From queries, keys and values, each (tokens, heads, size), to what is seen: shape (tokens, all heads)."""


class Layer(nn.Module):
    """Attention and a gated wide layer, each added to what came in."""

    def __init__(self, shape: Shape, number: int, get: Callable[[str], Tensor], linear: Linear) -> None:
        super().__init__()

        def joined(*names: str) -> nn.Module:
            return linear(torch.cat([get(f"model.layers.{number}.{name}.weight") for name in names]), None)

        self.shape = shape
        self.attention_norm = Norm(get(f"model.layers.{number}.input_layernorm.weight"), shape.rms_norm_eps)
        self.attention = joined("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj")
        self.attended = joined("self_attn.o_proj")
        self.wide_norm = Norm(get(f"model.layers.{number}.post_attention_layernorm.weight"), shape.rms_norm_eps)
        self.widened = joined("mlp.gate_proj", "mlp.up_proj")
        self.narrowed = joined("mlp.down_proj")

    def forward(self, states: Tensor, turn: tuple[Tensor, Tensor], attend: Attend) -> Tensor:
        heads, groups, size = self.shape.num_attention_heads, self.shape.num_key_value_heads, self.shape.head_dim
        parts = self.attention(self.attention_norm(states)).view(-1, heads + 2 * groups, size)
        turned = _turned(parts[:, : heads + groups], *turn)
        states = states + self.attended(attend(turned[:, :heads], turned[:, heads:], parts[:, heads + groups :]))
        gate, wide = self.widened(self.wide_norm(states)).chunk(2, dim=-1)
        return torch.as_tensor(states + self.narrowed(functional.silu(gate) * wide))


class Norm(nn.Module):
    """Root mean square normalisation."""

    def __init__(self, weight: Tensor, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight, requires_grad=False)
        self.epsilon = epsilon

    def forward(self, states: Tensor) -> Tensor:
        return functional.rms_norm(states, self.weight.shape, self.weight, self.epsilon)


class Llama(nn.Module):
    """What follows token rows: `pipeline.models.decoding` writes with it."""

    def __init__(self, shape: Shape, get: Callable[[str], Tensor], linear: Linear) -> None:
        super().__init__()
        self.config = shape
        table = get("model.embed_tokens.weight")
        self.words = nn.Embedding.from_pretrained(table)  # type: ignore[no-untyped-call]  # torch
        numbers, threads = range(shape.num_hidden_layers), torch.get_num_threads()
        self.layers = nn.ModuleList(side_by_side(lambda k: Layer(shape, k, get, linear), numbers, threads))
        self.norm = Norm(get("model.norm.weight"), shape.rms_norm_eps)
        self.exact = linear is EightBits
        """Whether a token's numbers are the same to the last bit beside any others: sums of whole numbers are."""
        self.spare: list[Tensor] = []
        """Memory of what was written to rows, to be used again."""
        self.next = linear(table if shape.tie_word_embeddings else get("lm_head.weight"), None)

    @property
    def dtype(self) -> torch.dtype:
        return self.norm.weight.dtype

    @property
    def device(self) -> torch.device:
        return self.norm.weight.device

    @torch.inference_mode()
    def likelihoods(self, rows: Sequence[Row]) -> list[list[float]]:
        """The logarithm of the probability of each token of a row but the first, given those before it."""
        found = []
        for row, states in zip(rows, self.states(rows, len(self.layers)), strict=True):
            logits = self.next(self.norm(states[:-1])).float()
            chosen = logits[range(len(row) - 1), row[1:]]
            found.append((chosen - logits.logsumexp(dim=-1)).tolist())
        return found

    @torch.inference_mode()
    def states(self, rows: Sequence[Row], layers: int) -> Sequence[Tensor]:
        """What the lowest layers make of each token of each row: shape (tokens, width)."""
        lengths = [len(row) for row in rows]
        places = torch.cat([torch.arange(length, device=self.device) for length in lengths])
        times = self.config.num_attention_heads // self.config.num_key_value_heads

        def see(query: Tensor, *known: Tensor) -> Tensor:
            key, value = (part.repeat_interleave(times, dim=1) for part in known)
            return attend(query, key, value, lengths, causal=True)

        return torch.split(self.read([token for row in rows for token in row], places, [see] * layers), lengths)

    def read(self, ids: Row, places: Tensor, attending: Iterable[Attend]) -> Tensor:
        """What as many layers as can attend make of tokens at these places of their rows: shape (tokens, width)."""
        turn = _turn(places, self.config, self.dtype)
        states: Tensor = self.words(torch.tensor(ids, device=self.device))
        for layer, see in zip(self.layers, attending, strict=False):
            states = layer(states, turn, see)
        return states

    def likeliest(self, states: Tensor) -> list[tuple[int, float]]:
        """The token that each state of the last layer makes likeliest to follow, with its log-probability."""
        logits = self.next(self.norm(states)).float()
        most, likeliest = logits.max(dim=-1)
        return list(zip(likeliest.tolist(), (most - logits.logsumexp(dim=-1)).tolist(), strict=True))


def load(folder: Path, config: Mapping[str, Any], dtype: torch.dtype) -> Llama | None:
    """The network of a folder; None where it is another. Raises what reading the weights raises."""
    shape = shape_of(config)
    if shape is None:
        return None
    stored = reader(folder)
    linear, computed = linear_of(dtype)
    return Llama(shape, lambda name: stored(name).to(computed), linear).train(False)


def shape_of(config: Mapping[str, Any]) -> Shape | None:
    """The network's shape; None for any other network."""
    rope = config.get("rope_parameters") or {}
    known = {**config, "rope_theta": rope.get("rope_theta")}
    names = [name for name in Shape.__dataclass_fields__ if name != "model_type"]
    plain = all(config.get(key, value) == value for key, value in PLAIN.items())
    if not plain or rope.get("rope_type", "default") != "default" or any(known.get(name) is None for name in names):
        return None
    return Shape(**{name: known[name] for name in names})


def _turn(places: Tensor, shape: Shape, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Cosine and sine of the rotation of each token: shape (tokens, 1, size of a head)."""
    steps = torch.arange(0, shape.head_dim, 2, device=places.device) / shape.head_dim
    angles = places[..., None, None] / shape.rope_theta**steps
    both = torch.cat([angles, angles], dim=-1)
    return both.cos().to(dtype), both.sin().to(dtype)


def _turned(heads: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    one, other = heads.chunk(2, dim=-1)
    return heads * cosine + torch.cat([-other, one], dim=-1) * sine
