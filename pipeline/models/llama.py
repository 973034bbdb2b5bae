"""Llama in plain torch, for the writer: what it needs of transformers' model and `generate`, and nothing else.

Importing those takes longer than an article; their bookkeeping around each new token takes longer than its arithmetic
in a network of this size; and on a CPU the arithmetic is done here in eight bits, three times as fast as in sixteen. In
single precision it writes what transformers writes, which a test holds to.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.models.batches import Row, pad
from pipeline.models.packed import reader

EIGHT_BITS = torch.int8
"""As the precision of a place: weights and inputs of the linear layers in eight bits, all else in single precision."""
MOST = 127  # what eight bits hold
DRAFT = 4  # tokens that are read along with the one they follow

PLAIN = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "hidden_act": "silu",
    "attention_bias": False,
    "mlp_bias": False,
}
TINY = 1e-9


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


@dataclass(frozen=True, slots=True)
class Written:
    """What was written to a token row."""

    ids: Row
    """The end token is the last, unless there was no room for it."""
    likelihood: float
    """Log-probability."""


class EightBits(nn.Module):
    """A linear layer without bias, its weight quantised by output and its input by row.

    By row, since Llama gives its first token values a thousand times larger than the others'.
    """

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=TINY) / MOST
        self.codes = nn.Buffer((weight / scale).round().char().t())
        self.scale = nn.Buffer(scale.squeeze(1))

    def forward(self, inputs: Tensor) -> Tensor:
        scale = inputs.abs().amax(dim=-1, keepdim=True).clamp_(min=TINY).div_(MOST)
        codes = (inputs / scale).round_().char()
        sums = torch._int_mm(codes.flatten(0, -2), self.codes).float().mul_(self.scale)
        return sums.view(*inputs.shape[:-1], -1).mul_(scale)


class Plain(nn.Module):
    """A linear layer without bias."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight, requires_grad=False)

    def forward(self, inputs: Tensor) -> Tensor:
        return functional.linear(inputs, self.weight)


