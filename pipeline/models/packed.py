"""Weights in four and eight bits: blocks that share a scale and a least value, and adapters on top.

120 million parameters take 80 MB so, instead of 480. The blocks are those of GGUF's Q4_1 and Q8_0, so that a base model
published in that form is kept as it is, and what training adds stands beside it as a low-rank product (Hu et al. 2021);
`pack` makes eight bits of any other network. On loading all of it becomes plain weights of the network's own class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    Tensors = Mapping[str, torch.Tensor]

FILE = "packed.safetensors"
PLAIN_FILE = "model.safetensors"
BLOCK = 32  # weights
FOUR, EIGHT, SCALE, LEAST, DOWN, UP = (f".{part}" for part in ("q4", "q8", "scale", "least", "down", "up"))


def reader(folder: Path) -> Callable[[str], torch.Tensor]:
    """What gives a weight of a model's one file by its name, packed or not.

    Raises OSError or SafetensorError where the file cannot be read; what is returned raises KeyError.
    """
    from safetensors.torch import load_file

    if not (folder / FILE).is_file():
        return load_file(folder / PLAIN_FILE).__getitem__
    stored = load_file(folder / FILE)
    return lambda name: weight_of(name, stored)


def pack(state: Tensors) -> dict[str, torch.Tensor]:
    """The tables of a network in eight bits, whatever is small in half precision; `unpack` is its inverse but for that."""
    stored: dict[str, torch.Tensor] = {}
    for key, tensor in state.items():
        name = key.removesuffix(".weight")
        if tensor.dim() != 2 or len(tensor) < BLOCK or tensor.shape[1] % BLOCK:
            stored[key] = tensor.half()
            continue
        blocks = tensor.float().reshape(len(tensor), -1, BLOCK)
        scale = (blocks.abs().amax(dim=-1) / 127).half()
        codes = (blocks / scale.float().clamp(min=1e-12)[..., None]).round().clamp(-127, 127)
        stored |= {name + EIGHT: codes.char(), name + SCALE: scale}
    return stored


def unpack(stored: Tensors) -> Iterator[tuple[str, torch.Tensor]]:
    """All weights that the tensors of a packed file stand for, by their names."""
    for key in stored:
        name, _, part = key.rpartition(".")
        if part in ("weight", "bias"):
            yield key, weight_of(key, stored)
        elif part in ("q4", "q8"):
            yield f"{name}.weight", weight_of(f"{name}.weight", stored)


def weight_of(key: str, stored: Tensors) -> torch.Tensor:
    """One weight of a packed file, in single precision. Raises KeyError where it is not there.

    Of a layer NAME there is NAME.q4, shape (out, in / 32, 16), the first half of a block in the low bits of its bytes,
    or NAME.q8, shape (out, in / 32, 32); NAME.scale and, of four bits, NAME.least, shape (out, in / 32); where
    training added to it, NAME.down, shape (rank, in), and NAME.up, shape (out, rank).
    """
    name = key.removesuffix(".weight")
    if key in stored:
        return stored[key].float()
    weight = _four(name, stored) if name + FOUR in stored else _eight(name, stored)
    if name + UP in stored:
        weight.addmm_(stored[name + UP].float(), stored[name + DOWN].float())
    return weight


def _four(name: str, stored: Tensors) -> torch.Tensor:
    import torch

    codes = stored[name + FOUR]
    values = torch.cat([codes & 15, codes >> 4], dim=-1).float()
    return values.mul_(stored[name + SCALE].float()[..., None]).add_(stored[name + LEAST].float()[..., None]).flatten(1)


def _eight(name: str, stored: Tensors) -> torch.Tensor:
    return (stored[name + EIGHT].float() * stored[name + SCALE].float()[..., None]).flatten(1)
