"""A network that copies from its first step: the weights of one encoder head and one decoder layer, set by hand.

Most of a repair is copying, and a network of this size takes tens of millions of tokens to find out how. Here
three parts of the hidden state begin with a purpose: positions, the token itself, and the token before. An
encoder head notes at each token which one stood before it; the last decoder layer looks for the place whose
token before is the one just written, near the place where it is itself, and writes the token found there. All
other layers begin by adding nothing. Nothing is frozen: training changes all of it as it likes.
"""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from transformers import PegasusForConditionalGeneration

SHARPNESS = 3.5  # of the look at the place before: some 6 nats above its neighbours
MATCH = 1.5  # weight of the same token before; two heads of 40 dimensions tell 16,000 tokens apart
NEARNESS = 2.0  # weight of being at the same place: 3 nats against a place ten words away
LOUDNESS = 6.0  # of the copied token over the one just written


@dataclass(frozen=True, slots=True)
class _Places:
    """Which dimensions of the hidden state begin as what; PEGASUS keeps sines in the first half, cosines after."""

    width: int
    head: int

    @property
    def frequencies(self) -> Tensor:
        return torch.arange(self.head // 2)

    @property
    def position(self) -> Tensor:
        """The fastest waves: they tell neighbours apart."""
        return torch.cat([self.frequencies, self.width // 2 + self.frequencies])

    @property
    def before(self) -> Tensor:
        start = self.width // 2 + self.head // 2
        return torch.arange(start, start + self.head)

    @property
    def token(self) -> Tensor:
        taken = {*self.position.tolist(), *self.before.tolist()}
        return torch.tensor([place for place in range(self.width) if place not in taken])

    @property
    def key(self) -> Tensor:
        """The part of a token by which it is found again: the slowest sines, which are hardly there."""
        return torch.arange(self.width // 2 - self.head, self.width // 2)


@torch.no_grad()
def start_copying(model: PegasusForConditionalGeneration) -> None:
    """Set the weights of a fresh network so that it copies; needs heads of at most a third of the width."""
    config = model.config
    places = _Places(config.d_model, config.d_model // config.encoder_attention_heads)
    for layer in [*model.model.encoder.layers, *model.model.decoder.layers]:
        for name, module in layer.named_modules():
            if name.endswith(("out_proj", "fc2")):
                nn.init.zeros_(module.weight)
    embedding: Any = model.get_input_embeddings().weight
    embedding[:, torch.cat([places.position, places.before])] = 0
    encoder: Any = model.model.encoder
    last: Any = model.model.decoder.layers[-1]
    ids = torch.randint(16, config.vocab_size, (64, 64), generator=torch.Generator().manual_seed(0))
    start = encoder.embed_tokens(ids) * encoder.embed_scale + encoder.embed_positions(ids.shape)
    read = nn.functional.layer_norm(start, start.shape[-1:]).mean((0, 1))
    _note_the_token_before(encoder.layers[0].self_attn, places)
    _centre(encoder.layers[0].self_attn, read, read)
    _copy(last.encoder_attn, places)
    _centre(last.encoder_attn, read, encoder(input_ids=ids).last_hidden_state.mean((0, 1)))


def _turn(places: _Places, frequencies: Tensor, offset: int) -> Tensor:
    """Rows that read the position `offset` places on out of a hidden state: waves turned by an angle."""
    rows = torch.zeros(2 * len(frequencies), places.width)
    for row, frequency in enumerate(frequencies.tolist()):
        angle = offset * 10000 ** (-2 * frequency / places.width)
        sine, cosine = frequency, places.width // 2 + frequency
        rows[row, sine], rows[row, cosine] = math.cos(angle), math.sin(angle)
        rows[row + len(frequencies), sine] = -math.sin(angle)
        rows[row + len(frequencies), cosine] = math.cos(angle)
    return rows


def _centre(attention: Any, asking: Tensor, asked: Tensor) -> None:
    """The cosines of the slow waves stand at one and would speak for some places over others."""
    attention.q_proj.bias.copy_(-attention.q_proj.weight @ asking)
    attention.k_proj.bias.copy_(-attention.k_proj.weight @ asked)


def _pick(places: _Places, dimensions: Tensor) -> Tensor:
    rows = torch.zeros(len(dimensions), places.width)
    rows[torch.arange(len(dimensions)), dimensions] = 1
    return rows


def _note_the_token_before(attention: Any, places: _Places) -> None:
    head = slice(0, places.head)
    attention.q_proj.weight[head] = SHARPNESS * _turn(places, places.frequencies, -1)
    attention.k_proj.weight[head] = SHARPNESS * _turn(places, places.frequencies, 0)
    attention.v_proj.weight[head] = _pick(places, places.key)
    attention.out_proj.weight[places.before, torch.arange(places.head)] = 1


def _copy(attention: Any, places: _Places) -> None:
    """The source begins with the token of its task: what the decoder writes next stands one place further on."""
    matched = places.head * 5 // 8
    waves = places.frequencies[places.head // 8 :: 2][: (places.head - matched) // 2]
    for number, dimensions in enumerate(places.token.split(places.head)):
        part = slice(matched) if number % 2 else slice(places.head - matched, places.head)
        rows = slice(number * places.head, number * places.head + matched + 2 * len(waves))
        attention.q_proj.weight[rows] = torch.cat(
            [MATCH * _pick(places, places.key[part]), NEARNESS * _turn(places, waves, 1)]
        )
        attention.k_proj.weight[rows] = torch.cat(
            [MATCH * _pick(places, places.before[part]), NEARNESS * _turn(places, waves, 0)]
        )
        columns = number * places.head + torch.arange(len(dimensions))
        attention.v_proj.weight[columns] = _pick(places, dimensions)
        attention.out_proj.weight[dimensions, columns] = LOUDNESS