class Layer(nn.Module):
    """Attention and a gated wide layer, each added to what came in."""

    def __init__(
        self, shape: Shape, number: int, get: Callable[[str], Tensor], linear: Callable[..., nn.Module]
    ) -> None:
        super().__init__()

        def joined(*names: str) -> nn.Module:
            return linear(torch.cat([get(f"model.layers.{number}.{name}.weight") for name in names]))

        self.shape = shape
        self.attention_norm = Norm(get(f"model.layers.{number}.input_layernorm.weight"), shape.rms_norm_eps)
        self.attention = joined("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj")
        self.attended = joined("self_attn.o_proj")
        self.wide_norm = Norm(get(f"model.layers.{number}.post_attention_layernorm.weight"), shape.rms_norm_eps)
        self.widened = joined("mlp.gate_proj", "mlp.up_proj")
        self.narrowed = joined("mlp.down_proj")

    def forward(
        self, states: Tensor, turn: tuple[Tensor, Tensor], mask: Tensor, memory: Tensor, places: tuple[Tensor, Tensor]
    ) -> Tensor:
        rows, length, _ = states.shape
        heads, groups, size = self.shape.num_attention_heads, self.shape.num_key_value_heads, self.shape.head_dim
        parts = self.attention(self.attention_norm(states)).view(rows, length, heads + 2 * groups, size)
        turned = _turned(parts[:, :, : heads + groups], *turn)
        memory[0].index_put_(places, turned[:, :, heads:])
        memory[1].index_put_(places, parts[:, :, heads + groups :])
        # The heads that share keys stand one after another, as more queries of the same ones.
        query = turned[:, :, :heads].view(rows, length, groups, -1, size).permute(0, 2, 3, 1, 4)
        query = query.reshape(rows, groups, -1, size)
        known = memory[:, :, : mask.shape[-1]].transpose(2, 3)
        seen = functional.scaled_dot_product_attention(query, known[0], known[1], attn_mask=mask)
        seen = seen.view(rows, heads, length, size).transpose(1, 2).reshape(rows, length, heads * size)
        states = states + self.attended(seen)
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
    """Writes to token rows."""

    def __init__(self, shape: Shape, get: Callable[[str], Tensor], linear: Callable[..., nn.Module]) -> None:
        super().__init__()
        self.config = shape
        table = get("model.embed_tokens.weight")
        self.words = nn.Embedding.from_pretrained(table)  # type: ignore[no-untyped-call]  # torch
        self.layers = nn.ModuleList(Layer(shape, k, get, linear) for k in range(shape.num_hidden_layers))
        self.norm = Norm(get("model.norm.weight"), shape.rms_norm_eps)
        self.next = linear(table if shape.tie_word_embeddings else get("lm_head.weight"))

    @property
    def dtype(self) -> torch.dtype:
        return self.norm.weight.dtype

    @torch.inference_mode()
    def write(self, rows: Sequence[Row], most: int) -> list[Written]:
        """The likeliest next token, and again, until each row has ended or has `most`; what all begin with is read once.

        What follows in a row on the last words written is read along with them: a text takes much from its row, and
        several tokens are read nearly as fast as one (Yang et al. 2023, "Inference with Reference: Lossless
        Acceleration of Large Language Models").
        """
        texts = live = [Text(row, self.config.eos_token_id, most) for row in rows]
        memory = self._memory(len(rows), max(map(len, rows)) + most + DRAFT)
        states = self._begin(rows, memory)
        while True:
            for text, likeliest, chances in zip(live, *self._next(states), strict=True):
                text.take(likeliest, chances)
            if all(text.ended for text in live):
                return [Written(text.ids, text.likelihood) for text in texts]
            going = [k for k, text in enumerate(live) if not text.ended]
            if 2 * len(going) <= len(live):  # what has ended is read along; leaving it out copies the memory
                live, memory = [live[k] for k in going], memory[:, :, going]
            ids, _ = pad([text.read() for text in live], self.config.eos_token_id, memory.device)
            states = self._states(ids, memory, [text.place for text in live])

    @torch.inference_mode()
    def likelihoods(self, rows: Sequence[Row]) -> list[list[float]]:
        """Of rows of one length, the logarithm of the probability of each token but the first, given those before it."""
        ids = torch.tensor(rows, device=self.words.weight.device)
        states = self._states(ids, self._memory(*ids.shape), [0] * len(rows))
        logits = self.next(self.norm(states[:, :-1])).float()
        chosen = logits.gather(-1, ids[:, 1:, None]).squeeze(-1)
        found: list[list[float]] = (chosen - logits.logsumexp(dim=-1)).tolist()
        return found

    @torch.inference_mode()
    def states(self, rows: Sequence[Row], layers: int) -> Tensor:
        """Of rows of one length, what the lowest layers make of each token: shape (rows, tokens, width)."""
        ids = torch.tensor(rows, device=self.words.weight.device)
        return self._states(ids, self._memory(*ids.shape)[:layers], [0] * len(rows))

    def _memory(self, rows: int, room: int) -> Tensor:
        """Keys and values of each layer: shape (layers, 2, rows, room, heads, size of a head)."""
        shape = self.config
        size = (shape.num_hidden_layers, 2, rows, room, shape.num_key_value_heads, shape.head_dim)
        return torch.zeros(size, dtype=self.dtype, device=self.words.weight.device)

    def _begin(self, rows: Sequence[Row], memory: Tensor) -> Tensor:
        """The state of the last token of each row, whose memory is filled: what all begin with is read once.

        One row at a time: together they would have to be of one length, and overflow the caches.
        """
        shared, states = _shared(rows), []
        for k, row in enumerate(rows):
            read = shared if k else 0
            memory[:, :, k, :read] = memory[:, :, 0, :read]
            ids = torch.tensor([row[read:]], device=memory.device)
            states.append(self._states(ids, memory[:, :, k : k + 1], [read])[:, -1:])
        return torch.cat(states)

    def _next(self, states: Tensor) -> tuple[list[list[int]], list[list[float]]]:
        """The token that each state makes likeliest, and its log-probability."""
        logits = self.next(self.norm(states)).float()
        most, likeliest = logits.max(dim=-1)
        return likeliest.tolist(), (most - logits.logsumexp(dim=-1)).tolist()

    def _states(self, ids: Tensor, memory: Tensor, at: Sequence[int]) -> Tensor:
        """What the layers make of `ids`, which stand in each row from its place in memory on: (rows, tokens, width).

        As many layers as `memory` has parts, from the lowest on.
        """
        rows, length = ids.shape
        places = torch.tensor(at, device=ids.device)[:, None] + torch.arange(length, device=ids.device)
        turn = _turn(places, self.config, self.dtype)
        times = self.config.num_attention_heads // self.config.num_key_value_heads
        seen = _seen(places, max(at) + length, times, self.dtype)
        index = (torch.arange(rows, device=ids.device)[:, None].expand_as(places), places)
        states: Tensor = self.words(ids)
        for layer, known in zip(self.layers[: len(memory)], memory, strict=True):
            states = layer(states, turn, seen, known, index)
        return states


