"""The model that a training begins with, its checkpoints read back, and the pace of its rate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForTokenClassification, AutoTokenizer

from scripts.train.tagging.vocabulary import adopt, choose, rebuild


def begin(
    start: str, labels: Sequence[str], texts: Iterable[str], vocabulary: int, cased: int, **config: Any
) -> tuple[Any, Any]:
    """Model and tokenizer from an encoder of the hub's kind, its pieces cut down to those that `texts` use.

    A tagger with these labels is taken as it is.
    """
    if tuple(AutoConfig.from_pretrained(start).id2label.values()) == tuple(labels):
        return reload(Path(start))
    old = AutoTokenizer.from_pretrained(start)
    pieces = choose(old, texts, vocabulary, cased)
    model = AutoModelForTokenClassification.from_pretrained(
        start,
        num_labels=len(labels),
        id2label=dict(enumerate(labels)),
        label2id={label: k for k, label in enumerate(labels)},
        dtype=torch.float32,
        # Dropout inside attention costs a quarter of the time on a CPU, and so does the fused attention's backward pass.
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",
        **config,
    )
    adopt(model, old.get_vocab(), pieces)
    return model, rebuild(old, pieces)


def reload(folder: Path) -> tuple[Any, Any]:
    """Model and tokenizer of a checkpoint."""
    model = AutoModelForTokenClassification.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    return model, AutoTokenizer.from_pretrained(folder)


def rate(progress: float, peak: float) -> float:
    """Linear warm-up over 6% of the run, then linear decay to 2% of the peak."""
    return peak * (progress / 0.06 if progress < 0.06 else max(0.02, (1 - progress) / 0.94))


def step(model: Any, optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> float:
    """One step down; the loss as a number."""
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(loss.detach())
