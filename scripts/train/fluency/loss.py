"""What the tagger is trained on: raters' shares per token, and the order of translations of one source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - the usual name

from scripts.train.fluency.batches import collate
from scripts.train.fluency.items import Item

WEIGHTS = torch.tensor([0.0, 0.1, 1.0, 5.0, 1.0, 5.0, 4.0])  # MQM penalties of LABELS; of names, their mean
FLUENCY = WEIGHTS * torch.tensor([0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0])
SHARPNESS = 4.0  # of the rank loss: a log-penalty apart by 0.25 is a likely order


def rank_loss(scores: torch.Tensor, penalties: torch.Tensor, groups: Sequence[str]) -> torch.Tensor:
    """Logistic loss over pairs of translations of one source whose human penalties differ."""
    names = {name: k for k, name in enumerate(dict.fromkeys(groups))}
    group = torch.tensor([names[name] for name in groups])
    gap = penalties[:, None] - penalties[None, :]
    pairs = (group[:, None] == group[None, :]) & (gap > 0)
    weight = gap.clamp(max=3)[pairs]
    if not len(weight):
        return scores.sum() * 0
    margin = (scores[:, None] - scores[None, :])[pairs]
    return (F.softplus(-SHARPNESS * margin) * weight).sum() / weight.sum()


def loss_of(model: Any, batch: Sequence[Item], rank: float) -> torch.Tensor:
    """Cross-entropy with the raters' shares, and the rank loss on the expected penalties of rated segments."""
    ids, mask, targets = collate(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(input_ids=ids, attention_mask=mask).logits
    chances = logits.float().log_softmax(dim=-1)
    known = targets.sum(dim=-1)
    loss: torch.Tensor = -(chances * targets).sum() / known.sum()
    if rank and batch[0].group:
        groups = [item.group for item in batch]
        shares = (chances.exp() * known[..., None].clamp(max=1)).sum(dim=1)  # (segments, labels)
        fluency, total = (shares @ FLUENCY).log1p(), (shares @ WEIGHTS).log1p()
        loss = loss + rank * rank_loss(fluency, torch.tensor([item.fluency for item in batch]), groups)
        loss = loss + rank * rank_loss(total, torch.tensor([item.total for item in batch]), groups)
    return loss