class Text:
    """What is being written to one row."""

    def __init__(self, row: Row, end: int, most: int) -> None:
        self.ids: list[int] = []
        self.likelihood = 0.0
        self._row, self._end, self._most = row, end, most
        self._after = {pair: k + 2 for k, pair in enumerate(itertools.pairwise(row))}
        self._drafted: Row = ()

    @property
    def ended(self) -> bool:
        return len(self.ids) == self._most or self.ids[-1:] == [self._end]

    @property
    def place(self) -> int:
        """Where the last token stands."""
        return len(self._row) + len(self.ids) - 1

    def read(self) -> Row:
        """The last token and a guess at the next ones, which is what stands behind the last two in the row."""
        after = self._after.get((self.ids[-2] if len(self.ids) > 1 else self._row[-1], self.ids[-1]), len(self._row))
        self._drafted = self._row[after : after + DRAFT]
        return [self.ids[-1], *self._drafted]

    def take(self, likeliest: Row, chances: Sequence[float]) -> None:
        """What the network made of what was read.

        The next token counts, and those after it as long as it is the one that had been guessed.
        """
        for token, chance, guess in zip(likeliest, chances, (*self._drafted, None), strict=False):
            if self.ended:
                break
            self.ids.append(token)
            self.likelihood += chance
            if token != guess:
                break


def load(folder: Path, config: Mapping[str, Any], dtype: torch.dtype) -> Llama | None:
    """The network of a folder; None where it is another. Raises what reading the weights raises."""
    shape = shape_of(config)
    if shape is None:
        return None
    stored = reader(folder)
    computed = torch.float32 if dtype == EIGHT_BITS else dtype
    linear = EightBits if dtype == EIGHT_BITS else Plain
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


def _shared(rows: Sequence[Row]) -> int:
    """How many tokens all rows begin with; one of each is left."""
    columns = zip(*(row[:-1] for row in rows), strict=False)
    return sum(1 for _ in itertools.takewhile(lambda column: len(set(column)) == 1, columns))


def _turn(places: Tensor, shape: Shape, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Cosine and sine of the rotation of each token: shape (rows, length, 1, size of a head)."""
    steps = torch.arange(0, shape.head_dim, 2, device=places.device) / shape.head_dim
    angles = places[..., None, None] / shape.rope_theta**steps
    both = torch.cat([angles, angles], dim=-1)
    return both.cos().to(dtype), both.sin().to(dtype)


def _turned(heads: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    one, other = heads.chunk(2, dim=-1)
    return heads * cosine + torch.cat([-other, one], dim=-1) * sine


def _seen(places: Tensor, room: int, times: int, dtype: torch.dtype) -> Tensor:
    """What is added to the scores of what a token may not see: shape (rows, 1, times * tokens, room)."""
    later = torch.arange(room, device=places.device) > places[..., None]
    hidden = torch.zeros(later.shape, dtype=dtype, device=places.device).masked_fill_(later, -math.inf)
    return hidden.repeat(1, times, 1)[:, None]
