"""The optimizer and its schedule: warm up, stay, and decay only where an end is planned (WSD)."""

from typing import Any

import torch
from torch import nn

from .config import Loop

MUON_SCALE = 20.0  # Muon's step for hidden matrices relative to AdamW's for the rest, at these widths


class Optimizers:
    """One or two optimizers driven as one."""

    def __init__(self, model: nn.Module, loop: Loop) -> None:
        self.loop = loop
        named = {name: p for name, p in model.named_parameters() if p.requires_grad}
        hidden = (
            [p for name, p in named.items() if p.ndim == 2 and "layers" in name] if loop.optimizer == "muon" else []
        )
        taken = {id(p) for p in hidden}
        rest = [p for p in named.values() if id(p) not in taken]
        groups: list[dict[str, Any]] = [
            {"params": [p for p in rest if p.ndim > 1], "weight_decay": loop.weight_decay},
            {"params": [p for p in rest if p.ndim <= 1], "weight_decay": 0.0},
        ]
        self.parts: list[tuple[torch.optim.Optimizer, float]] = [
            (torch.optim.AdamW(groups, lr=loop.learning_rate, betas=(0.9, 0.98), fused=True), 1.0)
        ]
        if hidden:
            muon = torch.optim.Muon(hidden, lr=loop.learning_rate * MUON_SCALE, weight_decay=loop.weight_decay)
            self.parts.append((muon, MUON_SCALE))

    def step(self, rate: float) -> None:
        """Apply and forget the gradients."""
        for optimizer, scale in self.parts:
            for group in optimizer.param_groups:
                group["lr"] = rate * scale
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

    def state(self) -> list[Any]:
        """All that is needed to go on."""
        return [optimizer.state_dict() for optimizer, _ in self.parts]

    def load(self, states: list[Any]) -> None:
        """Go on from a saved state."""
        for (optimizer, _), state in zip(self.parts, states, strict=True):
            optimizer.load_state_dict(state)


def learning_rate(step: int, loop: Loop, first: int, last: int | None) -> float:
    """The rate of a step; `first` and `last` bound the piece that is planned, if one is."""
    rate = loop.learning_rate * min(1.0, (step + 1) / max(loop.warmup_steps, 1))
    if last is None:
        return rate
    decaying = max(1, round((last - first) * loop.decay_share))
    return rate * min(1.0, max(0, last - step) / decaying)


def decay_start(loop: Loop, first: int, last: int | None) -> int | None:
    """The first step of the decay of a planned piece."""
    return None if last is None else last - max(1, round((last - first) * loop.decay_share))
