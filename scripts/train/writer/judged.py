"""Statements that the writer wrote itself and that were read against their evidence: what it shall write and what not.

Kahneman-Tversky optimisation (Ethayarajh et al. 2024, "KTO: Model Alignment as Prospect Theoretic Optimization"): what
is good shall grow likelier than it was before, and what is bad less likely, with a gradient that fades as it does. Good
ones are taught as well, like any other text: with the preference alone all of them grow less likely, the bad ones more
so, and what is written instead has names that nobody bears.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from pipeline.models.writer import Request
from scripts.train.data import Record, read_records
from scripts.train.writer.data import Pair, fitting

SHARPNESS = 0.1  # per nat
TRUE, FALSE = 1.0, 0.0


def read_judged(path: Path, tokenizer: Any) -> list[Pair]:
    """Pairs of a file's statements: true and fluent ones, and false or clumsy ones; others teach nothing.

    A line has `purpose`, `evidence`, `title`, `text`, `true` (1, 0, or 0.5 for a little off) and `fluent`. Raises
    OSError, and KeyError where a line lacks one of them.
    """
    pairs = [(row, fitting(tokenizer, _request(row), row["text"])) for row in read_records(path)]
    return [replace(pair, good=good) for row, pair in pairs if pair and (good := _is_good(row)) is not None]


def _request(row: Record) -> Request:
    return Request(row["purpose"], tuple(row["evidence"]), row["title"])


def _is_good(row: Record) -> bool | None:
    """None for what is true and clumsy, or fluent and a little off."""
    if row["true"] == FALSE or (row["true"] != TRUE and not row["fluent"]):
        return False
    return True if row["true"] == TRUE and row["fluent"] else None


def even(pairs: Sequence[Pair], count: int, rng: random.Random) -> list[Pair]:
    """So many of the pairs, good and bad ones alike often."""
    kinds = [[pair for pair in pairs if pair.good is good] for good in (True, False)]
    return [pair for kind in kinds if kind for pair in rng.choices(kind, k=count // 2)]


def preference(pairs: Sequence[Pair], likelihoods: torch.Tensor) -> torch.Tensor:
    """The mean loss of judged pairs, 0 to 1, from the log-probability of each under the model that learns."""
    gained = likelihoods - torch.tensor([pair.likelihood for pair in pairs])
    sign = torch.tensor([1.0 if pair.good else -1.0 for pair in pairs])
    usual = gained.mean().detach().clamp(min=0)
    return 1 - torch.sigmoid(SHARPNESS * sign * (gained - usual)).mean()
