"""Llama in plain torch, for the writer: what it needs of transformers' model and `generate`, and nothing else.

Importing those takes longer than an article; their bookkeeping around each new token takes longer than its arithmetic
in a network of this size; and on a CPU the arithmetic is done here in eight bits, three times as fast as in sixteen. In
single precision it writes what transformers writes, which a test holds to.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.models.batches import Row
from pipeline.models.linear import Linear, linear_of
from pipeline.models.packed import reader
from pipeline.models.rows import attend as rows_attend

TOGETHER = 160  # tokens of requests that are read at once; of more the caches overflow
DRAFT = 6  # tokens that are read along with the two they follow
UNSURE = 3  # with the one they follow, where the two stand nowhere

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


@dataclass(frozen=True, slots=True)
class Written:
    """What was written to a token row."""

    ids: Row
    """The end token is the last, unless there was no room for it."""
    likelihood: float
    """Log-probability."""


Attend = Callable[[Tensor, Tensor, Tensor], Tensor]
"""From queries, keys and values, each (tokens, heads, size), to what is seen: shape (tokens, all heads)."""


@dataclass(frozen=True, slots=True)
class Step:
    """Tokens of some rows that go through the layers together, those of one row after those of another."""

    places: tuple[Tensor, Tensor]
    """Row and place in memory of each token."""
    turn: tuple[Tensor, Tensor]
    """Cosine and sine of the rotation of each: shape (tokens, 1, size of a head)."""
    mask: Tensor
    """What is added to the scores of what may not be seen: shape (rows, 1, queries of a key, places in memory)."""
    longest: int
    slots: Tensor | None
    """Where each token stands among rows that are all as long as the longest; None if they are."""

    def attend(self, memory: Tensor, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Keeps what is known of the tokens, and says what each sees of its row: shape (tokens, heads * size)."""
        memory[0].index_put_(self.places, key)
        memory[1].index_put_(self.places, value)
        # The heads that share keys stand one after another, as more queries of the same ones.
        rows, groups = len(self.mask), key.shape[1]
        queries = self.apart(query).view(rows, self.longest, groups, -1, key.shape[2]).permute(0, 2, 3, 1, 4)
        keys, values = memory[:, :, : self.mask.shape[-1]].transpose(2, 3)
        seen = functional.scaled_dot_product_attention(queries.flatten(2, 3), keys, values, attn_mask=self.mask)
        seen = seen.view(rows, groups, -1, self.longest, key.shape[2]).permute(0, 3, 1, 2, 4)
        return self.together(seen.flatten(2))

    def apart(self, values: Tensor) -> Tensor:
        """From (tokens, ...) to (rows, longest, ...)."""
        if self.slots is not None:
            padded = values.new_zeros(len(self.mask) * self.longest, *values.shape[1:])
            values = padded.index_copy_(0, self.slots, values)
        return values.view(len(self.mask), self.longest, *values.shape[1:])

    def together(self, values: Tensor) -> Tensor:
        """The inverse of `apart`."""
        values = values.flatten(0, 1)
        return values if self.slots is None else values[self.slots]


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
    """Writes to token rows."""

    def __init__(self, shape: Shape, get: Callable[[str], Tensor], linear: Linear) -> None:
        super().__init__()
        self.config = shape
        table = get("model.embed_tokens.weight")
        self.words = nn.Embedding.from_pretrained(table)  # type: ignore[no-untyped-call]  # torch
        self.layers = nn.ModuleList(Layer(shape, k, get, linear) for k in range(shape.num_hidden_layers))
        self.norm = Norm(get("model.norm.weight"), shape.rms_norm_eps)
        self._spare: list[Tensor] = []
        self.next = linear(table if shape.tie_word_embeddings else get("lm_head.weight"), None)

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
        with self._memory(len(rows), max(map(len, rows)) + most + DRAFT) as memory:
            states, lengths = self._begin(rows, memory), [1] * len(rows)
            while True:
                for text, found in zip(live, self._next(states, lengths), strict=True):
                    text.take(found)
                going = [k for k, text in enumerate(live) if not text.ended]
                if not going:
                    return [Written(text.ids, text.likelihood) for text in texts]
                if 2 * len(going) <= len(live):  # what has ended is read along; leaving it out moves the memory
                    for k, old in enumerate(going):
                        memory[:, :, k] = memory[:, :, old]
                    live, memory = [live[k] for k in going], memory[:, :, : len(going)]
                parts = [text.read() for text in live]
                states, lengths = self._states(parts, memory, [text.place for text in live]), list(map(len, parts))

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
        device = self.words.weight.device
        turn = _turn(torch.cat([torch.arange(length, device=device) for length in lengths]), self.config, self.dtype)
        times = self.config.num_attention_heads // self.config.num_key_value_heads

        def attend(query: Tensor, *known: Tensor) -> Tensor:
            key, value = (part.repeat_interleave(times, dim=1) for part in known)
            return rows_attend(query, key, value, lengths, causal=True)

        states: Tensor = self.words(torch.tensor([token for row in rows for token in row], device=device))
        for layer in self.layers[:layers]:
            states = layer(states, turn, attend)
        return torch.split(states, lengths)

    @contextmanager
    def _memory(self, rows: int, room: int) -> Iterator[Tensor]:
        """Keys and values of each layer: shape (layers, 2, rows, room, heads, size of a head).

        What stands there is of earlier texts, until it is written over. New memory has to be fetched from the system
        page by page, which took a fifth of the time of writing.
        """
        shape = self.config
        size = (shape.num_hidden_layers, 2, rows, room, shape.num_key_value_heads, shape.head_dim)
        spare = self._spare.pop() if self._spare else None
        if spare is None or len(spare) < math.prod(size):
            spare = torch.zeros(math.prod(size), dtype=self.dtype, device=self.words.weight.device)
        try:
            yield spare[: math.prod(size)].view(size)
        finally:
            self._spare.append(spare)

    def _begin(self, rows: Sequence[Row], memory: Tensor) -> Tensor:
        """The state of the last token of each row, whose memory is filled; what all begin with is read once."""
        shared = _shared(rows)
        states = [self._states(rows[:1], memory[:, :, :1], [0])[-1:]]
        memory[:, :, 1:, :shared] = memory[:, :, :1, :shared]
        parts = [row[shared:] for row in rows]
        for start, end in _parcels(list(map(len, parts)), 1):
            read = self._states(parts[start:end], memory[:, :, start:end], [shared] * (end - start))
            states.append(read[[at - 1 for at in itertools.accumulate(map(len, parts[start:end]))]])
        return torch.cat(states)

    def _next(self, states: Tensor, lengths: Sequence[int]) -> list[list[tuple[int, float]]]:
        """The token that each state makes likeliest, with its log-probability, apart for rows of these lengths."""
        logits = self.next(self.norm(states)).float()
        most, likeliest = logits.max(dim=-1)
        found = zip(likeliest.tolist(), (most - logits.logsumexp(dim=-1)).tolist(), strict=True)
        return [list(itertools.islice(found, length)) for length in lengths]

    def _states(self, rows: Sequence[Row], memory: Tensor, at: Sequence[int]) -> Tensor:
        """What the layers make of rows, each from its place in memory on: shape (tokens of all rows, width)."""
        device = memory.device
        step = _step([len(row) for row in rows], at, self.config, self.dtype, device)
        states: Tensor = self.words(torch.tensor([token for row in rows for token in row], device=device))
        for layer, known in zip(self.layers, memory, strict=True):
            states = layer(states, step.turn, partial(step.attend, known))
        return states


