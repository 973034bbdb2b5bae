"""Endless batches of items of like length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import torch

from scripts.train.fluency.corrupt import synthetic
from scripts.train.fluency.data import LABELS
from scripts.train.fluency.items import Item, to_item

TOGETHER = 6  # translations of one source that meet in a batch, to be ranked
POOL = 64  # groups that are sorted by length before they are cut into batches


def rated_batches(items: Sequence[Item], budget: int, rng: random.Random) -> Iterator[list[Item]]:
    """Batches of at most `budget` padded tokens or so; translations of one source stay together."""
    groups: dict[str, list[Item]] = {}
    for index, item in enumerate(items):
        groups.setdefault(item.group or str(index), []).append(item)
    order = list(groups.values())
    while True:
        rng.shuffle(order)
        for at in range(0, len(order), POOL):
            drawn = [rng.sample(group, min(len(group), TOGETHER)) for group in order[at : at + POOL]]
            batches = list(_cut(sorted(drawn, key=_longest), budget))
            rng.shuffle(batches)
            yield from batches


def synthetic_batches(
    tokenizer: Any, sentences: Sequence[str], budget: int, rng: random.Random
) -> Iterator[list[Item]]:
    """Batches of newly planted faults."""
    pool = [word for text in sentences[:20000] for word in text.split() if word.isalpha() and word.islower()]
    while True:
        items = [[to_item(tokenizer, synthetic(rng.choice(sentences), pool, rng))] for _ in range(4 * POOL)]
        batches = list(_cut(sorted(items, key=_longest), budget))
        rng.shuffle(batches)
        yield from batches


def _longest(group: Sequence[Item]) -> int:
    return max(len(item.ids) for item in group)


def _cut(groups: Sequence[Sequence[Item]], budget: int) -> Iterator[list[Item]]:
    """Groups come in order of length, so the newest one is the longest."""
    batch: list[Item] = []
    for group in groups:
        if batch and (len(batch) + len(group)) * _longest(group) > budget:
            yield batch
            batch = []
        batch += group
    if batch:
        yield batch


def collate(batch: Sequence[Item]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, mask and targets, padded."""
    width = max(len(item.ids) for item in batch)
    ids = torch.zeros(len(batch), width, dtype=torch.long)
    mask = torch.zeros(len(batch), width, dtype=torch.long)
    targets = torch.zeros(len(batch), width, len(LABELS))
    for k, item in enumerate(batch):
        ids[k, : len(item.ids)] = torch.tensor(item.ids)
        mask[k, : len(item.ids)] = 1
        targets[k, : len(item.ids)] = item.targets
    return ids, mask, targets
