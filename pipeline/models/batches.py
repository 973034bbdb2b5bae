"""Running token rows of different lengths through a network: by length, padded, the order restored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
Row = Sequence[int]


def by_length(rows: Sequence[Row], work: Callable[[list[Row]], Sequence[T]], size: int) -> list[T]:
    """`work` on batches of at most `size` rows of like length; one result per row, in the order of `rows`."""
    results: dict[int, T] = {}
    for numbers in _batches(rows, size):
        made = work([rows[k] for k in numbers])
        results.update(zip(numbers, made, strict=True))
    return [results[k] for k in range(len(rows))]


def pad(rows: Sequence[Row], pad_id: int, device: Any, *, left: bool = False) -> tuple[Any, Any]:
    """Ids and attention mask as tensors of shape (rows, longest)."""
    import torch

    longest = max(len(row) for row in rows)
    ids = torch.full((len(rows), longest), pad_id, dtype=torch.long)
    mask = torch.zeros((len(rows), longest), dtype=torch.long)
    for k, row in enumerate(rows):
        place = slice(longest - len(row), longest) if left else slice(0, len(row))
        ids[k, place] = torch.tensor(row, dtype=torch.long)
        mask[k, place] = 1
    return ids.to(device), mask.to(device)


def _batches(rows: Sequence[Row], size: int) -> Iterator[list[int]]:
    order = sorted(range(len(rows)), key=lambda k: len(rows[k]))
    return (order[k : k + size] for k in range(0, len(order), size))
