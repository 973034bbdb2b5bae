"""Weights in four and eight bits: blocks that share a scale and a least value, and adapters on top.

120 million parameters take 80 MB so, instead of 480. The blocks are those of GGUF's Q4_1 and Q8_0, so that a base model
published in that form is kept as it is, and what training adds stands beside it as a low-rank product (Hu et al. 2021).
On loading all of it becomes plain weights of the network's own class.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    Tensors = Mapping[str, torch.Tensor]

FILE = "packed.safetensors"
BLOCK = 32  # weights
FOUR, EIGHT, SCALE, LEAST, DOWN, UP = (f".{part}" for part in ("q4", "q8", "scale", "least", "down", "up"))


def read_packed(folder: Path, dtype: torch.dtype) -> dict[str, torch.Tensor] | None:
    """Every weight of a packed model by its name; None where the folder holds no such file."""
    if not (folder / FILE).is_file():
        return None
    from safetensors.torch import load_file

    return {name: weight.to(dtype) for name, weight in unpack(load_file(folder / FILE))}


def unpack(stored: Tensors) -> Iterator[tuple[str, torch.Tensor]]:
    """The weights that the tensors of a packed file stand for, in single precision.

    Of a layer NAME there is NAME.q4, shape (out, in / 32, 16), the first half of a block in the low bits of its bytes,
    or NAME.q8, shape (out, in / 32, 32); NAME.scale and, of four bits, NAME.least, shape (out, in / 32); where
    training added to it, NAME.down, shape (rank, in), and NAME.up, shape (out, rank).
    """
    for key, tensor in stored.items():
        name, _, part = key.rpartition(".")
        if part == "weight":
            yield key, tensor.float()
        elif part in ("q4", "q8"):
            weight = _four(tensor, name, stored) if part == "q4" else _eight(tensor, name, stored)
            if name + UP in stored:
                weight += stored[name + UP].float() @ stored[name + DOWN].float()
            yield f"{name}.weight", weight


def _four(codes: torch.Tensor, name: str, stored: Tensors) -> torch.Tensor:
    import torch

    values = torch.cat([codes & 15, codes >> 4], dim=-1).float()
    scaled = values * stored[name + SCALE].float()[..., None] + stored[name + LEAST].float()[..., None]
    return scaled.flatten(1)


def _eight(codes: torch.Tensor, name: str, stored: Tensors) -> torch.Tensor:
    return (codes.float() * stored[name + SCALE].float()[..., None]).flatten(1)
