"""Linear layers of the networks in plain torch, in single precision or in eight bits."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

EIGHT_BITS = torch.int8
"""As the precision of a place: weights and inputs of the linear layers in eight bits, all else in single precision."""
MOST = 127  # what eight bits hold
SHIFT = 128  # of the inputs, which oneDNN wants without sign
TINY = 1e-9
# oneDNN keeps code for every number of rows it has seen; of many they are filled up to a multiple.
MANY, STEP = 64, 16

Linear = Callable[[Tensor, Tensor | None], nn.Module]
"""Makes a layer of a weight, shape (out, in), and a bias."""


class EightBits(nn.Module):
    """Weights quantised by output, and inputs by row.

    By row, since Llama gives its first token values a thousand times larger than the others'. The weights lie as the
    products need them: `torch._int_mm`, which lays them so at every call, takes up to twice as long.
    """

    def __init__(self, weight: Tensor, bias: Tensor | None = None) -> None:
        super().__init__()
        scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=TINY) / MOST
        self.codes = torch.ops.onednn.qlinear_prepack((weight / scale).round_().char(), None)
        self.scale = scale.squeeze(1)
        self.zero = torch.zeros(len(weight), dtype=torch.int64)
        self.bias = bias

    def forward(self, inputs: Tensor) -> Tensor:
        scale = inputs.abs().amax(dim=-1, keepdim=True).clamp_(min=TINY).div_(MOST)
        codes = (inputs / scale).round_().char().view(torch.uint8).add_(SHIFT)  # beyond 255 it begins at 0 again
        count = codes.numel() // codes.shape[-1]
        filled = functional.pad(codes.view(count, -1), (0, 0, 0, -count % STEP if count > MANY else 0))
        weight = (self.codes, self.scale, self.zero, None)
        found: Tensor = torch.ops.onednn.qlinear_pointwise(
            filled, 1.0, SHIFT, *weight, 1.0, 0, torch.float32, "none", [], ""
        )
        found = found[:count].view(*inputs.shape[:-1], -1)
        return found.mul_(scale) if self.bias is None else torch.addcmul(self.bias, found, scale)


class Plain(nn.Module):
    """As it is stored."""

    def __init__(self, weight: Tensor, bias: Tensor | None = None) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight, requires_grad=False)
        self.bias = None if bias is None else nn.Parameter(bias, requires_grad=False)

    def forward(self, inputs: Tensor) -> Tensor:
        return functional.linear(inputs, self.weight, self.bias)


def linear_of(dtype: torch.dtype) -> tuple[Linear, torch.dtype]:
    """The kind of layer for the precision of a place, and the precision of everything else."""
    return (EightBits, torch.float32) if dtype == EIGHT_BITS else (Plain, dtype)
