"""Low-rank adapters (Hu et al. 2021) on a frozen network: little to train, little to ship, the base stays as it came."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - the usual name
from torch import nn

RANK = 16
SCALE = 2.0
FROZEN = 3  # one block in so many, the lowest, learns nothing, so that the backward pass ends above it


class Adapted(nn.Module):
    """A frozen linear layer and what training adds to it."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(RANK, linear.in_features) / linear.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        added = F.linear(F.linear(inputs, self.down.to(inputs.dtype)), (SCALE * self.up).to(inputs.dtype))
        return torch.as_tensor(self.linear(inputs) + added)


def adapt(network: Any) -> dict[str, Adapted]:
    """Freezes a Llama and adapts every linear layer of its upper blocks; returns those by the name of their weight."""
    network.requires_grad_(False)
    adapted = {}
    first = len(network.model.layers) // FROZEN
    for number, block in enumerate(network.model.layers[first:], first):
        for part in ("self_attn", "mlp"):
            module = getattr(block, part)
            for name, linear in list(module.named_children()):
                if isinstance(linear, nn.Linear):
                    new = Adapted(linear)
                    setattr(module, name, new)
                    adapted[f"model.layers.{number}.{part}.{name}"] = new
    return adapted


def state_of(adapted: dict[str, Adapted]) -> dict[str, torch.Tensor]:
    """What training has added, by name; the scale is part of `up`."""
    return {
        f"{name}.{side}": tensor.detach().clone()
        for name, module in adapted.items()
        for side, tensor in (("down", module.down), ("up", SCALE * module.up))
    }


def restore(adapted: dict[str, Adapted], state: dict[str, torch.Tensor]) -> None:
    """Puts back what `state_of` took."""
    for name, module in adapted.items():
        module.down.data.copy_(state[f"{name}.down"])
        module.up.data.copy_(state[f"{name}.up"] / SCALE)