class Text:
    """What is being written to one row."""

    def __init__(self, row: Row, end: int, most: int) -> None:
        self.ids: list[int] = []
        self.likelihood = 0.0
        self._row, self._end, self._most = row, end, most
        self._after: dict[Row, Row] = {(token,): row[k : k + UNSURE] for k, token in enumerate(row, 1)}
        self._after |= {pair: row[k : k + DRAFT] for k, pair in enumerate(itertools.pairwise(row), 2)}
        self._drafted: Row = ()

    @property
    def ended(self) -> bool:
        return len(self.ids) == self._most or self.ids[-1:] == [self._end]

    @property
    def place(self) -> int:
        """Where the last token stands."""
        return len(self._row) + len(self.ids) - 1

    def read(self) -> Row:
        """The last token and a guess at the next ones: what stands in the row behind the last two, or the last."""
        last = (self.ids[-2] if len(self.ids) > 1 else self._row[-1], self.ids[-1])
        self._drafted = self._after.get(last) or self._after.get(last[1:], ())
        return [self.ids[-1], *self._drafted]

    def take(self, likeliest: Sequence[tuple[int, float]]) -> None:
        """What the network made of what was read, each token with its log-probability.

        The first counts, and those after it as long as it is the one that had been guessed.
        """
        for (token, chance), guess in zip(likeliest, (*self._drafted, None), strict=True):
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


def _shared(rows: Sequence[Row]) -> int:
    """How many tokens all rows begin with; one of each is left."""
    columns = zip(*(row[:-1] for row in rows), strict=False)
    return sum(1 for _ in itertools.takewhile(lambda column: len(set(column)) == 1, columns))


def _parcels(lengths: Sequence[int], start: int) -> Iterator[tuple[int, int]]:
    """Bounds of neighbours that have `TOGETHER` tokens at most, or are alone, from `start` on."""
    for end in range(start + 1, len(lengths) + 1):
        if end == len(lengths) or sum(lengths[start : end + 1]) > TOGETHER:
            yield start, end
            start = end


def _step(lengths: Sequence[int], at: Sequence[int], shape: Shape, dtype: torch.dtype, device: torch.device) -> Step:
    """Of rows of these lengths, which begin at these places in memory."""
    longest, room = max(lengths), max(first + length for first, length in zip(at, lengths, strict=True))
    places = torch.tensor(at, device=device)[:, None] + torch.arange(longest, device=device)
    times = shape.num_attention_heads // shape.num_key_value_heads
    later = torch.arange(room, device=device) > places[..., None]
    mask = torch.zeros(later.shape, dtype=dtype, device=device).masked_fill_(later, -math.inf)
    row = torch.arange(len(lengths), device=device).repeat_interleave(torch.tensor(lengths, device=device))
    slots = None
    if sum(lengths) < places.numel():
        slots = torch.tensor(
            [k * longest + n for k, length in enumerate(lengths) for n in range(length)], device=device
        )
    flat = places.flatten() if slots is None else places.flatten()[slots]
    return Step((row, flat), _turn(flat, shape, dtype), mask.repeat(1, times, 1)[:, None], longest, slots)


def _turn(places: Tensor, shape: Shape, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Cosine and sine of the rotation of each token: shape (tokens, 1, size of a head)."""
    steps = torch.arange(0, shape.head_dim, 2, device=places.device) / shape.head_dim
    angles = places[..., None, None] / shape.rope_theta**steps
    both = torch.cat([angles, angles], dim=-1)
    return both.cos().to(dtype), both.sin().to(dtype)


def _turned(heads: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    one, other = heads.chunk(2, dim=-1)
    return heads * cosine + torch.cat([-other, one], dim=-1) * sine
